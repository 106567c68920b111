import { randomUUID } from "node:crypto"
import { findWaitingReviews, listAssignmentsOfTask, listDirtyTasks, readReview } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AssetId, type Decision, ProjectSlug, TaskId } from "@justesse/types"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bodyOf, commas, Disputes, line } from "../testing/disputes.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"

const TASKS = 4
const COMMA = "text:decimal_comma"
const reason = { code: "text", clause: null, note: "" } as const

const STEPS = [
  "decide",
  "decideAlike",
  "undoAlike",
  "undo",
  "file",
  "sendBack",
  "oneMore",
  "revise",
  "exclude",
  "include",
  "reopen",
  "send_to_review",
  "settle",
] as const

/** Something that people or the owner do to a project under review. */
const Step = fc.record({
  does: fc.constantFrom(...STEPS),
  task: fc.integer({ min: 1, max: TASKS }),
  side: fc.constantFrom("a", "b"),
  makeRule: fc.boolean(),
})
interface Step {
  readonly does: (typeof STEPS)[number]
  readonly task: number
  readonly side: "a" | "b"
  readonly makeRule: boolean
}

describe.each(ruleEngines)("alike rows on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let d: Disputes

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    d = new Disputes(h, at.storage)
    await d.addPeople(1)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** What the table says, and what the reviews say that wait for somebody. */
  async function both(projectId: number): Promise<[string[], string[]]> {
    const { db } = at.storage
    const rows = await db.selectFrom("alike").selectAll().where("project_id", "=", projectId).execute()
    const found = await findWaitingReviews(
      db,
      projectId,
      Array.from({ length: TASKS }, (_, i) => i + 1),
    )
    const open = [...found.values()].flatMap(({ taskId, body, decisions }) =>
      body.differences
        .filter(({ id, alike: similar }) => similar !== undefined && !decisions.has(id))
        .map(({ id, alike: similar, lead }) => `${taskId} ${id} ${similar} ${lead ?? ""}`),
    )
    const stored = rows.map((row) => `${row.task_id} ${row.difference_id} ${row.alike} ${row.lead}`)
    return [stored.sort(), open.sort()]
  }

  /** Does it where it can be done; refusals are answers too. */
  async function step(project: { id: number; slug: string }, { does, task, side, makeRule }: Step, undo: number[]) {
    const slug = ProjectSlug.parse(project.slug)
    const review = d.review()
    const key = { projectId: project.id, taskId: task }
    const stored = await readReview(at.storage.db, key)
    const here = { project: slug, task: TaskId.parse(task), revision: stored?.revision ?? 0 }
    const openOne = stored?.body.differences.find(({ id }) => !stored.decisions.has(id))
    switch (does) {
      case "decide": {
        const decision: Decision = { outcome: side === "a" ? "proposal" : "none", reason }
        return openOne && review.decide({ ...here, difference: openOne.id, decision })
      }
      case "decideAlike": {
        const { items } = await review.alike({ project: slug, key: COMMA, cursor: null })
        const named = items.map((item) => ({
          task: item.task,
          difference: item.difference.id,
          revision: item.revision,
        }))
        if (named.length === 0) return
        const done = await review.decideAlike({ project: slug, key: COMMA, side, items: named, reason, makeRule })
        return undo.push(done.undo)
      }
      case "undoAlike":
        return undo.length > 0 && review.undoAlike({ project: slug, undo: undo.pop() ?? 0 })
      case "undo":
        return review.undo({ project: slug, task: null })
      case "file": {
        let { revision } = here
        for (const { id } of stored?.body.differences ?? []) {
          const decision: Decision = { outcome: side === "a" ? "proposal" : "undecidable", reason }
          revision = (await review.decide({ ...here, revision, difference: id, decision })).revision
        }
        return review.file({ ...here, revision })
      }
      case "sendBack":
        return review.sendBack({ ...here, letter: "A", reason })
      case "oneMore":
        return review.oneMore(here)
      case "revise": {
        const [own] = await listAssignmentsOfTask(at.storage.db, key)
        if (!own) return
        const text = JSON.stringify(bodyOf(line("1", 20, side === "a" ? "9,99" : "9.99")))
        return at.storage.hot.submit({
          publicId: own.publicId,
          personId: own.personId,
          fence: own.fence,
          submissionId: randomUUID(),
          body: text,
          bodySha256: h.deps.sha256(text),
          ontologyVersion: 1,
          guidelineVersion: 1,
          regions: 1,
          nowMs: h.clock.nowMs++,
          next: null,
        })
      }
      case "settle":
        await h.resolve()
        return true
      default: {
        const owner = await at.storage.db
          .selectFrom("member")
          .select("person_id")
          .where("project_id", "=", project.id)
          .where("is_owner", "=", 1)
          .executeTakeFirstOrThrow()
        const who = { id: owner.person_id, name: "Owner", operator: false }
        const assets = { assets: [AssetId.parse(task)] }
        return d.routers(who).asset.act({ project: slug, selection: assets, act: { act: does } })
      }
    }
  }

  test("stay in step with the differences that wait, whatever is done", async () => {
    const done = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { minLength: 8, maxLength: 20 }), async (steps) => {
        const project = await d.project(commas(TASKS, 2))
        const undo: number[] = []
        for (const one of steps) {
          try {
            if (await step(project, one, undo)) done.add(one.does)
          } catch (error) {
            if (!(error instanceof Error)) throw error
          }
          const [stored, expected] = await both(project.id)
          expect([one.does, stored]).toEqual([one.does, expected])
        }
        await h.resolve()
        const [stored, expected] = await both(project.id)
        expect(stored).toEqual(expected)
        expect(await listDirtyTasks(at.storage.db, 10)).toEqual([])
      }),
      { numRuns: 10, endOnFailure: true, seed: 20260114 },
    )
    // A step that never succeeds would show nothing.
    expect([...done].sort()).toEqual([...STEPS].sort())
  })
})
