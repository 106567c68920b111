import { JustesseError } from "@justesse/types"
import { type Choice, type Chosen, chooseMethod, MOST_CELLS } from "./choose.ts"
import { type DawidSkeneForm, dawidSkene } from "./dawidSkene.ts"
import { type Decisions, decide } from "./decide.ts"
import type { EmFit } from "./em.ts"
import { glad, sigmoid } from "./glad.ts"
import { mace } from "./mace.ts"
import { majority } from "./majority.ts"
import { oneCoin } from "./oneCoin.ts"
import type { Votes } from "./votes.ts"
import { wawa } from "./wawa.ts"

/** The methods of `aggregateLabels`. `dawid-skene` is the variational form with a pooled prior. */
export const LABEL_METHODS = [
  "auto",
  "majority",
  "wawa",
  "dawid-skene",
  "dawid-skene-map",
  "dawid-skene-plain",
  "one-coin",
  "mace",
  "glad",
] as const
type LabelMethod = (typeof LABEL_METHODS)[number]

/** Raised whenever the same votes may give other figures: stored with every result. */
export const LABELS_VERSION = "labels-1"

/** The seed of the automatic choice where none is given: the choice is to be the same for everybody. */
const DEFAULT_SEED = 1

/** What a vote weighs, by kind of model. */
type VoteEvidence =
  /** log P(label | class) of each person at `(person · K + label) · K + class`, and log P(class). */
  | { readonly kind: "confusions"; readonly logConfusion: Float64Array; readonly logPrior: Float64Array }
  /** A person is right on a task with log odds ability × ease. */
  | {
      readonly kind: "abilities"
      readonly ability: Float64Array
      readonly ease: Float64Array
      readonly logPrior: Float64Array
    }
  /** Each person's votes count this much. */
  | { readonly kind: "weights"; readonly weight: Float64Array }

/** What a method made of all votes: an answer a task with its certainty, and what it learnt of each person. */
export interface LabelResult extends Decisions {
  readonly method: Exclude<LabelMethod, "auto">
  readonly version: string
  /** `tasks × classes`, row-major: probabilities, or vote shares for `majority` and `wawa`. */
  readonly posterior: Float64Array
  /** Rounds of EM; 1 for `majority`, 2 for `wawa`. */
  readonly rounds: number
  readonly evidence: VoteEvidence
  /** Probability that each person is right, over the classes as common as they are here; 0–1. */
  readonly accuracy: Float64Array
  /** P(label | class) of each person, posterior means, in the layout of the evidence; null where not modelled. */
  readonly confusion: Float64Array | null
  /** P(answering without looking), of MACE; null otherwise. */
  readonly random: Float64Array | null
  /** Why the method was chosen, for `auto`. */
  readonly why: Choice | null
}

/** Cells of a posterior (tasks × classes) above which nothing is fitted: 800 MB for each copy. */
export const MOST_POSTERIOR = 100_000_000

/** What is to be aggregated, and how. */
interface AggregateInput {
  readonly votes: Votes
  readonly method: LabelMethod
  /** Known classes by task number, −1 where not known. They are clamped, and teach the others. */
  readonly gold?: Int32Array | undefined
  /** Seed of the folds of `auto`. */
  readonly seed?: number
}

/**
 * One answer for each task out of the votes of several people. Deterministic: the same votes give the same bits.
 *
 * @throws JustesseError `invalid_input` when a confusion for each person would hold more than `MOST_CELLS` cells (the
 *   detail has people, classes and the limit), when the posterior would hold more than `MOST_POSTERIOR` (tasks, classes and
 *   the limit), or when gold does not have one place for each task.
 */
export function aggregateLabels({ votes, method, gold, seed = DEFAULT_SEED }: AggregateInput): LabelResult {
  if (gold && gold.length !== votes.tasks)
    throw new JustesseError("invalid_input", { gold: gold.length, tasks: votes.tasks })
  if (votes.tasks * votes.classes > MOST_POSTERIOR)
    throw new JustesseError("invalid_input", { tasks: votes.tasks, classes: votes.classes, most: MOST_POSTERIOR })
  if (method === "auto") {
    const why = chooseMethod(votes, seed, gold)
    return { ...byMethod(votes, why.method, gold), why }
  }
  return byMethod(votes, method, gold)
}

