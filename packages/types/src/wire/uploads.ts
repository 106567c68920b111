import { z } from "zod"
import { ErrorCode } from "../errors.ts"

/** Files and bytes of one group at most, as a server takes them. */
const MOST_FILES = 256
/** Most bytes of one group of small files, which share a request. */
export const MOST_GROUP_BYTES = 8_000_000

/**
 * What a group of small files says of itself. `PUT /upload/<project>/<batch>/group` takes this as JSON, a line feed, and then the
 * bytes of the files, one after the other, each as long as is said here.
 */
export const UploadGroup = z.strictObject({
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(1_024), sizeBytes: z.int().min(0).max(MOST_GROUP_BYTES) }))
    .min(1)
    .max(MOST_FILES),
})
export type UploadGroup = z.infer<typeof UploadGroup>

/** What became of each file of a group, in its order: null, it is on the disk; otherwise why it is not. */
export const UploadGroupDone = z.object({
  failures: z.array(
    z
      .object({
        code: z.union([ErrorCode, z.literal("internal")]),
        detail: z.record(z.string(), z.union([z.string(), z.number()])),
      })
      .nullable(),
  ),
})
export type UploadGroupDone = z.infer<typeof UploadGroupDone>

/** Files and bytes that are sent together: a group is small enough to be sent again when the line breaks. */
const TOGETHER = 128
const TOGETHER_BYTES = 2_000_000
/** Larger files have a request of their own. */
const SMALL_BYTES = 1_000_000

/**
 * Takes the next files to send together from the front of `waiting`: several small ones, or one large one; nothing when none waits.
 *
 * @param sizeOf bytes of a file
 */
export function takeGroup<T>(waiting: T[], sizeOf: (file: T) => number): T[] {
  let bytes = 0
  let count = 0
  for (const file of waiting.slice(0, TOGETHER)) {
    const size = sizeOf(file)
    if (count > 0 && (size > SMALL_BYTES || bytes + size > TOGETHER_BYTES)) break
    bytes += size
    count++
    if (size > SMALL_BYTES) break
  }
  return waiting.splice(0, count)
}

/** What stands before the bytes of a group. */
export function formatGroupHead(files: UploadGroup["files"]): string {
  return `${JSON.stringify({ files })}\n`
}
