import { z } from "zod"

/** What the job `propose` is told; `final`: to ask about final pictures, so that the model can be compared with them. */
export const FillJob = z.strictObject({ project: z.int(), server: z.int(), final: z.literal(true).optional() })
export type FillJob = z.infer<typeof FillJob>
