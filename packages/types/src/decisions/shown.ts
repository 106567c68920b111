import { z } from "zod"
import { Box } from "../geometry.ts"
import { MetricName } from "./judgement.ts"

/** Where a submission stands that somebody judged, as `work/decisions` computes it. */
export const DecisionStatus = z.enum([
  "submitted",
  "returned",
  "proposed",
  "rejected",
  "appealed",
  "accepted",
  "auto_accepted",
  "overturned",
  "withdrawn",
  "stands",
])
export type DecisionStatus = z.infer<typeof DecisionStatus>

/** Evidence as its author reads it: everything that it says, and no id of what it was compared with (I5). */
export const ShownEvidence = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("region"), box: Box }),
  z.strictObject({ type: z.literal("segment"), startMs: z.number(), endMs: z.number() }),
  z.strictObject({
    type: z.literal("metric"),
    name: MetricName,
    partId: z.string().nullable(),
    value: z.number(),
    threshold: z.number(),
  }),
  z.strictObject({ type: z.literal("diff"), partId: z.string(), answered: z.string(), expected: z.string() }),
  z.strictObject({ type: z.literal("reference") }),
])
export type ShownEvidence = z.infer<typeof ShownEvidence>

/** As whom somebody acts on a decision: told in the place of names. `silence`: a term ended. */
export const DecisionRole = z.enum(["author", "reviewer", "second", "third", "owner", "rule", "silence"])
export type DecisionRole = z.infer<typeof DecisionRole>

/** What silence makes of a submission at the end of a term. */
export const SilenceMakes = z.enum(["accepted", "decided", "stands", "overturned"])

/** What the author of a submission can do about it. */
export const AuthorAct = z.enum(["repair", "keep", "reply", "appeal", "leave", "take_back"])
export type AuthorAct = z.infer<typeof AuthorAct>

/** Why an act about a submission is refused, and why a piece of evidence does not hold; `work/decisions/refusal` decides. */
export const JudgementRefusal = z.enum([
  "not_open",
  "not_allowed",
  "own_work",
  "own_learner",
  "same_person",
  "owner_is_second",
  "opinion",
  "clause_unknown",
  "repair_first",
  "returned_twice",
  "too_early",
  "suspended",
  "not_outside",
  "not_for_reason",
  "no_such_reference",
  "value_differs",
  "bound_differs",
  "within_tolerance",
])
export type JudgementRefusal = z.infer<typeof JudgementRefusal>
