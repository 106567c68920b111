import {
  type AnnotationBody,
  askedAfter,
  type Box,
  type Candidate,
  type Decision,
  type DecisionReason,
  type Disagreement,
  type DisagreementId,
  fieldsOf,
  JustesseError,
  type Label,
  type Letter,
  type Region,
  type RegionProvenance,
  type ResolveRule,
  regionsOf,
  valuesOf,
} from "@justesse/types"
import { idOfPiece } from "../consensus/ids.ts"
import type { Consensus, FinalRegion } from "../consensus/index.ts"
import { mergeRegions } from "../consensus/merge.ts"
import { compareReading, compareText } from "../consensus/order.ts"

/** A difference that a reviewer left out of the answer because it cannot be decided. */
interface LeftOut {
  readonly difference: DisagreementId
  readonly place: Box
  readonly reason: DecisionReason
}

/** A task's answer as far as it is decided. */
interface DecidedAnswer {
  /** Settled and decided regions, top to bottom. `nothingHere` only when somebody answered, everything is decided and nothing is left. */
  readonly body: AnnotationBody
  /** What each region rests on, in the order of the regions. */
  readonly provenance: readonly RegionProvenance[]
  /** Differences without a decision. */
  readonly undecided: number
  readonly leftOut: readonly LeftOut[]
  /** Decisions about differences that are not (any longer) there; they had no effect. */
  readonly unused: readonly DisagreementId[]
}

/** The parts of a consensus that decisions need; `letters` is the letter of each submission. */
export type Decidable = Pick<Consensus, "settled" | "differences" | "letters">

/**
 * The answer that a consensus and a reviewer's decisions give together. A kept region takes its difference's name as id, a further
 * piece of it one of its own.
 *
 * `take` keeps a letter's answer (nothing, where that person has nothing), `proposal` what the consensus proposes,
 * `merge` the median box and voted label, attributes and text of all who have it, also where the consensus proposes
 * nothing; `edit` the reviewer's own region, `none` nothing; `undecidable` leaves it out and says why.
 *
 * @throws JustesseError `invalid_input` for a letter that the difference does not have.
 */
export function applyDecisions(consensus: Decidable, decisions: ReadonlyMap<DisagreementId, Decision>): DecidedAnswer {
  const final: FinalRegion[] = [...consensus.settled]
  const leftOut: LeftOut[] = []
  let undecided = 0
  for (const disagreement of consensus.differences) {
    const decision = decisions.get(disagreement.id)
    if (!decision) undecided++
    else if (decision.outcome === "undecidable") {
      leftOut.push({ difference: disagreement.id, place: disagreement.place, reason: decision.reason })
    } else final.push(...decided(disagreement, decision, consensus.letters))
  }
  final.sort((p, q) => compareReading(p.region, q.region))
  const hasAnswers = Object.keys(consensus.letters).length > 0
  const known = new Set(consensus.differences.map(({ id }) => id))
  return {
    body: {
      regions: final.map(({ region }) => region),
      nothingHere: hasAnswers && final.length === 0 && undecided === 0 && leftOut.length === 0,
    },
    provenance: final.map(({ provenance }) => provenance),
    undecided,
    leftOut,
    unused: [...decisions.keys()].filter((id) => !known.has(id)).sort(compareText),
  }
}

/**
 * Of a decided form, what is asked after its own answers: what people said to a question that is not asked once an earlier one is
 * decided otherwise is left out. Everything else is given back as it is.
 */
export function keepAsked<D extends Pick<DecidedAnswer, "body" | "provenance">>(
  decided: D,
  labels: readonly Label[],
): D {
  const fields = fieldsOf(labels)
  if (fields.length === 0) return decided
  const { regions, nothingHere } = decided.body
  const asked = new Set<string>(askedAfter(fields, valuesOf(regions)).map(({ id }) => id))
  const isQuestion = new Set<string>(fields.map(({ id }) => id))
  const kept = regions.filter(({ label }) => !isQuestion.has(label) || asked.has(label))
  const ids = new Set<string>(kept.map(({ id }) => id))
  const provenance = decided.provenance.filter(({ region }) => ids.has(region))
  return { ...decided, body: { regions: kept, nothingHere }, provenance }
}

/** Settles nothing by rule that decisions did not: only used to bring candidates together. */
const AS_WRITTEN: ResolveRule = { matchIou: 0.5, settleIou: 1, text: "exact" }

/**
 * The one region that those who have something at a difference make together: the median of each edge, a vote on label,
 * attributes and text. It is what `M` keeps; null when nobody has anything there.
 */
export function mergeCandidates(disagreement: Disagreement): Region | null {
  const votes = disagreement.candidates.flatMap(({ region, share }) => (region ? [{ region, weight: share }] : []))
  return votes[0] ? mergeRegions(votes, AS_WRITTEN, votes[0].region.id) : null
}

function decided(
  disagreement: Disagreement,
  decision: Exclude<Decision, { outcome: "undecidable" }>,
  letters: Decidable["letters"],
): FinalRegion[] {
  const having = disagreement.candidates.filter(({ region }) => region !== null)
  switch (decision.outcome) {
    case "take": {
      const taken = disagreement.candidates.find((candidate) => candidate.letters.includes(decision.letter))
      if (!taken) throw new JustesseError("invalid_input", { letter: decision.letter, difference: disagreement.id })
      return resolveWith(disagreement, regionsOf(taken), [taken], letters)
    }
    case "proposal":
      return resolveWith(disagreement, regionsOf(disagreement), having, letters)
    case "merge": {
      const merged = disagreement.proposal ? null : mergeCandidates(disagreement)
      return resolveWith(disagreement, merged ? [merged] : regionsOf(disagreement), having, letters)
    }
    case "edit":
      return resolveWith(disagreement, [decision.region], having, letters)
    case "none":
      return []
  }
}

/** What somebody looked at and decided. The share of people behind it before says nothing of it any more: it is sure, 1. */
const DECIDED = 1

function resolveWith(
  disagreement: Disagreement,
  regions: readonly Region[],
  behind: readonly Candidate[],
  letters: Decidable["letters"],
): FinalRegion[] {
  const theirs = new Set<Letter>(behind.flatMap((candidate) => candidate.letters))
  const submissions = Object.entries(letters)
    .filter(([, letter]) => theirs.has(letter))
    .map(([submission]) => submission)
    .sort(compareText)
  return regions.map((region, at) => {
    const id = idOfPiece(disagreement.id, at)
    return { region: { ...region, id }, provenance: { region: id, method: "review", confidence: DECIDED, submissions } }
  })
}
