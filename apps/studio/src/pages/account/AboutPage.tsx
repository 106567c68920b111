import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Note, Row } from "../../ui/layout.tsx"

const PROMISES = [
  "promise1",
  "promise2",
  "promise3",
  "promise4",
  "promise5",
  "promise6",
  "promise7",
  "promise8",
] as const

/** What this place promises to the people who label; licence, version, address. */
export function AboutPage() {
  const t = useT("account")
  const me = useMe()
  usePageName(t("about.title"))
  return (
    <>
      <h1>{t("about.title")}</h1>
      <p className="lead plain-lead">
        <Rich t={t} k="about.lead" />
      </p>
      {me?.studio.setupNeeded && (
        <div className={measures.above16}>
          <Note need>{t(me.studio.demo ? "about.sample" : "about.setupNeeded")}</Note>
        </div>
      )}
      <div className={`rows ${measures.above24}`}>
        {PROMISES.map((promise) => (
          <Row key={promise} name={t(`about.${promise}`)} />
        ))}
      </div>
      <dl className={`cond ${measures.above32}`}>
        <dt>{t("about.version")}</dt>
        <dd>{me?.studio.version ?? "…"}</dd>
        <dt>{t("about.licence")}</dt>
        <dd>{t("about.licenceText")}</dd>
        <dt>{t("about.address")}</dt>
        <dd>{me?.studio.address ?? "…"}</dd>
      </dl>
      <div className={measures.above24}>
        <ButtonLink to={me?.person ? "/" : "/signin"}>
          {me?.person ? t("common:toStart") : t("signIn.button")}
        </ButtonLink>
      </div>
    </>
  )
}
