import type { AssignmentId, LabelId, Verdict } from "@justesse/types"
import type { Hand } from "../annotate/kinds/contract.ts"
import { grid } from "./grid.ts"

/** So often it is looked whether the next one is in hand. */
const LOOK_MS = 10
/** A picture that does not come within this time ends the sending; what is left is shown again. */
const MOST_MS = 30_000

/**
 * Sends each of a grid as the answer that it is, one after the other as if a hand did: wrong where it is marked, right where not. What
 * does not come into the hand any more is left where it is; at one that is to come by itself it stops.
 */
export async function sendGrid(hand: Hand): Promise<void> {
  const { sending, marked, alone } = grid.getState()
  const left = new Set(marked)
  for (const { assignmentId } of sending?.leases ?? []) {
    // It comes by itself now; those behind it keep their marks.
    if (alone.has(assignmentId)) return grid.setState({ sending: null, marked: left, at: 0 })
    if (!(await until(() => isInHand(hand, assignmentId) && hand.isReady()))) break
    const verdict: Verdict = marked.has(assignmentId) ? "wrong" : "right"
    hand.answer(verdict as string as LabelId)
    if (!(await until(() => !isInHand(hand, assignmentId)))) break
    left.delete(assignmentId)
    const { sending: now } = grid.getState()
    if (now) grid.setState({ sending: { ...now, done: now.done + 1 } })
  }
  grid.setState({ sending: null, marked: left, at: 0 })
}

const isInHand = (hand: Hand, id: AssignmentId) => hand.lease()?.assignmentId === id

async function until(holds: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < MOST_MS; waited += LOOK_MS) {
    if (holds()) return true
    await new Promise((go) => setTimeout(go, LOOK_MS))
  }
  return false
}
