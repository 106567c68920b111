import type { AnnotationBody, AttributeId, Difference, FateKind, Region, SettleRule } from "@justesse/types"
import { normaliseText } from "../agreement/normalise.ts"
import { attributesKey, textKey } from "../consensus/likeness.ts"
import { compareReading, compareText } from "../consensus/order.ts"
import { type Edges, edgesOf, iou } from "../geometry/iou.ts"
import { matchBoxes } from "../matching/matchBoxes.ts"

/** What became of one region of an answer, or of one that it lacked, and what differs. */
export interface RegionFate {
  readonly kind: FateKind
  readonly mine: Region | null
  readonly kept: Region | null
  /** Kept minus mine, in image pixels: positive means further right or further down. Null without both. */
  readonly edgesPx: Edges | null
  readonly iou: number | null
  readonly label: { readonly mine: Region["label"]; readonly kept: Region["label"] } | null
  /** Attributes with another value. */
  readonly attributes: readonly AttributeId[]
  readonly text: { readonly mine: string; readonly kept: string } | null
}

/** The project's rule for the same thing and the same text, and what nobody decided yet. */
export interface FateRule extends Pick<SettleRule, "matchIou" | "settleIou" | "text" | "rules"> {
  /** Differences of the task that are open or were left out: what a person has there is `undecided`. */
  readonly open?: readonly Difference[]
}

/** Boxes this close count as kept as they were: no edge moved further, in pixels … */
const KEPT_PX = 1
/** … or at least this IoU (a large box may move by more than a pixel and still be the same work). */
const KEPT_IOU = 0.9

/**
 * What became of one person's answer, compared with the kept one, region by region, top to bottom.
 *
 * `kept`: same label, attributes and text, and no edge moved by more than 1 px (or IoU >= 0.9). `small_change`: same
 * label and attributes, IoU >= `settleIou`, text equal but for case and spaces. `changed`: matched otherwise. `removed`:
 * mine alone. `added`: the kept answer alone. `undecided`: mine, at a difference that is open or left out.
 */
export function fatesOf(mine: AnnotationBody, kept: AnnotationBody, rule: FateRule): RegionFate[] {
  const fates: RegionFate[] = []
  const matches = matchBoxes(mine.regions, kept.regions, rule.matchIou, (a, b) =>
    mine.regions[a]?.label === kept.regions[b]?.label ? 1e-6 : 0,
  )
  const mineMatched = new Set(matches.map((match) => match.a))
  const keptMatched = new Set(matches.map((match) => match.b))
  for (const match of matches) {
    const own = mine.regions[match.a]
    const other = kept.regions[match.b]
    if (own && other) fates.push(fateOfPair(own, other, match.iou, rule))
  }
  for (const [i, region] of mine.regions.entries()) {
    if (mineMatched.has(i)) continue
    fates.push(alone(isOpen(region, rule) ? "undecided" : "removed", region, null))
  }
  for (const [i, region] of kept.regions.entries()) {
    if (!keptMatched.has(i)) fates.push(alone("added", null, region))
  }
  return fates.sort((p, q) => compareFates(p, q))
}

function compareFates(p: RegionFate, q: RegionFate): number {
  const first = p.mine ?? p.kept
  const second = q.mine ?? q.kept
  return (first && second ? compareReading(first, second) : 0) || compareText(p.kind, q.kind)
}

function isOpen(region: Region, rule: FateRule): boolean {
  return (rule.open ?? []).some(({ candidates }) =>
    candidates.some((candidate) => candidate.region && iou(candidate.region, region) >= rule.matchIou),
  )
}

function alone(kind: FateKind, mine: Region | null, kept: Region | null): RegionFate {
  return { kind, mine, kept, edgesPx: null, iou: null, label: null, attributes: [], text: null }
}

function fateOfPair(mine: Region, kept: Region, overlap: number, rule: FateRule): RegionFate {
  const from = edgesOf(mine)
  const to = edgesOf(kept)
  const edgesPx = {
    left: to.left - from.left,
    top: to.top - from.top,
    right: to.right - from.right,
    bottom: to.bottom - from.bottom,
  }
  const texts = { mine: mine.transcript?.value ?? "", kept: kept.transcript?.value ?? "" }
  const isText = textKey(mine, "exact") !== textKey(kept, "exact")
  const isNear = overlap >= KEPT_IOU || Object.values(edgesPx).every((px) => Math.abs(px) <= KEPT_PX)
  const isSameKind = mine.label === kept.label && attributesKey(mine) === attributesKey(kept)
  const isSpelling =
    normaliseText(texts.mine, "ignore_case_and_spaces") === normaliseText(texts.kept, "ignore_case_and_spaces")
  const sameText = textKey(mine, rule) === textKey(kept, rule)
  const isSmall = isSameKind && (isNear || overlap >= rule.settleIou) && (isSpelling || sameText)
  return {
    kind: isSameKind && isNear && sameText ? "kept" : isSmall ? "small_change" : "changed",
    mine,
    kept,
    edgesPx,
    iou: overlap,
    label: mine.label === kept.label ? null : { mine: mine.label, kept: kept.label },
    attributes: changedAttributes(mine, kept),
    text: isText ? texts : null,
  }
}

function changedAttributes(mine: Region, kept: Region): AttributeId[] {
  const ids = new Set([...Object.keys(mine.attributes ?? {}), ...Object.keys(kept.attributes ?? {})])
  return ([...ids] as AttributeId[]) // keys of records of attributes
    .filter((id) => mine.attributes?.[id] !== kept.attributes?.[id])
    .sort(compareText)
}

/** How many fates of each kind. */
export type FateTally = Readonly<Record<FateKind, number>>

/** Counts fates by kind. */
export function countFates(fates: readonly RegionFate[]): FateTally {
  const counts: Record<FateKind, number> = { kept: 0, small_change: 0, changed: 0, removed: 0, added: 0, undecided: 0 }
  for (const { kind } of fates) counts[kind]++
  return counts
}

/** What became of an answer as a whole: the gravest thing that happened to any part of it. */
export function fateOfAnswer(counts: FateTally): "kept" | "small_change" | "changed" | "undecided" {
  if (counts.undecided > 0) return "undecided"
  if (counts.changed + counts.removed + counts.added > 0) return "changed"
  return counts.small_change > 0 ? "small_change" : "kept"
}
