import type { criteriaOf } from "./criteria.ts"

type Criterion = ReturnType<typeof criteriaOf>[number]

/** After a no somebody may ask again from so long on. */
const AGAIN_MS = 30 * 86_400_000

/** Or once they practised so many pictures since. */
const PRACTISED = 12

/** What was asked for and answered before, the latest; null where nobody asked. */
export interface LastRequest {
  readonly answer: "yes" | "no" | null
  readonly answeredAtMs: number | null
}

/** The latest request, and how many pictures somebody practised since it was answered. */
interface SinceThen extends LastRequest {
  readonly practised?: number
}

/** Why somebody cannot ask to review in a project; null where they can. Whoever was told no can ask again after 30 days or practice. */
export function whyNotAskToReview(
  who: { readonly isReviewer: boolean; readonly isOwner: boolean; readonly criteria: readonly Criterion[] },
  last: SinceThen | null,
  nowMs: number,
) {
  if (who.isReviewer || who.isOwner) return "has_role" as const
  if (!who.criteria.every(({ isMet }) => isMet)) return "not_reached" as const
  if (last !== null && last.answer === null) return "open" as const
  return againFromMs(last) > nowMs ? ("asked_lately" as const) : null
}

/** From when on somebody may ask again; 0 where nothing keeps them. */
export function againFromMs(last: SinceThen | null): number {
  if ((last?.practised ?? 0) >= PRACTISED) return 0
  return last?.answer === "no" && last.answeredAtMs !== null ? last.answeredAtMs + AGAIN_MS : 0
}

/** What of the criteria may be sent to an owner. Hours are not among it: a person's time is nobody's but theirs. */
const SENDABLE = ["accepted", "accuracy", "usefulNotes"] as const
type Sendable = (typeof SENDABLE)[number]
const isSendable = (name: Criterion["name"]): name is Sendable => SENDABLE.some((one) => one === name)

/** The facts that somebody chose to send, with their values of this moment, in the order in which they are published. */
export function factsToSend(criteria: readonly Criterion[], ticked: readonly Sendable[]) {
  return criteria.flatMap(({ name, value, over }) =>
    isSendable(name) && ticked.includes(name) && value !== null ? [{ name, value, over }] : [],
  )
}
