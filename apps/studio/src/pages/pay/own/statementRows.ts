import type { StatementShown } from "@justesse/types/wire/pay"
import { calendarDay } from "../../../locale/dates.ts"

type Statement = StatementShown["statements"][number]

/** What one day brought in one project, as the ledger has it. */
interface StatementRow {
  readonly day: string
  readonly project: string
  readonly sentMicros: number
  readonly addedMicros: number
  /** Bonuses, appeals that were won, reviews: all that is no work of a session. */
  readonly besideMicros: number
}

const OUTSIDE = new Set(["payout", "payout_failed", "donation"])

/** The lines of a statement by day and project, without what was taken out: they add up to its income to the micro-unit. */
export function rowsOf({ lines }: Pick<Statement, "lines">): StatementRow[] {
  const rows = new Map<string, StatementRow>()
  for (const { atMs, kind, project, amountMicros } of lines) {
    if (OUTSIDE.has(kind)) continue
    const [day, name] = [calendarDay(atMs), project ?? ""]
    const row = rows.get(`${day} ${name}`) ?? { day, project: name, sentMicros: 0, addedMicros: 0, besideMicros: 0 }
    const what = kind === "earn" ? "sentMicros" : kind === "top_up" ? "addedMicros" : "besideMicros"
    rows.set(`${day} ${name}`, { ...row, [what]: row[what] + amountMicros })
  }
  return [...rows.values()]
}

/** All that came in during a statement's time. */
export function incomeOf(statement: Omit<Statement, "lines">): number {
  const { sentMicros, addedMicros, bonusMicros, appealsMicros, reviewMicros } = statement
  return sentMicros + addedMicros + bonusMicros + appealsMicros + reviewMicros
}
