import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rows, Tag } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"

/** What people brought to the ombud: what waits first. */
export function OmbudPage() {
  const t = useT("ombud")
  const format = useFormat()
  const query = useQuery(trpc.ombud.list.queryOptions({}))
  usePageName(t("name"))
  return (
    <div className="content">
      <Head title={t("name")} />
      <Loaded query={query}>
        {({ matters }) => {
          const waiting = matters.filter(({ waits }) => waits).length
          return (
            <>
              <Intro>
                <Rich t={t} k={waiting > 0 ? "lead" : "leadNone"} values={{ count: waiting }} />
              </Intro>
              {matters.length === 0 ? (
                <Empty icon="scales" title={t("emptyTitle")} text={t("emptyText")} />
              ) : (
                <div className={measures.above16}>
                  <Rows>
                    {matters.map(({ matter, projectName, isDecision, text, atMs, waits }) => (
                      <div key={matter} className={`row ${measures.high56}`}>
                        <span className="g">
                          <span className="b">
                            {t(isDecision ? "aboutDecision" : "aboutRestriction", { projectName })}
                          </span>{" "}
                          {waits && <Tag tone="acc">{t("waits")}</Tag>}
                          <br />
                          <span className="dim">{text.slice(0, 160)}</span>
                        </span>
                        <span className="num dim nw only-wide">{format.dateTime(atMs)}</span>
                        <ButtonLink small to="/ombud/$matter" params={{ matter }}>
                          {t("common:see")}
                        </ButtonLink>
                      </div>
                    ))}
                  </Rows>
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </div>
  )
}
