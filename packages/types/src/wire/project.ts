import { z } from "zod"
import { LabelId, ProjectSlug } from "../ids.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Label, Ontology, OntologyChange } from "../ontology.ts"
import { ComingPrice } from "../pay/coming.ts"
import { Currency, PayMode } from "../pay/money.ts"
import { Micros } from "../pay/settings.ts"
import { NameMode, ProjectSettings, TaskState } from "../project.ts"
import { storableText } from "../text.ts"
import { ProjectCard } from "./account.ts"
import { Cursor, Limit, Millis } from "./common.ts"
import { ContentShown } from "./content.ts"

/** The wizard's form, kept after each keystroke; a draft may be incomplete. */
export const ProjectDraft = z.strictObject({
  name: storableText(120),
  template: z.enum([
    "boxes",
    "outlines",
    "receipts",
    "speech",
    "sorting",
    "checking",
    "rating",
    "comparison",
    "form",
    "empty",
  ]),
  kind: ProjectKind,
  names: NameMode,
  settings: ProjectSettings,
  ontology: Ontology,
  guideline: storableText(200_000),
  /** For the forecast only. */
  forecast: z.strictObject({
    people: z.int().min(1).max(1_000),
    hoursPerDay: z.number().positive().max(24),
    /** As somebody wrote it; null: by the sizes that are known. */
    secondsPerAnswer: z.number().positive().nullable(),
  }),
})
export type ProjectDraft = z.infer<typeof ProjectDraft>

/** Makes a project that is a draft and that the wizard goes on with; without a `slug` one is made of its name. */
export const ProjectCreate = z.strictObject({ draft: ProjectDraft, slug: ProjectSlug.optional() })
/** Names a project by its slug, for calls that need no more. */
export const ProjectOnly = z.strictObject({ project: ProjectSlug })
/** What the wizard holds of a project that is not open yet; it replaces what was stored. */
export const DraftSave = z.strictObject({ project: ProjectSlug, draft: ProjectDraft })
/** What is still missing before people can be let in, in the order of the page. */
export const Missing = z.enum([
  "name",
  "refused",
  "pictures",
  "rows",
  "labels",
  "guideline",
  "instructions",
  "purpose",
  "people",
  "floor",
  "price",
  "money",
])
/** Asks which formats hold the answers of a project that begins with this template. */
export const TemplateFormats = z.strictObject({ template: ProjectDraft.shape.template })
/** What the wizard stored of a project, its pictures, and what is still missing before it can open. */
export const DraftShown = z.strictObject({
  project: ProjectSlug,
  draft: ProjectDraft,
  pictures: z.int(),
  unreadable: z.int(),
  /** Tasks that are about no picture. */
  rows: z.int().default(0),
  twice: z.int(),
  missing: z.array(Missing),
  measuredSeconds: z.number().nullable(),
  tried: z.int(),
  /** Pictures that people are still asked about: settled ones (those that came in with their answer too) are not. */
  toAnswer: z.int(),
  /** Mean regions per image in what came in, and mean minutes of the recordings that wait; null where unknown. */
  regionsEach: z.number().nullable().default(null),
  minutesEach: z.number().nullable().default(null),
  /** Something else than a picture stands beside a form, so that no place can be asked for. */
  isPlaceless: z.boolean().default(false),
})
export type DraftShown = z.infer<typeof DraftShown>

/** How many tasks of a project stand in each status. */
export const TaskCounts = z.record(TaskState, z.int())
/** One project in the list: its card, tasks by status, and when somebody last worked in it. */
export const ProjectRow = z.strictObject({
  card: ProjectCard,
  counts: TaskCounts,
  pictures: z.int(),
  activeAtMs: Millis.nullable(),
  unreadable: z.boolean(),
})
/** The projects of which the person is a member, with figures of each. */
export const ProjectList = z.strictObject({ projects: z.array(ProjectRow) })

