import { compareText } from "../consensus/order.ts"
import { distanceOf } from "../text/distance.ts"
import { normaliseWith, SCORE_PROFILE } from "../text/profile.ts"
import { transcribe } from "../text/transcribe.ts"
import type { FieldVote, FormField } from "./fields.ts"
import { byTask, type FieldDecision, type FieldOutcome } from "./outcome.ts"

/** Distances this near are equal. */
const TIE = 1e-9

/** One text a task: voted for word by word, or of texts in people's own words the one that is nearest to all. */
export function decideTexts(votes: readonly FieldVote<string>[], { isFree = false }: FormField): FieldOutcome {
  return isFree ? chooseTexts(votes) : voteTexts(votes)
}

function voteTexts(votes: readonly FieldVote<string>[]): FieldOutcome {
  const { tasks } = transcribe(votes.map(({ task, person, value }) => ({ task, person, text: value })))
  const byName = byTask(votes)
  const decided = tasks.map(({ task, text, confidence, dissent }): [string, FieldDecision] => {
    const others = new Set(dissent.map(({ person }) => person))
    const people = (byName.get(task) ?? []).map(({ person }) => person).filter((person) => !others.has(person))
    return [task, { value: text, confidence, isTied: false, people }]
  })
  return { decided: new Map(decided), method: "rover", agreement: null, tolerance: null }
}

/** The text whose mean distance from the others is least; of equal ones the longer, then the first in code-unit order. */
function chooseTexts(votes: readonly FieldVote<string>[]): FieldOutcome {
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of byTask(votes)) {
    const texts = own.map(({ value }) => normaliseWith(SCORE_PROFILE, value))
    const far = meanDistances(texts)
    const least = Math.min(...far)
    const near = own.filter((_, n) => (far[n] ?? 0) <= least + TIE)
    near.sort((a, b) => b.value.length - a.value.length || compareText(a.value, b.value))
    const value = near[0]?.value ?? ""
    const form = normaliseWith(SCORE_PROFILE, value)
    const people = own.filter((_, n) => texts[n] === form).map(({ person }) => person)
    const forms = new Set(near.map((vote) => normaliseWith(SCORE_PROFILE, vote.value)))
    decided.set(task, { value, confidence: own.length < 2 ? null : 1 - least, isTied: forms.size > 1, people })
  }
  return { decided, method: "medoid", agreement: null, tolerance: null }
}

/** For each text its mean distance from the others in characters over the longer length, 0 to 1; 0 for one alone. */
function meanDistances(texts: readonly string[]): number[] {
  const alphabet = new Map<string, number>()
  const letters: number[] = []
  const start = [0]
  for (const text of texts) {
    for (const letter of text) {
      if (!alphabet.has(letter)) alphabet.set(letter, alphabet.size)
      letters.push(alphabet.get(letter) ?? 0)
    }
    start.push(letters.length)
  }
  const [symbols, bits] = [Int32Array.from(letters), new Int32Array(alphabet.size)]
  const apart = (a: number, b: number) => {
    const [from, to, fromB, toB] = [start[a] ?? 0, start[a + 1] ?? 0, start[b] ?? 0, start[b + 1] ?? 0]
    const longer = Math.max(to - from, toB - fromB)
    return longer === 0 ? 0 : distanceOf(symbols, from, to, fromB, toB, bits) / longer
  }
  const each = texts.map(() => new Array<number>())
  for (let a = 0; a < texts.length; a++)
    for (let b = a + 1; b < texts.length; b++) {
      const distance = apart(a, b)
      each[a]?.push(distance)
      each[b]?.push(distance)
    }
  // Sorted, so that who comes first changes not one bit of the sum.
  return each.map((own) => own.sort((a, b) => a - b).reduce((sum, one) => sum + one, 0) / Math.max(1, own.length))
}
