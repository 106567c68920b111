import type { AssetNumber, NameMode, ProjectKind, ProjectState, TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"
import type { AuthAccountTable, AuthSessionTable, AuthUserTable } from "./auth.ts"
import type { AssetTagTable, ProposalTable, SavedViewTable, UndoPartTable, UndoTable } from "./browse.ts"
import type { ChainTables } from "./chain.ts"
import type { ContentTables } from "./content.ts"
import type { DecisionTables } from "./decisions.ts"
import type { Flag } from "./flag.ts"
import type { ImportAnswerTable, ImportLineTable, ImportTable, LabelMemoryTable, LinkedFileTable } from "./ingest.ts"
import type { LearningTables } from "./learning.ts"
import type { LedgerTables } from "./ledger.ts"
import type { MentorTables } from "./mentors.ts"
import type { ModelAskTable, ModelServerTable } from "./models.ts"
import type { OmbudTables } from "./ombud.ts"
import type { PayTables } from "./pay.ts"
import type { ProgressTables } from "./progress.ts"
import type {
  GoldAllocationTable,
  GoldAnswerTable,
  GoldTable,
  PersonQualityTable,
  PictureNumberTable,
  PredictionSetTable,
  PredictionTable,
  QualityStateTable,
  ReviewAuditTable,
  SimilarTable,
  SuspectTable,
  TaskQualityTable,
} from "./quality.ts"
import type { QuestionTables } from "./questions.ts"
import type { RecordTables } from "./records.ts"
import type { RequesterTables } from "./requester.ts"
import type { ReviewActTables } from "./reviewActs.ts"
import type { JobState, LinkKind, ReviewState, StoredMedium, StoredPyramid } from "./states.ts"
import type { TimeTables } from "./time.ts"
import type { VersionBodyTable, VersionFactTable, VersionItemTable, VersionTable } from "./versions.ts"
import type { WorkTables } from "./work.ts"

/**
 * Rows exactly as stored, using only what both engines share: text, 64-bit integer (number here), real.
 * Times are milliseconds in `…_ms`; flags are 0/1; JSON is text. Every table of a project starts its key with the project.
 */

interface OrganisationTable {
  id: Generated<number>
  name: string
}

/** Settings of the installation by name (address, reach, nightly backup, set-up done). JSON text. */
interface SettingTable {
  name: string
  value: string
}

export interface PersonTable {
  id: Generated<number>
  organisation_id: number
  /** better-auth's user; null for the import author and for erased people. */
  auth_user_id: string | null
  name: string
  email: string | null
  is_operator: Flag
  is_active: Flag
  /** JSON of Preferences. */
  preferences: string
  made_at_ms: number
  last_seen_ms: number | null
}

/** One-time and limited links: set-up, invitation, reset, sample person. Only the hash of the secret is stored. */
export interface LinkTable {
  id: Generated<number>
  kind: LinkKind
  secret_sha256: string
  project_id: number | null
  person_id: number | null
  name: string
  email: string | null
  /** JSON array of roles. */
  roles: string
  is_operator: Flag
  made_by: number | null
  made_at_ms: number
  ends_at_ms: number
  max_uses: number
  uses: number
  withdrawn: Flag
}

interface TokenTable {
  id: Generated<number>
  secret_sha256: string
  person_id: number
  name: string
  /** JSON array of scopes. */
  scopes: string
  made_at_ms: number
  last_used_at_ms: number | null
  ends_at_ms: number | null
  project_id: Generated<number | null>
}

export interface ProjectTable {
  id: Generated<number>
  organisation_id: number
  slug: string
  name: string
  kind: ProjectKind
  names: NameMode
  state: ProjectState
  /** JSON of ProjectSettings. */
  settings: string
  /** JSON of ProjectDraft while the wizard is open. */
  draft: string | null
  /** JSON of ContentReports: what people reported that nobody answered; null while there never was any. */
  content_reported: Generated<string | null>
  /** Copies for the hot path. */
  lease_ttl_ms: number
  paused: Flag
  ontology_version: number
  guideline_version: number
  /** Next place in the queue; only ever grows. */
  next_seq: number
  next_asset: number
  next_version: number
  made_by: number
  made_at_ms: number
  archived_at_ms: number | null
  deleted_at_ms: number | null
}

export interface MemberTable {
  project_id: number
  person_id: number
  is_owner: Flag
  is_reviewer: Flag
  is_annotator: Flag
  pseudonym: string
  paused: Flag
  paused_reason: string
  /** Guideline version whose conditions were accepted; 0 for none. */
  accepted_version: number
  /** JSON of the classes of content that they said yes to; null for somebody who never said anything. */
  content_yes: Generated<string | null>
  joined_at_ms: number
  last_seen_ms: number | null
}

/** Rises, by triggers, with each change of who may do what in a project and who draws from where; absent is 0. */
interface AccessVersionTable {
  project_id: number
  version: number
}

interface GroupTable {
  project_id: number
  id: number
  name: string
}
interface GroupMemberTable {
  project_id: number
  group_id: number
  person_id: number
}

interface OntologyVersionTable {
  project_id: number
  version: number
  body: string
  made_by: number
  made_at_ms: number
}
interface GuidelineVersionTable {
  project_id: number
  version: number
  markdown: string
  note: string
  made_by: number
  made_at_ms: number
}

/** A picture that was given to a project for its guideline. */
interface GuidelinePictureTable {
  project_id: number
  sha256: string
  added_at_ms: number
}

/** A picture of a project. `problem` is null for readable ones; unreadable ones have no task. */
export interface AssetTable {
  project_id: number
  id: AssetNumber
  name: string
  /** Lower-cased name for search. */
  search: string
  sha256: string
  media_type: string
  bytes: number
  width: number | null
  height: number | null
  /** The copy that EXIF turned upright (JPEG); null when the original is upright. */
  upright_sha256: string | null
  preview_sha256: string | null
  thumbnail_sha256: string | null
  /** All tiles of a large picture in one file. */
  pyramid_sha256: Generated<string | null>
  pyramid: Generated<StoredPyramid>
  /** Of a recording; null for everything else, as all columns down to `sound`. */
  duration_ms: Generated<number | null>
  sample_rate: Generated<number | null>
  channels: Generated<number | null>
  /** How high its wave goes, in one file. */
  peaks_sha256: Generated<string | null>
  /** The copy of it that is played. */
  playable_sha256: Generated<string | null>
  /** JSON {codec, decodedBy, notes, playableBytes}. */
  sound: Generated<string | null>
  /** What it is to whoever works on it. */
  medium: Generated<StoredMedium>
  /** Of a video JSON {codec, sound, notes, blanks}, of a text JSON {words}; null for everything else. */
  media: Generated<string | null>
  /** JSON {code, detail} or null. */
  problem: string | null
  /** What the file brought and formats carry along: JSON {foreignId?, foreign?}. */
  foreign: string | null
  import_id: number | null
  made_at_ms: number
  /** The document that it is a page of, and which page, from 0. */
  document: string | null
  page: number | null
  /** When it was deleted; null while it is there. Kept 30 days, then `removed`: its bytes are gone, its row stays. */
  deleted_at_ms: Generated<number | null>
  removed: Generated<Flag>
}

/** Differences of a disputed task with the decisions made so far. */
interface ReviewTable {
  project_id: number
  task_id: TaskNumber
  /** JSON: letters by person id, settled part, differences. */
  body: string
  /** JSON Record<DifferenceId, Decision>. */
  decisions: string
  /** JSON array of difference ids in the order decided, for undo. */
  decided_order: string
  revision: number
  open: number
  differences: number
  /** Sorted kinds and labels for filters: ` text place `. */
  kinds: string
  labels: string
  reviewer_id: number | null
  reserved_until_ms: number
  /** Place in the queue: kinds ordered by what a decision changes. */
  rank: number
  state: ReviewState
  filed_by: number | null
  filed_at_ms: number | null
}

/** Table queue for long work; workers take them one at a time. */
interface JobTable {
  id: Generated<number>
  project_id: number | null
  kind: string // import | export | backup | …
  /** JSON. */
  input: string
  state: JobState
  done: number
  total: number
  tries: number
  error: string | null
  /** JSON. */
  output: string | null
  made_by: number | null
  made_at_ms: number
  started_at_ms: number | null
  ended_at_ms: number | null
  /** Written so far by a job that makes a file. */
  bytes: Generated<number>
}

/** Who did what when. `what` is a code, `detail` JSON of ids and numbers. Append-only. */
interface ActivityTable {
  id: Generated<number>
  project_id: number | null
  person_id: number | null
  at_ms: number
  what: string
  task_id: TaskNumber | null
  detail: string
}

/** Tables of topics that have files of their own. */
type TopicTables = ChainTables &
  TimeTables &
  QuestionTables &
  ReviewActTables &
  RecordTables &
  WorkTables &
  LedgerTables &
  PayTables &
  DecisionTables &
  RequesterTables &
  LearningTables &
  MentorTables &
  ProgressTables &
  OmbudTables &
  ContentTables

export interface Database extends TopicTables {
  auth_user: AuthUserTable
  auth_account: AuthAccountTable
  auth_session: AuthSessionTable
  organisation: OrganisationTable
  setting: SettingTable
  person: PersonTable
  link: LinkTable
  token: TokenTable
  project: ProjectTable
  member: MemberTable
  access_version: AccessVersionTable
  person_group: GroupTable
  person_group_member: GroupMemberTable
  ontology_version: OntologyVersionTable
  guideline_version: GuidelineVersionTable
  guideline_picture: GuidelinePictureTable
  asset: AssetTable
  review: ReviewTable
  version: VersionTable
  version_item: VersionItemTable
  version_body: VersionBodyTable
  version_fact: VersionFactTable
  import: ImportTable
  job: JobTable
  activity: ActivityTable
  undo: UndoTable
  undo_part: UndoPartTable
  gold: GoldTable
  gold_draw: GoldAllocationTable
  gold_answer: GoldAnswerTable
  quality_state: QualityStateTable
  person_quality: PersonQualityTable
  task_quality: TaskQualityTable
  alike: SimilarTable
  second_look: ReviewAuditTable
  picture_number: PictureNumberTable
  prediction_set: PredictionSetTable
  prediction: PredictionTable
  suspect: SuspectTable
  model_server: ModelServerTable
  model_ask: ModelAskTable
  import_line: ImportLineTable
  import_answer: ImportAnswerTable
  label_memory: LabelMemoryTable
  linked_file: LinkedFileTable
  asset_tag: AssetTagTable
  saved_view: SavedViewTable
  proposal: ProposalTable
}
