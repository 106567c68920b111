import { z } from "zod"
import { AnnotationBody, Region } from "../annotation.ts"
import { Box, Size } from "../geometry.ts"
import { AssetId, LabelId, ProjectSlug } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { NameMode } from "../project.ts"
import { DecisionReason } from "../review.ts"
import { storableText } from "../text.ts"
import { Cursor, Day, Limit, Media, Millis } from "./common.ts"

/** A figure with its 95 % interval and how many it rests on. */
export const Figure = z.strictObject({ mean: z.number(), low: z.number(), high: z.number(), n: z.int() })
export type Figure = z.infer<typeof Figure>
const DayFigure = z.strictObject({ day: Day, ...Figure.shape })

/** How people take one label for another: `counts[settled][answered]`; the last column is "missed". */
export const Confusion = z.strictObject({ labels: z.array(LabelId), counts: z.array(z.array(z.int())) })
export type Confusion = z.infer<typeof Confusion>

/** Share of settled boxes that people found, by the shorter side in image pixels (`to` null: no upper end). */
const SizeFound = z.strictObject({ from: z.number(), to: z.number().nullable(), ...Figure.shape })

/** What a person's answers are like; `figure` null below 30 items. Never ordered by merit. */
const PersonFigure = z.strictObject({
  /** A name in an in-house project, else the pseudonym. */
  who: z.string(),
  items: z.int(),
  figure: Figure.nullable(),
  /** 90 % intervals by competence; null where there is no evidence. */
  skills: z.strictObject({
    find: Figure.nullable(),
    place: Figure.nullable(),
    name: Figure.nullable(),
    transcribe: Figure.nullable(),
  }),
})

/** Names a project, with the reader's minutes ahead of UTC (−900 to 900), by which days are counted. */
export const QualityInput = z.strictObject({ project: ProjectSlug, utcOffsetMinutes: z.int().min(-900).max(900) })
/** Everything on the quality page. Ratios in [0, 1]. */
export const Quality = z.strictObject({
  names: NameMode,
  ontology: Ontology,
  /** When the figures were computed; null before the first time. */
  computedAtMs: Millis.nullable(),
  computing: z.boolean(),
  /** How far the computation is; null while none is queued or runs. */
  progress: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
  /** Answers since then. */
  newAnswers: z.int(),
  /** Pictures that changed since then by an answer, a decision or a reviewer's second look; counted up to a thousand. */
  changed: z.int(),
  /** Tasks answered twice or more so far; figures come from the first on. */
  doubled: z.int(),
  /** Some tasks get a second answer by the settings. */
  asksTwo: z.boolean(),
  /** Which method the figures rest on, and why it was chosen. */
  method: z.strictObject({ name: z.string(), why: z.string(), numbers: z.record(z.string(), z.number()) }).nullable(),
  /** Share of boxes two people agree on (same label, IoU from one half up), or of texts. */
  agreement: Figure.nullable(),
  trend: z.enum(["rises", "falls", "level"]).nullable(),
  agreementByDay: z.array(DayFigure),
  /** Krippendorff's alpha over matched regions with "absent" as a category; null where undefined. */
  alpha: Figure.nullable(),
  cer: Figure.nullable(),
  secondLook: Figure.nullable(),
  secondLookByDay: z.array(DayFigure),
  /** Days on which a guideline version came into force. */
  guidelines: z.array(z.strictObject({ day: Day, version: z.int() })),
  byLabel: z.array(z.strictObject({ label: LabelId, ...Figure.shape })),
  /** Reasons for opinions: the share of opinions each was given with, and the mean grade of those (null: grades are no numbers). */
  byTag: z.array(z.strictObject({ tag: z.string(), given: Figure, grade: z.number().nullable() })),
  confusion: Confusion.nullable(),
  sizes: z.array(SizeFound),
  /** The size in pixels under which more than one in ten is missed; null where people find all sizes. */
  missUnder: z.number().nullable(),
  /** What reviewers gave as reason, by clause of the guideline (null: no clause speaks of it). */
  clauses: z.array(z.strictObject({ clause: z.string().nullable(), code: DecisionReason.shape.code, count: z.int() })),
  /** Answers asked against a fixed overlap of `most`; what the audit says stopping early costs. Null while it is off. */
  saved: z.strictObject({ used: z.int(), fixed: z.int(), audited: z.int(), error: Figure.nullable() }).nullable(),
  /** Confidence that is shown against how often it was right, where gold tells; null without gold. */
  calibration: z.strictObject({ ece: z.number(), temperature: z.number(), n: z.int() }).nullable(),
  people: z.array(PersonFigure),
  /** Decisions of reviewers that a second look did not share, and how far apart they were (0 spelling … 1 another thing). */
  reviewers: z.array(
    z.strictObject({ who: z.string(), items: z.int(), error: Figure.nullable(), severity: Figure.nullable() }),
  ),
})
export type Quality = z.infer<typeof Quality>

