import {
  type AnnotationBody,
  type Disagreement,
  isSameShape,
  JustesseError,
  type Label,
  type Letter,
  type Region,
  type RegionProvenance,
  type ResolveRule,
  type Size,
  type TaskAgreement,
} from "@justesse/types"
import { agreementOfAnswers } from "../agreement/task.ts"
import { type Cluster, clusterRegions } from "../matching/clusters.ts"
import { overlapOf } from "../shapes/overlap.ts"
import type { TaskText } from "../text/slots.ts"
import { type LetteredVote, type Silent, toDisagreement } from "./differences.ts"
import { idsOfClusters } from "./ids.ts"
import { lettersFor } from "./letters.ts"
import { type AnswerRule, isSameAnswer } from "./likeness.ts"
import { type Hand, mergeGeometry, mergeRegions } from "./merge.ts"
import { compareReading, compareText } from "./order.ts"
import { readingsOf } from "./readings.ts"

/** What one person submitted on a task. Each person once, with the latest revision. */
export interface Answer {
  readonly submission: string
  readonly person: string
  readonly body: AnnotationBody
  /** Version of the form that it was given under, where that is not the form of today: see {@link ConsensusInput.forms}. */
  readonly form?: number
}

/** All answers to one task and the project's rule for when they agree. */
export interface ConsensusInput {
  readonly answers: readonly Answer[]
  readonly settle: ResolveRule
  /** Size of the upright image: differences show their place inside it where they lie in it. */
  readonly size: Size
  /** Number of the task: shuffles the letters. */
  readonly letterSeed: number
  /** How much each person's vote counts, > 0; 1 where nothing is said. */
  readonly weights?: Readonly<Record<string, number>>
  /** How each person draws free outlines; all alike where it is not said of everybody who answered. */
  readonly hands?: Readonly<Record<string, Hand>>
  /** Several labels may hold for one asset: see `AnswerParts`. */
  readonly several?: boolean
  /** The questions of a form: see `Label.field`. */
  readonly labels?: readonly Label[]
  /** Earlier forms that answers were given under, by version. */
  readonly forms?: EarlierForms
}

/** What people were asked who answered before the labels changed: the labels of each such version, by its number. */
export type EarlierForms = Readonly<Record<number, readonly Label[]>>

/** Which regions of different people stand for the same thing: one list a person, each thing with at most one of each of them. */
export type Clustering = (people: readonly (readonly Region[])[]) => Cluster[]

/** A region that needs nobody's decision, and what it rests on. */
export interface FinalRegion {
  readonly region: Region
  readonly provenance: RegionProvenance
}

/** What the answers to one task say together: the settled part, the differences, and how far they coincide. */
export interface Consensus {
  /** What the rule settles, top to bottom. */
  readonly settled: readonly FinalRegion[]
  /** What people answered differently, top to bottom: one for each thing, with its gravest kind. */
  readonly differences: readonly Disagreement[]
  readonly agreement: TaskAgreement
  /** There are answers, and none has a region: the picture holds nothing to label. */
  readonly nothingHere: boolean
  /** Some difference waits for a reviewer. */
  readonly disputed: boolean
  /** The letter of each submission on the review page. */
  readonly letters: Readonly<Record<string, Letter>>
}

/**
 * What several people's answers to one task say together.
 *
 * Regions of different people are matched one to one (IoU >= `matchIou`, whatever the label). What everybody has with
 * the same label, attributes and text, every two boxes at IoU >= `settleIou` or too near each other to see
 * (`areSameToEye`), is settled: median of each edge. The rest becomes one difference a thing: `one_person` (not everybody has it), `nothing` (those who lack it said that nothing
 * is here), `label`, `text`, `attribute` or `place`. Where no reading has a majority, the proposed text is voted on word by
 * word, with the words in doubt. One answer alone settles entirely, method `single`.
 *
 * The same answers in any order, with regions in any order, give the same result to the bit (I11).
 *
 * `cluster` says otherwise which regions stand for the same thing, for kinds where that is not a matter of place.
 *
 * @throws JustesseError `invalid_input` for more than 20 answers, a submission twice, or a weight that is not above 0.
 */