function byMethod(votes: Votes, method: Chosen | Exclude<LabelMethod, "auto">, gold?: Int32Array): LabelResult {
  if (method === "majority") {
    const fit = majority(votes, gold)
    return ofWeights("majority", fit, new Float64Array(votes.people).fill(1), fit.agreement, 1)
  }
  if (method === "wawa") {
    const fit = wawa(votes, gold)
    return ofWeights("wawa", fit, fit.skill, fit.skill, 2)
  }
  if (method === "glad") return byGlad(votes, gold)
  const { people, classes } = votes
  if (people * classes ** 2 > MOST_CELLS)
    throw new JustesseError("invalid_input", { people, classes, most: MOST_CELLS })
  if (method === "mace") {
    const fit = mace(votes, { gold })
    return ofConfusions(votes, "mace", fit, gold, expOf(fit.logConfusion), fit.random)
  }
  if (method === "one-coin") {
    const fit = oneCoin(votes, { gold })
    return ofConfusions(votes, "one-coin", fit, gold, expOf(fit.logConfusion), null)
  }
  const fit = dawidSkene(votes, { form: FORM[method], gold })
  return ofConfusions(votes, method, fit, gold, normalised(fit.logConfusion, votes), null)
}

const FORM: Record<"dawid-skene" | "dawid-skene-map" | "dawid-skene-plain", DawidSkeneForm> = {
  "dawid-skene": "variational",
  "dawid-skene-map": "map",
  "dawid-skene-plain": "plain",
}

const expOf = (logs: Float64Array) => logs.map(Math.exp)

type Weighted = Decisions & { readonly posterior: Float64Array }

function ofWeights(
  method: "majority" | "wawa",
  { posterior, answer, tied, confidence }: Weighted,
  weight: Float64Array,
  accuracy: Float64Array,
  rounds: number,
): LabelResult {
  const evidence = { kind: "weights", weight } as const
  const none = { confusion: null, random: null, why: null }
  return { method, version: LABELS_VERSION, posterior, answer, tied, confidence, rounds, evidence, accuracy, ...none }
}

function ofConfusions(
  votes: Votes,
  method: LabelResult["method"],
  { posterior, rounds, logConfusion, logPrior }: EmFit,
  gold: Int32Array | undefined,
  confusion: Float64Array,
  random: Float64Array | null,
): LabelResult {
  const { people, classes: K } = votes
  const accuracy = new Float64Array(people)
  for (let w = 0; w < people; w++) {
    let sum = 0
    for (let c = 0; c < K; c++) sum += Math.exp(logPrior[c] ?? 0) * (confusion[(w * K + c) * K + c] ?? 0)
    accuracy[w] = sum
  }
  const evidence = { kind: "confusions", logConfusion, logPrior } as const
  const decisions = decide(votes, posterior, gold)
  return {
    method,
    version: LABELS_VERSION,
    posterior,
    rounds,
    ...decisions,
    evidence,
    accuracy,
    confusion,
    random,
    why: null,
  }
}

/** Probabilities out of the variational form's logs, whose rows sum to less than 1. */
function normalised(logConfusion: Float64Array, { people, classes: K }: Votes): Float64Array {
  const confusion = expOf(logConfusion)
  for (let w = 0; w < people; w++) {
    for (let c = 0; c < K; c++) {
      let row = 0
      for (let y = 0; y < K; y++) row += confusion[(w * K + y) * K + c] ?? 0
      for (let y = 0; y < K; y++) confusion[(w * K + y) * K + c] = (confusion[(w * K + y) * K + c] ?? 0) / row
    }
  }
  return confusion
}

function byGlad(votes: Votes, gold?: Int32Array): LabelResult {
  const { posterior, ability, ease, logPrior, rounds } = glad(votes, { gold })
  const evidence = { kind: "abilities", ability, ease, logPrior } as const
  // On the task of middling ease: log ease 0.
  const accuracy = ability.map((a) => sigmoid(a))
  const none = { confusion: null, random: null, why: null }
  const decisions = decide(votes, posterior, gold)
  return { method: "glad", version: LABELS_VERSION, posterior, rounds, ...decisions, evidence, accuracy, ...none }
}
