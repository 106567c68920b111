import type { Storage } from "../storage.ts"
import { QUARTER_MS } from "../work/timeEntries.ts"
import { withSnapshot } from "./snapshot.ts"

/** A counter, and the rows that it counts. */
interface Counter {
  readonly table: "person_counter" | "active_time"
  readonly column: string
  readonly key: readonly string[]
  /** The key of each counted row. */
  readonly rows: string
  readonly what: string
}

const PERSON = ["project_id", "person_id"]

const COUNTERS: readonly Counter[] = [
  {
    ...{ table: "person_counter", column: "leased", key: PERSON, what: "tasks drawn" },
    rows: "select project_id, person_id from assignment",
  },
  {
    ...{ table: "person_counter", column: "submitted", key: PERSON, what: "answers" },
    rows: "select project_id, person_id from assignment where revision > 0",
  },
  {
    ...{ table: "active_time", column: "tasks", key: [...PERSON, "slot_ms"], what: "answers" },
    rows: `select project_id, person_id, stored_at_ms - stored_at_ms % ${QUARTER_MS} as slot_ms from submission where revision = 1`,
  },
]

/** Problems that are named of one counter; of the others their number is said. */
const MOST_NAMED = 100

/** Counters that are not the number of their rows, and rows that no counter counts. */
function differingSql({ table, column, key, rows }: Counter): string {
  const columns = key.join(", ")
  return `select ${columns}, sum(counted) as counted, sum(met) as met from (
      select ${columns}, ${column} as counted, 0 as met from ${table} where ${column} <> 0
      union all select ${columns}, 0 as counted, 1 as met from (${rows}) one_each) both_sides
    group by ${columns} having sum(counted) <> sum(met) order by ${columns}`
}

/**
 * Counts anew how many tasks people drew, how many they answered, and how many in each quarter of an hour. As of one moment. One
 * sentence a counter that differs, with its ids.
 */
export async function countProblems(storage: Storage): Promise<string[]> {
  return withSnapshot(storage, async (_read, ask) => {
    const problems: string[] = []
    for (const counter of COUNTERS) {
      const { table, key, what } = counter
      const found: string[] = []
      for await (const rows of ask(differingSql(counter)))
        for (const row of rows) {
          const where = key.map((column) => `${column.replace(/_id$/, "")} ${String(row[column])}`).join(", ")
          found.push(`${table} (${where}): ${row.counted} ${what} counted where ${row.met} are`)
        }
      problems.push(...found.slice(0, MOST_NAMED))
      if (found.length > MOST_NAMED) problems.push(`${table}: ${found.length - MOST_NAMED} more like these`)
    }
    return problems
  })
}
