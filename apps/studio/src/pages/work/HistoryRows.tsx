import type { HistoryRow } from "@justesse/types/wire/work/history"
import { linkOptions } from "@tanstack/react-router"
import type { z } from "zod"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Rows } from "../../ui/layout.tsx"
import css from "./page.module.css"

/** Small picture, project, when, minutes counted, state in words. */
export function HistoryRows({ rows }: { readonly rows: readonly z.infer<typeof HistoryRow>[] }) {
  const t = useT("history")
  const format = useFormat()
  return (
    <div className={measures.above16}>
      <Rows>
        {rows.map((row) => (
          <div key={row.assignmentId} className={`row ${measures.high64}`}>
            {row.thumbnail === "" ? (
              <span className={`pic ${css.thumb} ${css.small}`} />
            ) : (
              <img src={row.thumbnail} alt="" width={64} height={48} loading="lazy" className={`pic ${css.thumb}`} />
            )}
            <span className="g">
              <span className="b">{t(`state.${row.state}`)}</span>
              <br />
              <span className="dim">
                {row.projectName} · {t("regions", { count: row.regions })} · {format.duration(row.activeSeconds)}
              </span>
            </span>
            <span className="num dim nw only-wide">{format.dateTime(row.atMs)}</span>
            <ButtonLink
              small
              {...(row.state === "in_hand"
                ? linkOptions({ to: "/label/$project/{-$assignment}", params: { project: row.project } })
                : linkOptions({ to: "/work/history/$assignment", params: { assignment: row.assignmentId } }))}
            >
              {t(row.state === "in_hand" ? "goOn" : "common:see")}
            </ButtonLink>
          </div>
        ))}
      </Rows>
    </div>
  )
}
