import type { AssetNumber, ResolvedBy, TaskNumber, TaskState } from "@justesse/types"
import type { Generated } from "kysely"
import type { Flag } from "./flag.ts"
import type { Mark, Outcome, StoredAssignmentState, StoredQuestion, StoredSource } from "./states.ts"

/** Priority, reservation and eligibility of a part of the queue. Tier 1 of each project: priority 0, for everybody. */
interface TierTable {
  project_id: number
  id: number
  priority: number
  person_id: number | null
  group_id: number | null
}

/** Hot and narrow. `open_slots` = overlap − live leases − counted submissions; `is_open` = 1 while open_slots > 0 and not excluded. */
interface TaskTable {
  project_id: number
  id: TaskNumber
  /** The picture that it is about; null for one that shows none. A picture may have several tasks. */
  asset_id: AssetNumber | null
  tier: number
  seq: number
  is_open: Flag
  open_slots: number
  overlap: number
  submitted: number
}

/** What a task is about beside its picture. Most tasks have no row. */
interface TaskAboutTable {
  project_id: number
  task_id: TaskNumber
  /** JSON TaskAbout. */
  body: string
  /** What it was made of: nothing becomes two tasks. */
  origin: string | null
  /** The other picture of a task about two, as its body says. */
  second_id: Generated<AssetNumber | null>
}

/** The last final answer of a check that the project which it comes from has heard of. */
interface CheckResultTable {
  project_id: number
  task_id: TaskNumber
  answer_sha256: string
  at_ms: number
}

/** Where a task stands, apart from the hot row. One row a task. */
export interface TaskStateTable {
  project_id: number
  task_id: TaskNumber
  state: TaskState
  settled_by: ResolvedBy | null
  settled_at_ms: number | null
  /** JSON AnnotationBody of the kept answer. */
  answer: string | null
  answer_sha256: string | null
  /** JSON RegionProvenance[]. */
  provenance: string | null
  /** JSON TaskAgreement. */
  agreement: string | null
  /** The same as one figure in millionths, for filters. */
  agreement_ppm: Generated<number | null>
  /** Answers changed since the task was looked at, see `markAfter`. */
  dirty: Mark
  differences: number
  /** Labels of the kept answer for filters: ` car sign ` with blanks around each. */
  labels: string
  /** Lower-cased texts of the kept answer for search. */
  texts: string
  regions: number
  nothing_here: Flag
  changed_at_ms: number
}

/** Every contact of a person with a task, for ever: never-twice rule, skip rule, evidence trail. */
interface AssignmentTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  /** UUID; the only name of it outside. */
  public_id: string
  state: StoredAssignmentState
  fence: number
  leased_at_ms: number
  expires_at_ms: number
  active_ms: number
  /** Latest submitted revision, 0 for none. */
  revision: number
  /** 1 while it occupies a slot of the overlap: a lease in hand or a counted submission. 0: extra, or given back. */
  counted: Flag
  skip_reason: string | null
  skip_note: string | null
  /** JSON DecisionReason when a reviewer sent it back; null otherwise. */
  sent_back: string | null
  ontology_version: number
  guideline_version: number
  /** What became of it once the task is final; null before. */
  fate: Outcome | null
  /** Where it comes from. Never on an annotator's wire, except training (I5). */
  drawn: Generated<StoredSource>
  /** What it has to do with a question of its person. */
  question: Generated<StoredQuestion>
  /** The work session in which it was leased last; null for one that was leased before there were sessions. */
  session_id: Generated<number | null>
  /** How it was chosen for its person when it was leased last, see `Choice`; null for one that was leased before this was kept. */
  why: Generated<string | null>
  changed_at_ms: number
}

interface DraftTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  revision: number
  body: string
  saved_at_ms: number
}

/** Immutable (I2). A correction is a new row with the next revision. */
interface SubmissionTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  revision: number
  /** Client-made UUID, unique. */
  public_id: string
  counted: Flag
  body: string
  body_sha256: string
  ontology_version: number
  guideline_version: number
  active_ms: number
  regions: number
  stored_at_ms: number
}

/** What became of a model's proposals in an answer. */
interface AnswerProposalsTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  revision: number
  /** 1: the task was handed out without those that it has; the rest is 0 then. */
  withheld: Flag
  taken: number
  changed: number
  refused: number
  untouched: number
  /** JSON {taken, changed}: ids of regions of the answer; empty where there are none. */
  regions: string
  /** The set of predictions that proposed, or would have; null in rows from before that was known. */
  set_id: Generated<number | null>
}

/** Everything open at or below `seq` was met by that person, for ever. */
interface QueueCursorTable {
  project_id: number
  person_id: number
  tier: number
  seq: number
}

interface PersonCounterTable {
  project_id: number
  person_id: number
  leased: number
  submitted: number
  skipped: number
  active_ms: number
}

/** Active time by UTC quarter of an hour, so that days can be cut on anybody's calendar. */
interface ActiveTimeTable {
  project_id: number
  person_id: number
  /** Floor of the UTC time to 15 minutes. */
  slot_ms: number
  active_ms: number
  tasks: number
}

/** Crediting state of a person, all tabs and devices together (JSON of work's ActiveTimeState). */
interface ActiveStateTable {
  person_id: number
  state: string
}

export interface WorkTables {
  tier: TierTable
  task: TaskTable
  task_state: TaskStateTable
  assignment: AssignmentTable
  draft: DraftTable
  submission: SubmissionTable
  answer_proposals: AnswerProposalsTable
  task_about: TaskAboutTable
  check_result: CheckResultTable
  queue_cursor: QueueCursorTable
  person_counter: PersonCounterTable
  active_time: ActiveTimeTable
  active_state: ActiveStateTable
}
