import { z } from "zod"
import { DeclaredContent } from "./content/classes.ts"
import { ProjectSlug } from "./ids.ts"
import { PaySettings } from "./pay/settings.ts"
import { ProposalRules } from "./proposals.ts"
import { ShapeName } from "./shapes/list.ts"
import { storableText } from "./text.ts"
import { WritingRules } from "./writing/rules.ts"

/** Names or pseudonyms (told to everybody, fixed while work is in hand). */
export const NameMode = z.enum(["in_house", "open"])
export type NameMode = z.infer<typeof NameMode>

/** How many independent answers: `base` for every task, `more` for a share `moreRatio` of them (drawn by task number). */
export const OverlapRule = z
  .strictObject({ base: z.int().min(1).max(20), more: z.int().min(1).max(20), moreRatio: z.number().min(0).max(1) })
  .refine((rule) => rule.more >= rule.base, "more_below_base")
export type OverlapRule = z.infer<typeof OverlapRule>

/** A named rule under which two spellings are one text: made by reviewers from alike differences, or by the owner. */
export const TextRule = z.enum([
  "case",
  "spaces",
  "decimal_comma",
  "space_before_percent",
  "punctuation",
  "apostrophes",
  "dashes",
  "diacritics",
])
export type TextRule = z.infer<typeof TextRule>

/** When answers count as agreeing, so that a rule may settle them. */
export const ResolveRule = z.strictObject({
  /** Boxes of two people are the same thing from this IoU up, in (0, 1]. */
  matchIou: z.number().gt(0).max(1),
  /** Matched boxes settle by the median edge when every pair reaches this IoU. */
  settleIou: z.number().gt(0).max(1),
  /** Texts that differ only in what this leaves out are the same. */
  text: z.enum(["exact", "ignore_case_and_spaces"]),
  /** Spellings that these rules make equal are no difference either; what is stored is never changed by them. */
  rules: z.array(TextRule).max(8).optional(),
})
export type ResolveRule = z.infer<typeof ResolveRule>

/** How quality is watched over and paid for in answers. Proposals of the design (quality.md 5.8, 5.9), the owner's to change. */
export const QualityRules = z.strictObject({
  /** One person more while the risk of a task is above `target`, up to `most` people; `budget` answers in all (null: no limit). */
  adaptive: z.strictObject({
    on: z.boolean(),
    most: z.int().min(1).max(20),
    target: z.number().gt(0).lt(1),
    budget: z.int().positive().nullable(),
    /** Share of the tasks stopped early that go on to `most`: they measure what stopping costs. In [0, 1]. */
    audit: z.number().min(0).max(1),
  }),
  /** Tasks with a known answer are mixed in unseen, as often as they tell something. */
  gold: z.boolean(),
  /** Tasks with a known answer that a new person tries first, with the difference shown at once. */
  tryOut: z.int().min(0).max(30),
  /**
   * Practice goes on with fresh pictures until eight of the last ten are within tolerance, or none is left; absent or false: it ends
   * after `tryOut` of them, whatever they came to.
   */
  mastery: z.boolean().optional(),
  /** Share of reviewers' decisions that a second reviewer decides again, unseen. In [0, 1]. */
  secondLooks: z.number().min(0).max(1),
})
export type QualityRules = z.infer<typeof QualityRules>

/** The quality rules of a project that nobody changed: gold on, one filed review in twenty audited. */
export const DEFAULT_QUALITY: QualityRules = {
  adaptive: { on: false, most: 3, target: 0.1, budget: null, audit: 0.05 },
  gold: true,
  tryOut: 0,
  secondLooks: 0.05,
}

/** Which tasks a project has that shows no assets: one for each row of tables, or a single one that asks and shows nothing. */
export const TasksAbout = z.enum(["row", "nothing"])
export type TasksAbout = z.infer<typeof TasksAbout>

