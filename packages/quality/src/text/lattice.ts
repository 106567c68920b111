import type { Alignment } from "./align.ts"
import type { TextCorpus } from "./corpus.ts"
import { columnWeights, isPreferred, type Reliability, winnerOf } from "./reliability.ts"
import { formOf, positionsOf, voteOn, writtenText } from "./spelling.ts"

/** One way to fill a slot, and who stands behind it: why the winner won. */
export interface TextAlternative {
  /** Compared form; "" is "no word here". */
  readonly word: string
  /** As most of its voters wrote it. */
  readonly text: string
  /** Sum of its voters' weights. */
  readonly weight: number
  /** Weight over that of all answers to the task, 0 to 1. */
  readonly share: number
  /** Who voted for it, the most reliable first, and what each vote counted. */
  readonly people: readonly string[]
  readonly weights: readonly number[]
}

/** One place in the text, between its neighbours in reading order (logical order in right-to-left text). */
export interface TextSlot {
  /** The word decided; "" where most say that there is none, so that the others can be offered. */
  readonly word: string
  readonly text: string
  /** Share of the weight behind the decision, 0 to 1; of a single answer, 1 - the person's error rate. */
  readonly posterior: number
  /** The decision first, then by weight. */
  readonly alternatives: readonly TextAlternative[]
}

/** Somebody who differs from the consensus. */
export interface TextDissent {
  readonly person: string
  /** In how many slots. */
  readonly slots: number
}

/** What the answers to one task say together. */
export interface TaskText {
  readonly task: string
  /** The consensus as people would write it. */
  readonly text: string
  /** The decided words in their compared form, one blank between them. */
  readonly compared: string
  /** Mean posterior of the slots, 0 to 1: the share of words expected to be right. 1 where everybody has nothing. */
  readonly confidence: number
  /** Sum of 1 - posterior: how many words are expected to be wrong. */
  readonly expectedErrors: number
  readonly answers: number
  readonly slots: readonly TextSlot[]
  /** Most slots first. */
  readonly dissent: readonly TextDissent[]
}

/** The decision of one task with its alternatives. */
export function latticeOf(corpus: TextCorpus, task: number, alignment: Alignment, reliability: Reliability): TaskText {
  const { answers, slots: count, votes } = alignment
  const columns = answers.length
  const weights = columnWeights(corpus, answers, reliability.weight)
  const people = Array.from(answers, (answer) => corpus.people[corpus.answerPerson[answer] ?? 0] ?? "")
  const positions = positionsOf(corpus, alignment)
  const winners = new Int32Array(count)
  const differing = new Int32Array(columns)
  const slots: TextSlot[] = []
  let expectedErrors = 0
  for (let s = 0; s < count; s++) {
    const row = s * columns
    const winner = winnerOf(corpus, votes, row, weights)
    winners[s] = winner
    for (let k = 0; k < columns; k++) if (votes[row + k] !== winner) differing[k] = (differing[k] ?? 0) + 1
    const alternatives = alternativesOf(corpus, alignment, positions, row, winner, weights, people)
    const first = alternatives[0]
    const posterior = columns === 1 ? 1 - errorRateOf(corpus, answers[0] ?? 0, reliability) : (first?.share ?? 0)
    slots.push({ word: first?.word ?? "", text: first?.text ?? "", posterior, alternatives })
    expectedErrors += 1 - posterior
  }
  const forms = slots.map(({ text }) => text)
  const hasWords = winners.some((word) => word > 0)
  return {
    task: corpus.tasks[task] ?? "",
    text: hasWords
      ? writtenText(corpus, alignment, positions, winners, forms, weights)
      : wordlessText(corpus, answers, weights),
    compared: slots.flatMap(({ word }) => (word === "" ? [] : [word])).join(" "),
    confidence: count === 0 ? 1 : 1 - expectedErrors / count,
    expectedErrors,
    answers: columns,
    slots,
    dissent: dissentOf(people, differing),
  }
}

function errorRateOf(corpus: TextCorpus, answer: number, reliability: Reliability): number {
  return reliability.errorRate[corpus.answerPerson[answer] ?? 0] ?? 0
}

function alternativesOf(
  corpus: TextCorpus,
  alignment: Alignment,
  positions: Int32Array,
  row: number,
  winner: number,
  weights: Float64Array,
  people: readonly string[],
): TextAlternative[] {
  const found: { id: number; weight: number; people: string[]; weights: number[] }[] = []
  let total = 0
  for (let k = 0; k < weights.length; k++) {
    const id = alignment.votes[row + k] ?? 0
    const weight = weights[k] ?? 0
    total += weight
    let own = found.find((other) => other.id === id)
    if (!own) {
      own = { id, weight: 0, people: [], weights: [] }
      found.push(own)
    }
    own.weight += weight
    own.people.push(people[k] ?? "")
    own.weights.push(weight)
  }
  if (found.length > 1)
    found.sort((p, q) => {
      if (p.id === winner || q.id === winner) return p.id === winner ? -1 : 1
      return q.weight - p.weight || (isPreferred(corpus, p.id, q.id) ? -1 : 1)
    })
  return found.map((own) => ({
    word: corpus.words[own.id] ?? "",
    text: own.id === 0 ? "" : formOf(corpus, alignment, positions, row, own.id, weights),
    weight: own.weight,
    share: own.weight / total,
    people: own.people,
    weights: own.weights,
  }))
}

/** Where no word won: what those wrote who have no word, as a whole. */
function wordlessText(corpus: TextCorpus, answers: Int32Array, weights: Float64Array): string {
  const strings: string[] = []
  const backing: number[] = []
  answers.forEach((answer, k) => {
    if (corpus.tokenStart[answer] !== corpus.tokenStart[answer + 1]) return
    strings.push((corpus.answerText[answer] ?? "").trim())
    backing.push(weights[k] ?? 0)
  })
  return voteOn(strings, backing) ?? ""
}

function dissentOf(people: readonly string[], differing: Int32Array): TextDissent[] {
  return people
    .map((person, k) => ({ person, slots: differing[k] ?? 0 }))
    .filter(({ slots }) => slots > 0)
    .sort((p, q) => q.slots - p.slots)
}
