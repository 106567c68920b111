import { Aligner, type Alignment } from "./align.ts"
import { corpusOf, type TextAnswer, type TextCorpus } from "./corpus.ts"
import { closestFirst, reliableFirst } from "./order.ts"
import { type NormaliserProfile, SCORE_PROFILE } from "./profile.ts"
import { columnWeights, equalWeights, type Reliability, reliabilityOf } from "./reliability.ts"
import { alignTask, type TaskText } from "./slots.ts"

/** Rounds of error rates and votes after the first alignment, and after the second. */
const FIRST_ROUNDS = 5
const SECOND_ROUNDS = 3

/** How the texts are compared. */
interface TranscribeSettings {
  /** Which words are the same; {@link SCORE_PROFILE} where nothing is said. */
  readonly profile?: NormaliserProfile
}

/** How reliable one person's transcriptions were found, without any gold. */
interface TextPerson {
  readonly person: string
  /** Answers that counted. */
  readonly answers: number
  /** Words of theirs that differ from the consensus, with words they left out. */
  readonly errors: number
  /** Words of theirs or of the consensus. */
  readonly words: number
  /** Share of words wrong, drawn towards everybody's mean by 20 words; 0.005 to 0.95. */
  readonly errorRate: number
  /** What one vote of theirs counted: max(0.02, ln((1 - errorRate) / errorRate)) ^ 1.25. */
  readonly weight: number
}

/** What all answers say together. */
export interface Transcription {
  /** In code-unit order of the task's name. */
  readonly tasks: readonly TaskText[]
  /** In code-unit order of the person's name. */
  readonly people: readonly TextPerson[]
  /** Answers left out because the same person answered the task again. */
  readonly repeats: number
}

/**
 * The text that several people's transcriptions of the same things say together: a weighted vote word by word.
 *
 * The answers to a task are laid over each other, the one closest to all others first, at a cost that knows how like two
 * words are (edit distance of characters over the longer length). People's error rates against the vote give their
 * weights; then everything is laid over each other once more, the most reliable first, and the words are decided together,
 * so that neighbours heard by the same people support each other (`decideChain`). Rows may come in any order: the
 * result is equal to the bit. Renaming people or tasks changes nothing but the names.
 *
 * Texts are compared under the profile; what comes out is spelled as most of those spelled it who wrote the winning word.
 * An empty answer is an answer: it votes for "no word" everywhere. A text with no word in it (only signs) is decided as a
 * whole.
 *
 * Time: answers² x words² / answers for each task; about 0.4 ms for 7 answers of 20 words.
 *
 * @see Fiscus 1997, "A post-processing system to yield reduced word error rates: Recognizer output voting error reduction".
 *
 * @example
 * transcribe([
 *   { task: "1", person: "a", text: "The cat sat." },
 *   { task: "1", person: "b", text: "The cat sat." },
 *   { task: "1", person: "c", text: "the bat sat" },
 * ]).tasks[0]?.text // "The cat sat."
 */
export function transcribe(answers: readonly TextAnswer[], settings: TranscribeSettings = {}): Transcription {
  const corpus = corpusOf(answers, settings.profile ?? SCORE_PROFILE)
  const { alignments, reliability } = alignAll(corpus)
  return {
    tasks: alignments.map((alignment, task) => alignTask(corpus, task, alignment, reliability)),
    people: peopleOf(corpus, reliability),
    repeats: corpus.repeats,
  }
}

/** Both alignments of every task, and how reliable people are by the second. */
export function alignAll(corpus: TextCorpus): { alignments: Alignment[]; reliability: Reliability } {
  const aligner = new Aligner(corpus)
  const wordBits = new Int32Array(corpus.words.length)
  const align = (order: Int32Array, weights: Float64Array) =>
    aligner.align(order, columnWeights(corpus, order, weights))
  const equal = equalWeights(corpus)
  const first = corpus.tasks.map((_, task) => align(closestFirst(corpus, task, wordBits), equal))
  const { weight } = reliabilityOf(corpus, first, equal, FIRST_ROUNDS)
  const alignments = corpus.tasks.map((_, task) => align(reliableFirst(corpus, task, weight), weight))
  return { alignments, reliability: reliabilityOf(corpus, alignments, weight, SECOND_ROUNDS) }
}

function peopleOf(corpus: TextCorpus, reliability: Reliability): TextPerson[] {
  const answers = new Int32Array(corpus.people.length)
  for (const person of corpus.answerPerson) answers[person] = (answers[person] ?? 0) + 1
  return corpus.people.map((person, id) => ({
    person,
    answers: answers[id] ?? 0,
    errors: reliability.errors[id] ?? 0,
    words: reliability.slots[id] ?? 0,
    errorRate: reliability.errorRate[id] ?? 0,
    weight: reliability.weight[id] ?? 0,
  }))
}
