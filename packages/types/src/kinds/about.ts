import { z } from "zod"
import { Region, Verdict } from "../annotation.ts"
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

/** What checkers did not find right in an earlier answer of a task, which is asked again. */
const Returned = z.strictObject({
  type: z.literal("returned"),
  found: z.array(z.strictObject({ region: Region, verdict: Verdict, reason: z.string().optional() })),
})

/**
 * What a task is about beside its asset, as it is stored with it: one region, or what was found in earlier answers to it. A further thing
 * that tasks may be about joins here.
 */
export const TaskAbout = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), region: Region, source: AboutSource }),
  Returned,
])
export type TaskAbout = z.infer<typeof TaskAbout>

/** The same as whoever holds the task may read it: nothing of where it comes from (I5). */
export const LeaseAbout = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), region: Region }),
  Returned,
])
export type LeaseAbout = z.infer<typeof LeaseAbout>

/** What whoever holds a task is told of what it is about. */
export function toLeaseAbout(about: TaskAbout): LeaseAbout {
  return about.type === "region" ? { type: about.type, region: about.region } : about
}

/** One region that a task is about; null where it is about none. */
export function regionOf(about: LeaseAbout | null | undefined): Region | null {
  return about?.type === "region" ? about.region : null
}
