import { calendarDay } from "../../../locale/dates.ts"

/** First day of a statement and the last one in it, as ISO days on the reader's calendar. */
export interface Period {
  readonly from: string
  readonly to: string
}

export type PeriodName = "month" | "last" | "year"

/** The days that a named period has at a moment: this month so far, the whole last one, this year so far. */
export function periodOf(name: PeriodName, nowMs: number): Period {
  const now = new Date(nowMs)
  const [year, month] = [now.getFullYear(), now.getMonth()]
  const day = (...at: [number, number, number]) => calendarDay(new Date(...at, 12).getTime())
  if (name === "last") return { from: day(year, month - 1, 1), to: day(year, month, 0) }
  return { from: day(year, name === "year" ? 0 : month, 1), to: calendarDay(nowMs) }
}

/** The moments of a period: its first one, and the first one after it. */
export function momentsOf({ from, to }: Period): { readonly fromMs: number; readonly untilMs: number } {
  const after = new Date(`${to}T12:00:00`)
  after.setDate(after.getDate() + 1)
  after.setHours(0, 0, 0, 0)
  return { fromMs: new Date(`${from}T00:00:00`).getTime(), untilMs: after.getTime() }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether both are days, and the last is none before the first. */
export function isPeriod({ from, to }: Period): boolean {
  return [from, to].every((day) => DAY.test(day) && !Number.isNaN(Date.parse(day))) && from <= to
}
