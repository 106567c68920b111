import type BetterSqlite3 from "better-sqlite3"
import { storageError } from "./writer.ts"

/**
 * What SQLite is told of the size of things, so that it plans for a large studio from the first day on. Without figures it takes
 * the rows of a project for ten, and walks through all of them where an index of a few is there; counted figures (`ANALYZE`) would
 * be those of the small studio that it once was, and plans would differ from one studio to the next. These are the same
 * everywhere, so what a test explains is what runs.
 *
 * Twenty projects of 20,000 pictures, three answers each, by fifty people.
 */
const ROWS: Readonly<Record<string, number>> = {
  ...{
    asset: 400_000,
    task: 400_000,
    task_about: 400_000,
    check_result: 400_000,
    task_state: 400_000,
    task_quality: 400_000,
    picture_number: 400_000,
  },
  ...{
    assignment: 1_200_000,
    submission: 1_200_000,
    answer_proposals: 1_200_000,
    work_session: 100_000,
    prediction: 1_200_000,
    proposal: 400_000,
    import_answer: 400_000,
  },
  ...{ activity: 2_000_000, time_entry: 2_000_000, active_time: 200_000, sealed: 4_000_000, seal: 400_000 },
  ...{ version_item: 1_000_000, version_body: 600_000, asset_tag: 100_000, alike: 100_000, review: 60_000 },
  ...{ review_act: 200_000, judgement: 100_000, judgement_beside: 100_000, case_state: 20_000 },
  ...{
    ledger_account: 1_400_000,
    ledger_tx: 3_000_000,
    ledger_entry: 8_000_000,
    assignment_terms: 1_200_000,
    session_pay: 100_000,
  },
  ...{ second_look: 6_000, suspect: 60_000, gold: 4_000, gold_answer: 100_000, draft: 4_000, label_memory: 4_000 },
  ...{ project: 20, organisation: 1, person: 200, thread: 20_000, message: 60_000, notice: 100_000 },
}
/** Rows of every other table. */
const FEW = 2_000

/** Values that a column has, all in all or within a project; of any other column a hundred, of a moment or a key as many as there are rows. */
const VALUES = new Map(
  (
    [
      [20_000, ["task_id", "asset_id", "second_id", "thread_id"]],
      [50, ["person_id", "filed_by", "reviewer_id", "chain_id"]],
      [20, ["project_id", "import_id", "version"]],
      [10, ["kind"]],
      [5, ["state"]],
      [3, ["set_id"]],
      [2, ["tier"]],
    ] as const
  ).flatMap(([count, columns]) => columns.map((column): [string, number] => [column, count])),
)
const OTHER = 100
const isKey = (column: string) =>
  column.endsWith("_ms") ||
  column.endsWith("sha256") ||
  ["id", "name", "number", "place", "seq", "rank", "first_id", "owner", "tx_key", "tx_id"].includes(column)

/** Share of its table that an index with a condition holds; of any other a thousandth. */
const SHARES: Readonly<Record<string, number>> = {
  ...{
    task_queue: 0.5,
    task_about_origin: 1,
    task_about_second: 0.5,
    task_state_final: 0.5,
    task_state_agreement: 0.5,
    asset_document: 0.1,
    assignment_again: 0.02,
    assignment_expiry: 0.005,
  },
  ...{ assignment_live: 0.005, assignment_sent_back: 0.01 },
}
const PART = 0.001

interface Told {
  readonly tbl: string
  readonly idx: string | null
  readonly stat: string
}

interface Index {
  readonly name: string
  readonly unique: 0 | 1
  readonly origin: "c" | "u" | "pk"
  readonly partial: 0 | 1
}

function toStat(rows: number, columns: readonly string[], isUnique: boolean): string {
  let left = rows
  const each = columns.map((column, n) => {
    left = isKey(column) ? 1 : left / (VALUES.get(column) ?? OTHER)
    return isUnique && n === columns.length - 1 ? 1 : Math.max(1, Math.round(left))
  })
  return [Math.max(1, Math.round(rows)), ...each].join(" ")
}

function listStatistics(db: BetterSqlite3.Database): Told[] {
  const tables = db
    .prepare<[], { name: string; wr: 0 | 1 }>(
      "select name, wr from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name",
    )
    .all()
  const indexes = db.prepare<[string], Index>('select name, "unique", origin, partial from pragma_index_list(?)')
  const columns = db.prepare<[string], string | null>("select name from pragma_index_info(?)").pluck()
  return tables
    .filter(({ name }) => !name.startsWith("asset_text"))
    .flatMap(({ name: tbl, wr }): Told[] => {
      const rows = ROWS[tbl] ?? FEW
      const found = indexes.all(tbl).map(({ name, unique, origin, partial }): Told => {
        const share = partial === 1 ? (SHARES[name] ?? PART) : 1
        // The rows of such a table are its first index, which is called as the table is.
        const idx = origin === "pk" && wr === 1 ? tbl : name
        const of = columns.all(name).map((column) => column ?? "")
        return { tbl, idx, stat: toStat(rows * share, of, unique === 1) }
      })
      return found.length > 0 ? found : [{ tbl, idx: null, stat: `${rows}` }]
    })
}

/**
 * Writes the figures by which SQLite plans, where they are not those of this program. `others` read the same file and learn them too.
 * Where the disk takes nothing, plans stay as they were and a later start writes the figures: nobody needs them to start.
 */
export function writeStatistics(db: BetterSqlite3.Database, others: readonly BetterSqlite3.Database[]): void {
  try {
    storeAndLearn(db, others)
  } catch (error) {
    if (storageError(error) === error) throw error
  }
}

function storeAndLearn(db: BetterSqlite3.Database, others: readonly BetterSqlite3.Database[]): void {
  const wanted = listStatistics(db)
  const isThere = db.prepare("select 1 from sqlite_schema where name = 'sqlite_stat1'").get() !== undefined
  const stored = isThere ? db.prepare<[], Told>("select tbl, idx, stat from sqlite_stat1").all() : []
  const texts = (list: readonly Told[]) =>
    list
      .map(({ tbl, idx, stat }) => `${tbl} ${idx} ${stat}`)
      .sort()
      .join("\n")
  if (texts(stored) !== texts(wanted)) store(db, wanted)
  db.exec("analyze sqlite_schema")
  for (const other of others) {
    // Reading the figures anew counts as writing.
    other.pragma("query_only = OFF")
    try {
      other.exec("analyze sqlite_schema")
    } finally {
      other.pragma("query_only = ON")
    }
  }
}

function store(db: BetterSqlite3.Database, wanted: readonly Told[]): void {
  db.transaction(() => {
    // Only this makes the tables of figures.
    db.exec("analyze organisation")
    const samples = db.prepare("select 1 from sqlite_schema where name = 'sqlite_stat4'").get() !== undefined
    if (samples) db.exec("delete from sqlite_stat4")
    db.exec("delete from sqlite_stat1")
    const insert = db.prepare("insert into sqlite_stat1 (tbl, idx, stat) values (@tbl, @idx, @stat)")
    for (const one of wanted) insert.run(one)
  })()
}
