/** A table whose rows the chain covers. */
export interface Covered {
  /** First sign of the keys of its rows: `s12/7/3/1`. */
  readonly letter: string
  readonly table: string
  /** Its primary key; whole numbers, or one text. */
  readonly key: readonly string[]
  /** What a row is known by: changing one of these by the program is sealed anew, changing one by hand is found. */
  readonly columns: readonly string[]
  /** A column that is null in rows which are not covered (yet). */
  readonly unlessNull?: string
  /** The step of the schema that brought the table; those without came with the chain. */
  readonly since?: number
  /** Columns that a table got later are covered by a mark of their own, which is called so; rows of before have none. */
  readonly part?: string
}

/**
 * What people answered and for how long, who may do what, the rules they work under, what was decided and what was done. Texts
 * of answers, kept answers and versions are held by the SHA-256 beside them, so that a purged picture's may be emptied. Columns
 * that say how things stand meanwhile (places in queues, reservations, last visits) are not covered.
 *
 * History: PostgreSQL's triggers of step 13 were made of this list, those of later tables by the step that they name. Whoever
 * changes a table of it adds a step that makes its triggers anew and has the rows sealed again.
 */
export const COVERED: readonly Covered[] = [
  {
    letter: "s",
    table: "submission",
    key: ["project_id", "task_id", "person_id", "revision"],
    columns: [
      "public_id",
      "counted",
      "body_sha256",
      "ontology_version",
      "guideline_version",
      "active_ms",
      "regions",
      "stored_at_ms",
    ],
  },
  { letter: "t", table: "active_time", key: ["project_id", "person_id", "slot_ms"], columns: ["active_ms", "tasks"] },
  {
    letter: "a",
    table: "activity",
    key: ["id"],
    columns: ["project_id", "person_id", "at_ms", "what", "task_id", "detail"],
  },
  {
    letter: "r",
    table: "review",
    key: ["project_id", "task_id"],
    columns: ["body", "decisions", "decided_order", "state", "filed_by", "filed_at_ms"],
  },
  {
    letter: "k",
    table: "task_state",
    key: ["project_id", "task_id"],
    columns: ["settled_by", "settled_at_ms", "answer_sha256", "provenance"],
    unlessNull: "settled_by",
  },
  {
    letter: "m",
    table: "member",
    key: ["project_id", "person_id"],
    columns: [
      "is_owner",
      "is_reviewer",
      "is_annotator",
      "pseudonym",
      "paused",
      "paused_reason",
      "accepted_version",
      "joined_at_ms",
    ],
  },
  {
    letter: "u",
    table: "person",
    key: ["id"],
    columns: ["auth_user_id", "is_operator", "is_active", "made_at_ms"],
  },
  {
    letter: "p",
    table: "project",
    key: ["id"],
    columns: [
      "slug",
      "name",
      "kind",
      "names",
      "state",
      "settings",
      "lease_ttl_ms",
      "paused",
      "ontology_version",
      "guideline_version",
      "made_by",
      "made_at_ms",
      "archived_at_ms",
      "deleted_at_ms",
    ],
  },
  {
    letter: "o",
    table: "ontology_version",
    key: ["project_id", "version"],
    columns: ["body", "made_by", "made_at_ms"],
  },
  {
    letter: "g",
    table: "guideline_version",
    key: ["project_id", "version"],
    columns: ["markdown", "note", "made_by", "made_at_ms"],
  },
  {
    letter: "v",
    table: "version",
    key: ["project_id", "version"],
    columns: ["frozen_at_ms", "frozen_by", "content_sha256", "pictures", "regions", "labels", "nothing_here"],
  },
  { letter: "c", table: "setting", key: ["name"], columns: ["value"] },
  {
    letter: "e",
    table: "time_entry",
    key: ["id"],
    columns: ["project_id", "person_id", "task_id", "slot_ms", "credited_ms", "at_ms", "ticks_sha256"],
    since: 15,
  },
  {
    letter: "n",
    table: "time_prune",
    key: ["id"],
    columns: ["at_ms", "person_id", "first_id", "last_id", "entries", "credited_ms", "ticks_sha256"],
    since: 15,
  },
  // Which picture a task is about, and so all its answers.
  { letter: "q", table: "task", key: ["project_id", "id"], columns: ["asset_id"], unlessNull: "asset_id", since: 17 },
  // What a task is about beside its picture, and so all its answers.
  { letter: "B", table: "task_about", key: ["project_id", "task_id"], columns: ["body", "origin"], since: 44 },
  // What people asked, were answered and were sent back; what a picture showed there is emptied with the picture.
  {
    letter: "h",
    table: "thread",
    key: ["id"],
    columns: ["project_id", "public_id", "kind", "task_id", "person_id", "about_id", "reason", "asked_at_ms"],
    since: 20,
  },
  {
    letter: "b",
    table: "message",
    key: ["id"],
    columns: ["project_id", "thread_id", "public_id", "person_id", "role", "body", "at_ms"],
    since: 20,
  },
  // Movements of money; their entries are held by the hash beside them.
  {
    letter: "l",
    table: "ledger_tx",
    key: ["id"],
    columns: ["tx_key", "kind", "currency", "project_id", "ref", "at_ms", "entries_hash"],
    since: 25,
  },
  {
    letter: "D",
    table: "deposit",
    key: ["id"],
    columns: ["public_id", "project_id", "currency", "amount_micros", "proof", "person_id", "at_ms"],
    since: 25,
  },
  // Of time since there are work sessions: its kind, and the session that it is counted in.
  {
    letter: "f",
    table: "time_entry",
    part: "session",
    key: ["id"],
    columns: ["kind", "session_id", "guideline_version"],
    unlessNull: "session_id",
    since: 26,
  },
  {
    letter: "w",
    table: "work_session",
    key: ["id"],
    columns: ["project_id", "person_id", "opened_at_ms", "midnight_ms", "closed_at_ms", "closed_why"],
    since: 26,
  },
  // What was decided about submissions; words and shapes beside it are held by their hash, and emptied with their picture.
  {
    letter: "j",
    table: "judgement",
    key: ["project_id", "task_id", "person_id", "revision", "seq"],
    columns: [
      ...["public_id", "about", "kind", "part_id", "reason", "clause", "act", "by_kind", "by_id", "at_ms"],
      ...["supersedes", "beside_sha256"],
    ],
    since: 27,
  },
  // What somebody said was missing of their time, and what was answered.
  {
    letter: "i",
    table: "time_claim",
    key: ["id"],
    columns: ["project_id", "person_id", "session_id", "granted_s", "asked_s", "note", "at_ms"],
    since: 28,
  },
  {
    letter: "x",
    table: "time_claim_answer",
    key: ["claim_id"],
    columns: ["person_id", "granted_s", "at_ms"],
    since: 28,
  },
  // With which key records of work were signed, and that none was changed or withdrawn by a hand.
  {
    letter: "K",
    table: "issuer_key",
    key: ["id"],
    columns: ["thumbprint", "public_x", "private_d", "made_at_ms"],
    since: 29,
  },
  {
    letter: "R",
    table: "work_record",
    key: ["id"],
    columns: ["number", "person_id", "issued_at_ms", "jws_sha256", "withdrawn_at_ms"],
    since: 29,
  },
  {
    letter: "T",
    table: "assignment_terms",
    key: ["id"],
    columns: [
      ...["project_id", "task_id", "person_id", "session_id", "leased_at_ms", "currency", "mode", "price_micros"],
      ...["bonus_micros", "floor_micros", "cap_seconds", "review_micros", "judged", "base_ms"],
    ],
    since: 31,
  },
  {
    letter: "P",
    table: "price",
    key: ["id"],
    columns: [
      ...["project_id", "from_ms", "price_micros", "bonus_micros", "quoted_micros", "basis"],
      ...["median_ms", "mean_ms", "upper_ms", "cap_seconds", "made_at_ms"],
    ],
    since: 31,
  },
  {
    letter: "F",
    table: "floor_row",
    key: ["id"],
    columns: ["place", "currency", "micros_per_hour", "from_day", "until_day", "source", "person_id", "at_ms"],
    since: 31,
  },
  {
    letter: "C",
    table: "pay_consent",
    key: ["id"],
    columns: ["project_id", "person_id", "mode", "guideline_version", "at_ms"],
    since: 31,
  },
  {
    letter: "O",
    table: "payout",
    key: ["id"],
    columns: ["person_id", "currency", "amount_micros", "state", "name", "account", "file_id", "proof", "asked_at_ms"],
    since: 31,
  },
  // What people wrote to the ombud, and what the ombud answered.
  {
    letter: "M",
    table: "ombud_message",
    key: ["id"],
    columns: ["matter_id", "public_id", "person_id", "from_ombud", "body", "at_ms"],
    since: 33,
  },
  // Who said yes to whom reading their errors, and until when.
  {
    letter: "N",
    table: "mentor_pair",
    key: ["id"],
    columns: [
      ...["public_id", "project_id", "learner_id", "mentor_id", "asked_at_ms", "offered_at_ms", "accepted_at_ms"],
      ...["ended_at_ms", "ended_by"],
    ],
    since: 38,
  },
  // To what declared content somebody said yes, and what people reported of it.
  {
    letter: "y",
    table: "member",
    part: "content",
    key: ["project_id", "person_id"],
    columns: ["content_yes"],
    unlessNull: "content_yes",
    since: 35,
  },
  {
    letter: "Y",
    table: "content_report",
    key: ["id"],
    columns: [
      "project_id",
      "task_id",
      "person_id",
      "class",
      "note",
      "at_ms",
      "answer",
      "answered_by",
      "answered_at_ms",
    ],
    since: 35,
  },
  // How often a project's work was refused for lack of money, and since when each time.
  { letter: "U", table: "unfunded_stretch", key: ["project_id", "since_ms"], columns: ["asked"], since: 36 },
  // Whether what is claimed is missing, or was counted and waits.
  {
    letter: "I",
    table: "time_claim",
    part: "beyond",
    key: ["id"],
    columns: ["beyond"],
    unlessNull: "beyond",
    since: 37,
  },
  // Which answers of somebody who asks to review were drawn by which seed, who read them, and what they said.
  {
    letter: "A",
    table: "peer_assessment",
    key: ["id"],
    columns: [
      "public_id",
      "request",
      "project_id",
      "person_id",
      "seed",
      "drawn",
      "state",
      "begun_at_ms",
      "ended_at_ms",
    ],
    since: 40,
  },
  {
    letter: "S",
    table: "peer_seat",
    key: ["id"],
    columns: [
      ...["public_id", "assessment_id", "project_id", "person_id", "state", "drawn_at_ms", "due_at_ms", "ended_at_ms"],
      ...["sheet"],
    ],
    since: 40,
  },
]

