import type {
  Candidate,
  Disagreement,
  DisagreementKind,
  LabelId,
  Letter,
  Region,
  ResolveRule,
  TextRule,
} from "@justesse/types"
import { attributesKey, textKey } from "../consensus/likeness.ts"
import { compareText } from "../consensus/order.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { isTied } from "../review/tie.ts"
import { campOf, type Edge, edgeCamps } from "./geometry.ts"
import { findTextDisagreement } from "./text.ts"

/** As long as a key may be on the wire. */
const LONGEST = 200

/** One side of a difference that is similar to others: who is on it and what it says here. */
interface SideHere {
  readonly letters: readonly Letter[]
  /** A letter of the answer that most weight is behind: whose answer taking this side keeps. */
  readonly take: Letter
  /** Weight of the people on this side, in [0, 1]. */
  readonly share: number
  /** What this side means everywhere: a text, a label's id, or an edge with its direction (`left:wider`). */
  readonly shows: string
  /** What it says here: the text or the label's id; null for boxes. */
  readonly says: string | null
}

/** A difference as one of many that are the same question, with two sides. */
export interface Similarity {
  /** The same for all of them. At most 200 characters. */
  readonly key: string
  readonly kind: DisagreementKind
  readonly rule: TextRule | null
  /** The label of what differs; null where the label is what differs. */
  readonly label: LabelId | null
  readonly edge: Edge | null
  readonly a: SideHere
  readonly b: SideHere
  /** The side that more weight is on; null when both weigh the same. */
  readonly majority: "a" | "b" | null
  /** The side of the proposal; null where it is on neither, and where nothing is proposed ({@link isTied}). */
  readonly proposed: "a" | "b" | null
}

/** Which side somebody's region is on, and what the sides are called. */
interface Question extends Pick<Similarity, "key" | "rule" | "label" | "edge"> {
  readonly sideOf: (region: Region) => "a" | "b" | null
  readonly shows: (side: "a" | "b", region: Region) => string
  readonly says: (region: Region) => string | null
}

/**
 * What a difference has in common with differences of other tasks, so that all can be decided together; null where it
 * stands alone: more than two sides, several things differing at once, or somebody has nothing there.
 *
 * - `text`: two readings that one {@link TextRule} makes the same, or that differ in the same signs everywhere;
 * - `place`: boxes of one label in two camps over one edge, which one is wider;
 * - `label`: the same two labels.
 *
 * Side `a` has more of what differs (the comma, the space, the accent, the wider box), or is the first label by code unit.
 */
export function similarityOf(disagreement: Disagreement, rule: ResolveRule): Similarity | null {
  const having = disagreement.candidates.flatMap((candidate) =>
    candidate.region ? [{ candidate, region: candidate.region }] : [],
  )
  if (having.length < 2 || having.length < disagreement.candidates.length) return null
  const regions = having.map(({ region }) => region)
  // A box that is only there to be chosen (a model's own, beside its label) has nobody's weight and is no side of its own.
  const weighed = having.flatMap(({ candidate, region }) => (candidate.share > 0 ? [region] : []))
  const question = questionOf(disagreement.kind, weighed.length < 2 ? regions : weighed, rule)
  if (!question || question.key.length > LONGEST) return null
  const a = sideOf(question, "a", having)
  const b = sideOf(question, "b", having)
  if (!a || !b || a.letters.length + b.letters.length < lettersOf(disagreement.candidates).length) return null
  return {
    key: question.key,
    kind: disagreement.kind,
    rule: question.rule,
    label: question.label,
    edge: question.edge,
    a,
    b,
    majority: Math.abs(a.share - b.share) < 1e-9 ? null : a.share > b.share ? "a" : "b",
    proposed: isTied(disagreement) ? null : disagreement.proposal && question.sideOf(disagreement.proposal),
  }
}

function lettersOf(candidates: readonly Candidate[]): Letter[] {
  return candidates.flatMap(({ letters }) => letters)
}

