import { z } from "zod"
import { FieldValue } from "./forms/value.ts"
import { AttributeId, LabelId, RegionId } from "./ids.ts"
import { Shape } from "./shapes/list.ts"
import { storableText } from "./text.ts"
import { TextDirection } from "./writing/rules.ts"

/** What a person said about how a text can be read; `foreign`: words of another language than the rest. */
export const TextMark = z.enum(["illegible", "unsure", "struck", "foreign"])
export type TextMark = z.infer<typeof TextMark>

/** A piece of a text with a mark of its own, as words that are struck out: its letters from `from` on, before `to`, as UTF-16 counts them. */
export const TextPart = z.strictObject({ from: z.int().min(0), to: z.int().max(20_000), mark: TextMark })
export type TextPart = z.infer<typeof TextPart>

/** The text of a region, exactly as typed: never trimmed, never normalised. `marks` hold for all of it, `parts` for pieces. */
export const Transcript = z
  .strictObject({
    value: storableText(20_000),
    language: z.string().max(35).optional(),
    direction: TextDirection.optional(),
    marks: z.array(TextMark).max(TextMark.options.length).optional(),
    parts: z.array(TextPart).max(500).optional(),
  })
  .refine(({ value, parts }) => !parts?.some(({ from, to }) => from >= to || to > value.length), "text_part_outside")
export type Transcript = z.infer<typeof Transcript>

/** The value of an attribute: an option's id, a yes or no, or a number. */
export const AttributeValue = z.union([storableText(200), z.boolean(), z.number()])
export type AttributeValue = z.infer<typeof AttributeValue>

/** What a file said about a region besides where and what it is; absent means that nobody said. */
export const RegionFlags = z.strictObject({
  crowd: z.boolean().optional(),
  occluded: z.boolean().optional(),
  truncated: z.boolean().optional(),
  difficult: z.boolean().optional(),
  ignore: z.boolean().optional(),
})
export type RegionFlags = z.infer<typeof RegionFlags>

/** What a checker says of a region that was asked about. `right` and `fix` say that it is there. */
export const Verdict = z.enum(["right", "fix", "wrong", "cannot_tell"])
export type Verdict = z.infer<typeof Verdict>

/** What a region that was checked should be instead. */
export interface Correction extends Pick<Region, "geometry" | "label" | "transcript"> {}
/** It is stated without what zod infers: every type of a region would be told twice. */
export const Correction: z.ZodType<Correction> = z.strictObject({
  ...{ geometry: Shape, label: LabelId },
  transcript: Transcript.optional(),
})

/** A located part of an asset: where it is and what it looks like (`geometry`), and what is said about it. */
export const Region = z.strictObject({
  id: RegionId,
  geometry: Shape,
  label: LabelId,
  attributes: z.record(AttributeId, AttributeValue).optional(),
  transcript: Transcript.optional(),
  /** What is said to the question that its label is, in a form. */
  value: FieldValue.optional(),
  /** Who is heard in a stretch of a recording, as the person who wrote it down tells speakers apart. */
  speaker: storableText(100).optional(),
  flags: RegionFlags.optional(),
  /** How much text it holds, in documents: a region of lines, a line of words, a word. */
  level: z.enum(["region", "line", "word"]).optional(),
  /** The region that it is a part of: a word's line, a line's region. */
  parent: RegionId.optional(),
  /** Of the answer "fix": what the region that was asked about should be. */
  fixed: Correction.optional(),
  /** What those said who checked it, of a region in a dataset; `reason` by the id that it has in the labels. */
  check: z.strictObject({ verdict: Verdict, reason: storableText(80).optional() }).optional(),
  /** Unknown keys that a file brought for this region, carried to exports of the same format. */
  foreign: z.record(z.string(), z.json()).optional(),
})
export type Region = z.infer<typeof Region>

/** A body of such regions. */
const bodyOf = <R extends z.ZodType<Region>>(region: R) =>
  z
    .strictObject({
      regions: z.array(region).max(20_000),
      /** Said on purpose: there is nothing to label here. Only true while there are no regions. */
      nothingHere: z.boolean(),
    })
    .refine((body) => !(body.nothingHere && body.regions.length > 0), "nothing_here_with_regions")
    .refine((body) => new Set(body.regions.map((r) => r.id)).size === body.regions.length, "region_id_twice")

/** Everything one person said about one asset: the body of a submission. */
export const AnnotationBody = bodyOf(Region)
export type AnnotationBody = z.infer<typeof AnnotationBody>

/** What a proposal comes from (lines of text that were found, the pauses of a recording, a model, the picture before), and how sure that is: in [0, 1], null where it is not known. */
export const ProposalOrigin = z.strictObject({
  source: z.enum(["lines", "model", "previous", "pauses"]),
  score: z.number().min(0).max(1).nullable(),
})
export type ProposalOrigin = z.infer<typeof ProposalOrigin>

/** A region in work: `proposed` while it is a proposal that nobody has taken, changed or dropped yet; `origin`, where it is known. */
export const WorkRegion = z.strictObject({
  ...Region.shape,
  proposed: z.literal(true).optional(),
  origin: ProposalOrigin.optional(),
})
export type WorkRegion = z.infer<typeof WorkRegion>
/** An answer in work, the body of a draft. What is sent is an {@link AnnotationBody}: then nothing is a proposal any more. */
export const WorkBody = bodyOf(WorkRegion)
export type WorkBody = z.infer<typeof WorkBody>

/** An answer that has not begun. */
export const EMPTY_BODY: AnnotationBody = { regions: [], nothingHere: false }

/** Why somebody passed a task on. */
export const SkipReason = z.enum([
  "unclear",
  "bad_picture",
  "not_loading",
  "no_label_fits",
  "too_hard",
  "content",
  "other",
])
export type SkipReason = z.infer<typeof SkipReason>
