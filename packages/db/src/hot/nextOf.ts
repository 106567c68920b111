import type { NextInput, OwnAssignment, SubmitInput } from "./operations.ts"

/** What a draw is asked for after another act of the same person in the same transaction. */
export function nextOf(
  input: { personId: number; nowMs: number; next: SubmitInput["next"] },
  own: OwnAssignment,
): NextInput | null {
  const next = typeof input.next === "function" ? input.next(own) : input.next
  return next && { ...next, personId: input.personId, nowMs: input.nowMs }
}
