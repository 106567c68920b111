import type { AnnotationBody, Label, ResolveRule } from "@justesse/types"
import { attributesKey, textKey } from "../consensus/likeness.ts"
import { countOutcomes, findAnswerOutcome, findOutcomes, type RegionOutcome } from "../review/outcomes.ts"
import { outcomeOf } from "../shapes/list.ts"
import type { Competence } from "../skill/beta.ts"
import { type GoldEvidence, NO_GOLD_EVIDENCE } from "./evidence.ts"

/** The project's rule for the same thing, near enough, and the same text. */
export type GoldRule = Pick<ResolveRule, "matchIou" | "settleIou" | "text" | "rules"> & {
  /** The questions of the form that an answer was given under, and those of whoever knew the right one, where these are others. */
  readonly fields?: readonly Label[]
  readonly keptFields?: readonly Label[]
}

/** One answer compared with the known one. */
interface GoldGrade {
  /** Region by region, as `fatesOf` tells them. */
  readonly fates: readonly RegionOutcome[]
  /** Within tolerance: nothing missed, nothing extra, every pair the same but for a small change. */
  readonly passed: boolean
  readonly evidence: GoldEvidence
}

/** Shapes that moved by no more are placed well whatever their IoU: small ones lose half of it to one pixel. */
const NEAR_PX = 1

/** Whether a matched pair is placed well enough to settle. */
function isDrawnWell({ iou, mine, final }: RegionOutcome, rule: GoldRule): boolean {
  if (iou !== null && iou >= rule.settleIou) return true
  return mine !== null && final !== null && outcomeOf(mine.geometry, final.geometry).movedPx <= NEAR_PX
}

/** What a matched pair gets wrong, gravest first; null when nothing. */
export function errorOfPair(outcome: RegionOutcome, rule: GoldRule): Exclude<Competence, "find"> | null {
  const { mine, final } = outcome
  if (!mine || !final) return null
  if (mine.label !== final.label || attributesKey(mine) !== attributesKey(final)) return "name"
  if (textKey(mine, rule) !== textKey(final, rule)) return "transcribe"
  return isDrawnWell(outcome, rule) ? null : "place"
}

/**
 * Compares an answer with the known one. Evidence: *find*, each known region found or missed, each extra one wrong (and
 * right for a picture where nothing was to be found); *place*, *name* (label and attributes) and *transcribe* (texts under
 * the project's rule) over matched pairs.
 */
export function gradeGold(mine: AnnotationBody, known: AnnotationBody, rule: GoldRule): GoldGrade {
  const outcomes = findOutcomes(mine, known, rule)
  const tally = new Map<Competence, { right: number; wrong: number }>()
  const count = (of: Competence, isRight: boolean) => {
    const now = tally.get(of) ?? { right: 0, wrong: 0 }
    tally.set(of, isRight ? { ...now, right: now.right + 1 } : { ...now, wrong: now.wrong + 1 })
  }
  for (const outcome of outcomes) {
    count("find", outcome.mine !== null && outcome.final !== null)
    if (!outcome.mine || !outcome.final) continue
    const sameName =
      outcome.mine.label === outcome.final.label && attributesKey(outcome.mine) === attributesKey(outcome.final)
    count("name", sameName)
    count("place", isDrawnWell(outcome, rule))
    if (outcome.mine.transcript?.value || outcome.final.transcript?.value)
      count("transcribe", textKey(outcome.mine, rule) === textKey(outcome.final, rule))
  }
  if (outcomes.length === 0) count("find", true)
  const outcome = findAnswerOutcome(countOutcomes(outcomes))
  const evidence = { ...NO_GOLD_EVIDENCE, ...Object.fromEntries(tally) }
  return { fates: outcomes, passed: outcome === "kept" || outcome === "small_change", evidence }
}

/**
 * Signed distances of the edges of mine from the known ones: left, top, right, bottom, in image pixels; positive means
 * mine lies further right or further down. Null where the two were not matched.
 */
export function signedEdges({ edgesPx }: Pick<RegionOutcome, "edgesPx">): [number, number, number, number] | null {
  if (!edgesPx) return null
  // 0 - x, not -x: an edge that lies right is 0 and never -0.
  return [0 - edgesPx.left, 0 - edgesPx.top, 0 - edgesPx.right, 0 - edgesPx.bottom]
}
