import {
  type AnnotationBody,
  type AttributeId,
  boxOf,
  type Disagreement,
  type Label,
  type OutcomeKind,
  type Region,
  regionsOf,
} from "@justesse/types"
import { normaliseText } from "../agreement/normalise.ts"
import { type AnswerRule, attributesKey, isSamePosition, textKey } from "../consensus/likeness.ts"
import { compareReading, compareText } from "../consensus/order.ts"
import { isComparedBy, readAs, withoutOpinions } from "../forms/same.ts"
import { type Edges, edgesOf } from "../geometry/iou.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { matchRegions } from "../matching/matchRegions.ts"
import { outcomeOf } from "../shapes/list.ts"

/** What became of one region of an answer, or of one that it lacked, and what differs. */
export interface RegionOutcome {
  readonly kind: OutcomeKind
  readonly mine: Region | null
  readonly final: Region | null
  /** Kept minus mine, in image pixels: positive means further right or further down. Null without both. */
  readonly edgesPx: Edges | null
  readonly iou: number | null
  readonly label: { readonly mine: Region["label"]; readonly final: Region["label"] } | null
  /** Attributes with another value. */
  readonly attributes: readonly AttributeId[]
  readonly text: { readonly mine: string; readonly final: string } | null
}

/** The project's rule for the same thing and the same text, and what nobody decided yet. */
interface OutcomeRule extends Pick<AnswerRule, "matchIou" | "settleIou" | "text" | "rules" | "size"> {
  /** Differences of the task that are open or were left out: what a person has there is `undecided`. */
  readonly open?: readonly Disagreement[]
  /** The questions of the form that an answer was given under: two answers are one as near as each compares. */
  readonly fields?: readonly Label[]
  /** The questions that the kept answer was asked, where these are others. */
  readonly keptFields?: readonly Label[]
}

/** Shapes this close count as kept as they were: nothing of them moved further ({@link outcomeOf}), in pixels … */
const UNCHANGED_PX = 1
/** … or at least this IoU (a large box may move by more than a pixel and still be the same work). */
const UNCHANGED_IOU = 0.9

/**
 * What became of one person's answer, compared with the kept one, region by region, top to bottom.
 *
 * `kept`: same label, attributes and text, and no edge, corner or 95 % of the line moved by more than 1 px (or IoU >= 0.9). `small_change`: same
 * label and attributes, IoU >= `settleIou` or a place too near to see, text equal but for case and spaces. `changed`: matched otherwise. `removed`:
 * mine alone. `added`: the kept answer alone. What is an opinion is no outcome: nobody's is kept, and nobody's changed. `undecided`: mine, at a difference that is open or left out.
 */
export function findOutcomes(sent: AnnotationBody, kept: AnnotationBody, rule: OutcomeRule): RegionOutcome[] {
  const isCompared = isComparedBy(kept, rule)
  const only = (body: AnnotationBody) => ({ ...body, regions: body.regions.filter(isCompared) })
  const final = only(withoutOpinions(kept))
  const mine = only(readAs(sent, kept, rule))
  const outcomes: RegionOutcome[] = []
  const matches = matchRegions(mine.regions, final.regions, rule.matchIou, (a, b) =>
    mine.regions[a]?.label === final.regions[b]?.label ? 1e-6 : 0,
  )
  const mineMatched = new Set(matches.map((match) => match.a))
  const unchangedMatched = new Set(matches.map((match) => match.b))
  for (const match of matches) {
    const own = mine.regions[match.a]
    const other = final.regions[match.b]
    if (own && other) outcomes.push(comparePair(own, other, match.iou, rule))
  }
  for (const [i, region] of mine.regions.entries()) {
    if (mineMatched.has(i)) continue
    outcomes.push(alone(isOpen(region, rule) ? "undecided" : "removed", region, null))
  }
  for (const [i, region] of final.regions.entries()) {
    if (!unchangedMatched.has(i)) outcomes.push(alone("added", null, region))
  }
  return outcomes.sort((p, q) => compareOutcomes(p, q))
}

