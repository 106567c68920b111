import type { NextInput, SubmitInput } from "./hot.ts"

/** What a draw is asked for after another act of the same person in the same transaction. */
export function nextOf(input: { personId: number; nowMs: number; next: SubmitInput["next"] }): NextInput | null {
  return input.next && { ...input.next, personId: input.personId, nowMs: input.nowMs }
}
