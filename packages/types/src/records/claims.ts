import { z } from "zod"
import { ProjectKind } from "../kinds/list.ts"
import { Role } from "../project.ts"
import { Language } from "../text.ts"
import { Day } from "../wire/common.ts"

/** From the first day of work to the last one. */
const Worked = z.strictObject({ from: Day, to: Day })

/** Of `n` answers that were compared with a final one, the share that stood, as it was or with small changes, with its 95 % interval. */
export const Accuracy = z.strictObject({
  ratio: z.number().min(0).max(1),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  n: z.int().positive(),
})
export type Accuracy = z.infer<typeof Accuracy>

/**
 * Every claim that a record of work can hold. Only those that its person ticked are there; a rejection, a time of one task and a place
 * in some order are no claims (TRA-6).
 */
export const RecordClaims = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  worked: Worked.optional(),
  roles: z.array(Role).min(1).optional(),
  activeHours: z
    .array(z.strictObject({ kind: ProjectKind, seconds: z.int().positive() }))
    .min(1)
    .optional(),
  acceptedAnswers: z.int().positive().optional(),
  decidedReviews: z.int().positive().optional(),
  accuracy: Accuracy.optional(),
  trainedFor: z.array(z.string()).min(1).optional(),
  languages: z.array(Language).min(1).optional(),
})
export type RecordClaims = z.infer<typeof RecordClaims>

/** What can be ticked, beside a name and the hours of each kind of task. */
export const RecordFact = RecordClaims.omit({ name: true, activeHours: true }).keyof()
export type RecordFact = z.infer<typeof RecordFact>

/** Number of a signed record: the year and nine digits that say nothing of how many there are. */
export const RecordNumber = z.string().regex(/^\d{4}-\d{9}$/)

/** Where a studio publishes its public keys, as a JSON Web Key Set. */
export const KEYS_PATH = "/.well-known/justesse-keys.json"
/** Where a studio lists the numbers of records that their people took back. */
export const WITHDRAWN_PATH = "/.well-known/justesse-withdrawn.json"
