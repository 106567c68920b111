import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { similarRows } from "./review/alike.ts"
import { reviews } from "./review/index.ts"
import { reviewAudits } from "./review/secondLooks.ts"
import type { Database } from "./schema/index.ts"
import { engines, type TestStorage } from "./testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "./testing/seed.ts"
import { activeTime } from "./work/activeTime.ts"
import { assignments } from "./work/assignments.ts"
import { submissions } from "./work/submissions.ts"
import { tasks } from "./work/tasks.ts"

/** A database that remembers what it was asked. */
function listening(db: Kysely<Database>): { db: Kysely<Database>; asked: CompiledQuery[] } {
  const asked: CompiledQuery[] = []
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }): RootOperationNode {
      asked.push(db.getExecutor().compileQuery(node, queryId))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { db: db.withPlugin(plugin), asked }
}

describe.each(engines)("plans of the everyday queries on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 200, 2)
    for (let i = 0; i < 60; i++) {
      const [held] = await opened.storage.hot.next(asks(project, ada, { nowMs: NOW + i }))
      if (!held) throw new Error("a lease expected")
      const versions = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, next: null }
      const assignment = { publicId: held.publicId, personId: ada, fence: held.fence, nowMs: NOW + i }
      await opened.storage.hot.submit({ ...assignment, ...answer(), ...versions })
    }
  })
  afterAll(() => opened.close())

  /** The plan of each query that `ask` makes, as text. */
  async function plansOf(ask: (db: Kysely<Database>) => Promise<unknown>): Promise<string> {
    const { db, asked } = listening(opened.storage.db)
    await ask(db)
    const explain = opened.storage.engine === "sqlite" ? "explain query plan" : "explain"
    const plans = await opened.storage.db.transaction().execute(async (tx) => {
      // A small table is read whole, whatever indexes it has: the question here is whether an index fits.
      if (opened.storage.engine === "postgres")
        await tx.executeQuery(CompiledQuery.raw("set local enable_seqscan = off"))
      const texts: string[] = []
      for (const { sql, parameters } of asked) {
        const { rows } = await tx.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]))
        texts.push(JSON.stringify(rows))
      }
      return texts
    })
    expect(plans.length).toBeGreaterThan(0)
    return plans.join("\n")
  }

  const key = () => ({ projectId: project, taskId: 1 })
  const part = () => ({ projectId: project, personId: ada, kinds: [], labels: [] })
  const filter = () => ({ personId: ada, projectId: null, states: null })

  test.each<{ name: string; index: RegExp; ask: (db: Kysely<Database>) => Promise<unknown> }>([
    {
      name: "a page of history",
      index: /assignment_person/,
      ask: (db) => assignments(db).history(filter(), { atMs: NOW + 30, publicId: "z" }, 20),
    },
    {
      name: "what became of a week's work",
      index: /assignment_person/,
      ask: (db) => assignments(db).countOutcomes(ada, NOW),
    },
    {
      name: "how long somebody's history in a project is",
      index: /assignment_person/,
      ask: (db) => assignments(db).count({ ...filter(), projectId: project }),
    },
    {
      name: "answers sent back",
      index: /assignment_sent_back/,
      ask: (db) => assignments(db).countSentBack(ada),
    },
    { name: "leases in hand", index: /assignment_live/, ask: (db) => assignments(db).live(project, ada, NOW) },
    { name: "tasks to settle", index: /task_state_dirty/, ask: (db) => tasks(db).dirty(50) },
    { name: "unsettled tasks", index: /task_state_by_state/, ask: (db) => tasks(db).unsettled(project, 1_000) },
    { name: "tasks one could do", index: /task_queue/, ask: (db) => tasks(db).available(project, ada, [1], 1_000) },
    { name: "the next review", index: /review_queue/, ask: (db) => reviews(db).next(part(), NOW) },
    {
      name: "alike differences",
      index: /alike/,
      ask: (db) => similarRows(db).groups({ ...part(), nowMs: NOW }, 3, 20),
    },
    {
      name: "a page of alike differences",
      index: /alike USING PRIMARY KEY/,
      ask: (db) => similarRows(db).page({ ...part(), nowMs: NOW }, "text:case", { taskId: 3, difference: "x" }, 12),
    },
    {
      name: "the next second look",
      index: /second_look_waiting/,
      ask: (db) => reviewAudits(db).next(project, ada, NOW),
    },
    { name: "the review filed last", index: /review_filed/, ask: (db) => reviews(db).lastFiled(project, ada) },
    {
      name: "hours of a day",
      index: /active_time_person/,
      ask: (db) => activeTime(db).total(ada, NOW, NOW + 86_400_000),
    },
    { name: "versions that hold a picture", index: /version_item_asset/, ask: (db) => tasks(db).versionsWith(key()) },
  ])("$name comes from its index", async ({ index, ask }) => {
    // PostgreSQL chooses among indexes by what it knows of the tables; that one fits is what matters there.
    const wanted = opened.storage.engine === "sqlite" ? index : /^(?!.*Seq Scan)/s
    expect(await plansOf(ask)).toMatch(wanted)
  })

  test("the next review is found without sorting the queue", async () => {
    expect(await plansOf((db) => reviews(db).next(part(), NOW))).not.toMatch(/TEMP B-TREE/)
  })

  test.each<{ name: string; ask: (db: Kysely<Database>) => Promise<unknown> }>([
    { name: "where a task stands", ask: (db) => tasks(db).findStatus(key()) },
    { name: "the answers to a task", ask: (db) => submissions(db).latestOfTask(key()) },
    { name: "an assignment by its public id", ask: (db) => assignments(db).find("x") },
    { name: "a person's turn", ask: (db) => assignments(db).ofPerson(key(), ada) },
    { name: "drafts of held tasks", ask: (db) => submissions(db).drafts(project, ada, [1, 2]) },
    { name: "a review", ask: (db) => reviews(db).find(key()) },
  ])("$name is found by key, without reading a table", async ({ ask }) => {
    expect(await plansOf(ask)).not.toMatch(/SCAN (?!CONSTANT)|Seq Scan/)
  })
})