/** Where a task with a known answer stands. */
export const GoldState = z.enum(["active", "try_out", "trial", "retired"])
export type GoldState = z.infer<typeof GoldState>
const GoldRow = z.strictObject({
  asset: AssetId,
  name: z.string(),
  thumbnail: z.string(),
  state: GoldState,
  source: z.enum(["file", "hand", "review"]),
  /** People who answered it, and how many within tolerance. */
  asked: z.int(),
  right: z.int(),
  /** Probability that the known answer is wrong, from what trusted people answered; in [0, 1]. */
  doubt: z.number(),
})
/** Which gold to list, by its states, one page at a time; no state means all. */
export const GoldListInput = z.strictObject({
  project: ProjectSlug,
  states: z.array(GoldState).max(4),
  cursor: Cursor,
  limit: Limit,
})
/** A page of gold with the counts of all of it; `next` is null on the last. */
export const GoldList = z.strictObject({
  rows: z.array(GoldRow),
  next: Cursor,
  counts: z.record(GoldState, z.int()),
  /** Share of tasks drawn as gold now: least and most over people. */
  rate: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  /**
   * Gold in force that is not drawn now, because people begin with a model's proposals and it has none: its empty beginning
   * would tell it from other tasks. `set`: whose proposals, where one set proposes by itself. Null where all gold is drawn.
   */
  paused: z
    .strictObject({
      pictures: z.int(),
      of: z.int(),
      set: z.strictObject({ id: z.int(), name: z.string() }).nullable(),
    })
    .nullable(),
})
export type GoldList = z.infer<typeof GoldList>
/** From settled pictures: their kept answer becomes the known one. `answer` gives another one by hand (one picture only). */
export const GoldMake = z.strictObject({
  project: ProjectSlug,
  assets: z.array(AssetId).min(1).max(1_000),
  as: z.enum(["active", "try_out"]),
  answer: AnnotationBody.nullable(),
})
/** How many tasks changed as asked, and how many could not and were left. */
export const GoldMade = z.strictObject({ made: z.int(), skipped: z.int() })
/** Gives gold of these pictures another state; `none` makes them ordinary tasks again. */
export const GoldChange = z.strictObject({
  project: ProjectSlug,
  assets: z.array(AssetId).min(1).max(1_000),
  to: z.enum(["active", "try_out", "retired", "none"]),
})
/** The known answer against what people gave, for one on trial. Names are never on it. */
export const GoldTrialInput = z.strictObject({ project: ProjectSlug, asset: AssetId })
/** The known answer of gold on trial beside what people gave, without names; `doubt` is in [0, 1]. */
export const GoldTrial = z.strictObject({
  asset: AssetId,
  name: z.string(),
  size: Size,
  media: Media,
  ontology: Ontology,
  known: AnnotationBody,
  people: AnnotationBody,
  asked: z.int(),
  doubt: z.number(),
})
/** `people`: the known answer was wrong; theirs, or `answer`, is kept and everybody hit is corrected. */
export const GoldVerdict = z.strictObject({
  project: ProjectSlug,
  asset: AssetId,
  verdict: z.enum(["known", "people", "answer"]),
  answer: AnnotationBody.nullable(),
})
/** How many answers were graded anew. */
export const GoldVerdictDone = z.strictObject({ corrected: z.int() })

/** By what a picture of a file of predictions was known: its SHA-256, the number that our exports give it, the id that its own
 * file gave it, its path, its file name, its name without ending. */
