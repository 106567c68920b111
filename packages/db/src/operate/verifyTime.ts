import { createHash } from "node:crypto"
import type { Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import { TIME_KIND } from "../schema/states.ts"
import type { Storage } from "../storage.ts"
import { type PrunedEntry, type PrunedTotal, totalPruned } from "../work/pruneTicks.ts"
import { type AskRows, type Row, withSnapshot } from "./snapshot.ts"

/** A place where time is counted, and the entries that it is the sum of. */
interface Projection {
  readonly table: string
  readonly key: readonly string[]
  /** Where its time stands; absent: `active_ms`. */
  readonly column?: string
  readonly entries: string
}

const PROJECTIONS: readonly Projection[] = [
  { table: "assignment", key: ["project_id", "task_id", "person_id"], entries: "task_id is not null" },
  { table: "active_time", key: ["project_id", "person_id", "slot_ms"], entries: "slot_ms is not null" },
  { table: "person_counter", key: ["project_id", "person_id"], entries: "(task_id is null) = (slot_ms is null)" },
]

/** Places that came with work sessions. */
const SESSION_PROJECTIONS: readonly Projection[] = [
  { table: "work_session", key: ["session_id"], entries: `session_id is not null and kind = ${TIME_KIND.lease}` },
  {
    table: "work_session",
    key: ["session_id"],
    column: "unleased_ms",
    entries: `session_id is not null and kind <> ${TIME_KIND.lease}`,
  },
]

/** Places that came with mentoring. */
const MENTORING_PROJECTIONS: readonly Projection[] = [
  {
    table: "work_session",
    key: ["session_id"],
    column: "mentoring_ms",
    entries: `session_id is not null and kind = ${TIME_KIND.mentoring}`,
  },
]

/** Places that came with the fund for learning. */
const READING_PROJECTIONS: readonly Projection[] = [
  {
    table: "work_session",
    key: ["session_id"],
    column: "reading_ms",
    entries: `session_id is not null and kind = ${TIME_KIND.reading}`,
  },
]

/** Problems that are named of one table; of the others their number is said. */
const MOST_NAMED = 100

/** Rows whose time is not the sum of its entries, and sums of entries that no row holds. */
function differingSql({ table, key, entries, column = "active_ms" }: Projection): string {
  const columns = key.join(", ")
  const own = key.map((name) => (table === "work_session" ? `id as ${name}` : name)).join(", ")
  return `select ${columns}, sum(counted) as counted, sum(credited) as credited from (
      select ${own}, ${column} as counted, 0 as credited from ${table} where ${column} <> 0
      union all
      select ${columns}, 0 as counted, credited_ms as credited from time_entry where ${entries}) both_sides
    group by ${columns} having sum(counted) <> sum(credited) order by ${columns}`
}

async function projectionProblems(ask: AskRows, projections: readonly Projection[]): Promise<string[]> {
  const problems: string[] = []
  for (const projection of projections) {
    const { table, key } = projection
    const found: string[] = []
    for await (const rows of ask(differingSql(projection)))
      for (const row of rows) {
        const where = key.map((column) => `${column.replace(/_id$/, "")} ${String(row[column])}`).join(", ")
        found.push(`${table} (${where}): ${row.counted} ms of time where ${row.credited} follow from its entries`)
      }
    problems.push(...found.slice(0, MOST_NAMED))
    if (found.length > MOST_NAMED) problems.push(`${table}: ${found.length - MOST_NAMED} more like these`)
  }
  return problems
}

/** A prune while the entries that it is about are added up. */
interface Prune {
  readonly row: Selectable<Database["time_prune"]>
  readonly adding: ReturnType<typeof totalPruned>
}

interface ReadEntry extends PrunedEntry {
  readonly person_id: number
  readonly ticks: string | null
}

const toEntry = (row: Row): ReadEntry => ({
  id: Number(row.id),
  person_id: Number(row.person_id),
  credited_ms: Number(row.credited_ms),
  ticks_sha256: row.ticks_sha256 === null ? null : String(row.ticks_sha256),
  ticks: row.ticks === null ? null : String(row.ticks),
})

/** What is wrong with the raw seconds of an entry; null when nothing is. */
function judgeTicks({ id, ticks, ticks_sha256 }: ReadEntry, isPruned: boolean): string | null {
  if (ticks_sha256 === null)
    return ticks === null ? null : `time_entry (id ${id}): raw seconds stand where none were stored`
  if (ticks === null) return isPruned ? null : `time_entry (id ${id}): its raw seconds are gone, and nothing says why`
  const isSame = createHash("sha256").update(ticks).digest("hex") === ticks_sha256
  return isSame ? null : `time_entry (id ${id}): its raw seconds are not those that were stored`
}

function isTotal(row: Prune["row"], total: PrunedTotal): boolean {
  return (
    Number(row.entries) === total.entries &&
    Number(row.credited_ms) === total.credited_ms &&
    row.ticks_sha256 === total.ticks_sha256
  )
}

/** Raw seconds that are not those of their hash, are gone without a prune, or whose prune says something else than their entries. */
async function tickProblems(ask: AskRows): Promise<string[]> {
  const prunes: Prune[] = []
  for await (const rows of ask("select * from time_prune order by id"))
    for (const row of rows) prunes.push({ row: row as unknown as Prune["row"], adding: totalPruned() }) // its columns
  const open = [...prunes].sort((a, b) => Number(a.row.first_id) - Number(b.row.first_id))
  let current: Prune[] = []
  let at = 0
  const problems: string[] = []
  for await (const rows of ask("select id, person_id, credited_ms, ticks_sha256, ticks from time_entry order by id")) {
    for (const entry of rows.map(toEntry)) {
      for (; at < open.length && Number(open[at]?.row.first_id) <= entry.id; at++)
        current.push(...open.slice(at, at + 1))
      current = current.filter(({ row }) => Number(row.last_id) >= entry.id)
      const about = current.filter(({ row }) => row.person_id === null || Number(row.person_id) === entry.person_id)
      for (const { adding } of about) adding.add(entry)
      const wrong = judgeTicks(entry, about.length > 0)
      if (wrong !== null) problems.push(wrong)
    }
  }
  const untrue = prunes.filter(({ row, adding }) => !isTotal(row, adding.total()))
  const said = problems.slice(0, MOST_NAMED)
  if (problems.length > MOST_NAMED) said.push(`time_entry: ${problems.length - MOST_NAMED} more like these`)
  return [...said, ...untrue.map(({ row }) => `time_prune (id ${row.id}): its entries add up to something else`)]
}

/**
 * Computes anew, from the entries of credited time, what assignments, quarters of an hour and people's counters say of it, and
 * looks at the raw seconds. As of one moment. One sentence a row that differs, with its ids.
 */
export async function timeProblems(storage: Storage): Promise<string[]> {
  return withSnapshot(storage, async (read, ask) => {
    let schema = 0
    for await (const rows of read("schema_version"))
      for (const row of rows) schema = Math.max(schema, Number(row.version))
    if (schema < TIME_SCHEMA) return []
    const projections = [
      ...PROJECTIONS,
      ...(schema < SESSION_SCHEMA ? [] : SESSION_PROJECTIONS),
      ...(schema < MENTORING_SCHEMA ? [] : MENTORING_PROJECTIONS),
      ...(schema < READING_SCHEMA ? [] : READING_PROJECTIONS),
    ]
    return [...(await projectionProblems(ask, projections)), ...(await tickProblems(ask))]
  })
}

/** The schema that brought entries of credited time. */
const TIME_SCHEMA = 15
/** The schema that brought work sessions. */
const SESSION_SCHEMA = 26
/** The schema that brought mentoring. */
const MENTORING_SCHEMA = 38
/** The schema that brought the fund for learning. */
const READING_SCHEMA = 41
