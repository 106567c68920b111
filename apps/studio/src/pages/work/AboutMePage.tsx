import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"

const MEASURES = ["answers", "time", "fates", "skills", "gold", "seconds", "signIn", "nothing"] as const

/** What is measured on me, why, who sees it; and all of it to take away. */
export function AboutMePage() {
  const t = useT("aboutMe")
  const me = useMe()
  usePageName(t("title"))
  const download = useAct(
    () => api.account.exportMine.query({}),
    ({ json }) => saveFile("justesse-about-me.json", "application/json", json),
  )
  return (
    <div className="content">
      <Head title={t("title")}>
        <Button icon="download" onClick={() => download.mutate(undefined)} disabled={download.isPending}>
          {t("download")}
        </Button>
      </Head>
      <Intro>
        <Rich t={t} k="lead" values={{ count: MEASURES.length - 1, projects: me?.projects.length ?? 0 }} />
      </Intro>
      <Scroll label={t("title")} className={measures.above24}>
        <table className="tbl lines">
          <thead>
            <tr>
              <th>{t("what")}</th>
              <th>{t("why")}</th>
              <th>{t("who")}</th>
              <th>{t("howLong")}</th>
            </tr>
          </thead>
          <tbody>
            {MEASURES.map((measure) => (
              <tr key={measure}>
                <td className="b">{t(`${measure}.what`)}</td>
                {(["why", "who", "howLong"] as const).map((column) => (
                  <td key={column}>
                    <span className="only-narrow dim sm">{t(column)}</span>
                    {t(`${measure}.${column}`)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={`dim ${measures.above16} ${measures.upTo720}`}>{t("downloadText")}</p>
    </div>
  )
}
