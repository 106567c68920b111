import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Head, Intro } from "../../ui/layout.tsx"
import css from "./microWork.module.css"

/** The life of a paid micro-task as a marketplace knows it, in its order. */
const STEPS = ["publish", "qualify", "reserve", "submit", "review", "pay", "dispute"] as const
const REASONS = ["time", "doubt", "names", "unseen", "refused", "owner", "label", "later"] as const

/** For whoever knows micro-work platforms: what each step of a task is there, and what it is here. */
export function MicroWorkPage() {
  const t = useT("microWork")
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")} />
      <Intro>
        <Rich t={t} k="lead" to={{ to: "/help/micro-work/why" }} />
      </Intro>
      <ol className={css.steps}>
        {STEPS.map((step) => (
          <li key={step} className={css.step}>
            <h2>{t(`step.${step}.name`)}</h2>
            <dl>
              <dt className="dim sm">{t("there")}</dt>
              <dd className="dim">{t(`step.${step}.there`)}</dd>
              <dt className="dim sm">{t("here")}</dt>
              <dd>{t(`step.${step}.here`)}</dd>
            </dl>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Why the steps are other ones here. */
export function MicroWorkWhyPage() {
  const t = useT("microWork")
  usePageName(t("whyTitle"))
  return (
    <div className="content">
      <Head title={t("whyTitle")} />
      <Intro>
        <Rich t={t} k="whyLead" to={{ to: "/help/micro-work" }} />
      </Intro>
      <div className={measures.above24}>
        {REASONS.map((reason) => (
          <section key={reason} className={`${measures.below24} ${measures.upTo640}`}>
            <h2>{t(`why.${reason}.name`)}</h2>
            <p className={`${measures.above4} ${measures.text16}`}>{t(`why.${reason}.text`)}</p>
          </section>
        ))}
      </div>
    </div>
  )
}
