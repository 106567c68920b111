import { drawStatement } from "@justesse/db/hot/postgresDraw"
import { NEAR_SQL, SCAN_SQL } from "@justesse/db/hot/sqliteDraw"
import { BEGIN } from "@justesse/db/postgres/session"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, addProject, asks } from "@justesse/db/testing/seed"
import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const [sqlite, postgres] = engines
if (!sqlite || !postgres) throw new Error("two engines are wanted")

const TASKS = 5_000

/** A project big enough for a planner to have a choice, where one person has met the first tasks. */
async function filled(opened: TestStorage): Promise<{ project: number; person: number }> {
  const [person = 0, other = 0] = await addPeople(opened.storage, 2)
  const project = await addProject(opened.storage, person, TASKS, 3)
  for (const one of [person, other])
    for (let n = 0; n < 3; n++) await opened.storage.hot.next(asks(project, one, { want: 5 }))
  return { project, person }
}

describe("the plan of the next task", () => {
  let lite: TestStorage
  let post: TestStorage
  beforeAll(async () => {
    lite = await sqlite.open()
    post = await postgres.open()
  })
  afterAll(async () => {
    await lite.close()
    await post.close()
  })

  test("SQLite reads the queue's covering index and probes assignments by their key", async () => {
    const { project, person } = await filled(lite)
    const plans: string[] = []
    for (const statement of [SCAN_SQL, NEAR_SQL]) {
      const counted = statement === NEAR_SQL ? [0] : []
      const bound = [...counted, project, 1, 0, 20_000, project, person]
      const text = bound.reduce<string>((query, value) => query.replace("?", String(value)), statement)
      const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(text)}`.execute(lite.storage.db)
      plans.push(rows.map((row) => row.detail).join("\n"))
    }
    const [scan, near] = plans
    expect(scan).toContain("SEARCH task USING COVERING INDEX task_queue (project_id=? AND tier=? AND seq>?)")
    expect(near).toContain("SEARCH t USING COVERING INDEX task_queue (project_id=? AND tier=? AND seq>? AND seq<?)")
    for (const plan of plans) {
      expect(plan).toContain("SEARCH a USING PRIMARY KEY (project_id=? AND task_id=? AND person_id=?)")
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN (task|a)\b/)
    }
  })

  test("PostgreSQL reads the queue's index in order and probes assignments by their key", async () => {
    const { project, person } = await filled(post)
    await sql`analyze`.execute(post.storage.db)
    const { name, text } = drawStatement(1)
    const plan = await post.storage.db.connection().execute(async (db) => {
      await sql.raw(BEGIN).execute(db)
      await sql.raw(`prepare ${name}_plan as ${text}`).execute(db)
      // The plan that is kept for every set of values, as it is after a few calls.
      await sql`set plan_cache_mode = force_generic_plan`.execute(db)
      const values = `${project}, ${person}, 1, '{a}', 1, 1, 1, 1, 0, null, 'queue,1,0,1,0'`
      const { rows } = await sql<Record<string, string>>`explain ${sql.raw(`execute ${name}_plan(${values})`)}`.execute(
        db,
      )
      await sql`rollback`.execute(db)
      return rows.map((row) => row["QUERY PLAN"]).join("\n")
    })
    const pick = plan.slice(plan.indexOf("CTE pick"), plan.indexOf("CTE took"))
    expect(pick).toContain("Index Scan using task_queue on task t")
    expect(pick).toMatch(/Index Only Scan using assignment_pkey on assignment a/)
    expect(pick).toMatch(/Index Cond: \(\(project_id = \$1\) AND \(task_id = t\.id\) AND \(person_id = \$2\)\)/)
    expect(pick).not.toMatch(/Seq Scan|Sort|Hash/)
    // How many are open behind a place is counted on the index, and no further than it is told.
    expect(plan).toContain("using task_queue on task o")
    const missed = plan.slice(plan.indexOf("CTE missed"), plan.indexOf("CTE place"))
    expect(missed).toContain("using task_queue on task t")
    expect(missed).not.toMatch(/Seq Scan|Sort/)
  })
})