export function consensus(
  input: ConsensusInput,
  cluster: Clustering = (people) => clusterRegions(people, input.settle.matchIou),
): Consensus {
  const letters = lettersFor(
    input.answers.map(({ submission }) => submission),
    input.letterSeed,
  )
  const answers = [...input.answers].sort((p, q) => compareText(p.submission, q.submission))
  const areKnown = answers.every(({ person }) => input.hands?.[person])
  const people = answers.map((answer) => ({
    ...personOf(answer, input.weights, letters),
    hand: (areKnown && input.hands?.[answer.person]) || null,
  }))
  const clusters = cluster(answers.map(({ body }) => body.regions))
  const ids = idsOfClusters(
    clusters,
    answers.map(({ submission }) => submission),
  )
  const reading = readingsOf(
    clusters,
    answers.map(({ submission }) => submission),
  )
  const final: FinalRegion[] = []
  const disagreements: Disagreement[] = []
  clusters.forEach((cluster, i) => {
    const id = ids[i] as Region["id"] // one id for each cluster
    const outcome = judge(cluster, id, people, input, () => reading(cluster))
    if ("region" in outcome) final.push(outcome)
    else disagreements.push(outcome)
  })
  final.sort((p, q) => compareReading(p.region, q.region))
  disagreements.sort((p, q) => p.place.y - q.place.y || p.place.x - q.place.x || compareText(p.id, q.id))
  return {
    settled: final,
    differences: disagreements,
    agreement: agreementOfAnswers(answers.map(({ body }) => body.regions)),
    nothingHere: answers.length > 0 && clusters.length === 0,
    disputed: disagreements.length > 0,
    letters,
  }
}

/** A person as this task sees them. */
interface Person extends Silent {
  readonly submission: string
  readonly hand: Hand | null
}

function personOf(
  answer: Answer,
  weights: ConsensusInput["weights"],
  letters: Record<string, Letter>,
): Omit<Person, "hand"> {
  const weight = weights?.[answer.person] ?? 1
  if (!(weight > 0 && weight < Infinity)) throw new JustesseError("invalid_input", { field: "weight" })
  const letter = letters[answer.submission] ?? "A"
  return { submission: answer.submission, letter, weight, empty: answer.body.regions.length === 0 }
}

/** Settles a cluster by the rule, or says how it differs. */
function judge(
  cluster: Cluster,
  id: Region["id"],
  people: readonly Person[],
  { settle, size }: ConsensusInput,
  reading: () => TaskText | undefined,
): FinalRegion | Disagreement {
  const rule: AnswerRule = { ...settle, size }
  const votes: LetteredVote[] = cluster.flatMap(({ person, region }) => {
    const speaker = people[person]
    return speaker ? { region, weight: speaker.weight, letter: speaker.letter, hand: speaker.hand } : []
  })
  const speaking = new Set(cluster.map(({ person }) => person))
  const silent = people.filter((_, person) => !speaking.has(person))
  // Shapes that agree as far as the rule asks may still differ in what no line between them would settle, such as a hole.
  const merged = silent.length > 0 || !allAgree(cluster, rule) ? null : mergeWithin(votes, rule)
  if (!merged || merged.doubt) {
    const disagreement = toDisagreement(id, votes, silent, rule, reading)
    return { ...disagreement, place: insideWherePossible(disagreement.place, size) }
  }
  const region = mergeRegions(votes, rule, id, merged.shape)
  const submissions = [...speaking].sort((p, q) => p - q).map((person) => people[person]?.submission ?? "")
  const method = people.length === 1 ? "single" : methodOf(cluster, region)
  // Nobody measured an answer that stands alone; under the rule all people stand behind what it settles.
  return { region, provenance: { region: id, method, confidence: people.length === 1 ? null : 1, submissions } }
}

/** The shape by the people's habits where everybody's still agrees with it as the rule asks, else with all alike. */
function mergeWithin(votes: readonly LetteredVote[], rule: ResolveRule): ReturnType<typeof mergeGeometry> {
  const merged = mergeGeometry(votes)
  if (!votes.some(({ hand }) => hand)) return merged
  const holds = votes.every(({ region }) => overlapOf(region.geometry, merged.shape) >= rule.settleIou)
  return holds ? merged : mergeGeometry(votes.map((vote) => ({ ...vote, hand: null })))
}

function allAgree(cluster: Cluster, rule: AnswerRule): boolean {
  return cluster.every((p, i) => cluster.slice(i + 1).every((q) => isSameAnswer(p.region, q.region, rule)))
}

/** `median` where boxes had to be brought together, `vote` where only spellings had to, else `agreed`. */
function methodOf(cluster: Cluster, final: Region): RegionProvenance["method"] {
  const moved = cluster.some(({ region }) => !isSameShape(region.geometry, final.geometry))
  if (moved) return "median"
  const text = final.transcript?.value ?? ""
  return cluster.some(({ region }) => (region.transcript?.value ?? "") !== text) ? "vote" : "agreed"
}

/** The part of a place that lies in the picture; the place itself when none does. */
function insideWherePossible(bounds: Disagreement["place"], size: Size): Disagreement["place"] {
  const left = Math.max(0, bounds.x)
  const top = Math.max(0, bounds.y)
  const right = Math.min(size.width, bounds.x + bounds.width)
  const bottom = Math.min(size.height, bounds.y + bounds.height)
  const isInside = left === bounds.x && top === bounds.y && right === bounds.x + bounds.width
  if (isInside && bottom === bounds.y + bounds.height) return bounds
  const seen = right > left && bottom > top
  return seen ? { x: left, y: top, width: right - left, height: bottom - top } : bounds
}
