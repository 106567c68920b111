import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"
import type { Flag } from "./flag.ts"
import type {
  AuditState,
  GoldSource,
  SetState,
  StoredGoldState,
  StoredSource,
  SuspectKind,
  SuspectState,
} from "./states.ts"

// Tables that watch over quality, as stored: see schema.ts for the rules of all tables.

/** A task whose right answer is known beforehand. The answer here is the known one, also while the task is on trial. */
export interface GoldTable {
  project_id: number
  task_id: TaskNumber
  state: StoredGoldState
  source: GoldSource
  /** JSON AnnotationBody. */
  answer: string
  answer_sha256: string
  /** Its number among the project's gold, from 0: where the walk of a person finds it. */
  place: number
  asked: number
  /** Answers within tolerance. */
  hits: number
  /** Probability in millionths that the known answer is wrong. */
  doubt_ppm: number
  made_by: number | null
  made_at_ms: number
  changed_at_ms: number
  /** 1 when answers came that were not compared yet. */
  dirty: Generated<Flag>
}
/** How often a person draws gold (millionths), and what is left of the try-out. */
export interface GoldAllocationTable {
  project_id: number
  person_id: number
  rate_ppm: number
  try_out_left: number
  try_out_passed: number
}

/** One answer to gold, compared with the known one. */
export interface GoldAnswerTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  /** Revision of the answer that was compared. */
  revision: number
  /** As of the assignment; training is no evidence about the person: they were learning. */
  drawn: StoredSource
  passed: Flag
  /** JSON Record<competence, {right, wrong}>. */
  evidence: string
  at_ms: number
}

/** One row a project: the length of its gold walk, the reliability model in force, the figures last computed. */
export interface QualityStateTable {
  project_id: number
  /** Numbers that gold has had (`gold.place` is below it). */
  gold_places: Generated<number>
  /** JSON of the fitted model of people. */
  model: string | null
  /** Rises with each fit; 0 before the first. */
  model_version: number
  /** JSON of what the quality page shows. */
  figures: string | null
  computed_at_ms: number | null
  /** Submissions in the project when they were computed. */
  answers_then: number
  /** JSON ScoredOn that somebody chose for all models; null: what the program would choose. */
  score_on: Generated<string | null>
}
export interface PersonQualityTable {
  project_id: number
  person_id: number
  /** JSON: evidence and intervals by competence. */
  body: string
  items: number
  changed_at_ms: number
}
/** The risk of a task's answer and what adaptive overlap did with it. */
export interface TaskQualityTable {
  project_id: number
  task_id: TaskNumber
  risk_ppm: number
  model_version: number
  /** People added beyond the start. */
  asked_more: number
  stopped: Flag
  /** Goes on to full overlap to measure what stopping early costs. */
  audited: Flag
  /** JSON AnnotationBody when it would have stopped; only for audited ones. */
  early_answer: string | null
  changed_at_ms: number
}

/** Open differences by what they have in common: groups that a reviewer decides together. */
export interface SimilarTable {
  project_id: number
  alike: string
  task_id: TaskNumber
  difference_id: string
  /** The label of what differs; "" where there is none. */
  label: string
  /** `a` or `b`: the side that most weight is on; "" where both weigh the same. */
  lead: string
}

/** A filed review that somebody else decides again without seeing the first decisions. */
export interface ReviewAuditTable {
  project_id: number
  task_id: TaskNumber
  /** JSON ReviewBody. */
  body: string
  /** JSON Record<DifferenceId, Decision>. */
  first_decisions: string
  first_by: number
  decisions: string
  decided_order: string
  revision: number
  open: number
  differences: number
  reviewer_id: number | null
  reserved_until_ms: number
  state: AuditState
  /** Decisions that came out the same, and how far the others are apart in all (millionths, 0 … differences × 10⁶). */
  same: number
  severity_ppm: number
  made_at_ms: number
  filed_by: number | null
  filed_at_ms: number | null
}

export interface PredictionSetTable {
  project_id: number
  id: number
  name: string
  format: string
  state: SetState
  error: string | null
  pictures: number
  unmatched: number
  regions: number
  suspects: number
  /** JSON of the scores against the settled answers. */
  scores: string | null
  scored_at_ms: number | null
  made_by: number
  made_at_ms: number
  /** 1 when people begin with what it found. */
  proposes: Flag
  /** JSON Matching: by what the file's pictures were found, and what was not. */
  matching: Generated<string | null>
  /** When the answers that the scores rest on began to be read, and which pictures they are (JSON ScoredOn). */
  scored_from_ms: Generated<number | null>
  scored_on: Generated<string | null>
}
export interface PredictionTable {
  project_id: number
  set_id: number
  task_id: TaskNumber
  /** JSON: regions with their scores. */
  body: string
  /** How unsure the model is of the picture, in millionths. */
  doubt_ppm: number
}
export interface SuspectTable {
  project_id: number
  set_id: number
  id: number
  task_id: TaskNumber
  kind: SuspectKind
  score_ppm: number
  state: SuspectState
  /** JSON: place, settled and predicted region. */
  body: string
}

/** The whole number that exports call a picture by, for good. */
export interface PictureNumberTable {
  project_id: number
  asset_id: AssetNumber
  number: number
}