const DayCount = z.strictObject({ day: z.string(), answers: z.int(), settled: z.int() })
/** What the first page of a project shows: counts, pace, forecast, and what waits for the owner. */
export const Overview = z.strictObject({
  card: ProjectCard,
  counts: TaskCounts,
  pictures: z.int(),
  answers: z.int(),
  answersLeft: z.int(),
  disputedDifferences: z.int(),
  reviewers: z.int(),
  /** Mean seconds of active time an answer, and the median; null until 5 are measured. */
  secondsMean: z.number().nullable(),
  secondsMedian: z.number().nullable(),
  reviewSecondsEach: z.number(),
  /** Mean one-to-one IoU (or 1 − CER) over tasks answered by two or more, with a 95 % interval. */
  agreement: z.strictObject({ mean: z.number(), low: z.number(), high: z.number(), tasks: z.int() }).nullable(),
  agreementByDay: z.array(
    z.strictObject({ day: z.string(), mean: z.number(), low: z.number(), high: z.number(), tasks: z.int() }),
  ),
  days: z.array(DayCount),
  sinceYesterday: z.strictObject({ answers: z.int(), settled: z.int() }),
  brokenPictures: z.int(),
  skipped: z.int(),
  /** Of a project that pays: its money runs out soon, or is too little for another task; null for neither. */
  money: z.enum(["low", "out"]).nullable(),
  wrong: z.array(z.strictObject({ kind: z.string(), label: z.string(), other: z.string().nullable(), count: z.int() })),
  people: z.array(
    z.strictObject({
      name: z.string(),
      roles: z.array(z.string()),
      hereNow: z.boolean(),
      lastSeenDay: z.string().nullable(),
      you: z.boolean(),
    }),
  ),
  runningJobs: z.array(z.strictObject({ id: z.int(), kind: z.string(), done: z.int(), total: z.int() })),
  lastVersion: z.int().nullable(),
  /** First steps that are behind it: labels, a text of the guideline, somebody beside the one who made it. */
  begun: z.strictObject({ labels: z.boolean(), guideline: z.boolean(), people: z.boolean() }),
  settings: ProjectSettings,
})
export type Overview = z.infer<typeof Overview>
/** Names a project, with the reader's minutes ahead of UTC (−900 to 900), by which days are counted. */
export const OverviewInput = z.strictObject({ project: ProjectSlug, utcOffsetMinutes: z.int().min(-900).max(900) })

/** Under which conditions people work here, as they read them before they join. */
export const Conditions = z.strictObject({
  card: ProjectCard,
  purpose: z.string(),
  contentNote: z.string(),
  content: ContentShown,
  ownerNames: z.array(z.string()),
  annotators: z.int(),
  reviewers: z.int(),
  overlapBase: z.int(),
  overlapMore: z.int(),
  moreRatio: z.number(),
  answersSoFar: z.int(),
  changedRatio: z.number().nullable(),
  hoursToDecision: z.number().nullable(),
  guidelineVersion: z.int(),
  guideline: z.string(),
  accepted: z.boolean(),
  /** Whether an ombudsperson stands outside of the project, to whom the reader can write. */
  hasOmbud: z.boolean(),
  /** Who pays the people: the project, somebody else, or nobody. */
  mode: PayMode,
  /** When the reader said yes to that; null where nothing has to be said (`salaried`), or nothing was yet. */
  consentedAtMs: Millis.nullable(),
  /** What a paid project offers now; null in others, and while it has no price. `priceMicros` null: paid by time. */
  offer: z
    .strictObject({
      currency: Currency,
      floorMicrosPerHour: Micros,
      priceMicros: Micros.nullable(),
      bonusMicros: Micros,
      coming: ComingPrice.nullable(),
    })
    .nullable(),
})
export type Conditions = z.infer<typeof Conditions>

/** A project's name and its whole settings from now on; they replace those of before. */
export const SettingsUpdate = z.strictObject({
  project: ProjectSlug,
  name: storableText(120).min(1),
  settings: ProjectSettings,
})
/** Deletes a project; `confirm` repeats its name. */
export const ProjectDelete = z.strictObject({ project: ProjectSlug, confirm: z.string() })
/** Makes a new project with the labels, guideline and settings of one, without its pictures. */
export const Duplicate = z.strictObject({ project: ProjectSlug, name: storableText(120).min(1) })

