import { z } from "zod"
import { ReportLine } from "../dataset.ts"
import { ProjectSlug } from "../ids.ts"
import { storableText } from "../text.ts"
import { Millis } from "./common.ts"

/** An import or upload in its states; `report` holds the first 500 lines. */
export const ImportRow = z.strictObject({
  id: z.int(),
  name: z.string(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  as: z.enum(["pictures", "settled", "gold"]),
  format: z.string(),
  startedAtMs: Millis,
  endedAtMs: Millis.nullable(),
  done: z.int(),
  total: z.int(),
  pictures: z.int(),
  twice: z.int(),
  regions: z.int(),
  leftOut: z.int(),
  who: z.string(),
})
export type ImportRow = z.infer<typeof ImportRow>
export const ImportList = z.strictObject({ imports: z.array(ImportRow) })
export const ImportGet = z.strictObject({ project: ProjectSlug, id: z.int() })
export const ImportShown = z.strictObject({ row: ImportRow, report: z.array(ReportLine) })
/**
 * Files are uploaded first (`PUT /upload/<project>/<batch>?name=<path>`, one file a request, raw body), then the batch is
 * started as one import: pictures alone, or pictures with label files in any known format.
 */
export const ImportStart = z.strictObject({
  project: ProjectSlug,
  batch: z.uuid(),
  name: storableText(200),
  as: z.enum(["settled", "gold"]),
})
export const ImportStarted = z.strictObject({ id: z.int() })
