import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import { useNow } from "../../locale/useNow.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Rows, Section } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import type { Mine } from "./mine.ts"
import { begun, inOrder, whyNone } from "./sentence.ts"

type MyProject = Mine["projects"][number]

/** What there is to do, project by project; nothing is urgent. */
export function WorkForYou({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const labelling = inOrder(mine, useNow())
  const reviewing = mine.projects.filter((one) => one.reviewWaiting > 0)
  if (mine.projects.length === 0) {
    return (
      <Empty icon="work" title={t("emptyTitle")} text={t("emptyText")}>
        <ButtonLink to="/projects">{t("common:toProjects")}</ButtonLink>
      </Empty>
    )
  }
  return (
    <div className={begun(mine) ? measures.above24 : undefined}>
      <Section title={t("forYou")}>
        <Rows>
          {labelling.map((one) => (
            <ProjectRow key={one.card.project} one={one} />
          ))}
          {reviewing.map((one) => (
            <ReviewRow key={one.card.project} one={one} />
          ))}
          {labelling.length + reviewing.length === 0 && <p className="row dim">{t("noneNow")}</p>}
        </Rows>
        <p className={`dim ${measures.above8}`}>{t("nothingUrgent")}</p>
      </Section>
    </div>
  )
}

function ProjectRow({ one }: { readonly one: MyProject }) {
  const t = useT("work")
  const format = useFormat()
  const { card } = one
  const asked = t("asksFirst", { classes: one.asks.map((each) => t(`common:contentClass.${each}`)).join(", ") })
  const time =
    one.hoursLeft !== null && one.hoursLeft > 0 ? t("about", { left: format.duration(one.hoursLeft * 3600) }) : ""
  const left = [t("tasks", { count: one.available }), time].filter(Boolean).join(" · ")
  const none = whyNone(one)
  const since = one.waitsSinceMs === null ? "" : `${format.day(one.waitsSinceMs)} ${format.time(one.waitsSinceMs)}`
  const why = none ? t(none, { count: one.inHand, since }) : left
  return (
    <div className={`row job ${measures.high56}`}>
      <span className="g">
        <span className="b">{card.name}</span>
        <br />
        <span className="dim">
          {t(`common:kind.${card.kind}`)}
          {card.pays && <PaySaid pays={card.pays} />}
          {!one.accepted && ` · ${t("newToYou")}`}
          {one.asks.length > 0 && ` · ${asked}`}
        </span>
      </span>
      <span className="num">
        <span className="nw">{t(`common:names.${card.names}`)}</span>
        <br />
        <span className="dim">{why}</span>
      </span>
      {one.accepted && one.asks.length === 0 && one.available + one.inHand > 0 ? (
        <ButtonLink small to="/label/$project/{-$assignment}" params={{ project: card.project }}>
          {t(one.inHand > 0 ? "goOn" : "begin")}
        </ButtonLink>
      ) : (
        <ButtonLink small to="/p/$project/conditions" params={{ project: card.project }}>
          {t("conditions")}
        </ButtonLink>
      )}
    </div>
  )
}

/** The least that an hour pays, and how long a task takes. */
function PaySaid({ pays }: { readonly pays: NonNullable<MyProject["card"]["pays"]> }) {
  const t = useT("work")
  const format = useFormat()
  const { money } = useMoney()
  const time = pays.secondsPerTask === null ? [] : [t("perTask", { time: format.duration(pays.secondsPerTask) })]
  return [t("pays", { floor: money(pays.floorMicrosPerHour, pays.currency) }), ...time]
    .map((part) => ` · ${part}`)
    .join("")
}

function ReviewRow({ one }: { readonly one: MyProject }) {
  const t = useT("work")
  return (
    <div className={`row job ${measures.high56}`}>
      <span className="g">
        <span className="b">{one.card.name}</span>
        <br />
        <span className="dim">{t("differencesForYou")}</span>
      </span>
      <span className="num">
        <span className="nw">{t("differences", { count: one.reviewWaiting })}</span>
      </span>
      <ButtonLink small to="/review/$project" params={{ project: one.card.project }}>
        {t("review")}
      </ButtonLink>
    </div>
  )
}