export const MatchedBy = z.enum(["content", "number", "id", "path", "name", "stem"])
export type MatchedBy = z.infer<typeof MatchedBy>
/** Why a picture of such a file is none of the project's; `several`: more than one could be meant. */
export const Unmatched = z.enum(["number_unknown", "name_unknown", "several"])
export type Unmatched = z.infer<typeof Unmatched>
/** How the pictures and labels of a file of predictions were found, and what was not. */
export const Matching = z.strictObject({
  by: z.array(z.strictObject({ by: MatchedBy, pictures: z.int() })),
  /** Pictures of the file that were not found, with some of their names or numbers. */
  unmatched: z.array(z.strictObject({ why: Unmatched, pictures: z.int(), examples: z.array(z.string()) })),
  /** Boxes that were left out because the project has no such label, by what the file calls it. */
  labels: z.array(z.strictObject({ name: z.string(), boxes: z.int() })),
  /** Categories were counted from 0, as YOLO does: 0 is the project's first label. */
  fromZero: z.boolean(),
})
export type Matching = z.infer<typeof Matching>

/** Which pictures models are scored on: all that is settled, or those of a frozen version or of a part of it. */
export const ScoredOn = z.strictObject({ version: z.int().positive().nullable(), part: z.string().nullable() })
export type ScoredOn = z.infer<typeof ScoredOn>

/** Predictions of a model for the pictures of a project. */
export const PredictionSet = z.strictObject({
  id: z.int(),
  name: z.string(),
  state: z.enum(["reading", "ready", "failed"]),
  error: z.string().nullable(),
  madeAtMs: Millis,
  by: z.string(),
  pictures: z.int(),
  /** Pictures of its file that are not here. */
  unmatched: z.int(),
  /** Null where it was read by an earlier program. */
  matching: Matching.nullable(),
  regions: z.int(),
  /** Pictures of the project without a settled answer that the set covers. */
  coversOpen: z.int(),
  scoredAtMs: Millis.nullable(),
  /** Settled pictures that it speaks of, of those that all sets are scored on. */
  scored: z.int(),
  /** False while the figures do not know the latest answers and decisions: they are being computed, or soon will be. */
  fresh: z.boolean(),
  /** AP over IoU 0.50:0.95, at 0.50 and at 0.75; null before it was scored or where nothing is settled. */
  ap: z.number().nullable(),
  ap50: z.number().nullable(),
  ap75: z.number().nullable(),
  suspects: z.int(),
})
export type PredictionSet = z.infer<typeof PredictionSet>
const Progress = z.strictObject({ done: z.int(), total: z.int() })
/** Which pictures all sets are scored on, and on which they could be. */
export const Scoring = z.strictObject({
  on: ScoredOn,
  /** Somebody chose it; otherwise it is what the program would choose. */
  isChosen: z.boolean(),
  choices: z.array(z.strictObject({ on: ScoredOn, pictures: z.int().nullable() })),
  /** How far the computation is; null while none is queued or runs. */
  computing: Progress.nullable(),
})
export type Scoring = z.infer<typeof Scoring>
/** On which pictures models are scored from now on; null goes back to the studio's own choice. */
export const ScoreOnInput = z.strictObject({ project: ProjectSlug, on: ScoredOn.nullable() })
/** The sets of predictions of a project and on which pictures they are scored; `settled` and `open` count tasks. */
export const PredictionSets = z.strictObject({
  sets: z.array(PredictionSet),
  settled: z.int(),
  open: z.int(),
  scoring: Scoring,
})
/** The file was uploaded as a batch first (as imports are). */
export const PredictionsStart = z.strictObject({
  project: ProjectSlug,
  batch: z.uuid(),
  name: storableText(120).min(1),
})
/** Names what a model said, by its number within a project. */
export const PredictionSetId = z.strictObject({ project: ProjectSlug, set: z.int() })
/** One likely error of a final answer, as a model sees it; `place` is in image pixels. */
export const Suspect = z.strictObject({
  id: z.int(),
  asset: AssetId,
  name: z.string(),
  size: Size,
  media: Media,
  kind: z.enum(["missing", "extra", "label", "place"]),
  place: Box,
  settled: Region.nullable(),
  predicted: Region.nullable(),
  /** How sure the model is, in [0, 1]. */
  score: z.number(),
  state: z.enum(["open", "sent", "dismissed"]),
})
export type Suspect = z.infer<typeof Suspect>
/** Which suspects to list, one page at a time. */
export const SuspectsInput = z.strictObject({
  ...PredictionSetId.shape,
  kinds: z.array(Suspect.shape.kind).max(4),
  states: z.array(Suspect.shape.state).max(3),
  cursor: Cursor,
  limit: Limit,
})
/** A page of suspects, the likeliest first; `next` is null on the last. */
export const Suspects = z.strictObject({ rows: z.array(Suspect), next: Cursor, total: z.int(), ontology: Ontology })
/** Sends suspects to review, dismisses them, or opens dismissed ones again. */
export const SuspectsAct = z.strictObject({
  ...PredictionSetId.shape,
  suspects: z.array(z.int()).min(1).max(1_000),
  act: z.enum(["review", "dismiss", "reopen"]),
})
/** How many of the named suspects changed their state. */
export const SuspectsDone = z.strictObject({ changed: z.int() })
/** By what regions of a model and final ones were compared: their lines, their boxes, or lines where both have one. */
const ComparedBy = z.enum(["outline", "box", "mixed"])
/** One set against the settled answers. */
export const PredictionScores = z.strictObject({
  set: PredictionSet,
  scoring: Scoring,
  ontology: Ontology,
  pictures: z.int(),
  /** With how many regions of each side are boxes alone. */
  compared: z.strictObject({ by: ComparedBy, goldBoxes: z.int(), foundBoxes: z.int() }),
  /** The twelve numbers of the COCO evaluation in its order; -1 where undefined. */
  numbers: z.array(z.number()),
  byLabel: z.array(z.strictObject({ label: LabelId, ap: z.number(), ap50: z.number(), settled: z.int() })),
  /** Scores from here up count in confusion, extras and worst: the one with the best F1 at IoU 0.5. */
  threshold: z.number(),
  confusion: Confusion,
  /** Found by the model and not settled, by label (the row "nothing" of the confusion). */
  extras: z.array(z.int()),
  worst: z.array(
    z.strictObject({ asset: AssetId, name: z.string(), thumbnail: z.string(), missed: z.int(), extra: z.int() }),
  ),
})
export type PredictionScores = z.infer<typeof PredictionScores>
/** Open tasks in the order in which the model is least sure; `first` undoes it (order of number). */
export const OrderBy = z.strictObject({ project: ProjectSlug, set: z.int().nullable() })
/** How many open tasks of the queue stand in another order now. */
export const Ordered = z.strictObject({ tasks: z.int() })

