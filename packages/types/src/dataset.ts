import { z } from "zod"
import { AnnotationBody, AttributeValue, TextMark, TextPart } from "./annotation.ts"
import { Size } from "./geometry.ts"
import { AttributeId, Sha256 } from "./ids.ts"
import { InPair, RowCells } from "./kinds/about.ts"
import { PairVerdict } from "./kinds/comparison.ts"
import { ProjectKind } from "./kinds/list.ts"
import { Ontology } from "./ontology.ts"
import { ResolvedBy, TaskState } from "./project.ts"
import { RegionProvenance } from "./review.ts"

/** A stretch of a recording with what is said in it. Times are milliseconds; `end` null where a file gives none. */
export const TimedText = z.strictObject({
  id: z.string(),
  /** The tier, track or speaker it belongs to; empty where the file has one only. */
  tier: z.string(),
  start: z.number().min(0).nullable(),
  end: z.number().min(0).nullable(),
  text: z.string(),
  label: z.string().optional(),
  speaker: z.string().optional(),
  /** What else is said of the text and of the stretch, where a file does. */
  language: z.string().max(35).optional(),
  marks: z.array(TextMark).max(TextMark.options.length).optional(),
  parts: z.array(TextPart).max(500).optional(),
  attributes: z.record(AttributeId, AttributeValue).optional(),
  /** The annotation it refers to, where it has no time of its own (ELAN). */
  refers: z.string().optional(),
  foreign: z.record(z.string(), z.json()).optional(),
})
export type TimedText = z.infer<typeof TimedText>

const Side = { verdict: PairVerdict, much: z.int().min(1).max(3).optional() }

/**
 * Where an asset stands in the order that comparisons of two make: its strength (the better of two wins with odds of e to the
 * difference) with a 90 % interval, and its rank among those that comparisons connect (`group`). Each pair stands once, with its first.
 */
export const Compared = z.strictObject({
  score: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  rank: z.int().positive(),
  of: z.int().positive(),
  group: z.int().min(0),
  comparisons: z.int().min(0),
  pairs: z.array(
    z.strictObject({
      with: z.string(),
      ...Side,
      answers: z.array(z.strictObject({ person: z.string(), ...Side, left: InPair })),
    }),
  ),
})
export type Compared = z.infer<typeof Compared>

/**
 * One asset with its answer, as formats read and write it. Geometry is float64 pixels of the upright image (I1).
 * `body` is null where a file or version names the picture but says nothing about it (not the same as "nothing here").
 */
export const DatasetRecord = z.strictObject({
  /** Path inside the dataset, with `/` between folders. */
  name: z.string(),
  /** Null where the file did not say and the picture was not there to measure. */
  size: Size.nullable(),
  sha256: Sha256.nullable(),
  body: AnnotationBody.nullable(),
  settledBy: ResolvedBy.optional(),
  provenance: z.array(RegionProvenance).optional(),
  /** What the file called it (an id), kept for re-export. */
  foreignId: z.string().optional(),
  /** Which part of the dataset it belongs to, where the files say so (`train`, `val`, `test` …). */
  split: z.string().optional(),
  /** Pages of one document, in order. */
  document: z.strictObject({ name: z.string(), page: z.int().min(0) }).optional(),
  /** The row that it is about, where that is no picture; empty: it is about nothing but what is asked. */
  cells: RowCells.optional(),
  /** What is said when, for recordings; pictures have none. */
  timed: z.array(TimedText).optional(),
  /** The text of the whole asset (a caption, a recognition list), not of a place in it. */
  text: z.string().optional(),
  /** Where it stands among others, where people compared it with these. */
  compared: Compared.optional(),
  /** File and line the labels came from. */
  source: z.strictObject({ file: z.string(), line: z.int().optional() }).optional(),
  /** Unknown keys of the picture, carried to exports of the same format. */
  foreign: z.record(z.string(), z.json()).optional(),
})
export type DatasetRecord = z.infer<typeof DatasetRecord>

/** One thing that a reader or writer could not take as it was. `level` "lost" is dropped, "changed" kept altered, "note" kept. */
export const ReportLine = z.strictObject({
  level: z.enum(["lost", "changed", "note"]),
  code: z.string(),
  file: z.string(),
  line: z.int().optional(),
  /** JSON path, element or column inside the file. */
  field: z.string().optional(),
  found: z.string().optional(),
  count: z.int().optional(),
  /** What it concerns, where that is known: the picture, and the label as files call it. */
  picture: z.string().optional(),
  label: z.string().optional(),
})
export type ReportLine = z.infer<typeof ReportLine>

/** What a part of a dataset may be called: also a folder's name. */
const SplitName = z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u)

/**
 * How a version's pictures were shared out over its parts. The same rule over the same pictures gives the same parts, in any
 * order and whatever else is in the version.
 */
export const SplitRule = z
  .strictObject({
    /** Whole percents that add up to 100. */
    parts: z
      .array(z.strictObject({ name: SplitName, share: z.int().min(0).max(100) }))
      .min(1)
      .max(10),
    /** `hash`: by the picture alone; `label`: so that every label is shared out alike. */
    by: z.enum(["hash", "label"]),
    /** Pages of one document go to one part. */
    byDocument: z.boolean(),
    seed: z.int().min(0).max(4_294_967_295),
    /** The version whose `test` part stays `test`. */
    keptFrom: z.int().positive().optional(),
  })
  .refine(({ parts }) => parts.reduce((sum, { share }) => sum + share, 0) === 100, "shares_not_100")
  .refine(({ parts }) => new Set(parts.map(({ name }) => name)).size === parts.length, "part_twice")
export type SplitRule = z.infer<typeof SplitRule>

/** Which of the settled pictures go into a version: those that meet every list that is not empty. */
export const FreezeFilter = z.strictObject({
  /** With a region of one of these labels. */
  labels: z.array(z.string()).max(500).default([]),
  /** With one of these tags at the moment of freezing. */
  tags: z.array(z.string()).max(500).default([]),
  /** Whose name lies below one of these folders (`street/`) or is one of these, or that are pages of one of these documents. */
  names: z.array(z.string()).max(500).default([]),
})
export type FreezeFilter = z.infer<typeof FreezeFilter>

/** Facts about a frozen version that travel with every export (I10). */
export const DatasetManifest = z.strictObject({
  justesse: z.literal(1),
  project: z.string(),
  /** 0 for what was taken away without being frozen: a selection of pictures as they were. */
  version: z.int().min(0),
  frozenAtMs: z.int(),
  contentSha256: Sha256,
  /** What was asked of people; versions of before do not say it. */
  kind: ProjectKind.optional(),
  ontologyVersion: z.int(),
  guidelineVersion: z.int(),
  ontology: Ontology,
  counts: z.strictObject({
    pictures: z.int(),
    regions: z.int(),
    nothingHere: z.int(),
    notInIt: z.record(TaskState, z.int()),
  }),
  /** Pseudonyms of the people whose answers are in it, with the count of answers. */
  people: z.array(z.strictObject({ pseudonym: z.string(), answers: z.int() })),
  /** Pictures by part and the rule that shared them out; absent in a version without parts. */
  split: z
    .strictObject({ rule: SplitRule, parts: z.array(z.strictObject({ name: SplitName, pictures: z.int() })) })
    .optional(),
  /** What was let in; absent where everything settled is in it. */
  only: FreezeFilter.optional(),
})
export type DatasetManifest = z.infer<typeof DatasetManifest>
