/** A task under review, as the rules see it: who holds it until when, what is decided, in which order. */
export interface Held {
  /** Null: nobody. */
  readonly reviewerId: number | null
  readonly reservedUntilMs: number
  /** Rises with each change. */
  readonly revision: number
}

/** Why an act on a review is refused: somebody else holds it, or it changed since it was seen. Null: it may go on. */
export function whyNotNow(
  review: Held,
  act: { readonly personId: number; readonly revision: number; readonly nowMs: number },
): "reserved_by_other" | "conflict" | null {
  const isOthers = review.reviewerId !== null && review.reviewerId !== act.personId
  if (isOthers && review.reservedUntilMs > act.nowMs) return "reserved_by_other"
  return review.revision === act.revision ? null : "conflict"
}

/** What is decided of a task, and in which order. */
export interface Decided<Id, Decision> {
  readonly decisions: ReadonlyMap<Id, Decision>
  /** Latest last; each difference once. */
  readonly order: readonly Id[]
}

/** One decision more, or another one in its place: it is the latest then. */
export function withDecision<Id, Decision>(
  { decisions, order }: Decided<Id, Decision>,
  id: Id,
  decision: Decision,
): { decisions: Map<Id, Decision>; order: Id[] } {
  return { decisions: new Map(decisions).set(id, decision), order: [...order.filter((one) => one !== id), id] }
}

/** The latest decision taken back, and which it was; null when there is none. */
export function withoutLatest<Id, Decision>({
  decisions,
  order,
}: Decided<Id, Decision>): { id: Id; decisions: Map<Id, Decision>; order: Id[] } | null {
  const id = order.at(-1)
  if (id === undefined) return null
  const left = new Map(decisions)
  left.delete(id)
  return { id, decisions: left, order: order.slice(0, -1) }
}
