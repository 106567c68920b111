import { z } from "zod"
import { Region } from "../annotation.ts"
import { RegionId } from "../ids.ts"

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

/** What a task is about beside its asset, as it is stored with it: one region. A further thing that tasks may be about joins here. */
export const TaskAbout = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), region: Region, source: AboutSource }),
])
export type TaskAbout = z.infer<typeof TaskAbout>

/** The same as whoever holds the task may read it: nothing of where it comes from (I5). */
export const LeaseAbout = z.discriminatedUnion("type", [z.strictObject({ type: z.literal("region"), region: Region })])
export type LeaseAbout = z.infer<typeof LeaseAbout>

/** What whoever holds a task is told of what it is about. */
export function toLeaseAbout(about: TaskAbout): LeaseAbout {
  return { type: about.type, region: about.region }
}
