import { Disputes } from "@justesse/api/testing/disputes"
import { type Harness, makeHarness } from "@justesse/api/testing/harness"
import { findTaskStatus } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { habitAnswer, loadFaces } from "@justesse/fixtures"
import { HABIT_PEOPLE, habitProject } from "@justesse/fixtures/testing/habits"
import { countOutcomes, findOutcomes } from "@justesse/quality/review/outcomes"
import { type AnnotationBody, type DecisionReason, ProjectSlug } from "@justesse/types"
import type { SimilarGroup, SimilarItem } from "@justesse/types/wire/review"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const COUNT = 24
const REASON: DecisionReason = { code: "text", clause: null, note: "" }

/** What the guideline of the receipts says: as printed, and around the ink. */
const RIGHT_SIDE: Readonly<Record<string, "a" | "b">> = { text: "a", place: "b", label: "b" }

describe.each(engines)("receipts that three people read by habit, reviewed on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let d: Disputes
  let projectId = 0
  const truths: AnnotationBody[] = []
  const plan = habitProject(COUNT)
  const slug = ProjectSlug.parse(plan.slug)

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    d = new Disputes(h, at.storage)
    await d.addPeople(2)
    const owner = await h.addPerson("Owner")
    const { kind, settings, ontology } = plan
    projectId = await h.addProject({ slug, owner, kind, settings, ontology })
    for (const person of d.people) await h.addMember(projectId, person, ["annotator"])
    for (const person of d.reviewers) await h.addMember(projectId, person, ["reviewer"])
    const faces = loadFaces()
    const drawings = plan.pictures.map((picture) => ({ picture, drawing: picture.draw(faces) }))
    truths.push(...drawings.map(({ drawing }) => drawing.truth))
    await h.addPictures(projectId, COUNT, { width: 1_000, height: 2_000 })
    for (const [i, person] of d.people.entries()) {
      const habits = HABIT_PEOPLE[i]
      if (!habits) throw new Error("three people expected")
      for (const { picture, drawing } of drawings) {
        const task = { seed: picture.seed, size: drawing.size, ontology }
        await d.answer(projectId, person, ...habitAnswer(habits, task, drawing.truth).regions)
      }
    }
    await h.resolve()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const queue = () => d.review().queue({ project: slug, kinds: [], labels: [] })

  async function grid(key: string): Promise<SimilarItem[]> {
    const items: SimilarItem[] = []
    let cursor: string | null = null
    do {
      const page: { items: SimilarItem[]; next: string | null } = await d.review().alike({ project: slug, key, cursor })
      items.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return items
  }

  async function decideGroup({ key, kind }: SimilarGroup) {
    const items = (await grid(key)).map(({ task, difference, revision }) => ({
      task,
      difference: difference.id,
      revision,
    }))
    const side = RIGHT_SIDE[kind] ?? "a"
    return d.review().decideAlike({ project: slug, key, side, items, reason: REASON, makeRule: false })
  }

  /** Everything that is left, by its proposal; how many differences and tasks that were. */
  async function oneByOne(): Promise<{ differences: number; tasks: number }> {
    const done = { differences: 0, tasks: 0 }
    for (;;) {
      const { task } = await d.review().open({ project: slug, task: null, kinds: [], labels: [] })
      if (!task) return done
      let { revision } = task
      for (const { difference, decision } of task.differences) {
        if (decision) continue
        const said = { project: slug, task: task.task, revision, difference: difference.id }
        revision = (await d.review().decide({ ...said, decision: { outcome: "proposal", reason: REASON } })).revision
        done.differences++
      }
      await d.review().file({ project: slug, task: task.task, revision })
      done.tasks++
    }
  }

  test("groups first, then one by one: little more than half a key a difference, and what is kept is what was printed", async () => {
    const before = await queue()
    expect(before.alike.length).toBeGreaterThanOrEqual(4)
    expect(before.alikeDifferences).toBeGreaterThan(before.differences / 2)
    let keys = 0
    let undone = 0
    for (const group of before.alike) {
      const done = await decideGroup(group)
      expect([group.key, done.decided, done.skipped]).toEqual([group.key, group.differences, 0])
      // Open, choose the side, apply.
      keys += 3
      if (group !== before.alike[0]) continue
      undone = (await d.review().undoAlike({ project: slug, undo: done.undo })).reopened
      expect(await queue()).toMatchObject({ tasks: before.tasks, differences: before.differences })
      await decideGroup(group)
    }
    expect(undone).toBe(before.alike[0]?.differences)
    const left = await queue()
    expect(left.alike).toEqual([])
    expect(left.differences).toBe(before.differences - before.alikeDifferences)
    const single = await oneByOne()
    expect(single.differences).toBe(left.differences)
    keys += single.differences + single.tasks
    expect(keys / before.differences).toBeLessThan(0.9)
    expect(await queue()).toMatchObject({ tasks: 0, differences: 0 })

    const sums = { kept: 0, all: 0 }
    for (const [i, truth] of truths.entries()) {
      const status = await findTaskStatus(at.storage.db, { projectId, taskId: i + 1 })
      expect(status?.state).toBe("settled")
      const outcomes = findOutcomes(truth, status?.answer ?? { regions: [], nothingHere: true }, plan.settings.settle)
      const counts = countOutcomes(outcomes.map((outcome) => ({ ...outcome })))
      sums.kept += counts.kept + counts.small_change
      sums.all += outcomes.length
    }
    expect(sums.kept / sums.all).toBeGreaterThan(0.97)
  })

  test("each person has one lesson for each habit", async () => {
    const [, oliver] = d.people
    const { lessons } = await d.routers(oliver).work.mine({ utcOffsetMinutes: 0 })
    expect(lessons.length).toBeLessThanOrEqual(5)
    expect(lessons[0]?.times).toBeGreaterThan(5)
    expect(lessons.some(({ mine, kept }) => mine.replace(".", ",") === kept)).toBe(true)
  })
})
