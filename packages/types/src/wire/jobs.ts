import { z } from "zod"

/** Kinds of long work as they are stored: a name never changes. */
export const JobKindName = z.enum([
  ...["import", "look", "undo_import", "predictions", "propose"],
  ...["export", "freeze", "backup"],
  ...["quality", "scores", "suspects", "order", "gold"],
  ...["settings", "act", "undo_act", "tiles"],
] as const)
export type JobKindName = z.infer<typeof JobKindName>

/** One job of a kind that began, went on or ended: pieces done, of how many. */
export const JobChange = z.strictObject({
  kind: JobKindName,
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  done: z.int(),
  total: z.int(),
})
export type JobChange = z.infer<typeof JobChange>

/**
 * What somebody who follows jobs is told. `all`: anything may have changed, so that everything is to be read again; it is said
 * first, and with that after each time of not being connected.
 */
export const JobChanges = z.strictObject({ all: z.boolean(), changed: z.array(JobChange) })
export type JobChanges = z.infer<typeof JobChanges>
