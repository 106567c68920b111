import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { addEvents } from "@justesse/db/testing/seed"
import { type DisagreementKind, LabelId, ProjectSlug, Region } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commas, type Disputed, Disputes, line, type ThreeAnswers } from "../testing/disputes.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"

const reason = { code: "text", clause: null, note: "" } as const

/** All three have it but for `missing`, who has nothing there. */
const missed = (value: string): ThreeAnswers => [[line("9", 300, value)], [line("9", 300, value)], [line("8", 20, "X")]]

describe.each(engines)("the reviewers' queue on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let d: Disputes

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    d = new Disputes(h, at.storage)
    await d.addPeople(2)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const queueOf = ({ slug }: Disputed, more: object = {}) =>
    d.review().queue({ project: ProjectSlug.parse(slug), kinds: [], labels: [], ...more })
  const nextOf = async ({ slug }: Disputed, more: object = {}) => {
    const project = ProjectSlug.parse(slug)
    const { task } = await d.review().open({ project, task: null, kinds: [], labels: [], ...more })
    if (task) await d.review().release({ project, task: task.task })
    return task?.task ?? null
  }

  test("what a decision changes most comes first: a word misread before a comma, what may not exist before both", async () => {
    const word: ThreeAnswers = [[line("1", 20, "MERCI")], [line("1", 20, "MERCI")], [line("1", 20, "XXXXX")]]
    const project = await d.project([...commas(1), word, missed("TOTAL")])
    expect(await nextOf(project)).toBe(3)
    expect(await nextOf(project, { except: [3] })).toBe(2)
    expect(await nextOf(project, { except: [3, 2] })).toBe(1)
  })

  test("each kind has its count, its minutes and a real difference to look at", async () => {
    const project = await d.project([...commas(3), missed("TOTAL")])
    const queue = await queueOf(project)
    const rows = queue.byKind.map(({ kind, differences: disagreements, tasks, sample }) => [
      kind,
      disagreements,
      tasks,
      sample?.task,
    ])
    expect(rows).toEqual([
      ["text", 3, 3, 1],
      ["one_person", 2, 1, 4],
    ])
    expect(queue.byKind.every(({ kind, sample }) => sample?.difference.kind === kind)).toBe(true)
    expect(queue.byKind[0]?.sample?.media.preview).toMatch(/^\/media\//)
    expect(queue.byLabel).toEqual([{ label: "line", differences: 5 }])
  })

  test("kinds, labels and since narrow the queue, its groups and what is opened", async () => {
    const project = await d.project(commas(3))
    h.clock.nowMs += 1_000
    const since = h.clock.nowMs
    const late = await d.project([missed("TOTAL")])
    expect(await queueOf(project, { kinds: ["label"] satisfies DisagreementKind[] })).toMatchObject({
      tasks: 0,
      alike: [],
    })
    expect(await queueOf(project, { kinds: ["text"] })).toMatchObject({ tasks: 3, alikeDifferences: 3 })
    expect(await queueOf(project, { labels: [LabelId.parse("car")] })).toMatchObject({ tasks: 0, alike: [] })
    expect(await queueOf(project, { labels: [LabelId.parse("line")] })).toMatchObject({ alikeDifferences: 3 })
    expect(await queueOf(project, { sinceMs: since })).toMatchObject({ tasks: 0, byKind: [], alike: [] })
    expect(await nextOf(project, { sinceMs: since })).toBeNull()
    expect(await queueOf(late, { sinceMs: since })).toMatchObject({ tasks: 1, differences: 2 })
    expect(await nextOf(late, { sinceMs: since })).toBe(1)
  })

  test("minutes follow what was measured, for each kind by itself, without pauses and bulk acts", async () => {
    const project = await d.project([...commas(6), missed("TOTAL")])
    // Guessed at first: 11 seconds each.
    expect((await queueOf(project)).minutes).toBe(2)
    const note = async (personId: number, atMs: number, kind: string) => {
      const detail = { difference: "x", outcome: "none", kind }
      await addEvents(at.storage.db, { projectId: project.id, personId, atMs, what: "review.decided", detail })
    }
    let atMs = h.clock.nowMs - 3_600_000
    for (let i = 0; i < 24; i++) {
      await note(1, (atMs += 30_000), "text")
      await note(2, atMs + 5, "text")
      await note(1, (atMs += 90_000), "one_person")
    }
    const queue = await queueOf(project)
    expect(queue.byKind.map(({ kind, minutes }) => [kind, minutes])).toEqual([
      // 24 of the first person's every 30 s, 23 of the second's every 120 s.
      ["text", Math.ceil((6 * (24 * 30 + 23 * 120 - 30)) / 46 / 60)],
      ["one_person", 3],
    ])
  })

  test("a reviewer's own answer is asked what every answer is asked", async () => {
    const project = ProjectSlug.parse((await d.project(commas(1))).slug)
    const { task } = await d.review().open({ project, task: null, kinds: [], labels: [] })
    const disagreement = task?.differences[0]?.difference.id
    if (!task || !disagreement) throw new Error("a difference was expected")
    const said = { project, task: task.task, revision: task.revision, difference: disagreement }
    const edit = (more: object) => {
      const region = Region.parse(line("1", 20, "0.50", more))
      return d.review().decide({ ...said, decision: { outcome: "edit", region, reason } })
    }
    await expect(edit({ label: "bus" })).rejects.toMatchObject({ cause: { code: "label_unknown" } })
    const asked = { code: "attribute_missing", detail: { label: "sign", attribute: "lit" } }
    await expect(edit({ label: "sign" })).rejects.toMatchObject({ cause: asked })
    await expect(edit({ label: "sign", attributes: { lit: "yes" } })).rejects.toMatchObject({ cause: asked })
    await edit({ label: "sign", attributes: { lit: true } })
  })

  test("sent back, a task comes after all others; who answered it never sees it", async () => {
    const project = await d.project([...commas(2), missed("TOTAL")])
    const slug = ProjectSlug.parse(project.slug)
    const { task } = await d.review().open({ project: slug, task: null, kinds: [], labels: [] })
    if (!task) throw new Error("a task expected")
    await d.review().sendBack({ project: slug, task: task.task, revision: task.revision, letter: "A", reason })
    expect(await nextOf(project, {})).not.toBe(task.task)
    expect((await queueOf(project)).tasks).toBe(3)
  })

  test("an answer that was sent back is marked on its task, with its place, until it comes again", async () => {
    const slug = ProjectSlug.parse((await d.project(commas(1))).slug)
    const look = async () => (await d.review().open({ project: slug, task: null, kinds: [], labels: [] })).task
    const task = await look()
    const open = task?.differences[0]?.difference
    if (!task || !open) throw new Error("a disagreement was expected")
    expect(task.sentBack).toBeUndefined()
    const of = { project: slug, task: task.task, revision: task.revision, difference: open.id }
    await d.review().sendBack({ ...of, letter: "B", reason })
    expect((await look())?.sentBack).toEqual([{ letter: "B", place: open.place }])
  })
})
