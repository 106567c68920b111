import { z } from "zod"
import { ProjectSlug } from "../ids.ts"

/** Languages in which the studio itself can read pages. */
export const ReadingLanguage = z.enum(["eng", "fra"])
export type ReadingLanguage = z.infer<typeof ReadingLanguage>

/** One line that was read on a page: the box around it, what it says, and how sure that is, in [0, 1]. */
export interface ReadLine {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly text: string
  readonly score: number
}

/** Begins reading the pages of a project, or ends it. */
export const ReadingChange = z.strictObject({ project: ProjectSlug, on: z.boolean(), language: ReadingLanguage })

/** How pages of a project are read by the studio itself, and how well as far as final answers tell. */
const ReadingDrafts = z.strictObject({
  on: z.boolean(),
  language: ReadingLanguage,
  /** Which program reads. */
  version: z.string(),
  /** The set of predictions that it fills; null before it was ever on. */
  set: z.int().nullable(),
  /** How far it is; null while nothing waits to be read. */
  filling: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
  /** What was read is proposed too, not only where the lines are. */
  withText: z.boolean(),
  /** Lines that were compared with final answers, and the shares of letters and words that were wrong; null while too few were. */
  compared: z.int(),
  least: z.int(),
  letters: z.number().nullable(),
  words: z.number().nullable(),
  /** With more words wrong than this share, what was read is not proposed. */
  mostWords: z.number(),
})
export type ReadingDrafts = z.infer<typeof ReadingDrafts>

/** Null where answers are no lines of text. */
export const ReadingShown = ReadingDrafts.nullable()
