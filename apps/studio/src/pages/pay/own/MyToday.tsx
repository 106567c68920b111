import { calendarDay } from "../../../locale/dates.ts"
import { useNow } from "../../../locale/useNow.ts"
import { TodayPart } from "./TodayPart.tsx"
import { useOwnPay, usePaidWork } from "./useEarned.ts"

/** The first moment of a day on this calendar, and of the one after it. */
function momentsOfDay(nowMs: number) {
  const fromMs = new Date(`${calendarDay(nowMs)}T00:00:00`).getTime()
  const next = new Date(fromMs)
  next.setDate(next.getDate() + 1)
  return { fromMs, untilMs: next.getTime() }
}

/** Today's pay on My work, for whoever works where people are paid. */
export function MyToday() {
  const pay = useOwnPay(momentsOfDay(useNow()))
  return usePaidWork() && pay ? <TodayPart pay={pay} /> : null
}
