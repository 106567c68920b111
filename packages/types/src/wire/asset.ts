import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Size } from "../geometry.ts"
import { AssetId, LabelId, ProjectSlug, Sha256 } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { SettledBy, TaskState } from "../project.ts"
import { RegionProvenance, TaskAgreement } from "../review.ts"
import { Cursor, Limit, Media, Millis } from "./common.ts"

/** A picture's state in the grid. `not_read`: it came in but could not be read. `worked_on`: leased right now. */
export const AssetFilter = z.strictObject({
  search: z.string().max(200),
  states: z.array(z.enum([...TaskState.options, "worked_on", "not_read"])).max(8),
  labels: z.array(LabelId).max(100),
})
export type AssetFilter = z.infer<typeof AssetFilter>
export const AssetListInput = z.strictObject({
  project: ProjectSlug,
  filter: AssetFilter,
  sort: z.enum(["newest", "name", "number"]),
  cursor: Cursor,
  limit: Limit,
})
export const AssetTile = z.strictObject({
  asset: AssetId,
  name: z.string(),
  state: TaskState,
  size: Size.nullable(),
  thumbnail: z.string(),
  workedOn: z.boolean(),
  /** Answers still awaited. */
  waitsFor: z.int(),
  differences: z.int(),
  priority: z.int(),
  reservedFor: z.string().nullable(),
  /** Small boxes to draw over the thumbnail, at most 60: x, y, width, height in image pixels and the label. */
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), LabelId])).max(60),
  regions: z.int(),
  nothingHere: z.boolean(),
  /** Why it was not read; null for readable ones. */
  problem: z.string().nullable(),
})
export type AssetTile = z.infer<typeof AssetTile>
export const AssetPage = z.strictObject({
  tiles: z.array(AssetTile),
  next: Cursor,
  total: z.int(),
  all: z.int(),
  byState: z.record(z.string(), z.int()),
})

/** Which pictures an act is for: named ones, or all that match a filter. */
export const Selection = z.union([
  z.strictObject({ assets: z.array(AssetId).min(1).max(10_000) }),
  z.strictObject({ filter: AssetFilter }),
])
export const AssetAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("exclude") }),
  z.strictObject({ act: z.literal("include") }),
  z.strictObject({ act: z.literal("reopen") }),
  z.strictObject({ act: z.literal("put_first") }),
  z.strictObject({ act: z.literal("put_last") }),
  z.strictObject({ act: z.literal("reserve"), person: z.int().nullable(), group: z.int().nullable() }),
  z.strictObject({ act: z.literal("overlap"), overlap: z.int().min(1).max(20) }),
  z.strictObject({ act: z.literal("send_to_review") }),
])
export type AssetAct = z.infer<typeof AssetAct>
export const AssetActInput = z.strictObject({ project: ProjectSlug, selection: Selection, act: AssetAct })
/** `undo` takes the whole act back; `inHand` are being worked on and finished first. */
export const AssetActDone = z.strictObject({ changed: z.int(), inHand: z.int(), undo: z.int() })
export const AssetUndo = z.strictObject({ project: ProjectSlug, undo: z.int() })

export const AssetGet = z.strictObject({ project: ProjectSlug, asset: AssetId })
export const AssetShown = z.strictObject({
  asset: AssetId,
  name: z.string(),
  size: Size.nullable(),
  sha256: Sha256,
  media: Media,
  state: TaskState,
  workedOn: z.boolean(),
  problem: z.string().nullable(),
  answer: AnnotationBody.nullable(),
  settledBy: SettledBy.nullable(),
  provenance: z.array(RegionProvenance),
  agreement: TaskAgreement.nullable(),
  people: z.array(
    z.strictObject({
      who: z.string(),
      body: AnnotationBody,
      sentAtMs: Millis,
      revision: z.int(),
      counted: z.boolean(),
    }),
  ),
  history: z.array(
    z.strictObject({
      atMs: Millis,
      what: z.string(),
      who: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  ontology: Ontology,
  previous: AssetId.nullable(),
  next: AssetId.nullable(),
})
export type AssetShown = z.infer<typeof AssetShown>