function compareOutcomes(p: RegionOutcome, q: RegionOutcome): number {
  const first = p.mine ?? p.final
  const second = q.mine ?? q.final
  return (first && second ? compareReading(first, second) : 0) || compareText(p.kind, q.kind)
}

function isOpen(region: Region, rule: OutcomeRule): boolean {
  return (rule.open ?? []).some(({ candidates }) =>
    candidates.some((candidate) => regionsOf(candidate).some((one) => isOneThing(one, region, rule))),
  )
}

/** What is said of a whole asset lies where all of it does: a thing is what its label says. */
function isOneThing(a: Region, b: Region, { matchIou }: OutcomeRule): boolean {
  if (a.geometry.type === "whole" && a.label !== b.label) return false
  return overlapOfRegions(a, b) >= matchIou
}

function alone(kind: OutcomeKind, mine: Region | null, final: Region | null): RegionOutcome {
  return { kind, mine, final, edgesPx: null, iou: null, label: null, attributes: [], text: null }
}

function comparePair(mine: Region, final: Region, overlap: number, rule: OutcomeRule): RegionOutcome {
  const from = edgesOf(boxOf(mine))
  const to = edgesOf(boxOf(final))
  const edgesPx = {
    left: to.left - from.left,
    top: to.top - from.top,
    right: to.right - from.right,
    bottom: to.bottom - from.bottom,
  }
  const texts = { mine: mine.transcript?.value ?? "", final: final.transcript?.value ?? "" }
  const isText = textKey(mine, "exact") !== textKey(final, "exact")
  const isNear = overlap >= UNCHANGED_IOU || outcomeOf(mine.geometry, final.geometry).movedPx <= UNCHANGED_PX
  const isSameKind = mine.label === final.label && attributesKey(mine) === attributesKey(final)
  const isSpelling =
    normaliseText(texts.mine, "ignore_case_and_spaces") === normaliseText(texts.final, "ignore_case_and_spaces")
  const sameText = textKey(mine, rule) === textKey(final, rule)
  const isSmall = isSameKind && (isNear || isSamePosition(mine, final, rule)) && (isSpelling || sameText)
  return {
    kind: isSameKind && isNear && sameText ? "kept" : isSmall ? "small_change" : "changed",
    mine,
    final,
    edgesPx,
    iou: overlap,
    label: mine.label === final.label ? null : { mine: mine.label, final: final.label },
    attributes: changedAttributes(mine, final),
    text: isText ? texts : null,
  }
}

function changedAttributes(mine: Region, final: Region): AttributeId[] {
  const ids = new Set([...Object.keys(mine.attributes ?? {}), ...Object.keys(final.attributes ?? {})])
  return ([...ids] as AttributeId[]) // keys of records of attributes
    .filter((id) => mine.attributes?.[id] !== final.attributes?.[id])
    .sort(compareText)
}

/** How many fates of each kind. */
type OutcomeTally = Readonly<Record<OutcomeKind, number>>

/** How many regions met each kind of outcome; a kind that none met counts 0. */
export function countOutcomes(outcomes: readonly RegionOutcome[]): OutcomeTally {
  const counts: Record<OutcomeKind, number> = {
    kept: 0,
    small_change: 0,
    changed: 0,
    removed: 0,
    added: 0,
    undecided: 0,
  }
  for (const { kind } of outcomes) counts[kind]++
  return counts
}

/** What became of an answer as a whole: the gravest thing that happened to any part of it. */
export function findAnswerOutcome(counts: OutcomeTally): "kept" | "small_change" | "changed" | "undecided" {
  if (counts.undecided > 0) return "undecided"
  if (counts.changed + counts.removed + counts.added > 0) return "changed"
  return counts.small_change > 0 ? "small_change" : "kept"
}
