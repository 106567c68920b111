import { SOURCE } from "../schema/states.ts"

/** How a table in which people are named is told to the one who is named. */
export interface GivenTable {
  readonly table: string
  /** Under which name, where two kinds of rows of one table are told. */
  readonly name?: string
  /** Columns that name a person. */
  readonly by: readonly string[]
  /** Its primary key, by which pages follow each other. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** Its rows are of a project, which is told by its address. */
  readonly project?: boolean
  /** Its rows are of a task: told as the person's own assignment, which is the only name of it that they know. `theirs`: all such rows are. */
  readonly task?: "theirs" | "maybe"
  /** SQL over `t`: which rows may be told. The others could tell which tasks are gold, or whose decisions are audited (I5). */
  readonly only?: string
  /** The columns of {@link by} name the account of the sign-in library. */
  readonly byAccount?: boolean
  /** What of a row may be told, where that is not whole columns. */
  readonly tell?: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** Skills as last computed; what was measured by gold alone would tell which tasks were (I5). */
const skillsOf = ({ body, ...row }: Readonly<Record<string, unknown>>) => ({
  ...row,
  skills: JSON.stringify(JSON.parse(String(body)).skills ?? null),
})

const ROW_OF_TASK = ["project_id", "task_id", "person_id"] as const
const RETIRED = `exists (select 1 from gold g where g.project_id = t.project_id and g.task_id = t.task_id and g.state = 'retired')`

/**
 * Every table that refers to people, and what its rows tell them. A test goes through the schema: a table or a column that names a
 * person and stands neither here nor in {@link KEPT_BACK} fails it (TRA-2).
 */
export const GIVEN: readonly GivenTable[] = [
  {
    table: "person",
    by: ["id"],
    key: ["id"],
    columns: ["id", "name", "email", "is_operator", "is_active", "preferences", "made_at_ms", "last_seen_ms"],
  },
  {
    table: "member",
    by: ["person_id"],
    key: ["project_id", "person_id"],
    project: true,
    columns: [
      ...["is_owner", "is_reviewer", "is_annotator", "pseudonym", "paused", "paused_reason"],
      ...["accepted_version", "joined_at_ms", "last_seen_ms"],
    ],
  },
  {
    table: "person_group_member",
    by: ["person_id"],
    key: ["project_id", "group_id", "person_id"],
    project: true,
    columns: ["group_id"],
  },
  { table: "tier", by: ["person_id"], key: ["project_id", "id"], project: true, columns: ["priority"] },
  {
    table: "assignment",
    by: ["person_id"],
    key: ROW_OF_TASK,
    project: true,
    columns: [
      ...["public_id", "state", "leased_at_ms", "expires_at_ms", "active_ms", "revision", "counted"],
      ...["skip_reason", "skip_note", "sent_back", "ontology_version", "guideline_version", "fate"],
      ...["question", "changed_at_ms"],
    ],
  },
  {
    table: "submission",
    by: ["person_id"],
    key: [...ROW_OF_TASK, "revision"],
    project: true,
    task: "theirs",
    columns: [
      ...["public_id", "revision", "counted", "body", "body_sha256", "ontology_version", "guideline_version"],
      ...["active_ms", "regions", "stored_at_ms"],
    ],
  },
  {
    table: "draft",
    by: ["person_id"],
    key: ROW_OF_TASK,
    project: true,
    task: "theirs",
    columns: ["revision", "body", "saved_at_ms"],
  },
  {
    table: "answer_proposals",
    by: ["person_id"],
    key: [...ROW_OF_TASK, "revision"],
    project: true,
    task: "theirs",
    columns: ["revision", "taken", "changed", "refused", "untouched", "regions"],
    // What their page sent itself; a row of nothing says how the task was handed out.
    only: "t.taken + t.changed + t.refused + t.untouched > 0",
  },
  {
    table: "person_counter",
    by: ["person_id"],
    key: ["project_id", "person_id"],
    project: true,
    columns: ["leased", "submitted", "skipped", "active_ms"],
  },
  {
    table: "active_time",
    by: ["person_id"],
    key: ["project_id", "person_id", "slot_ms"],
    project: true,
    columns: ["slot_ms", "active_ms", "tasks"],
  },
  { table: "active_state", by: ["person_id"], key: ["person_id"], columns: ["state"] },
  {
    table: "time_entry",
    by: ["person_id"],
    key: ["id"],
    project: true,
    task: "maybe",
    columns: ["slot_ms", "credited_ms", "at_ms", "ticks_sha256", "ticks"],
  },
  {
    table: "time_prune",
    by: ["person_id"],
    key: ["id"],
    columns: ["at_ms", "entries", "credited_ms", "ticks_sha256"],
  },
  {
    table: "gold_draw",
    by: ["person_id"],
    key: ["project_id", "person_id"],
    project: true,
    columns: ["try_out_left", "try_out_passed"],
  },
  {
    table: "gold_answer",
    by: ["person_id"],
    key: ROW_OF_TASK,
    project: true,
    task: "theirs",
    columns: ["revision", "passed", "evidence", "at_ms"],
    only: `t.drawn = ${SOURCE.training} or ${RETIRED}`,
  },
  {
    table: "person_quality",
    by: ["person_id"],
    key: ["project_id", "person_id"],
    project: true,
    columns: ["items", "body", "changed_at_ms"],
    tell: skillsOf,
  },
  {
    table: "review",
    by: ["reviewer_id", "filed_by"],
    key: ["project_id", "task_id"],
    project: true,
    columns: ["task_id", "state", "differences", "decisions", "filed_at_ms"],
  },
  {
    table: "second_look",
    by: ["reviewer_id", "filed_by"],
    key: ["project_id", "task_id"],
    project: true,
    columns: ["task_id", "state", "differences", "decisions", "filed_at_ms"],
  },
  {
    table: "second_look",
    name: "second_look_of_mine",
    by: ["first_by"],
    key: ["project_id", "task_id"],
    project: true,
    columns: ["task_id", "differences", "first_decisions", "same", "severity_ppm", "filed_at_ms"],
    only: "t.state = 'filed'",
  },
  {
    table: "review_act",
    by: ["person_id"],
    key: ["project_id", "act_id"],
    project: true,
    columns: ["act_id", "asked_sha256", "answer", "at_ms"],
  },
  {
    table: "thread",
    by: ["person_id", "about_id"],
    key: ["id"],
    project: true,
    task: "maybe",
    columns: [
      ...["public_id", "kind", "state", "region_id", "spot", "reason", "clause", "clause_version"],
      ...["asked_at_ms", "changed_at_ms", "answered_at_ms"],
    ],
  },
  {
    table: "message",
    by: ["person_id"],
    key: ["id"],
    project: true,
    columns: ["public_id", "role", "body", "at_ms"],
  },
  {
    table: "thread_read",
    by: ["person_id"],
    key: ["project_id", "thread_id", "person_id"],
    project: true,
    columns: [],
  },
  {
    table: "notice",
    by: ["person_id"],
    key: ["id"],
    project: true,
    columns: ["kind", "detail", "times", "at_ms", "seen_at_ms"],
  },
  {
    table: "activity",
    by: ["person_id"],
    key: ["id"],
    project: true,
    columns: ["at_ms", "what", "detail"],
  },
  {
    table: "work_record",
    by: ["person_id"],
    key: ["id"],
    columns: ["number", "issued_at_ms", "jws", "jws_sha256", "withdrawn_at_ms"],
  },
  {
    table: "token",
    by: ["person_id"],
    key: ["id"],
    project: true,
    columns: ["name", "scopes", "made_at_ms", "last_used_at_ms", "ends_at_ms"],
  },
  {
    table: "link",
    by: ["person_id", "made_by"],
    key: ["id"],
    project: true,
    columns: ["kind", "made_at_ms", "ends_at_ms", "max_uses", "uses", "withdrawn"],
  },
  { table: "auth_user", by: ["id"], key: ["id"], byAccount: true, columns: ["name", "email", "createdAt"] },
  {
    table: "auth_session",
    by: ["userId"],
    key: ["id"],
    byAccount: true,
    // Not its token: whoever has that is signed in.
    columns: ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userAgent"],
  },
  // Not the hash of a password, which nobody may have.
  { table: "auth_account", by: ["userId"], key: ["id"], byAccount: true, columns: ["providerId", "createdAt"] },
  { table: "project", by: ["made_by"], key: ["id"], columns: ["slug", "name", "made_at_ms"] },
  {
    table: "ontology_version",
    by: ["made_by"],
    key: ["project_id", "version"],
    project: true,
    columns: ["version", "made_at_ms"],
  },
  {
    table: "guideline_version",
    by: ["made_by"],
    key: ["project_id", "version"],
    project: true,
    columns: ["version", "note", "made_at_ms"],
  },
  {
    table: "version",
    by: ["frozen_by"],
    key: ["project_id", "version"],
    project: true,
    columns: ["version", "note", "frozen_at_ms"],
  },
  {
    table: "import",
    by: ["who"],
    key: ["project_id", "id"],
    project: true,
    columns: ["id", "name", "format", "state", "started_at_ms", "ended_at_ms"],
  },
  {
    table: "job",
    by: ["made_by"],
    key: ["id"],
    project: true,
    columns: ["kind", "state", "made_at_ms", "started_at_ms", "ended_at_ms"],
  },
  {
    table: "undo",
    by: ["person_id"],
    key: ["project_id", "id"],
    project: true,
    columns: ["id", "made_at_ms", "used"],
  },
  {
    table: "gold",
    by: ["made_by"],
    key: ["project_id", "task_id"],
    project: true,
    columns: ["task_id", "source", "made_at_ms"],
    // An owner who labels too is told of none that they could meet.
    only: "t.state = 'retired'",
  },
  {
    table: "prediction_set",
    by: ["made_by"],
    key: ["project_id", "id"],
    project: true,
    columns: ["id", "name", "format", "made_at_ms"],
  },
  {
    table: "saved_view",
    by: ["made_by"],
    key: ["project_id", "id"],
    project: true,
    columns: ["name", "body", "made_at_ms"],
  },
]

/** Columns that name a person and of which nothing is told, with the reason. */
export const KEPT_BACK: Readonly<Record<string, string>> = {
  "queue_cursor.person_id":
    "how far they are in a queue tells which of their tasks came from it, and so which were gold (I5)",
  "auth_session.impersonatedBy": "nobody can act as somebody else here",
  "person.auth_user_id": "the number of the account in the sign-in library",
}