/** Version null: the one in force. */
export const OntologyGet = z.strictObject({ project: ProjectSlug, version: z.int().nullable() })
/** One version of a project's labels, with its place in the history. */
export const OntologyShown = z.strictObject({
  version: z.int(),
  ontology: Ontology,
  versions: z.array(z.strictObject({ version: z.int(), madeAtMs: Millis, by: z.string(), labels: z.int() })),
  /** Regions in submitted answers by label id. */
  used: z.record(z.string(), z.int()),
  /** Something else than a picture stands beside a form, so that no place can be asked for. */
  isPlaceless: z.boolean().default(false),
})
/** A table of questions as text; `taken` are ids that the form has given already. Nothing is kept of it. */
export const QuestionsRead = z.strictObject({
  project: ProjectSlug,
  text: storableText(500_000),
  taken: z.array(LabelId).max(1_000),
})
/** Why a line of such a table is no question, with what stands there. */
export const QuestionProblem = z.strictObject({
  line: z.int(),
  code: z.enum([
    ...(["no_table", "cut_off", "too_many", "no_question", "too_long", "unknown_type", "few_choices"] as const),
    ...(["unknown_required", "unknown_steps", "unknown_bounds", "unknown_question", "unknown_answer"] as const),
    "no_picture",
  ]),
  found: z.string(),
})
export type QuestionProblem = z.infer<typeof QuestionProblem>
/** The questions that a table has, and its lines that are none. */
export const QuestionsFound = z.strictObject({ labels: z.array(Label), problems: z.array(QuestionProblem) })
export type QuestionsFound = z.infer<typeof QuestionsFound>
/** Labels as they would be: asks what the change would mean, and writes nothing. */
export const OntologyPreview = z.strictObject({ project: ProjectSlug, ontology: Ontology })
/**
 * What a change of labels would mean; `inHand` counts tasks that people hold under the old ones, `final` in a form those whose answer
 * stays as it is.
 */
export const OntologyChanges = z.strictObject({
  changes: z.array(OntologyChange),
  inHand: z.int(),
  final: z.int().optional(),
})
/** `baseVersion` is what the editor began from; another in force since answers `version_changed`. */
export const OntologySave = z.strictObject({ project: ProjectSlug, baseVersion: z.int(), ontology: Ontology })
/** The number of the version of labels or guideline that was just written. */
export const VersionSaved = z.strictObject({ version: z.int() })

/** Asks for one version of the guideline; null for the one in force. */
export const GuidelineGet = z.strictObject({ project: ProjectSlug, version: z.int().nullable() })
/** One version of the guideline, with its place in the history. */
export const GuidelineShown = z.strictObject({
  version: z.int(),
  markdown: z.string(),
  versions: z.array(z.strictObject({ version: z.int(), madeAtMs: Millis, by: z.string(), note: z.string() })),
  /** Addresses of the pictures it names, by hash. */
  pictures: z.record(z.string(), z.string()),
  canEdit: z.boolean(),
})
/** A new text of the guideline; another version in force since `baseVersion` answers `version_changed`. */
export const GuidelineSave = z.strictObject({
  project: ProjectSlug,
  baseVersion: z.int(),
  markdown: storableText(200_000),
  note: storableText(400),
})

/** Which acts of a project to list, by text and kind, one page at a time. */
export const ActivityInput = z.strictObject({
  project: ProjectSlug,
  search: z.string().max(100),
  kinds: z.array(z.string().max(60)).max(40),
  cursor: Cursor,
  limit: Limit,
})
/** What happened is a code with ids and numbers; the page makes the sentence. */
export const ActivityRow = z.strictObject({
  id: z.int(),
  atMs: Millis,
  who: z.string(),
  what: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The act that `asset.undo` can still take back; null where there is none. */
  undo: z.int().nullable(),
})
/** A page of acts, newest first; `next` is null on the last. */
export const ActivityPage = z.strictObject({ rows: z.array(ActivityRow), next: Cursor })
