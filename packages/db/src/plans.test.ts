import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { listTaskAnswers } from "./assets/list.ts"
import { insertPair, updatePair } from "./mentors/pairs.ts"
import { findMeanMinutes, findMeanRegions } from "./projects/sizes.ts"
import { listMessages } from "./questions/messages.ts"
import { countUnseen, listNotices } from "./questions/notices.ts"
import {
  countThreads,
  countWaitingOf,
  listAside,
  listLate,
  listThreads,
  listThreadsAbout,
  listThreadsOf,
  listThreadsOfTasks,
  listWaiting,
} from "./questions/threads.ts"
import { listSimilar, listSimilarGroups } from "./review/alike.ts"
import { readReview } from "./review/index.ts"
import { findLastFiled, findNextReview } from "./review/queues.ts"
import { findNextAudit } from "./review/secondLooks.ts"
import type { Database } from "./schema/index.ts"
import { engines, type TestStorage } from "./testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "./testing/seed.ts"
import { sumActiveTime } from "./work/activeTime.ts"
import {
  countHistory,
  countOutcomesOf,
  countSentBack,
  findAssignment,
  findAssignmentOf,
  listHistory,
} from "./work/assignments.ts"
import { findDrafts, findLatestIds, listLatestOfTask } from "./work/submissions.ts"
import { countAvailable, findTaskStatus, listDirtyTasks, listVersionsWith } from "./work/tasks.ts"

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
      await opened.storage.hot.submit(answerTo(held, { nowMs: NOW + i }))
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
      ask: (db) => listHistory(db, filter(), { atMs: NOW + 30, publicId: "z" }, 20),
    },
    {
      name: "questions that wait in a project",
      index: /thread_list/,
      ask: (db) => listThreads(db, project, "open", 5, 50),
    },
    { name: "how many of them wait", index: /thread_list/, ask: (db) => countThreads(db, project, NOW) },
    { name: "questions that wait for too long", index: /thread_list/, ask: (db) => listLate(db, NOW, 0, 50) },
    { name: "tasks put aside", index: /assignment_aside/, ask: (db) => listAside(db, ada, 20) },
    { name: "threads about a task", index: /thread_task/, ask: (db) => listThreadsOfTasks(db, project, [1, 2]) },
    { name: "questions that wait for one person's answer", index: /thread_list/, ask: (db) => listWaiting(db, ada) },
    { name: "a page of somebody's questions", index: /thread_about/, ask: (db) => listThreadsOf(db, ada, 90, 50) },
    { name: "how many of them wait for an answer", index: /thread_about/, ask: (db) => countWaitingOf(db, ada) },
    {
      name: "threads about one task of theirs",
      index: /thread_(task|about)/,
      ask: (db) => listThreadsAbout(db, { ...key(), personId: ada }),
    },
    { name: "what is written in them", index: /message_(thread|once)/, ask: (db) => listMessages(db, [1, 2, 3]) },
    {
      name: "a page of notices",
      index: /notice_person/,
      ask: (db) => listNotices(db, ada, { atMs: NOW, id: 90 }, 50),
    },
    { name: "notices that are new", index: /notice_unseen/, ask: (db) => countUnseen(db, ada) },
    {
      name: "what became of a week's work",
      index: /assignment_person/,
      ask: (db) => countOutcomesOf(db, ada, NOW),
    },
    {
      name: "how long somebody's history in a project is",
      index: /assignment_person/,
      ask: (db) => countHistory(db, { ...filter(), projectId: project }),
    },
    {
      name: "answers sent back",
      index: /assignment_sent_back/,
      ask: (db) => countSentBack(db, ada),
    },
    { name: "tasks to settle", index: /task_state_dirty/, ask: (db) => listDirtyTasks(db, 50) },
    { name: "regions of final answers", index: /task_state_by_state/, ask: (db) => findMeanRegions(db, project) },
    {
      name: "length of recordings",
      index: /task_queue|task_pkey|assignment_/,
      ask: (db) => findMeanMinutes(db, project),
    },
    { name: "tasks one could do", index: /task_queue/, ask: (db) => countAvailable(db, project, ada, [1], 1_000) },
    { name: "the next review", index: /review_queue/, ask: (db) => findNextReview(db, part(), NOW) },
    {
      name: "alike differences",
      index: /alike/,
      ask: (db) => listSimilarGroups(db, { ...part(), nowMs: NOW }, 3, 20),
    },
    {
      name: "a page of alike differences",
      index: /alike USING PRIMARY KEY/,
      ask: (db) => listSimilar(db, { ...part(), nowMs: NOW }, "text:case", { taskId: 3, difference: "x" }, 12),
    },
    {
      name: "the next second look",
      index: /second_look_waiting/,
      ask: (db) => findNextAudit(db, project, ada, NOW),
    },
    { name: "the review filed last", index: /review_filed/, ask: (db) => findLastFiled(db, project, ada) },
    {
      name: "hours of a day",
      index: /active_time_person/,
      ask: (db) => sumActiveTime(db, ada, NOW, NOW + 86_400_000),
    },
    { name: "versions that hold a picture", index: /version_item_asset/, ask: (db) => listVersionsWith(db, key()) },
  ])("$name comes from its index", async ({ index, ask }) => {
    // PostgreSQL chooses among indexes by what it knows of the tables; that one fits is what matters there.
    const wanted = opened.storage.engine === "sqlite" ? index : /^(?!.*Seq Scan)/s
    expect(await plansOf(ask)).toMatch(wanted)
  })

  test("the next review is found without sorting the queue, and by keys alone for whoever mentors", async () => {
    expect(await plansOf((db) => findNextReview(db, part(), NOW))).not.toMatch(/TEMP B-TREE/)
    const [learnerId = 0] = await addPeople(opened.storage, 1)
    await opened.storage.db.transaction().execute(async (tx) => {
      const asked = { publicId: "p", projectId: project, learnerId, words: "", askedAtMs: NOW }
      const { id } = await insertPair(tx, asked)
      await updatePair(tx, id, { mentorId: ada, offeredAtMs: NOW, acceptedAtMs: NOW })
    })
    const plan = await plansOf((db) => findNextReview(db, part(), NOW))
    expect(plan).toMatch(/mentor_pair_mentor/)
    expect(plan).not.toMatch(/TEMP B-TREE|Seq Scan|SCAN (?!review)/)
  })

  test.each<{ name: string; ask: (db: Kysely<Database>) => Promise<unknown> }>([
    { name: "where a task stands", ask: (db) => findTaskStatus(db, key()) },
    { name: "the answers to a task", ask: (db) => listLatestOfTask(db, key()) },
    { name: "whether an answer came meanwhile", ask: (db) => findLatestIds(db, key()) },
    { name: "the answers beside a picture", ask: (db) => listTaskAnswers(db, project, 1) },
    { name: "an assignment by its public id", ask: (db) => findAssignment(db, "x") },
    { name: "a person's turn", ask: (db) => findAssignmentOf(db, key(), ada) },
    { name: "drafts of held tasks", ask: (db) => findDrafts(db, project, ada, [1, 2]) },
    { name: "a review", ask: (db) => readReview(db, key()) },
  ])("$name is found by key, without reading a table", async ({ ask }) => {
    const plan = await plansOf(ask)
    expect(plan).not.toMatch(/SCAN (?!CONSTANT)|Seq Scan/)
    // Nor a whole project: SQLite takes its rows for ten.
    expect(plan).not.toMatch(/\(project_id=\?\)/)
  })
})
