import type { Alignment } from "./align.ts"
import { CHAIN, decideChain } from "./chain.ts"
import { DOUBTFUL, spellByLetters } from "./characters.ts"
import type { TextCorpus } from "./corpus.ts"
import { columnWeights, isPreferred, type Reliability } from "./reliability.ts"
import { formOf, positionsOf, voteOn, writtenText } from "./spelling.ts"

/** How the weights of a slot become a probability. */
interface PosteriorSettings {
  /** Weights are raised to this. */
  readonly sharpness: number
  /** Weight of "something that nobody wrote". */
  readonly unseen: number
}

/**
 * By least log loss of right and wrong words on CrowdSpeech with 2, 3 and 7 answers to a task (`npm run bench -- text
 * calibrate`); each set with the choice of the other is given there too.
 */
export const POSTERIOR: PosteriorSettings = { sharpness: 1.5, unseen: 0.8 }

/**
 * Probability that the first of a slot's alternatives is right: w^g / (sum of all w^g + unseen^g). 0 to 1; below 1 even when
 * everybody agrees, the more so the fewer they are.
 */
export function posteriorOf(weights: readonly number[], settings: PosteriorSettings = POSTERIOR): number {
  const { sharpness, unseen } = settings
  const powers = weights.map((weight) => weight ** sharpness)
  const sum = powers.reduce((total, power) => total + power, unseen ** sharpness)
  return sum === 0 ? 0 : (powers[0] ?? 0) / sum
}

/** One way to fill a slot, and who stands behind it: why the winner won. */
interface TextAlternative {
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
interface TextSlot {
  /** The word decided; "" where most say that there is none, so that the others can be offered. */
  readonly word: string
  readonly text: string
  /** Probability that the decision is right, from the weights of all alternatives ({@link posteriorOf}). */
  readonly posterior: number
  /**
   * What a vote letter by letter makes of the words of a doubtful slot (posterior below {@link DOUBTFUL}), when that
   * differs from the decision; otherwise null. Offered, not taken: on CrowdSpeech taking it makes both words and
   * characters worse (mean WER 5.81 to 6.38 and 11.48 to 12.55 %, CER 2.18 to 2.25 and 5.25 to 5.31 %).
   */
  readonly letters: string | null
  /** The decision first, then by weight. The decision may have less weight where its neighbours speak for it. */
  readonly alternatives: readonly TextAlternative[]
}

/** Somebody who differs from the consensus. */
interface TextDissent {
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
  /** Mean posterior of the slots, 0 to 1: the share of slots expected to be right. 1 where everybody has nothing. */
  readonly confidence: number
  /** Sum of 1 - posterior: how many slots are expected to be wrong. */
  readonly expectedErrors: number
  readonly answers: number
  readonly slots: readonly TextSlot[]
  /** Most slots first. */
  readonly dissent: readonly TextDissent[]
}

/** The decision of one task with its alternatives. */
export function alignTask(corpus: TextCorpus, task: number, alignment: Alignment, reliability: Reliability): TaskText {
  const { answers, slots: count, votes } = alignment
  const columns = answers.length
  const weights = columnWeights(corpus, answers, reliability.weight)
  const people = Array.from(answers, (answer) => corpus.people[corpus.answerPerson[answer] ?? 0] ?? "")
  const positions = positionsOf(corpus, alignment)
  const winners = decideChain(corpus, alignment, weights, CHAIN)
  const differing = new Int32Array(columns)
  // Shared by all slots in which everybody has the same word: most of them.
  const all = { weight: weights.reduce((sum, weight) => sum + weight, 0), share: 1, people, weights: [...weights] }
  const agreed = posteriorOf([all.weight])
  const slots: TextSlot[] = []
  let expectedErrors = 0
  for (let s = 0; s < count; s++) {
    const row = s * columns
    const winner = winners[s] ?? 0
    if (isUnanimous(votes, row, columns)) {
      const text = formOf(corpus, alignment, positions, row, winner, weights)
      const word = corpus.words[winner] ?? ""
      slots.push({ word, text, posterior: agreed, letters: null, alternatives: [{ word, text, ...all }] })
      expectedErrors += 1 - agreed
      continue
    }
    for (let k = 0; k < columns; k++) if (votes[row + k] !== winner) differing[k] = (differing[k] ?? 0) + 1
    const alternatives = alternativesOf(corpus, alignment, positions, row, winner, weights, people)
    const slot = slotOf(alternatives)
    const { posterior } = slot
    slots.push(slot)
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

/** A slot from its alternatives, the decision first. */
function slotOf(alternatives: readonly TextAlternative[]): TextSlot {
  const [first] = alternatives
  const posterior = posteriorOf(alternatives.map(({ weight }) => weight))
  const word = first?.word ?? ""
  const isDoubtful = posterior < DOUBTFUL && word !== "" && alternatives.length > 1
  const letters = isDoubtful ? spellByLetters(alternatives) : word
  return { word, text: first?.text ?? "", posterior, letters: letters === word ? null : letters, alternatives }
}

/** Whether everybody has the same word in the slot at `row`. */
function isUnanimous(votes: Int32Array, row: number, columns: number): boolean {
  for (let k = 1; k < columns; k++) if (votes[row + k] !== votes[row]) return false
  return true
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
    let at = 0
    while (at < found.length && found[at]?.id !== id) at++
    const own = found[at] ?? { id, weight: 0, people: [], weights: [] }
    if (at === found.length) found.push(own)
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
