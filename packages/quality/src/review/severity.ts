import type { Decision, Disagreement, DisagreementId, Region, ResolveRule } from "@justesse/types"
import { cer, wer } from "../agreement/text.ts"
import { attributesKey, isSameAnswer, textKey } from "../consensus/likeness.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { rulesBetween } from "../text/profile.ts"
import { applyDecisions, type Decidable } from "./apply.ts"

/** Two spellings of one text (comma or point, accents, spaces): the mildest that two decisions can be apart. */
export const SPELLING_SEVERITY = 0.1
/** A text of another wording, however little of it: a wrong figure in an amount is one character. */
const WORDING = 0.25
const ATTRIBUTE = 0.5
/** Longer texts are compared by words, in UTF-16 units. */
const LONG = 1_000
/** One decided, the other said that it cannot be. */
const UNDECIDED = 0.5

/** What a decision keeps: a region, nothing (null), or nothing sure. */
type Outcome = Region | "undecided" | null

/**
 * How far apart two outcomes of one difference are, in [0, 1]: 0 the same under the project's rule, {@link SPELLING_SEVERITY}
 * two spellings, from 0.25 to 1 another wording (by characters), 0.5 other attributes or one of them undecided, 1 - IoU
 * another place, 1 another label or one of them nothing at all. The gravest counts.
 */
export function severityBetween(first: Outcome, second: Outcome, rule: ResolveRule): number {
  if (first === "undecided" || second === "undecided") return first === second ? 0 : UNDECIDED
  if (first === null || second === null) return first === second ? 0 : 1
  if (first.label !== second.label) return 1
  if (isSameAnswer(first, second, rule)) return 0
  const attributes = attributesKey(first) === attributesKey(second) ? 0 : ATTRIBUTE
  const overlap = overlapOfRegions(first, second)
  const distance = overlap >= rule.settleIou ? 0 : 1 - overlap
  return Math.max(attributes, distance, textSeverity(first, second, rule))
}

function textSeverity(first: Region, second: Region, rule: ResolveRule): number {
  if (textKey(first, rule) === textKey(second, rule)) return 0
  const [p, q] = [first.transcript?.value ?? "", second.transcript?.value ?? ""]
  if (p !== q && rulesBetween(p, q) !== null) return SPELLING_SEVERITY
  const [longer, shorter] = p.length >= q.length ? [p, q] : [q, p]
  // Letter by letter a page takes a second; by words it says the same.
  const rate = longer.length > LONG ? wer(longer, shorter) : cer(longer, shorter)
  return WORDING + (1 - WORDING) * Math.min(1, rate)
}

/** One difference that two reviewers decided otherwise. */
interface DecisionGap {
  readonly difference: DisagreementId
  /** How far apart, in (0, 1]. */
  readonly severity: number
}

/** Two reviewers' decisions on the same differences. */
export interface DecisionComparison {
  /** Differences that both decided alike, under the project's rule for what is the same. */
  readonly same: number
  /** In the order of the differences. */
  readonly apart: readonly DecisionGap[]
}

/**
 * Compares what two reviewers' decisions keep, difference by difference; those that one of them left open are not compared.
 * Taking the proposal and taking an answer that says the same count as the same decision.
 */
export function compareDecisions(
  consensus: Pick<Decidable, "differences" | "letters">,
  first: ReadonlyMap<DisagreementId, Decision>,
  second: ReadonlyMap<DisagreementId, Decision>,
  rule: ResolveRule,
): DecisionComparison {
  const apart: DecisionGap[] = []
  let same = 0
  for (const disagreement of consensus.differences) {
    const [p, q] = [first, second].map((decisions) => outcomeOf(disagreement, decisions, consensus.letters))
    if (p === undefined || q === undefined) continue
    const severity = severityBetween(p, q, rule)
    if (severity > 0) apart.push({ difference: disagreement.id, severity })
    else same++
  }
  return { same, apart }
}

function outcomeOf(
  disagreement: Disagreement,
  decisions: ReadonlyMap<DisagreementId, Decision>,
  letters: Decidable["letters"],
): Outcome | undefined {
  const decision = decisions.get(disagreement.id)
  if (!decision) return undefined
  if (decision.outcome === "undecidable") return "undecided"
  const alone = new Map([[disagreement.id, decision]])
  return applyDecisions({ settled: [], differences: [disagreement], letters }, alone).body.regions[0] ?? null
}
