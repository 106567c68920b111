import { cer } from "@justesse/quality/agreement/text"
import { edgesOf, iou } from "@justesse/quality/geometry/iou"
import { overlapOfRegions } from "@justesse/quality/geometry/regions"
import { type GoldRule, gradeGold } from "@justesse/quality/gold/grade"
import { type AnnotationBody, boxOf, canonicalJson, type Region } from "@justesse/types"
import { type Evidence, type RejectionReason } from "@justesse/types/decisions/judgement"
import type { JudgedAnswer } from "@justesse/work/decisions/evidence"
import type { Tolerances } from "@justesse/work/decisions/tolerances"

/** What an answer is compared with, and by what bounds: all of it from what is stored, nothing from a reviewer. */
export interface Compared {
  readonly answer: AnnotationBody
  /** The answer as the reviewer would have it. */
  readonly reference: AnnotationBody
  readonly tolerances: Tolerances
  /** Other people's answers to the same task; empty where all began from the same proposals. */
  readonly others: readonly AnnotationBody[]
  /** The known answer of the task by its number; null where it has none. */
  readonly gold: { readonly id: number; readonly answer: AnnotationBody; readonly rule: GoldRule } | null
}

const REFERENCE = "ref:"

/** Name of a region of the reference in evidence; the answer's own regions have their ids. */
export const referenceId = ({ id }: Pick<Region, "id">): string => `${REFERENCE}${id}`

/** The region that an id of evidence means, of the answer or of the reference. */
export function regionNamed({ answer, reference }: Pick<Compared, "answer" | "reference">, id: string) {
  const [regions, own] = id.startsWith(REFERENCE)
    ? [reference.regions, id.slice(REFERENCE.length)]
    : [answer.regions, id]
  return regions.find((region) => (region.id as string) === own)
}

/** The largest distance of two regions' edges, in image pixels. */
export function edgeDistance(a: Region, b: Region): number {
  const [p, q] = [edgesOf(boxOf(a)), edgesOf(boxOf(b))]
  const sides = ["left", "top", "right", "bottom"] as const
  return Math.max(...sides.map((side) => Math.abs(p[side] - q[side])))
}

const textOf = (region: Region) => region.transcript?.value ?? ""

/** Figures of one region against another. */
const FIGURES = {
  iou: overlapOfRegions,
  edge_px: edgeDistance,
  cer: (mine: Region, other: Region) => cer(textOf(other), textOf(mine)),
} as const

const isFigure = (name: string): name is keyof typeof FIGURES => name in FIGURES

/** What an answer says, whatever its regions are called. */
const sayingsOf = ({ regions }: AnnotationBody) => canonicalJson(regions.map((region) => ({ ...region, id: "" })))

/** The answer as the rules of evidence ask about it, for a rejection by one reason. */
export function judgedAnswer(compared: Compared, reason: RejectionReason): JudgedAnswer {
  const { answer, reference, tolerances, others, gold } = compared
  const bodies = { answer, reference }
  return {
    parts: answer.regions.length,
    measure(name, partId, referenceId) {
      if (name === "replayed") return answer.regions.length === 0 ? null : replays(answer, others)
      const mine = partId === null ? undefined : regionNamed(bodies, partId)
      const other = regionNamed(bodies, referenceId)
      return mine && other && isFigure(name) ? FIGURES[name](mine, other) : null
    },
    tolerance: (name) => tolerances[name] ?? null,
    cover: (of, box) => Math.max(0, ...bodies[of].regions.map((region) => iou(boxOf(region), box))),
    // No answer of today has stretches of time.
    coverTime: () => 0,
    contradictsGold: (id) => gold?.id === id && !gradeGold(answer, gold.answer, gold.rule).passed,
    read(id) {
      const region = regionNamed(bodies, id)
      if (!region) return null
      return reason === "wrong_label" ? region.label : textOf(region)
    },
  }
}

function replays(answer: AnnotationBody, others: readonly AnnotationBody[]): number {
  const said = sayingsOf(answer)
  return others.filter((other) => sayingsOf(other) === said).length
}

/** A figure of a piece of evidence as it is computed now, and what is allowed; null where it has none. */
export function figureOf(reason: RejectionReason, evidence: Evidence, compared: Compared) {
  if (evidence.type !== "metric") return null
  const { name, partId, referenceId } = evidence
  const value = judgedAnswer(compared, reason).measure(name, partId, referenceId)
  return value === null ? null : { value, allowed: compared.tolerances[name] ?? null }
}

/** The regions of a reference that evidence names, and those at a place that it shows. */
export function namedIn(evidence: readonly Evidence[], bodies: Pick<Compared, "answer" | "reference">): Region[] {
  const found = new Set<Region>()
  for (const one of evidence) {
    if (one.type === "metric" || one.type === "diff") {
      const region = regionNamed(bodies, one.referenceId)
      if (region) found.add(region)
    } else if (one.type === "region") {
      for (const region of bodies.reference.regions) if (iou(boxOf(region), one.box) >= 0.5) found.add(region)
    }
  }
  return [...found]
}
