import type { Budget } from "@justesse/types/wire/pay"

export type Money = NonNullable<Budget["money"]>

/** What a paid project's page is about now: each has a sentence of its own, and one thing to do. */
export type BudgetState = "noFloor" | "noPrice" | "before" | "stopped" | "runningOut" | "done" | "running"

/** The state that an owner has to know of first. */
export function stateOf(money: Money): BudgetState {
  if (money.floorMicrosPerHour === 0) return "noFloor"
  if (money.unfunded) return "stopped"
  if (!money.quote) return "noPrice"
  if (!money.price) return "before"
  if (money.answersLeft === 0) return "done"
  return money.isRunningOut ? "runningOut" : "running"
}

/** Items of their own that an owner does before there is a price. */
export const OWN_ITEMS = 5

const TEN = 10_000_000

/** What is proposed to be put in: what is missing, rounded up to ten of the currency; 0 where nothing is. */
export function proposedMicros({ missingMicros }: Pick<Money, "missingMicros">): number {
  return Math.ceil((missingMicros ?? 0) / TEN) * TEN
}

/** The sentence of a state, as a key: some say how far it is, or until when the money lasts. */
export function leadOf(money: Money): string {
  const state = stateOf(money)
  if (state === "running" && money.lastsDays !== null) return "runningUntil"
  if (state === "running" && money.missingMicros === 0) return "enough"
  return state === "noPrice" && money.ownSeconds.length > 0 ? "noPriceYet" : state
}
