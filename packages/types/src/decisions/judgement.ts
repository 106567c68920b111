import { z } from "zod"
import { Box } from "../geometry.ts"
import { storableText } from "../text.ts"

/**
 * Why a submission may be rejected: a closed list (work-rules 2.4). Never among them: speed, a device, being in the minority, a model
 * that says otherwise, an opinion, what the guideline said later, "other".
 */
export const RejectionReason = z.enum([
  "missing_object",
  "spurious_object",
  "wrong_label",
  "geometry_out_of_tolerance",
  "transcript_omission",
  "transcript_error",
  "timestamp_out_of_tolerance",
  "empty_or_random",
  "fraud",
])
export type RejectionReason = z.infer<typeof RejectionReason>

/**
 * A figure that the server computes again from the answer and a reference: `iou` of two shapes, `edge_px` the largest distance of two
 * edges in image pixels, `cer` of two texts, `boundary_ms` the largest distance of two times, `chance_p` how probable the answer is for
 * somebody who looks at nothing, `replayed` how many answers of somebody else are the same to the last digit.
 */
export const MetricName = z.enum(["iou", "edge_px", "cer", "boundary_ms", "chance_p", "replayed"])
export type MetricName = z.infer<typeof MetricName>

/** Id of something that an answer is compared with: another answer, a known one, a region of either. Ids alone, no text. */
const ReferenceId = z.string().min(1).max(128)

/** What shows that a submission breaks a clause, in a form that a machine can check again. */
export const Evidence = z.discriminatedUnion("type", [
  /** A place in the picture, in image pixels. */
  z.strictObject({ type: z.literal("region"), box: Box }),
  /** A stretch of a recording. */
  z.strictObject({
    type: z.literal("segment"),
    startMs: z.number().nonnegative(),
    endMs: z.number().nonnegative(),
  }),
  /** A figure about one part of the answer (null: all of it) against a reference, and what the guideline allows. */
  z.strictObject({
    type: z.literal("metric"),
    name: MetricName,
    partId: ReferenceId.nullable(),
    referenceId: ReferenceId,
    value: z.number(),
    threshold: z.number(),
  }),
  /** The known answer of the task. */
  z.strictObject({ type: z.literal("gold"), goldId: z.int().positive() }),
  /** What the answer says at one of its parts, and what a reference says there. */
  z.strictObject({
    type: z.literal("diff"),
    partId: ReferenceId,
    referenceId: ReferenceId,
    answered: storableText(20_000),
    expected: storableText(20_000),
  }),
])
export type Evidence = z.infer<typeof Evidence>

/** What names a part of a guideline for good: `2.1`. */
export const ClauseNumber = z.string().regex(/^\d{1,4}(\.\d{1,4}){0,5}$/)

/** What an adjudicator answers: whose of two renderings the guideline asks for, both may stand, or it does not say. */
export const AppealAnswer = z.enum(["first", "second", "both", "unclear"])
export type AppealAnswer = z.infer<typeof AppealAnswer>

/**
 * What a person can send about one submission. A rejection without reason, clause and evidence is not representable (I8), and there
 * is no act that rejects by itself: one person proposes, a second one concurs.
 */
export const JudgementAct = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("accept") }),
  /** Sent back for repair, with what to do about it. */
  z.strictObject({ kind: z.literal("return"), clause: ClauseNumber.nullable(), note: storableText(2_000).min(1) }),
  z.strictObject({
    kind: z.literal("propose"),
    reason: RejectionReason,
    clause: ClauseNumber,
    evidence: z.array(Evidence).min(1).max(20),
  }),
  /** A second person agrees with a proposal, or does not. */
  z.strictObject({ kind: z.literal("concur") }),
  z.strictObject({ kind: z.literal("disagree") }),
  /** The author: leaves what was sent back as it is, says something, lets a rejection stand, appeals, takes the appeal back. */
  z.strictObject({ kind: z.literal("keep") }),
  z.strictObject({ kind: z.literal("reply"), text: storableText(2_000).min(1) }),
  z.strictObject({ kind: z.literal("leave") }),
  z.strictObject({
    kind: z.literal("appeal"),
    text: storableText(2_000),
    evidence: z.array(Evidence).max(20),
  }),
  z.strictObject({ kind: z.literal("take_back") }),
  /** A third person decides an appeal, in writing. */
  z.strictObject({
    kind: z.literal("answer"),
    answer: AppealAnswer,
    clause: ClauseNumber,
    text: storableText(4_000).min(1),
  }),
  /** Who answered an appeal adds to its reason; the answer itself stays. */
  z.strictObject({ kind: z.literal("add"), text: storableText(4_000).min(1) }),
  /** The owner takes the task out: paid, with its bonus. */
  z.strictObject({ kind: z.literal("withdraw") }),
])
export type JudgementAct = z.infer<typeof JudgementAct>
