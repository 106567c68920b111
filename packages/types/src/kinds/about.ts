import { z } from "zod"
import { Region, Verdict } from "../annotation.ts"
import { Size } from "../geometry.ts"
import { RegionId, SubmissionId } from "../ids.ts"
import { storableText } from "../text.ts"
import { Media } from "../wire/common.ts"

/** Where what is asked about comes from: files that somebody brought in, or the answer of a task of another project of the same owner. */
const AboutSource = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("import"), import: z.int() }),
  z.strictObject({
    type: z.literal("task"),
    project: z.int(),
    task: z.int(),
    region: RegionId,
    /** Of the answer that it was part of. */
    answerSha256: z.string(),
  }),
])

/** What is told of a recording before its first byte comes. */
const SoundFacts = z.strictObject({
  durationMs: z.int().positive(),
  sampleRate: z.int().positive(),
  channels: z.int().positive(),
})
type SoundFacts = z.infer<typeof SoundFacts>

/** What checkers did not find right in an earlier answer of a task, which is asked again. */
const Returned = {
  type: z.literal("returned"),
  found: z.array(z.strictObject({ region: Region, verdict: Verdict, reason: z.string().optional() })),
}
/** What stays of that answer, which whoever does it again begins with; and what was sent before that. Absent: all is drawn again. */
const Again = z.strictObject({ kept: z.array(Region), before: z.array(SubmissionId) })

/** Columns of a table beyond these are left out. */
export const MOST_CELLS = 60
/** In UTF-16 units, of a column's name. */
export const LONGEST_COLUMN = 200
/** In UTF-16 units; a row with a longer text is left out. */
export const LONGEST_CELL = 20_000

/** The cells of one row of a table in the order of its columns, those that are empty left out: texts, whatever they look like. */
export const RowCells = z
  .array(z.strictObject({ column: storableText(LONGEST_COLUMN), text: storableText(LONGEST_CELL) }))
  .max(MOST_CELLS)
export type RowCells = z.infer<typeof RowCells>

/** Where a row stood: the import that brought it, its file and line. */
const RowSource = z.strictObject({ import: z.int(), file: z.string(), line: z.int() })

/** Which of the two assets of a pair: the one that a task names, or the other. Whoever compares them sees left and right. */
export const InPair = z.enum(["first", "second"])
export type InPair = z.infer<typeof InPair>

/**
 * What a task is about beside its asset, as it is stored with it: one region, a second asset, one row of a table, or what was found in
 * earlier answers to it. A further thing that tasks may be about joins here.
 */
export const TaskAbout = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), region: Region, source: AboutSource }),
  z.strictObject({ type: z.literal("pair"), second: z.int().positive(), size: Size, sound: SoundFacts.optional() }),
  z.strictObject({ type: z.literal("row"), cells: RowCells, source: RowSource.optional() }),
  // A row whose cells were erased.
  z.strictObject({ type: z.literal("forgotten") }),
  z.strictObject({ ...Returned, again: Again.optional() }),
])
export type TaskAbout = z.infer<typeof TaskAbout>

/** The same as whoever holds the task may read it: nothing of where it comes from (I5). */
export const LeaseAbout = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), region: Region }),
  z.strictObject({ type: z.literal("pair"), left: InPair, size: Size, media: Media }),
  z.strictObject({ type: z.literal("row"), cells: RowCells }),
  z.strictObject({ type: z.literal("forgotten") }),
  z.strictObject(Returned),
])
export type LeaseAbout = z.infer<typeof LeaseAbout>

/** What only whoever gives out tasks can tell of a pair: which stands left for whom, and where its second asset is fetched. */
interface PairShown {
  left(): InPair
  media(sound: SoundFacts | null): Media
}

/** What whoever holds a task is told of what it is about. */
export function toLeaseAbout(about: TaskAbout, shown: PairShown): LeaseAbout {
  if (about.type === "region") return { type: about.type, region: about.region }
  if (about.type === "returned") return { type: about.type, found: about.found }
  if (about.type === "row") return { type: about.type, cells: about.cells }
  if (about.type !== "pair") return about
  const { type, size, sound } = about
  return { type, size, left: shown.left(), media: shown.media(sound ?? null) }
}

/** The second asset of a task about two; null where it is about none. */
export function secondOf(about: TaskAbout | null | undefined): number | null {
  return about?.type === "pair" ? about.second : null
}

/** The row that a task is about; null where it is about none. */
export function cellsOf(about: LeaseAbout | TaskAbout | null | undefined): RowCells | null {
  return about?.type === "row" ? about.cells : null
}

/** One region that a task is about; null where it is about none. */
export function regionOf(about: LeaseAbout | null | undefined): Region | null {
  return about?.type === "region" ? about.region : null
}