/** What an owner may change about a project at any time. */
export const ProjectSettings = z.strictObject({
  purpose: storableText(4_000),
  overlap: OverlapRule,
  settle: ResolveRule,
  /** How long a task stays reserved for the person who opened it. */
  leaseMinutes: z.int().min(5).max(10_080),
  opening: z.enum(["fit", "width", "keep"]),
  /** What people may draw here. Absent in projects that never chose: boxes. */
  shapes: z.array(ShapeName).min(1).optional(),
  /** Of texts in pictures; absent where nothing was chosen. */
  writing: WritingRules.optional(),
  paused: z.boolean(),
  /** Shown to those who would label: why it is paused. */
  pausedReason: storableText(400),
  /** What content may appear, told before anybody accepts. */
  contentNote: storableText(1_000),
  /** What pictures may hold that people are asked about first; absent where nothing was declared. */
  content: DeclaredContent.optional(),
  /** Absent in projects that never changed it: {@link DEFAULT_QUALITY}. */
  quality: QualityRules.optional(),
  /** Absent in projects that never chose: `DEFAULT_PROPOSALS`. */
  proposals: ProposalRules.optional(),
  /** What each task is about where that is no asset: a row of a table, or nothing. Absent: an asset. */
  about: TasksAbout.optional(),
  /** Of a project of checks; absent where nothing was chosen. */
  checks: z
    .strictObject({
      /** The project whose answers are checked here as soon as they are final; absent: what files bring. */
      of: ProjectSlug.optional(),
      /** Many at a time in a grid, where those that are not right are marked. */
      grid: z.boolean().optional(),
    })
    .optional(),
  /** Of a project that compares two; absent where nothing was chosen: {@link PAIRS_EACH}. */
  pairs: z
    .strictObject({
      /** How many comparisons each asset is in; 0: pairs come from files alone. */
      each: z.union([z.literal(0), z.int().min(2).max(100)]),
    })
    .optional(),
  /** Absent in projects that never chose: see `payOf`. */
  pay: PaySettings.optional(),
})
export type ProjectSettings = z.infer<typeof ProjectSettings>

/** Settings of a project nobody changed: in-house, one answer and two on 10 %. */
export const DEFAULT_SETTINGS: ProjectSettings = {
  purpose: "",
  overlap: { base: 1, more: 2, moreRatio: 0.1 },
  settle: { matchIou: 0.4, settleIou: 0.8, text: "exact" },
  leaseMinutes: 240,
  opening: "fit",
  paused: false,
  pausedReason: "",
  contentNote: "",
}

/** The most comparisons that each asset may be asked to be in. */
export const PAIRS_MOST = 100

/** How many comparisons each asset is in where a project never chose: its place is known to about a third of a strength. */
export const PAIRS_EACH = 6

/** What is drawn in a project that never chose: boxes. */
const DEFAULT_SHAPES: readonly ShapeName[] = ["box"]

/** What people may draw in a project. Shapes that are there from elsewhere may be changed whatever it says. */
export function shapesOf(settings: Pick<ProjectSettings, "shapes">): readonly ShapeName[] {
  return settings.shapes ?? DEFAULT_SHAPES
}

/** The quality rules of a project, its own or those of a project nobody changed. */
export function qualityRulesOf(settings: Pick<ProjectSettings, "quality">): QualityRules {
  return settings.quality ?? DEFAULT_QUALITY
}

/** The overlap of one task under a rule: the same task always draws the same lot, whatever the order. */
export function overlapOf(rule: OverlapRule, task: number): number {
  // Knuth's multiplicative hash spreads neighbouring numbers over [0, 1).
  const share = ((Math.imul(task, 2_654_435_761) >>> 0) % 1_000_000) / 1_000_000
  return share < rule.moreRatio ? rule.more : rule.base
}

/** Where a project stands: `draft` before it opens, `deleted` until it is purged. */
export const ProjectState = z.enum(["draft", "open", "archived", "deleted"])
export type ProjectState = z.infer<typeof ProjectState>

/** Per project; a member may hold several. */
export const Role = z.enum(["owner", "reviewer", "annotator"])
export type Role = z.infer<typeof Role>

/** Where a task stands, as owners and annotators read it. */
export const TaskState = z.enum(["open", "waiting", "disputed", "settled", "excluded"])
export type TaskState = z.infer<typeof TaskState>

/** How the answer of a settled task came to be. */
export const ResolvedBy = z.enum(["single", "rule", "review", "import", "gold"])
export type ResolvedBy = z.infer<typeof ResolvedBy>
