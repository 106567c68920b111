import type { Currency } from "@justesse/types"
import type { MyBalance } from "@justesse/types/wire/pay"
import { type OwnPayout, sumPay } from "./sessions.ts"
import type { OwnPay } from "./useEarned.ts"

/** An amount in its currency: amounts of several are said beside each other, and never added. */
export interface Said {
  readonly micros: number
  readonly currency: Currency
}

/** What the first sentence of hours and pay says. */
interface PaySentence {
  readonly first: "yours" | "back" | "going" | "none"
  /** Of the time shown; null where nothing was paid in it. */
  readonly second: "time" | "timeWithBonus" | null
  readonly amount: readonly Said[]
  readonly going: readonly Said[]
  readonly back: readonly Said[]
  readonly paid: readonly Said[]
  readonly bonus: readonly Said[]
  readonly seconds: number
}

/** A payout that came back from a bank, as long as nothing was taken out since. */
function lastBack({ payouts }: Pick<MyBalance, "payouts">): OwnPayout | null {
  const [last] = payouts
  return last?.state === "failed" && last.wasSent ? last : null
}

/** What is somebody's to take out, what is on its way or came back, and what the time shown paid. */
export function sentenceOfPay({ balance, sessions }: OwnPay): PaySentence {
  const amount = balance.balances
    .filter(({ transferMicros }) => transferMicros > 0)
    .map(({ transferMicros: micros, currency }) => ({ micros, currency }))
  const going = balance.payouts
    .filter(({ state }) => state === "requested" || state === "sent")
    .map(({ amountMicros: micros, currency }) => ({ micros, currency }))
  const last = lastBack(balance)
  const back = last ? [{ micros: last.amountMicros, currency: last.currency }] : []
  const sums = sumPay(sessions)
  const bonus = sums.map(({ bonusMicros: micros, currency }) => ({ micros, currency }))
  const hasBonus = bonus.some(({ micros }) => micros > 0)
  return {
    first: amount.length > 0 ? (last ? "back" : "yours") : going.length > 0 ? "going" : "none",
    second: sums.length === 0 ? null : hasBonus ? "timeWithBonus" : "time",
    ...{ amount, going, back, bonus },
    paid: sums.map(({ sentMicros, addedMicros, currency }) => ({ micros: sentMicros + addedMicros, currency })),
    seconds: sums.reduce((sum, { seconds }) => sum + seconds, 0),
  }
}

/** The word for where a payout is; one that was never in a file was called back by its person. */
export function stepOf({ state, wasSent }: Pick<OwnPayout, "state" | "wasSent">): OwnPayout["state"] | "calledBack" {
  return state === "failed" && !wasSent ? "calledBack" : state
}

/** What is somebody's later, line by line; nothing where there is nothing. */
export function laterLines({ balances }: Pick<MyBalance, "balances">): (Said & {
  readonly what: string
  /** Answers that it is about. */
  readonly count?: number
})[] {
  return balances.flatMap(({ currency, addedAtCloseMicros, bonusUndecidedMicros, answersUndecided, ...rest }) =>
    [
      { what: "close", micros: addedAtCloseMicros, currency },
      { what: "bonuses", micros: bonusUndecidedMicros, currency, count: answersUndecided },
      { what: "held", micros: rest.bonusHeldMicros, currency },
      { what: "owed", micros: rest.owedMicros, currency },
    ].filter(({ micros }) => micros > 0),
  )
}
