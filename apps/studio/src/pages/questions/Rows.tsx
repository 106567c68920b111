import type { Language } from "@justesse/types"
import type { ThreadRow } from "@justesse/types/wire/question"
import { isLate } from "@justesse/work/questions"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { isBare } from "./isBare.ts"
import { nameOf } from "./nameOf.ts"
import css from "./page.module.css"

interface Props {
  readonly rows: readonly ThreadRow[]
  readonly chosen: string | undefined
  readonly onChoose: (thread: string) => void
}

/** Picture, what was asked, by whom, about what, and for how long they have waited. */
export function QuestionRows({ rows, chosen, onChoose }: Props) {
  const t = useT("questions")
  const language = useLanguage()
  const format = useFormat()
  const now = useNow()
  const waitedFor = (row: ThreadRow) => format.minutes(Math.max(60, (now - row.askedAtMs) / 1_000))
  return (
    <ul className={css.list}>
      {rows.map((row) => (
        <li key={row.threadId}>
          <button type="button" aria-pressed={row.threadId === chosen} onClick={() => onChoose(row.threadId)}>
            {isBare(row) ? (
              <span aria-hidden className={css.row}>
                {row.cells?.map(({ text }) => text).find((text) => text !== "") ?? "…"}
              </span>
            ) : (
              <img src={row.media.thumbnail} alt="" width={72} height={54} loading="lazy" className="pic" />
            )}
            <span className={css.what}>
              <span>{row.text}</span>
              <span className="dim sm">
                {row.who || t(`role.${row.role}`)} · {aboutOf(row, t, language)}
              </span>
            </span>
            <span className={row.state === "open" ? css.waits : "dim sm nw"}>
              {row.state === "open"
                ? t(isLate(row.changedAtMs, now) ? "lateRow" : "waits", { waited: waitedFor(row) })
                : row.clauseVersion !== null
                  ? t("clause", { clause: row.clause ?? "" })
                  : format.day(row.changedAtMs)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function aboutOf(row: ThreadRow, t: ReturnType<typeof useT>, language: Language): string {
  if (row.kind === "disagreement") return t("about.disagreement")
  if (row.label !== "") return nameOf(row, language)
  if (isBare(row)) return t(row.cells ? "about.row" : "about.alone")
  return t(row.spot.point ? "about.place" : "about.picture")
}