/** Of which proposals gains are told: of one set alone, or of all. */
export const GainsInput = z.strictObject({ project: ProjectSlug, set: z.int().optional() })
/** A figure with its interval of 95 %. */
const Estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })
const Arms = z.strictObject({ with: Estimate.nullable(), without: Estimate.nullable() })
/** What proposals spoil: which of a model's mistakes people keep, and what they miss. */
const ProposalMistakes = z.strictObject({
  /** Wrong proposals in answers that a reviewer or a known answer judged, and those of them that people kept. */
  copied: z.strictObject({ wrong: z.int(), kept: z.int(), share: Estimate.nullable() }),
  /** Share of the final regions that answers lack. */
  missed: Arms,
})
/**
 * What proposals save and spoil: answers whose tasks came with them beside those of tasks drawn to come without. An estimate is null
 * while there are fewer than `least` on either side.
 */
export const ProposalGains = z.strictObject({
  least: z.int(),
  /** Share of the tasks that come without, as the project has it now. */
  without: z.number(),
  answers: z.strictObject({ with: z.int(), without: z.int() }),
  /** Seconds of active time that an answer takes, on average. */
  seconds: Arms,
  /** Share of the time that proposals save the same person; below 0 where they cost time. */
  saved: Estimate.nullable(),
  ...ProposalMistakes.shape,
  /** The same by label, those first of whose wrong proposals most were kept. */
  labels: z.array(z.strictObject({ label: LabelId, ...ProposalMistakes.shape })),
  /** Proposals by tenths of their scores, the highest first: those that were right, and wrong ones that people kept. */
  scores: z.array(
    z.strictObject({
      from: z.number(),
      proposed: z.int(),
      right: Estimate.nullable(),
      copied: ProposalMistakes.shape.copied,
    }),
  ),
  /** From which score on proposals are drawn solid in the project. */
  solidFrom: z.number(),
  ontology: Ontology,
  /** The model and its version, where one set of predictions was asked for. */
  model: z.string().nullable(),
})
export type ProposalGains = z.infer<typeof ProposalGains>