/** The schema that brought the chain. */
export const CHAIN_SCHEMA = 13

/** The tables that the chain covers in a schema. */
export function listCovered(schema: number): readonly Covered[] {
  return COVERED.filter(({ since = CHAIN_SCHEMA }) => since <= schema)
}

const BY_LETTER = new Map(COVERED.map((covered) => [covered.letter, covered]))

/** The table of a row's key. @throws RangeError where no table has such keys: somebody wrote it */
export function findCovered(rowKey: string): Covered {
  const covered = BY_LETTER.get(rowKey.slice(0, 1))
  if (!covered) throw new RangeError(`NO_SUCH_ROW_KEY: ${rowKey.slice(0, 20)}`)
  return covered
}

/** The values of a row's primary key, in the order of its columns. */
export function parseRowKey(rowKey: string, covered: Covered): (string | number)[] {
  const text = rowKey.slice(1)
  return isNamed(covered) ? [text] : text.split("/").map(Number)
}

/** The key of a row that was read. */
export function writeRowKey(row: Readonly<Record<string, unknown>>, covered: Covered): string {
  return covered.letter + covered.key.map((column) => String(row[column])).join("/")
}

/** What a covered table, or a part of one, is called in triggers and statements. */
export function nameOf({ table, part }: Covered): string {
  return part === undefined ? table : `${table}_${part}`
}

