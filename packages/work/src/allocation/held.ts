import { JustesseError } from "@justesse/types"
import { ask, type HeldAssignment, type OwnHeld, type Steps } from "./operations.ts"

/** Which assignment, by whom, from which window. */
export interface HeldInput {
  readonly publicId: string
  readonly personId: number
  readonly fence: number
}

/** What was found. @throws JustesseError not_found for nothing */
export function mustBeOwn<One>(found: One | undefined, publicId: string): One {
  if (found === undefined) throw new JustesseError("not_found", { assignment: publicId })
  return found
}

/** Refuses what a window sends that another one took the assignment from. @throws JustesseError taken_over */
export function mustHold(held: HeldAssignment, { publicId, fence }: HeldInput): void {
  if (fence < held.fence) throw new JustesseError("taken_over", { assignment: publicId, fence: held.fence })
}

/** The assignment of this person, locked, unless a newer window took it over. @throws JustesseError not_found | taken_over */
export function* findHeld(input: HeldInput): Steps<OwnHeld> {
  const own = mustBeOwn(yield* ask("findOwn", input.publicId, input.personId), input.publicId)
  mustHold(own, input)
  return own
}
