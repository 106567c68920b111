import { type AnswerProblem, answerProblems } from "@justesse/types"
import { forgetKept } from "../coach/warnings.ts"
import { answerOf, type Change } from "../document.ts"
import { commit, type History } from "../history.ts"
import { dropMissing, type Session } from "../session.ts"
import { enterText, leaveText } from "../textVisit.ts"
import { type Editing, stepNames } from "./editing.ts"

/** What an act has come to so far. Lives for one act only. */
export interface Pen {
  editing: Editing
  changes: Change[]
  typed: boolean
}

/** What is held besides the answer: no step. */
export function show(pen: Pen, change: Partial<Editing>): void {
  pen.editing = { ...pen.editing, ...change }
}

/** The caret leaves: one step for all that was typed. */
export function leave(pen: Pen): void {
  const { visit: left } = pen.editing
  if (!left) return
  show(pen, { visit: null })
  write(pen, leaveText(pen.editing.document, left))
}

/** The text in hand made a step of its own, and the caret still in the field. */
export function commitVisit(pen: Pen): void {
  const { visit: held, document } = pen.editing
  if (held) write(pen, leaveText(document, held))
}

/** A finished step, unless the answer cannot be changed. */
export function write(pen: Pen, change: Change | null): void {
  if (change && pen.editing.readOnly === null) take(pen, commit(pen.editing.history, change), change)
}

/** The history after a step, and all that follows from it: selection, text in hand, what is missing. */
export function take(pen: Pen, history: History, change: Change): void {
  const { document } = history
  if (history === pen.editing.history) return
  const { visit: held, proposed, problems } = pen.editing
  const session: Session = dropMissing(pen.editing.session, document)
  const isTouched = held !== null && change.edits.some(({ id }) => id === held.region)
  pen.changes.push(change)
  show(pen, {
    history,
    document,
    session,
    proposed: proposed + proposedBy(change),
    labelBefore: null,
    kept: forgetKept(pen.editing.kept, new Set(change.edits.map(({ id }) => id))),
    visit: isTouched ? enterText(document, held.region) : held,
    ...stepNames(history),
  })
  if (problems.length > 0) show(pen, { problems: problemsOf(pen.editing) })
}

/** What stands in the way of sending, as it stands now. */
export function problemsOf({ document, ontology }: Editing): readonly AnswerProblem[] {
  return answerProblems(answerOf(document), ontology)
}

/** By how many a change makes a model's proposals more. */
function proposedBy({ edits }: Change): number {
  return edits.reduce(
    (sum, { before, after }) => sum + Number(after?.proposed === true) - Number(before?.proposed === true),
    0,
  )
}
