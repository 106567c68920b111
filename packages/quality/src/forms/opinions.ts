import type { FieldVote, ValueOf } from "./fields.ts"
import { byTask, type FieldDecision, type FieldOutcome, sharesOf } from "./outcome.ts"

/** What people think: how many said what, and nothing that would be right. Of several things each counts. */
export function decideOpinions(votes: readonly FieldVote<ValueOf["opinion"]>[]): FieldOutcome {
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of byTask(votes)) {
    const said = own.flatMap(({ value }): readonly (string | number)[] =>
      typeof value === "string" || typeof value === "number" ? [value] : value,
    )
    const people = own.map(({ person }) => person)
    decided.set(task, { value: null, confidence: null, isTied: false, people, distribution: shares(said, own.length) })
  }
  return { decided, method: "distribution", agreement: null, tolerance: null }
}

/** Numbers rise; anything else comes by how many said it. */
function shares(said: readonly (string | number)[], people: number) {
  const numbers = said.filter((value) => typeof value === "number")
  return numbers.length === said.length
    ? sharesOf(numbers, people, (a, b) => a - b)
    : sharesOf(said.map(String), people)
}
