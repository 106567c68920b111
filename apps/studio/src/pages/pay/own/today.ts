import { hourlyOf, type PaidSession, type PaySums, sumPay } from "./sessions.ts"

/** What paid sessions that began on a day come to in one currency. */
interface TodaySums extends PaySums {
  /** How many of them are closed, and what an hour of these came to; null while none is. */
  readonly closed: number
  readonly hourlyMicros: number | null
  readonly hasOpen: boolean
}

/** Today's sessions by currency: the sums are those that the page of hours shows, an hour is measured by what is closed alone. */
export function todayOf(sessions: readonly PaidSession[]): TodaySums[] {
  return sumPay(sessions).map((sums) => {
    const own = sessions.filter(({ currency }) => currency === sums.currency)
    const closed = own.filter(({ closedAtMs }) => closedAtMs !== null)
    const [measured] = sumPay(closed)
    const hourlyMicros = measured ? hourlyOf(measured) : null
    return { ...sums, closed: closed.length, hourlyMicros, hasOpen: closed.length < own.length }
  })
}
