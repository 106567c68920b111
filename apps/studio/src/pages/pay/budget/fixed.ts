import type { PayMode } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import type { Budget } from "@justesse/types/wire/pay"

/** Why how a project pays cannot be changed now. The server asks the same of every change; here it is said before. */
type Fixed = "begun" | "money" | "names"

/** Whether money of a project lies on any of its accounts, or was paid from them. */
export function hasMoney({ money }: Pick<Budget, "money">): boolean {
  return money !== null && money.freeMicros + money.reservedMicros + money.paidMicros + money.learning.fundMicros > 0
}

/** Why it cannot be changed, the reason that ends soonest first; null where it can. */
export function whyFixed({ state, names }: Pick<ProjectCard, "state" | "names">, budget: Budget): Fixed | null {
  if (budget.fixed) return "begun"
  if (hasMoney(budget)) return "money"
  return state !== "draft" && names === "in_house" ? "names" : null
}

/** Whether a way to pay cannot be chosen: names that are seen keep a project from paying, and nothing else. */
export function isClosed(mode: PayMode, why: Fixed | null): boolean {
  return why === "names" ? mode === "paid" : why !== null
}
