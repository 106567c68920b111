import { z } from "zod"
import type { Box } from "./geometry.ts"
import { RegionId } from "./ids.ts"
import { boxShape, isPlaced, outlineShape, ringsOf, type Shape, type ShapeName } from "./shapes/list.ts"

/** How people of a project meet what a model proposes. */
export const ProposalRules = z.strictObject({
  /** An answer goes only once each proposal was taken, changed or dropped; otherwise those that nobody looked at are left out of it. */
  mustDecide: z.boolean(),
  /** Share of the tasks that people begin without their proposals: they measure what proposals save and spoil. In [0, 0.5]. */
  without: z.number().min(0).max(0.5),
  /** Proposals are drawn faint below this score, in [0, 1]. */
  solidFrom: z.number().min(0).max(1),
})
export type ProposalRules = z.infer<typeof ProposalRules>

/** The rules of a project that never chose any: nothing must be decided, one task in ten without, solid from .50. */
export const DEFAULT_PROPOSALS: ProposalRules = { mustDecide: false, without: 0.1, solidFrom: 0.5 }

/** The rules of a project for what a model proposes, its own or those of a project nobody changed. */
export function proposalRulesOf(settings: { readonly proposals?: ProposalRules | undefined }): ProposalRules {
  return settings.proposals ?? DEFAULT_PROPOSALS
}

/**
 * The shape in which a project offers what a model found: the model's own where people may draw it, or the same line as another
 * shape that they may draw (four corners are a quad or a polygon); else the box around it.
 */
export function proposedShape(found: Box & { readonly outline?: Shape }, drawn: readonly ShapeName[]): Shape {
  const { outline } = found
  if (!outline) return boxShape(found)
  // What is said of all of an asset, and a stretch of a recording, are drawn by nobody.
  if (!isPlaced(outline)) return outline
  if (drawn.includes(outline.type)) return outline
  const rings = ringsOf(outline)
  const same = [outlineShape(rings, true), outlineShape(rings, false)]
  return same.find((shape) => shape !== null && drawn.includes(shape.type)) ?? boxShape(found)
}

/**
 * What became of a model's proposals in an answer: regions of it that were proposed and taken as they were, or changed by a person, and
 * how many were dropped by somebody or left out because nobody looked at them.
 */
export const AnsweredProposals = z.strictObject({
  taken: z.array(RegionId).max(20_000),
  changed: z.array(RegionId).max(20_000),
  refused: z.int().min(0).max(20_000),
  untouched: z.int().min(0).max(20_000),
  /** Whether each was to be decided as far as the sender's page knew: what it did not know of is not asked afterwards. Absent: it was. */
  mustDecide: z.boolean().optional(),
})
export type AnsweredProposals = z.infer<typeof AnsweredProposals>
