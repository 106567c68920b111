import { z } from "zod"
import { Region, Verdict } from "./annotation.ts"
import { Box } from "./geometry.ts"
import { DisagreementId } from "./ids.ts"
import { storableText } from "./text.ts"

/** What kind of difference: the order of the queue and the first line of the review page follow it. */
export const DisagreementKind = z.enum(["text", "place", "label", "attribute", "one_person", "nothing"])
export type DisagreementKind = z.infer<typeof DisagreementKind>

/** A letter that stands for a person on the review page; shuffled for each task, so that "A" is nobody. */
export const Letter = z.string().regex(/^[A-T]$/)
export type Letter = z.infer<typeof Letter>

/** One person's (or several equal persons') answer to a difference. `region` is null where they have nothing there. */
export const Candidate = z.strictObject({
  letters: z.array(Letter).min(1),
  region: Region.nullable(),
  /** What it is cut into, where others cut it otherwise: one segment or two. `region` is all of them in one. */
  pieces: z.array(Region).min(2).optional(),
  /** Share of the people's weight behind this answer, in [0, 1]. */
  share: z.number().min(0).max(1),
})
export type Candidate = z.infer<typeof Candidate>

/** One thing that people answered differently on one task: the unit of a reviewer's decision. */
export const Disagreement = z.strictObject({
  id: DisagreementId,
  kind: DisagreementKind,
  /** Where to look, in image pixels: around every candidate. */
  place: Box,
  candidates: z.array(Candidate).min(1),
  /** What the consensus proposes; null proposes that nothing is there. */
  proposal: Region.nullable(),
  /** What the proposal is cut into, as in a candidate. */
  pieces: z.array(Region).min(2).optional(),
  /** Confidence of the proposal in [0, 1]: the share of people behind it, weighed by their reliability where it is known. */
  confidence: z.number().min(0).max(1),
  /** The proposal is what is likeliest by how each person is known to name classes; absent: what most weight is behind. */
  by: z.literal("habits").optional(),
  /** Under which differences of other tasks this one is alike ({@link AlikeKey}); absent where it stands alone. */
  alike: z.string().max(200).optional(),
  /** Of alike ones: the side that most weight is on; absent where both weigh the same. */
  lead: z.enum(["a", "b"]).optional(),
  /** Words of the proposed text that people are not sure of: places in it (UTF-16 units) and the posterior in [0, 1]. */
  doubt: z
    .array(z.strictObject({ start: z.int().min(0), end: z.int().min(0), posterior: z.number().min(0).max(1) }))
    .max(2_000)
    .optional(),
})
export type Disagreement = z.infer<typeof Disagreement>

/** The regions that an answer to a difference, or what is proposed of it, leaves: its pieces where it is cut, one, or none. */
export function regionsOf({
  pieces,
  ...one
}: Pick<Candidate, "region" | "pieces"> | Pick<Disagreement, "proposal" | "pieces">): readonly Region[] {
  const region = "region" in one ? one.region : one.proposal
  return pieces ?? (region ? [region] : [])
}

/** Why an answer was not kept; goes to the person it concerns. */
export const DecisionReason = z.strictObject({
  code: z.enum(["text", "spaces", "edges", "label", "attribute", "missed", "extra", "twice", "other"]),
  clause: z.string().max(40).nullable(),
  note: storableText(1_000),
})
export type DecisionReason = z.infer<typeof DecisionReason>

/** What a reviewer says with an answer that goes back to its author: why, and where to look, in image pixels. */
export const SentBack = z.strictObject({ ...DecisionReason.shape, place: Box.nullable() })
export type SentBack = z.infer<typeof SentBack>

/** What a reviewer decided about one difference. Settling only: nobody's time or pay moves (rejections are another act). */
export const Decision = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("take"), letter: Letter, reason: DecisionReason }),
  z.strictObject({ outcome: z.literal("proposal"), reason: DecisionReason }),
  z.strictObject({ outcome: z.literal("merge"), reason: DecisionReason }),
  z.strictObject({ outcome: z.literal("edit"), region: Region, reason: DecisionReason }),
  z.strictObject({ outcome: z.literal("none"), reason: DecisionReason }),
  z.strictObject({ outcome: z.literal("undecidable"), reason: DecisionReason }),
])
export type Decision = z.infer<typeof Decision>

/** What a settled task's answer says about one region: which people stand behind it and how sure it is (I10). */
export const RegionProvenance = z.strictObject({
  region: z.string(),
  method: z.enum(["single", "agreed", "median", "vote", "review", "import", "gold"]),
  /** Share of people behind it, in [0, 1]; null where nobody measured. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Submissions it rests on. */
  submissions: z.array(z.string()),
  /** How many people checked it afterwards, and what they came to; absent where nobody did. */
  checked: z.strictObject({ verdict: Verdict, people: z.int() }).optional(),
})
export type RegionProvenance = z.infer<typeof RegionProvenance>

/** What became of a person's answer at one place. */
export const OutcomeKind = z.enum(["kept", "small_change", "changed", "removed", "added", "undecided"])
export type OutcomeKind = z.infer<typeof OutcomeKind>

/** How far the answers of one task coincide. Ratios in [0, 1]; null where nothing could be compared. */
export const TaskAgreement = z.strictObject({
  meanIou: z.number().min(0).max(1).nullable(),
  f1At50: z.number().min(0).max(1).nullable(),
  cer: z.number().min(0).nullable(),
  pairs: z.int().min(0),
})
export type TaskAgreement = z.infer<typeof TaskAgreement>