function questionOf(kind: DisagreementKind, regions: readonly Region[], rule: ResolveRule): Question | null {
  switch (kind) {
    case "text":
      return areClose(regions, rule) && isOne(regions, attributesKey) ? textQuestion(regions, rule) : null
    case "label":
      return areClose(regions, rule) && isOne(regions, (region) => textKey(region, rule))
        ? labelQuestion(regions)
        : null
    case "place":
      return geometryQuestion(regions)
    default:
      return null
  }
}

function areClose(regions: readonly Region[], rule: ResolveRule): boolean {
  return regions.every((p, i) => regions.slice(i + 1).every((q) => overlapOfRegions(p, q) >= rule.settleIou))
}

function isOne(regions: readonly Region[], keyOf: (region: Region) => string): boolean {
  return new Set(regions.map(keyOf)).size === 1
}

function textQuestion(regions: readonly Region[], rule: ResolveRule): Question | null {
  // What was said about reading it (illegible, struck) is part of the key, before the bar.
  const [first, second, ...others] = [...new Set(regions.map((region) => textKey(region, rule)))]
  if (first === undefined || second === undefined || others.length > 0) return null
  const [p, q] = [splitKey(first), splitKey(second)]
  if (p.marks !== q.marks || p.text === "" || q.text === "") return null
  const found = findTextDisagreement(p.text, q.text)
  if (!found) return null
  const more = found.more === "first" ? first : second
  const less = found.more === "first" ? second : first
  const textOf = (region: Region) => region.transcript?.value ?? ""
  return {
    key: `text:${found.key}`,
    rule: found.rule,
    label: regions[0]?.label ?? null,
    edge: null,
    sideOf: (region) => (textKey(region, rule) === more ? "a" : textKey(region, rule) === less ? "b" : null),
    shows: (_, region) => textOf(region),
    says: textOf,
  }
}

function splitKey(key: string): { marks: string; text: string } {
  const bar = key.indexOf("|")
  return { marks: key.slice(0, bar), text: key.slice(bar + 1) }
}

function labelQuestion(regions: readonly Region[]): Question | null {
  const labels = [...new Set(regions.map(({ label }) => label))].sort(compareText)
  const [a, b] = labels
  if (!a || !b || labels.length > 2) return null
  const isSure = [a, b].every((label) =>
    isOne(
      regions.filter((region) => region.label === label),
      attributesKey,
    ),
  )
  if (!isSure) return null
  return {
    key: `label:${JSON.stringify([a, b])}`,
    rule: null,
    label: null,
    edge: null,
    sideOf: ({ label }) => (label === a ? "a" : label === b ? "b" : null),
    shows: (_, { label }) => label,
    says: ({ label }) => label,
  }
}

function geometryQuestion(regions: readonly Region[]): Question | null {
  const camps = edgeCamps(regions)
  const label = regions[0]?.label
  if (!camps || !label) return null
  return {
    key: `place:${camps.edge}:${label}`,
    rule: null,
    label,
    edge: camps.edge,
    sideOf: (region) => {
      const camp = campOf(region, camps)
      return camp && (camp === "wide" ? "a" : "b")
    },
    shows: (side) => `${camps.edge}:${side === "a" ? "wider" : "narrower"}`,
    says: () => null,
  }
}

function sideOf(
  question: Question,
  side: "a" | "b",
  having: readonly { candidate: Candidate; region: Region }[],
): SideHere | null {
  const on = having.filter(({ region }) => question.sideOf(region) === side)
  // Candidates come with most weight first.
  const [best] = on
  const take = best?.candidate.letters[0]
  if (!best || !take) return null
  return {
    letters: lettersOf(on.map(({ candidate }) => candidate)).sort(compareText),
    take,
    share: Math.min(
      1,
      on.reduce((sum, { candidate }) => sum + candidate.share, 0),
    ),
    shows: question.shows(side, best.region),
    says: question.says(best.region),
  }
}
