import { CompiledQuery, sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { listChangedJobs } from "./changed.ts"
import { deleteJob, endJob, insertJob, putJobProgress } from "./index.ts"

describe.each(engines)("jobs that can have changed, in $name", (engine) => {
  let opened: TestStorage
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    const [ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 1, 1)
  })
  const db = () => opened.storage.db
  const add = (kind = "export") =>
    insertJob(db(), { projectId: project, kind, input: {}, madeBy: null, nowMs: NOW, running: true })
  const end = (id: number) => endJob(db(), id, { state: "done", error: null, output: null, nowMs: NOW })
  const numbers = async (live: readonly number[] = []) =>
    (await listChangedJobs(db(), live)).map(({ id }) => id).sort((a, b) => a - b)

  test("are read with what tells one from another", async () => {
    const id = await add()
    await putJobProgress(db(), id, 3, 8)
    expect(await listChangedJobs(db(), [])).toEqual([
      { id, projectId: project, kind: "export", state: "running", done: 3, total: 8, madeAtMs: NOW },
    ])
  })

  test("are those that run, however old, the newest hundred, and those that somebody saw running", async () => {
    const [runs, ended, unseen] = [await add(), await add(), await add()]
    const later: number[] = []
    for (let i = 0; i < 100; i++) later.push(await add("quality"))
    for (const id of [ended, unseen, ...later]) await end(id)
    expect(await numbers()).toEqual([runs, ...later])
    expect(await numbers([runs, ended])).toEqual([runs, ended, ...later])
    await deleteJob(db(), ended)
    expect(await numbers([runs, ended])).toEqual([runs, ...later])
  })

  test("are found by their indexes in a table of many", async () => {
    const copies =
      engine.name === "SQLite"
        ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i from n"
        : "select i from generate_series(1, 20000) as n(i)"
    await sql`insert into job (project_id, kind, input, state, done, total, tries, made_at_ms, bytes)
      select ${project}, 'quality', '{}', 'done', 1, 1, 1, ${NOW}, 0 from (${sql.raw(copies)}) as many`.execute(db())
    await sql`analyze job`.execute(db())
    const asked: CompiledQuery[] = []
    const listening = db().withPlugin({
      transformQuery: ({ node, queryId }) => {
        asked.push(db().getExecutor().compileQuery(node, queryId))
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await listChangedJobs(listening, [5])
    // The parts of the union are told before the whole.
    const { sql: text, parameters } = asked.at(-1) ?? expect.fail("nothing was asked")
    expect(text.match(/union/g)).toHaveLength(2)
    const explain = engine.name === "SQLite" ? "explain query plan" : "explain"
    const { rows } = await db().executeQuery(CompiledQuery.raw(`${explain} ${text}`, [...parameters]))
    const plan = JSON.stringify(rows)
    expect(plan).toMatch(engine.name === "SQLite" ? /SEARCH job USING INDEX job_state/ : /job_state/)
    // The highest number is looked up at the end of the key.
    expect(plan).not.toMatch(/Seq Scan|SCAN job(?! USING)/)
  })
})
