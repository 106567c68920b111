import { z } from "zod"
import { ReportLine } from "../dataset.ts"
import { AssetId, ProjectSlug } from "../ids.ts"

/** Which are to be compared, as the text of a file: CSV of two columns of names, or JSON lines. */
export const PairsInput = z.strictObject({
  project: ProjectSlug,
  text: z.string().min(1).max(8_000_000),
  /** What the file is called, for its report. */
  file: z.string().min(1).max(200),
})
/** How many pairs were new, how many were there already, and which lines name none; the first of these. */
export const PairsAdded = z.strictObject({
  pairs: z.int(),
  there: z.int(),
  lost: z.int(),
  report: z.array(ReportLine),
})
export type PairsAdded = z.infer<typeof PairsAdded>

/** One asset in the order that people's comparisons make. */
const OrderRow = z.strictObject({
  asset: AssetId,
  name: z.string(),
  thumbnail: z.string(),
  /** Strength: the better of two wins with odds of e to the difference. */
  score: z.number(),
  /** 90 % interval; null where there are too many to say. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** From 1, among those that comparisons connect. */
  rank: z.int(),
  /** Those that comparisons do not connect are in different groups, from 0, and have no order among each other. */
  group: z.int(),
  comparisons: z.int(),
})

/** What all comparisons of a project say together. Shares are in [0, 1]. */
export const Order = z.strictObject({
  /** Comparisons that somebody made, and of how many people. */
  answers: z.int(),
  people: z.int(),
  pairs: z.int(),
  rows: z.array(OrderRow),
  /** Of all assets that can be compared. */
  assets: z.int(),
  groups: z.int(),
  neither: z.number(),
  /** How often two equals are said to be no different. */
  ties: z.number(),
  /** How much it helps to stand left, in strength. */
  side: z.number(),
  /** Threes in which each beats the next, of all threes whose members were compared with each other. */
  circles: z.strictObject({ circular: z.int(), threes: z.int() }),
})
export type Order = z.infer<typeof Order>
/** Names a project, and how many rows are wanted from the top. */
export const OrderInput = z.strictObject({ project: ProjectSlug, limit: z.int().min(1).max(10_000) })
