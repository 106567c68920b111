import { clearFinal, findTaskStatus, isAuditFor, listAssignmentsOfTask, readReview } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { tallyAudits } from "@justesse/db/testing/reads"
import { DEFAULT_QUALITY, type Decision, JustesseError, ProjectSlug, TaskId } from "@justesse/types"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commas, type Disputed, Disputes } from "../testing/disputes.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"

const reason = { code: "text", clause: null, note: "" } as const
const NONE: Decision = { outcome: "none", reason }
const PROPOSAL: Decision = { outcome: "proposal", reason }
const ALWAYS = { quality: { ...DEFAULT_QUALITY, secondLooks: 1 } }

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "answered"
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    return cause instanceof JustesseError ? cause.code : String(error)
  }
}

describe.each(ruleEngines)("second looks on $name", ({ open }) => {
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
  const at1 = (project: Disputed, taskId = 1) => ({ projectId: project.id, taskId })
  const queueOf = ({ slug }: Disputed, n: number) =>
    d.review(n).queue({ project: ProjectSlug.parse(slug), kinds: [], labels: [] })

  function open1({ slug }: Disputed, n: number, look: "first" | "second", task: number | null = 1) {
    const named = task === null ? null : TaskId.parse(task)
    return d.review(n).open({ project: ProjectSlug.parse(slug), task: named, kinds: [], labels: [], look })
  }

  /** Opens a task, decides all of it (in order, the last decision for the rest) and files it. */
  async function through(
    project: Disputed,
    n: number,
    look: "first" | "second",
    decisions: readonly Decision[],
    task: number | null = 1,
  ) {
    const { task: opened } = await open1(project, n, look, task)
    if (!opened) throw new Error("a task expected")
    const here = { project: ProjectSlug.parse(project.slug), task: opened.task, look }
    let { revision } = opened
    let i = 0
    for (const { difference: disagreement, decision } of opened.differences) {
      if (decision !== null) continue
      const said = decisions[Math.min(i++, decisions.length - 1)] ?? NONE
      revision = (await d.review(n).decide({ ...here, revision, difference: disagreement.id, decision: said })).revision
    }
    return d.review(n).file({ ...here, revision })
  }

  test("another reviewer decides unseen; the same decisions settle nothing anew", async () => {
    const project = await d.project(commas(1, 1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    expect((await queueOf(project, 0)).secondLooks).toEqual({ tasks: 0, differences: 0 })
    expect((await queueOf(project, 1)).secondLooks).toEqual({ tasks: 1, differences: 2 })
    expect(await codeOf(open1(project, 0, "second"))).toBe("own_task")
    const { task } = await open1(project, 1, "second", null)
    expect(task).toMatchObject({ look: "second", canUndo: false, tasksLeft: 1 })
    expect(task?.differences.map(({ decision }) => decision)).toEqual([null, null])
    expect(await codeOf(open1(project, 2, "second"))).toBe("reserved_by_other")
    // The answer that A and C gave is the proposed one: the same decision by another key.
    const letter = task?.differences[0]?.difference.candidates[0]?.letters[0] ?? "A"
    expect(await through(project, 1, "second", [{ outcome: "take", letter, reason }, PROPOSAL])).toEqual({ next: null })
    expect(await findTaskStatus(db(), at1(project))).toMatchObject({ state: "settled", settledBy: "review" })
    expect((await queueOf(project, 0)).lookedAgain).toEqual({ differences: 2, same: 2 })
    expect(await codeOf(open1(project, 1, "second"))).toBe("decided_already")
  })

  test("a decision that differs sends the task back with only that difference; a third one settles it", async () => {
    const project = await d.project(commas(1, 1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL, PROPOSAL])
    await through(project, 1, "second", [PROPOSAL, NONE])
    expect(await findTaskStatus(db(), at1(project))).toMatchObject({ state: "disputed" })
    expect((await listAssignmentsOfTask(db(), at1(project))).map(({ outcome }) => outcome)).toEqual([null, null, null])
    expect(await queueOf(project, 2)).toMatchObject({ tasks: 1, differences: 1, secondLooks: { tasks: 0 } })
    const review = await readReview(db(), at1(project))
    expect([review?.open, review?.order.length, review?.reservedUntilMs]).toEqual([1, 1, 0])
    expect((await queueOf(project, 0)).lookedAgain).toEqual({ differences: 2, same: 1 })

    await through(project, 2, "first", [PROPOSAL])
    expect(await findTaskStatus(db(), at1(project))).toMatchObject({ state: "settled", settledBy: "review" })
    // Nobody looks a third time.
    expect((await queueOf(project, 1)).secondLooks).toEqual({ tasks: 0, differences: 0 })
    const { byReviewer, byDay } = await tallyAudits(db(), project.id)
    const first = { reviewer: d.reviewers[0]?.id, items: 2, differing: 1, severity: 1, tasks: 1, severitySquares: 1 }
    expect(byReviewer).toEqual([{ ...first, dayMs: null }])
    expect(byDay).toEqual([{ ...first, dayMs: Date.UTC(2026, 0, 14) }])
  })

  test("two spellings of one text are counted, and settle nothing anew", async () => {
    const project = await d.project(commas(1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    const { task } = await open1(project, 1, "second")
    const point = task?.differences[0]?.difference.candidates.find(({ region }) => region?.transcript?.value === "0.50")
    const letter = point?.letters[0]
    if (!letter) throw new Error("an answer expected")
    await through(project, 1, "second", [{ outcome: "take", letter, reason }])
    expect(await findTaskStatus(db(), at1(project))).toMatchObject({ state: "settled" })
    expect((await tallyAudits(db(), project.id)).byReviewer[0]).toMatchObject({ items: 1, severity: 0.1 })
  })

  test("the last decision of a second look is undone; half-made ones wait with their reservation", async () => {
    const project = await d.project(commas(1, 1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    const { task } = await open1(project, 1, "second")
    if (!task) throw new Error("a task expected")
    const slug = ProjectSlug.parse(project.slug)
    const [first] = task.differences
    if (!first) throw new Error("a difference expected")
    const here = { project: slug, task: task.task, look: "second" } as const
    const at = { ...here, revision: task.revision }
    expect(await codeOf(d.review(1).undo({ ...here, task: null }))).toBe("nothing_to_undo")
    await d.review(1).decide({ ...at, difference: first.difference.id, decision: NONE })
    expect(await codeOf(d.review(1).file({ ...at, revision: task.revision + 1 }))).toBe("conflict")
    expect(await codeOf(d.review(1).decide({ ...at, difference: first.difference.id, decision: NONE }))).toBe(
      "conflict",
    )
    await d.review(1).release({ project: slug, task: task.task })
    expect((await open1(project, 1, "second", null)).task?.differences[0]?.decision).toEqual(NONE)
    const undone = await d.review(1).undo({ ...here, task: null })
    expect(undone).toMatchObject({ difference: first.difference.id, revision: task.revision + 2 })
    expect((await open1(project, 1, "second")).task?.differences[0]?.decision).toBeNull()
    const rest = { ...at, revision: undone.revision }
    expect(await codeOf(d.review(1).sendBack({ ...rest, letter: "A", reason }))).toBe("invalid_input")
    expect(await codeOf(d.review(1).oneMore(rest))).toBe("invalid_input")
  })

  test("undone by its first reviewer, a review waits for no second look; filed again, it does", async () => {
    const project = await d.project(commas(1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    await d.review(0).undo({ project: ProjectSlug.parse(project.slug), task: null })
    expect((await queueOf(project, 1)).secondLooks.tasks).toBe(0)
    expect(await codeOf(open1(project, 1, "second"))).toBe("not_found")
    await through(project, 0, "first", [NONE])
    expect((await queueOf(project, 1)).secondLooks.tasks).toBe(1)
  })

  test("a task answered anew since is not looked at; a reviewer who answered it never sees it", async () => {
    const project = await d.project(commas(1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    await clearFinal(db(), at1(project), { state: "disputed", differences: 1, agreement: null, nowMs: 1 })
    expect((await queueOf(project, 1)).secondLooks.tasks).toBe(0)
    const other = await d.project(commas(1), ALWAYS)
    await through(other, 0, "first", [PROPOSAL])
    const ann = d.people[0]
    await h.addMember(other.id, await h.addPerson(`Late${other.id}`), ["reviewer"])
    expect(await isAuditFor(db(), at1(other), ann?.id ?? 0)).toBe(false)
    expect(await isAuditFor(db(), at1(other), d.reviewers[1]?.id ?? 0)).toBe(true)
  })

  test("the share that the project asks for is drawn, by a key of the installation", async () => {
    const project = await d.project(commas(40), { quality: { ...DEFAULT_QUALITY, secondLooks: 0.4 } })
    for (let task = 1; task <= 40; task++) await through(project, 0, "first", [PROPOSAL], task)
    const drawn = (await queueOf(project, 1)).secondLooks.tasks
    expect(drawn).toBeGreaterThan(4)
    expect(drawn).toBeLessThan(30)
    const foreseen = Array.from({ length: 40 }, (_, i) => h.deps.hmac(`second:${project.id}:${i + 1}`)).filter(
      (hex) => Number.parseInt(hex.slice(0, 8), 16) / 2 ** 32 < 0.4,
    )
    expect(drawn).toBe(foreseen.length)
  })

  test("who decided a part of it in an act on many does not look at it again", async () => {
    const project = await d.project(commas(3, 3), ALWAYS)
    const slug = ProjectSlug.parse(project.slug)
    const { items } = await d.review(1).alike({ project: slug, key: "text:decimal_comma", cursor: null })
    const named = items.map((item) => ({ task: item.task, difference: item.difference.id, revision: item.revision }))
    const act = { project: slug, key: "text:decimal_comma", side: "a", reason, makeRule: false } as const
    await d.review(1).decideAlike({ ...act, items: named })
    await through(project, 0, "first", [PROPOSAL])
    expect(await codeOf(open1(project, 1, "second"))).toBe("own_task")
    expect((await queueOf(project, 1)).secondLooks.tasks).toBe(0)
    expect((await queueOf(project, 2)).secondLooks.tasks).toBe(1)
  })

  test("two reviewers at one look: one files it, the other is told", async () => {
    const project = await d.project(commas(1), ALWAYS)
    await through(project, 0, "first", [PROPOSAL])
    const codes = await Promise.all([
      codeOf(through(project, 1, "second", [PROPOSAL])),
      codeOf(through(project, 2, "second", [NONE])),
    ])
    expect(codes.filter((code) => code === "answered")).toHaveLength(1)
  })
})
