import {
  findProject,
  findTaskStatus,
  listAssignmentsOfTask,
  listMembers,
  readReview,
  storeRoles,
  updateProject,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_SETTINGS, DisagreementId, JustesseError, ProjectSlug, TaskId } from "@justesse/types"
import type { SimilarDecide, SimilarItem } from "@justesse/types/wire/review"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { commas, Disputes, line, type ThreeAnswers } from "../testing/disputes.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"

const COMMA = "text:decimal_comma"
const reason = { code: "text", clause: "1", note: "" } as const
type Act = z.infer<typeof SimilarDecide>

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "answered"
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    return cause instanceof JustesseError ? cause.code : String(error)
  }
}

describe.each(ruleEngines)("deciding alike differences together, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let d: Disputes

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    d = new Disputes(h, at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const db = () => at.storage.db
  const slugOf = (slug: string) => ProjectSlug.parse(slug)
  const queueOf = (slug: string, n = 0) => d.review(n).queue({ project: slugOf(slug), kinds: [], labels: [] })

  async function grid(slug: string, key: string, n = 0): Promise<SimilarItem[]> {
    const items: SimilarItem[] = []
    let cursor: string | null = null
    do {
      const page: { items: SimilarItem[]; next: string | null } = await d
        .review(n)
        .alike({ project: slugOf(slug), key, cursor })
      items.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return items
  }

  async function act(slug: string, key: string, side: "a" | "b", more: Partial<Act> & { n?: number } = {}) {
    const { n = 0, ...change } = more
    const items = (await grid(slug, key, n)).map(({ task, difference: disagreement, revision }) => ({
      task,
      difference: disagreement.id,
      revision,
    }))
    // Somebody else was first with all of them.
    if (items.length === 0) return { decided: 0, filed: 0, skipped: 0, ruled: 0, undo: 0 }
    const input: Act = { project: slugOf(slug), key, side, items, reason, makeRule: false, ...change }
    return d.review(n).decideAlike(input)
  }

  const kept = async (projectId: number, taskId: number) =>
    (await findTaskStatus(db(), { projectId, taskId }))?.answer?.regions.map(({ transcript }) => transcript?.value)

  test("a group shows its sides, its label, its sample; the wall shows all of it, twelve a page", async () => {
    const { slug } = await d.project(commas(14, 3))
    const queue = await queueOf(slug)
    expect(queue.alike).toHaveLength(1)
    const [group] = queue.alike
    expect(group).toMatchObject({ key: COMMA, kind: "text", rule: "decimal_comma", label: "line", edge: null })
    expect(group).toMatchObject({ differences: 14, tasks: 14, clause: null })
    expect(group?.sides).toEqual([
      { side: "a", shows: "0,50", leads: 14 },
      { side: "b", shows: "0.50", leads: 0 },
    ])
    expect([queue.alikeDifferences, queue.differences]).toEqual([14, 17])
    const page = await d.review().alike({ project: slugOf(slug), key: COMMA, cursor: null })
    expect(page.items).toHaveLength(12)
    const items = await grid(slug, COMMA)
    expect(items.map(({ showsA, showsB, proposed }) => [showsA, showsB, proposed])).toEqual(
      Array.from({ length: 14 }, (_, i) => [`${i},50`, `${i}.50`, "a"]),
    )
    expect([items[0]?.a.length, items[0]?.b.length]).toEqual([2, 1])
  })

  test("one act decides all, files what has nothing open, and one undo takes it back", async () => {
    const { id, slug } = await d.project(commas(6, 2))
    const done = await act(slug, COMMA, "b")
    expect(done).toMatchObject({ decided: 6, filed: 4, skipped: 0, ruled: 0 })
    expect(await kept(id, 3)).toEqual(["2.50"])
    expect(await kept(id, 1)).toBeUndefined()
    const outcomes = (await listAssignmentsOfTask(db(), { projectId: id, taskId: 3 })).map(({ outcome }) => outcome)
    expect(outcomes.sort()).toEqual(["changed", "changed", "kept"])
    expect((await queueOf(slug)).alike).toEqual([])
    expect(await queueOf(slug)).toMatchObject({ tasks: 2, differences: 2, resume: null })

    expect(await codeOf(d.review(1).undoAlike({ project: slugOf(slug), undo: done.undo }))).toBe("nothing_to_undo")
    expect(await d.review().undoAlike({ project: slugOf(slug), undo: done.undo })).toEqual({ reopened: 6 })
    expect(await codeOf(d.review().undoAlike({ project: slugOf(slug), undo: done.undo }))).toBe("nothing_to_undo")
    expect(await codeOf(d.review().undoAlike({ project: slugOf(slug), undo: 99 }))).toBe("not_found")
    expect(await kept(id, 3)).toBeUndefined()
    expect((await queueOf(slug)).alike[0]).toMatchObject({ differences: 6 })
    expect((await listAssignmentsOfTask(db(), { projectId: id, taskId: 3 })).map(({ outcome }) => outcome)).toEqual([
      null,
      null,
      null,
    ])
  })

  test("a task that was opened and left untouched is not half decided by an act on its group; one with a decision is", async () => {
    // The first task has a second difference, so that it stays open after the act.
    const { slug } = await d.project(commas(3, 1))
    const project = slugOf(slug)
    const open = async () => (await d.review().open({ project, task: TaskId.parse(1), kinds: [], labels: [] })).task
    const opened = await open()
    await d.review().release({ project, task: TaskId.parse(1) })
    const { undo } = await act(slug, COMMA, "a")
    expect((await queueOf(slug)).resume).toBeNull()
    await d.review().undoAlike({ project, undo })
    const again = await open()
    const other = again?.differences.find(({ difference }) => difference.alike !== COMMA)?.difference
    if (!opened || !again || !other) return expect.fail("two differences expected")
    const decided = { difference: other.id, decision: { outcome: "proposal", reason } } as const
    await d.review().decide({ project, task: again.task, revision: again.revision, ...decided })
    await d.review().release({ project, task: again.task })
    expect((await queueOf(slug)).resume).toBe(1)
  })

  test("where two people differ no side is proposed or leads, and each takes somebody's own answer", async () => {
    const two = commas(3).map(([first, second]) => [first, second] as const)
    const { id, slug } = await d.project(two, { overlap: { base: 2, more: 2, moreRatio: 0 } })
    expect((await queueOf(slug)).alike[0]?.sides.map(({ leads }) => leads)).toEqual([0, 0])
    expect((await grid(slug, COMMA)).map(({ proposed }) => proposed)).toEqual([null, null, null])
    for (const side of ["a", "b"] as const) {
      const done = await act(slug, COMMA, side)
      expect(done).toMatchObject({ decided: 3, filed: 3 })
      const reviews = await Promise.all([1, 2, 3].map((taskId) => readReview(db(), { projectId: id, taskId })))
      const outcomes = reviews.flatMap((review) => [...(review?.decisions.values() ?? [])].map((one) => one.outcome))
      expect(outcomes).toEqual(["take", "take", "take"])
      expect(await kept(id, 2)).toEqual([side === "a" ? "1,50" : "1.50"])
      await d.review().undoAlike({ project: slugOf(slug), undo: done.undo })
    }
  })

  test("what others hold, decided meanwhile or answered themselves is left alone and counted", async () => {
    const { id, slug } = await d.project(commas(5, 5))
    const items = (await grid(slug, COMMA)).map(({ task, difference: disagreement, revision }) => ({
      task,
      difference: disagreement.id,
      revision,
    }))
    const held = await d.review(1).open({ project: slugOf(slug), task: items[0]?.task ?? null, kinds: [], labels: [] })
    const one = await d.review(1).open({ project: slugOf(slug), task: items[1]?.task ?? null, kinds: [], labels: [] })
    const disagreement = one.task?.differences.find((each) => each.difference.alike === COMMA)
    if (!one.task || !disagreement) throw new Error("a task expected")
    expect(disagreement.alikeOpen).toBe(4)
    const { task, revision } = one.task
    const said = { project: slugOf(slug), task, revision, difference: disagreement.difference.id }
    await d.review(1).decide({ ...said, decision: { outcome: "none", reason } })
    await d.review(1).release({ project: slugOf(slug), task })
    expect(await act(slug, COMMA, "a", { items })).toMatchObject({ decided: 3, filed: 0, skipped: 2 })
    expect(held.task?.task).toBe(items[0]?.task)
    const theirs = await readReview(db(), { projectId: id, taskId: task })
    expect([...(theirs?.decisions.values() ?? [])]).toEqual([{ outcome: "none", reason }])

    const ann = d.people[0]
    if (!ann) throw new Error("somebody expected")
    await storeRoles(db(), id, ann.id, ["annotator", "reviewer"])
    const all = { project: slugOf(slug), key: COMMA, side: "a", reason, makeRule: false } as const
    const own = await d.routers(ann).review.decideAlike({ ...all, items: items.slice(0, 1) })
    expect(own).toMatchObject({ decided: 0, skipped: 1 })
  })

  test("a rule made of a group settles what was left, is told and taken back with the act", async () => {
    const { id, slug } = await d.project(commas(6, 1))
    const items = (await grid(slug, COMMA)).slice(0, 2).map(({ task, difference: disagreement, revision }) => ({
      task,
      difference: disagreement.id,
      revision,
    }))
    const done = await act(slug, COMMA, "a", { items, makeRule: true })
    expect(done).toMatchObject({ decided: 2, filed: 1, ruled: 4 })
    expect((await findProject(db(), id))?.settings.settle.rules).toEqual(["decimal_comma"])
    await h.resolve()
    const status = await findTaskStatus(db(), { projectId: id, taskId: 4 })
    expect(status).toMatchObject({ state: "settled", settledBy: "rule" })
    expect(status?.answer?.regions[0]?.transcript?.value).toBe("3,50")
    expect((await listAssignmentsOfTask(db(), { projectId: id, taskId: 4 })).map(({ outcome }) => outcome)).toEqual([
      "kept",
      "kept",
      "kept",
    ])
    expect(await queueOf(slug)).toMatchObject({ tasks: 1, differences: 1, alike: [] })
    const events = await db().selectFrom("activity").select("what").where("project_id", "=", id).execute()
    expect(events.filter(({ what }) => what === "rule.made")).toHaveLength(1)

    expect(await d.review().undoAlike({ project: slugOf(slug), undo: done.undo })).toEqual({ reopened: 2 })
    await h.resolve()
    expect((await findProject(db(), id))?.settings.settle.rules).toBeUndefined()
    expect((await queueOf(slug)).alike[0]).toMatchObject({ differences: 6 })
  })

  test("a rule that an owner takes off changes nothing that is settled", async () => {
    const { id, slug } = await d.project(commas(3))
    const gone = { task: TaskId.parse(99), difference: DisagreementId.parse("x"), revision: 1 }
    expect(await act(slug, COMMA, "a", { items: [gone], makeRule: true })).toMatchObject({ skipped: 1, ruled: 3 })
    await h.resolve()
    expect(await queueOf(slug)).toMatchObject({ tasks: 0 })
    const project = await findProject(db(), id)
    const settings = { ...(project?.settings ?? DEFAULT_SETTINGS), settle: DEFAULT_SETTINGS.settle }
    await updateProject(db(), id, { settings })
    await h.resolve()
    expect(await queueOf(slug)).toMatchObject({ tasks: 0 })
    expect(await kept(id, 1)).toEqual(["0,50"])
  })

  test("rules work together, and an owner's new rule settles what is open too", async () => {
    const three: ThreeAnswers = [
      [line("1", 20, "TVA 5,5 %")],
      [line("1", 20, "TVA 5.5 %")],
      [line("1", 20, "TVA 5,5%")],
    ]
    const { id, slug } = await d.project([...commas(3), three])
    await act(slug, COMMA, "a", { makeRule: true })
    await h.resolve()
    expect(await queueOf(slug)).toMatchObject({ tasks: 1, differences: 1 })
    const project = await findProject(db(), id)
    const owner = (await listMembers(db(), id)).find(({ roles }) => roles.includes("owner"))
    if (!project || !owner) throw new Error("a project expected")
    const person = { id: owner.personId, name: "Owner", operator: false }
    const rules = [...(project.settings.settle.rules ?? []), "space_before_percent" as const]
    const settings = { ...project.settings, settle: { ...project.settings.settle, rules } }
    await d.routers(person).project.settings({ project: slugOf(slug), name: project.name, settings })
    await h.resolve()
    expect(await queueOf(slug)).toMatchObject({ tasks: 0 })
    expect(await kept(id, 4)).toEqual(["TVA 5,5 %"])
  })

  test("no rule is made where none makes the sides one", async () => {
    const at = (x: number, width: number) => ({ geometry: { type: "box", x, y: 20, width, height: 24 } })
    const boxes = Array.from({ length: 3 }, (): ThreeAnswers => {
      const wide = line("1", 20, "SUM", at(0, 240))
      return [[line("1", 20, "SUM", at(100, 140))], [wide], [wide]]
    })
    const { slug } = await d.project(boxes)
    const key = "place:left:line"
    expect((await queueOf(slug)).alike[0]).toMatchObject({ key, rule: null, edge: "left", clause: "1" })
    expect(await codeOf(act(slug, key, "a", { makeRule: true }))).toBe("invalid_input")
    expect(await act(slug, key, "b")).toMatchObject({ decided: 3, filed: 3 })
  })

  test("a version frozen since keeps what it holds: its task is not reopened", async () => {
    const { id, slug } = await d.project(commas(3))
    const done = await act(slug, COMMA, "a")
    const owner = (await listMembers(db(), id)).find(({ roles }) => roles.includes("owner"))
    const person = { id: owner?.personId ?? 0, name: "Owner", operator: false }
    h.clock.nowMs += 1_000
    await d.routers(person).dataset.freeze({ project: slugOf(slug), note: "" })
    expect(await d.review().undoAlike({ project: slugOf(slug), undo: done.undo })).toEqual({ reopened: 0 })
    expect(await kept(id, 1)).toEqual(["0,50"])
  })

  test("each person concerned finds one lesson, not one for every receipt", async () => {
    const { slug } = await d.project(commas(5))
    await act(slug, COMMA, "a")
    const mine = await d.routers(d.people[1]).work.mine({ utcOffsetMinutes: 0 })
    const lessons = mine.lessons.filter(({ project }) => project === slug)
    expect(lessons).toHaveLength(1)
    expect(lessons[0]).toMatchObject({ code: "text", clause: "1", times: 5, kept: expect.stringMatching(/,50$/) })
  })

  test("two reviewers at once: every difference is decided by one of them, once", async () => {
    const { id, slug } = await d.project(commas(12, 6))
    let alone = 0
    const [a, b] = await Promise.all([
      act(slug, COMMA, "a", { n: 0 }),
      act(slug, COMMA, "b", { n: 1 }),
      (async () => {
        for (let i = 0; i < 4; i++) {
          const { task } = await d.review(2).open({ project: slugOf(slug), task: null, kinds: [], labels: [] })
          const open = task?.differences.find(({ decision }) => decision === null)
          if (!task || !open) continue
          const { revision } = task
          const said = { project: slugOf(slug), task: task.task, revision, difference: open.difference.id }
          if ((await codeOf(d.review(2).decide({ ...said, decision: { outcome: "none", reason } }))) === "answered")
            alone++
          await d.review(2).release({ project: slugOf(slug), task: task.task })
        }
      })(),
    ])
    const events = await db().selectFrom("activity").selectAll().where("project_id", "=", id).execute()
    const decided = events.filter(({ what }) => what === "review.decided")
    const names = decided.map(({ task_id, detail }) => `${task_id} ${JSON.parse(detail).difference}`)
    expect(new Set(names).size).toBe(names.length)
    // Who comes later finds fewer open: what is decided already is neither decided nor passed over.
    for (const one of [a, b]) expect(one.decided + one.skipped).toBeLessThanOrEqual(12)
    expect(a.decided + b.decided + alone).toBe(names.length)
    for (let taskId = 1; taskId <= 12; taskId++) {
      const review = await readReview(db(), { projectId: id, taskId })
      const by = decided.filter(({ task_id }) => task_id === taskId).length
      expect([taskId, review?.decisions.size]).toEqual([taskId, by])
    }
  })
})
