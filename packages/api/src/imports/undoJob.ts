import { z } from "zod"

/** What the job `undo_import` is told. */
export const UndoJob = z.strictObject({ project: z.int(), importId: z.int(), who: z.int() })
export type UndoJob = z.infer<typeof UndoJob>