/** Whether rows have a name in the place of numbers. */
export function isNamed(covered: Covered): boolean {
  return covered.table === "setting"
}

/** SQL of a row's key; `of` is a name of the row. */
export function rowKeySql(covered: Covered, of: string): string {
  return `'${covered.letter}' || ${covered.key.map((column) => `${of}.${column}`).join(" || '/' || ")}`
}

/** What a trigger notes, and when. */
interface Noted {
  readonly name: string
  readonly event: string
  readonly when: string | null
  readonly rowKey: string
}

function notesOf(covered: Covered): Noted[] {
  const { columns, unlessNull } = covered
  const name = nameOf(covered)
  const here = (row: string) => (unlessNull ? `${row}.${unlessNull} is not null` : null)
  const changed = columns.map((column) => `old.${column} is distinct from new.${column}`).join(" or ")
  return [
    { name: `${name}_added`, event: "insert", when: here("new"), rowKey: rowKeySql(covered, "new") },
    {
      name: `${name}_changed`,
      event: `update of ${columns.join(", ")}`,
      when: changed,
      rowKey: rowKeySql(covered, "new"),
    },
    { name: `${name}_removed`, event: "delete", when: here("old"), rowKey: rowKeySql(covered, "old") },
  ]
}

/**
 * Triggers by which SQLite notes, in the same transaction, what is to be sealed. They are those of one connection: what another
 * program writes into the file is noted by nobody, and found.
 */
export function sqliteNotes(covered: readonly Covered[]): string[] {
  return covered.flatMap((covered) =>
    notesOf(covered).map(
      ({ name, event, when, rowKey }) =>
        `create temp trigger unsealed_${name} after ${event} on main.${covered.table}${when ? ` when ${when}` : ""} begin
          insert into unsealed (row_key) values (${rowKey}); end`,
    ),
  )
}

/** Connections of this program say so; what others write is noted by nobody, and found. */
export const OWN_NAME = "justesse"
/** A connection that puts back rows together with their seals: nothing is noted. */
export const RESTORING_NAME = "restore of justesse"

/** The same for PostgreSQL: functions and triggers of the tables that a step of the schema brought. */
export function postgresNotes(step: number): string[] {
  return COVERED.filter(({ since = CHAIN_SCHEMA }) => since === step).flatMap((covered) =>
    notesOf(covered).flatMap(({ name, event, when, rowKey }) => [
      `create function unsealed_${name}() returns trigger language plpgsql as $$ begin
        insert into unsealed (row_key) values (${rowKey}); return null; end $$`,
      `create trigger unsealed_${name} after ${event} on ${covered.table} for each row
        when (current_setting('application_name') = '${OWN_NAME}'${when ? ` and (${when})` : ""})
        execute function unsealed_${name}()`,
    ]),
  )
}
