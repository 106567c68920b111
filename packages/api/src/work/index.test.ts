import { randomUUID } from "node:crypto"
import { findTaskStatus, listAssignmentsOfTask, putOntology } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  type AnnotationBody,
  AnnotationBody as Body,
  boxOf,
  canonicalJson,
  JustesseError,
  WorkBody,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { reviewRouter } from "../review/router.ts"
import { type Harness, makeHarness, TEST_ONTOLOGY, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

const box = (id: string, x: number, more: object = {}) => ({
  id,
  label: "car",
  geometry: { type: "box", x, y: 10, width: 100, height: 50 },
  ...more,
})
const bodyOf = (...regions: object[]): AnnotationBody => Body.parse({ regions, nothingHere: regions.length === 0 })

async function failure(promise: Promise<unknown>): Promise<JustesseError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof JustesseError)) throw new Error(`expected a typed failure, got ${String(error)}`)
  return cause
}

describe.each(engines)("work on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  const people = new Map<string, TestPerson>()

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    for (const name of ["Awa", "Ben", "Cleo", "Rita", "Rolf"]) people.set(name, await h.addPerson(name))
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const who = (name: string): TestPerson => people.get(name) ?? owner
  const work = (name: string) => workRouter.createCaller(h.contextOf(who(name)))
  const review = (name: string) => reviewRouter.createCaller(h.contextOf(who(name)))
  let made = 0

  async function project(settings: object = {}, pictures = 1, annotators = ["Awa", "Ben", "Cleo"]) {
    const slug = `p-${++made}` as Lease["project"]
    const id = await h.addProject({ slug, owner, roles: ["owner", "annotator"], settings })
    for (const name of annotators) await h.addMember(id, who(name), ["annotator"])
    for (const name of ["Rita", "Rolf"]) await h.addMember(id, who(name), ["reviewer"])
    await h.addPictures(id, pictures)
    return { id, slug }
  }
  const three = { overlap: { base: 3, more: 3, moreRatio: 0 } }

  async function lease(name: string, slug: Lease["project"]): Promise<Lease> {
    const { leases } = await work(name).next({ project: slug, want: 1 })
    if (!leases[0]) throw new Error("no lease")
    return leases[0]
  }
  function submission(held: Lease, body: AnnotationBody) {
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = held
    const submissionId = randomUUID() as Parameters<ReturnType<typeof work>["submitNext"]>[0]["submissionId"]
    return { assignmentId, fence, submissionId, body, ontologyVersion, guidelineVersion, want: 1 }
  }
  async function answer(name: string, slug: Lease["project"], body: AnnotationBody) {
    h.clock.nowMs += 1_000
    const held = await lease(name, slug)
    await work(name).submitNext(submission(held, body))
    return held
  }
  const openReview = async (name: string, slug: Lease["project"]) => {
    const { task } = await review(name).open({ project: slug, task: null, kinds: [], labels: [] })
    if (!task) throw new Error("nothing to review")
    return task
  }
  const reason = { code: "text", clause: "1", note: "" } as const

  test("one person alone: the answer settles at once, and is taken, for nobody looked at it (found P15)", async () => {
    const { id, slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 1, [])
    const held = await answer("Olga", slug, bodyOf(box("a", 10)))
    await h.resolve()
    const status = await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })
    expect(status).toMatchObject({ state: "settled", settledBy: "single", dirty: false })
    const one = await work("Olga").one({ assignmentId: held.assignmentId })
    expect(one.task).toMatchObject({ state: "taken", revisable: true })
    expect(one.differences).toEqual([])
    const after = await work("Olga").next({ project: slug, want: 2 })
    expect(after).toMatchObject({ leases: [], none: { reason: "all_answered" } })
  })

  test("three people who agree: the rule settles, whatever the order of arrival", async () => {
    const answers: string[] = []
    for (const order of [
      ["Awa", "Ben", "Cleo"],
      ["Cleo", "Ben", "Awa"],
    ]) {
      const { id, slug } = await project(three)
      const x: Record<string, number> = { Awa: 10, Ben: 11, Cleo: 12 }
      for (const name of order) {
        await answer(name, slug, bodyOf(box("same", x[name] ?? 0)))
        await h.resolve()
      }
      const status = await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })
      expect(status).toMatchObject({ state: "settled", settledBy: "rule" })
      answers.push(JSON.stringify(status?.answer))
    }
    expect(answers[0]).toBe(answers[1])
    expect(answers[0]).toContain('"x":11')
  })

  test("people who differ meet a reviewer who settles by difference, and each learns what became of theirs", async () => {
    const { id, slug } = await project(three)
    const text = (value: string) => box("l", 10, { label: "line", transcript: { value } })
    const awa = await answer("Awa", slug, bodyOf(text("TVA 18 %"), box("extra", 500)))
    const ben = await answer("Ben", slug, bodyOf(text("TVA 18%")))
    const cleo = await answer("Cleo", slug, bodyOf(text("TVA 16 %")))
    await h.resolve()
    expect(await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })).toMatchObject({
      state: "disputed",
      differences: 2,
    })

    const queue = await review("Rita").queue({ project: slug, kinds: [], labels: [] })
    expect(queue).toMatchObject({ tasks: 1, differences: 2, minutes: 1 })
    expect(queue.byKind).toMatchObject([
      { kind: "text", tasks: 1, differences: 1, minutes: 1 },
      { kind: "one_person", tasks: 1, differences: 1, minutes: 1 },
    ])
    const task = await openReview("Rita", slug)
    expect(task.letters).toEqual(["A", "B", "C"])
    expect(JSON.stringify(task)).not.toMatch(/Awa|Ben|Cleo/)
    const words = task.differences.find(({ difference: disagreement }) => disagreement.kind === "text")?.difference
    const lone = task.differences.find(({ difference: disagreement }) => disagreement.kind === "one_person")?.difference
    const right = words?.candidates.find(({ region }) => region?.transcript?.value === "TVA 18 %")
    if (!words || !lone || !right?.letters[0]) throw new Error("differences expected")
    const base = { project: slug, task: task.task }
    const first = await review("Rita").decide({
      ...base,
      revision: task.revision,
      difference: words.id,
      decision: { outcome: "take", letter: right.letters[0], reason },
    })
    expect(first.open).toBe(1)
    expect((await failure(review("Rita").file({ ...base, revision: first.revision }))).detail).toEqual({ open: 1 })
    const second = await review("Rita").decide({
      ...base,
      revision: first.revision,
      difference: lone.id,
      decision: { outcome: "none", reason: { code: "extra", clause: null, note: "a shadow" } },
    })
    expect(await review("Rita").file({ ...base, revision: second.revision })).toEqual({ next: null })

    const kept = await work("Awa").one({ assignmentId: awa.assignmentId })
    expect(kept.task).toMatchObject({ state: "changed", revisable: false })
    expect(kept.differences).toMatchObject([{ kind: "removed", decidedBy: "reviewer", reason: { note: "a shadow" } }])
    expect((await work("Ben").one({ assignmentId: ben.assignmentId })).task.state).toBe("small_change")
    const cleos = await work("Cleo").one({ assignmentId: cleo.assignmentId })
    expect(cleos.differences).toMatchObject([
      { kind: "changed", decidedBy: "reviewer", reason: { code: "text", clause: "1" } },
    ])
    expect(cleos.kept?.regions.map((region) => region.transcript?.value)).toEqual(["TVA 18 %"])
    expect((await failure(work("Awa").revise({ assignmentId: awa.assignmentId }))).code).toBe("decided_already")

    const mine = await work("Cleo").mine({ utcOffsetMinutes: 0 })
    expect(mine.fates.changed).toBe(1)
    expect(mine.lessons).toMatchObject([
      { project: slug, code: "text", clause: "1", times: 1, mine: "TVA 16 %", kept: "TVA 18 %" },
    ])

    const undone = await review("Rita").undo({ project: slug, task: null })
    expect(undone).toMatchObject({ task: task.task, difference: lone.id })
    expect((await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 }))?.state).toBe("disputed")
    expect((await work("Awa").one({ assignmentId: awa.assignmentId })).task.state).toBe("sent")
  })

  test("two reviewers never overwrite each other, and a reservation ends after twenty minutes", async () => {
    const { slug } = await project({ overlap: { base: 2, more: 2, moreRatio: 0 } })
    await answer("Awa", slug, bodyOf(box("a", 10)))
    await answer("Ben", slug, bodyOf(box("b", 400)))
    await h.resolve()
    const task = await openReview("Rita", slug)
    const none = { outcome: "none", reason } as const
    const decision = {
      project: slug,
      task: task.task,
      revision: task.revision,
      difference: task.differences[0]?.difference.id as never,
      decision: none,
    }
    expect((await failure(review("Rolf").decide(decision))).code).toBe("reserved_by_other")
    expect(await review("Rolf").open({ project: slug, task: null, kinds: [], labels: [] })).toEqual({ task: null })
    expect((await review("Rolf").queue({ project: slug, kinds: [], labels: [] })).reservedByOthers).toBe(1)
    await review("Rita").decide(decision)
    h.clock.nowMs += 21 * 60_000
    const taken = await openReview("Rolf", slug)
    expect(taken.differences.filter((one) => one.decision !== null)).toHaveLength(1)
    expect((await failure(review("Rita").decide(decision))).code).toBe("reserved_by_other")
    h.clock.nowMs += 21 * 60_000
    expect((await failure(review("Rita").decide(decision))).code).toBe("conflict")
  })

  test("nobody reviews what they answered themselves", async () => {
    const { id, slug } = await project({ overlap: { base: 2, more: 2, moreRatio: 0 } })
    await h.addMember(id, who("Rita"), ["annotator"])
    await answer("Rita", slug, bodyOf(box("a", 10)))
    await answer("Ben", slug, bodyOf(box("b", 400)))
    await h.resolve()
    expect(await review("Rita").open({ project: slug, task: null, kinds: [], labels: [] })).toEqual({ task: null })
    const named = { project: slug, task: 1 as never, kinds: [], labels: [] }
    expect((await failure(review("Rita").open(named))).code).toBe("own_task")
    expect((await review("Rita").queues({})).queues.find((queue) => queue.project === slug)?.tasks).toBe(0)
    expect((await openReview("Rolf", slug)).task).toBe(1)
  })

  test("an answer sent back comes again to its author; the correction is looked at anew", async () => {
    const { id, slug } = await project({ overlap: { base: 2, more: 2, moreRatio: 0 } })
    const awa = await answer("Awa", slug, bodyOf(box("a", 10), box("far", 600)))
    await answer("Ben", slug, bodyOf(box("b", 10)))
    await h.resolve()
    const task = await openReview("Rita", slug)
    const letter = task.differences[0]?.difference.candidates.find(({ region }) => region !== null)?.letters[0]
    if (!letter) throw new Error("a letter expected")
    const disagreement = task.differences[0]?.difference
    if (!disagreement) throw new Error("a difference expected")
    const about = { project: slug, task: task.task, revision: task.revision, difference: disagreement.id }
    await review("Rita").sendBack({ ...about, letter, reason })
    // Its author is told where people look: on their own page, in the history, and with the place (found B7).
    const said = { ...reason, place: disagreement.place }
    expect(await work("Awa").one({ assignmentId: awa.assignmentId })).toMatchObject({
      sentBack: said,
      task: { state: "sent_back", revisable: true },
    })
    const waiting = (await work("Awa").mine({ utcOffsetMinutes: 0 })).sentBack
    expect(waiting).toMatchObject([{ assignmentId: awa.assignmentId, project: slug, reason: said }])
    const filter = { search: "", project: null, states: ["sent_back" as const], cursor: null, limit: 10 }
    expect((await work("Awa").history(filter)).rows).toMatchObject([{ assignmentId: awa.assignmentId }])
    const again = await lease("Awa", slug)
    expect(again).toMatchObject({ assignmentId: awa.assignmentId, nextRevision: 2 })
    expect(again.body.regions).toHaveLength(2)
    await work("Awa").submitNext(submission(again, bodyOf(box("a", 10))))
    await h.resolve()
    expect(await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })).toMatchObject({
      state: "settled",
      settledBy: "rule",
    })
    expect((await work("Awa").one({ assignmentId: awa.assignmentId })).sentBack).toBeNull()
  })

  test("one more person: the task waits outside the queue, decisions that still hold stay", async () => {
    const { id, slug } = await project({ overlap: { base: 2, more: 2, moreRatio: 0 } })
    await answer("Awa", slug, bodyOf(box("a", 10), box("x", 600)))
    await answer("Ben", slug, bodyOf(box("b", 10), box("y", 300)))
    await h.resolve()
    const task = await openReview("Rita", slug)
    const atX = task.differences.find(({ difference: disagreement }) => disagreement.place.x === 600)?.difference
    if (!atX) throw new Error("a difference expected")
    const decided = await review("Rita").decide({
      project: slug,
      task: task.task,
      revision: task.revision,
      difference: atX.id,
      decision: { outcome: "none", reason },
    })
    await review("Rita").oneMore({ project: slug, task: task.task, revision: decided.revision })
    expect((await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 }))?.state).toBe("waiting")
    expect((await review("Rita").queue({ project: slug, kinds: [], labels: [] })).tasks).toBe(0)
    await answer("Cleo", slug, bodyOf(box("c", 10), box("z", 300)))
    await h.resolve()
    const anew = await openReview("Rita", slug)
    expect(anew.letters).toHaveLength(3)
    expect(anew.differences.map((one) => [one.difference.place.x, one.decision?.outcome ?? null])).toEqual([
      [300, null],
      [600, "none"],
    ])
  })

  test("a skipped task comes back when nothing else is left", async () => {
    const { slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 1, ["Awa"])
    const held = await lease("Awa", slug)
    const { assignmentId, fence } = held
    const after = await work("Awa").skip({ assignmentId, fence, reason: "unclear", note: "", want: 1 })
    expect(after.leases.map((one) => one.assignmentId)).toEqual([assignmentId])
    expect(after.leases[0]?.fence).toBeGreaterThan(fence)
    expect((await failure(work("Awa").saveDraft({ assignmentId, fence, revision: 1, body: bodyOf() }))).code).toBe(
      "taken_over",
    )
  })

  test("a draft is found again, and an older one never overwrites a newer", async () => {
    const { slug } = await project()
    const { assignmentId, fence } = await lease("Awa", slug)
    const body = bodyOf(box("a", 10))
    await work("Awa").saveDraft({ assignmentId, fence, revision: 3, body })
    const old = await failure(work("Awa").saveDraft({ assignmentId, fence, revision: 2, body: bodyOf() }))
    expect([old.code, old.detail["revision"]]).toEqual(["draft_is_older", 3])
    const anew = await work("Awa").open({ assignmentId })
    expect(anew).toMatchObject({ draftRevision: 3, body })
    expect((await failure(work("Ben").open({ assignmentId }))).code).toBe("not_found")
  })

  test("a draft keeps what is a proposal still, and no answer holds one", async () => {
    const { slug } = await project()
    const held = await lease("Awa", slug)
    const { assignmentId, fence } = held
    const body = WorkBody.parse({ regions: [box("a", 10, { proposed: true }), box("b", 40)], nothingHere: false })
    await work("Awa").saveDraft({ assignmentId, fence, revision: 1, body })
    expect((await work("Awa").open({ assignmentId })).body).toEqual(body)
    await expect(work("Awa").submitNext(submission(held, body))).rejects.toThrow("proposed")
  })

  test("sent twice gives the same receipt, with another body a conflict", async () => {
    const { slug } = await project()
    const held = await lease("Awa", slug)
    const sending = submission(held, bodyOf(box("a", 10)))
    const first = await work("Awa").submitNext(sending)
    h.clock.nowMs += 86_400_000
    expect((await work("Awa").submitNext(sending)).receipt).toEqual(first.receipt)
    expect((await failure(work("Awa").submitNext({ ...sending, body: bodyOf(box("a", 11)) }))).code).toBe(
      "submission_differs",
    )
  })

  test("an answer stored when regions had another form is the same one when it is sent again", async () => {
    const { slug } = await project()
    const held = await lease("Awa", slug)
    const sending = submission(held, bodyOf(box("a", 10)))
    const first = await work("Awa").submitNext(sending)
    const { geometry: _, ...rest } = box("a", 10)
    const region = { ...rest, shape: "box", x: 10, y: 10, width: 100, height: 50 }
    const stored = canonicalJson({ regions: [region], nothingHere: false })
    const bodySha256 = h.deps.sha256(stored)
    await at.storage.db
      .updateTable("submission")
      .set({ body: stored, body_sha256: bodySha256 })
      .where("public_id", "=", sending.submissionId)
      .execute()
    const again = { ...first.receipt, sha256: bodySha256 }
    expect((await work("Awa").submitNext(sending)).receipt).toEqual(again)
    // A tab that was open since then still sends the other form.
    const old = { ...sending, body: JSON.parse(stored) }
    expect((await work("Awa").submitNext(old)).receipt).toEqual(again)
    expect((await failure(work("Awa").submitNext({ ...sending, body: bodyOf(box("a", 11)) }))).code).toBe(
      "submission_differs",
    )
  })

  test("late work is kept: counted while there is room, extra when there is none", async () => {
    const { id, slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 1, ["Awa", "Ben"])
    const held = await lease("Awa", slug)
    h.clock.nowMs = held.leaseUntilMs + 1
    await at.storage.hot.endExpired(h.clock.nowMs, 100)
    await answer("Ben", slug, bodyOf(box("b", 10)))
    const late = await work("Awa").submitNext(submission(held, bodyOf(box("a", 11))))
    expect(late.receipt.counted).toBe("extra")
    await h.resolve()
    const status = await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })
    expect(status).toMatchObject({ state: "settled", settledBy: "rule", submitted: 1 })
    expect(
      (await listAssignmentsOfTask(at.storage.db, { projectId: id, taskId: 1 })).map((one) => one.outcome),
    ).toEqual(["kept", "kept"])
  })

  test("an answer may be corrected until it was decided about, and the consensus follows", async () => {
    const { id, slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 1, ["Awa"])
    const held = await answer("Awa", slug, bodyOf(box("a", 10)))
    await h.resolve()
    const again = await work("Awa").revise({ assignmentId: held.assignmentId })
    expect(again).toMatchObject({ nextRevision: 2, body: bodyOf(box("a", 10)) })
    const { receipt } = await work("Awa").submitNext(submission(again, bodyOf(box("a", 30))))
    expect(receipt).toMatchObject({ revision: 2, counted: "counted" })
    await h.resolve()
    const status = await findTaskStatus(at.storage.db, { projectId: id, taskId: 1 })
    expect(status?.answer?.regions.map((region) => boxOf(region).x)).toEqual([30])
    const { task } = await work("Awa").previous({ project: slug, before: null })
    expect(task).toMatchObject({ revision: 2, state: "taken" })
  })

  test("answers are judged by the labels they name, not by newer ones", async () => {
    const { slug } = await project({}, 3)
    const held = await lease("Awa", slug)
    const unknown = await failure(work("Awa").submitNext(submission(held, bodyOf(box("a", 1, { label: "bus" })))))
    expect([unknown.code, unknown.detail]).toEqual(["label_unknown", { region: "a", label: "bus" }])
    const missing = await failure(work("Awa").submitNext(submission(held, bodyOf(box("a", 1, { label: "sign" })))))
    expect([missing.code, missing.detail["attribute"]]).toEqual(["attribute_missing", "lit"])
    const silent = await failure(work("Awa").submitNext(submission(held, { regions: [], nothingHere: false })))
    expect([silent.code, silent.detail]).toEqual(["invalid_input", { field: "body", rule: "nothing_said" }])
    const sign = box("a", 1, { label: "sign", attributes: { lit: false }, transcript: { value: "STOP" } })
    expect((await work("Awa").submitNext(submission(held, bodyOf(sign)))).receipt.revision).toBe(1)
  })

  test("a label that is removed while a task is open loses nobody's work", async () => {
    const { id, slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 2, ["Awa"])
    const held = await lease("Awa", slug)
    const { assignmentId } = held
    await work("Awa").saveDraft({ assignmentId, fence: held.fence, revision: 1, body: bodyOf(box("a", 1)) })
    const labels = TEST_ONTOLOGY.labels.filter((label) => label.id !== "car")
    await putOntology(at.storage.db, id, 1, { ontology: { labels }, madeBy: owner.id, madeAtMs: h.clock.nowMs })
    const anew = { ...submission(held, bodyOf(box("a", 2), box("b", 300))), ontologyVersion: 2 }
    const refused = await failure(work("Awa").submitNext(anew))
    expect([refused.code, refused.detail["region"]]).toEqual(["label_unknown", "b"])
    const { receipt } = await work("Awa").submitNext({ ...anew, body: bodyOf(box("a", 2)) })
    expect(receipt.revision).toBe(1)
    const old = submission(await lease("Awa", slug), bodyOf(box("c", 1)))
    expect((await work("Awa").submitNext({ ...old, ontologyVersion: 1 })).receipt.revision).toBe(1)
  })

  test("conditions come first, pauses and archives say so, and work in hand is taken all the same", async () => {
    const { id, slug } = await project({ overlap: { base: 3, more: 3, moreRatio: 0 } }, 2)
    await h.addMember(id, await h.addPerson("Dora").then((dora) => (people.set("Dora", dora), dora)), ["annotator"], 0)
    expect((await work("Dora").next({ project: slug, want: 1 })).none?.reason).toBe("conditions")
    expect((await failure(work("Dora").acceptConditions({ project: slug, guidelineVersion: 7 }))).code).toBe(
      "version_changed",
    )
    await work("Dora").acceptConditions({ project: slug, guidelineVersion: 1 })
    const held = await lease("Dora", slug)
    const { db } = at.storage
    await db.updateTable("project").set({ state: "archived" }).where("id", "=", id).execute()
    expect((await work("Awa").next({ project: slug, want: 1 })).none?.reason).toBe("archived")
    const { receipt, none } = await work("Dora").submitNext(submission(held, bodyOf(box("a", 1))))
    expect([receipt.counted, none?.reason]).toEqual(["counted", "archived"])
    await db.deleteFrom("member").where("person_id", "=", who("Dora").id).execute()
    expect((await work("Dora").sent({ assignmentId: held.assignmentId })).revision).toBe(1)
    expect((await failure(work("Dora").next({ project: slug, want: 1 }))).code).toBe("not_found")
    expect((await failure(work("Rita").next({ project: slug, want: 1 }))).code).toBe("not_allowed")
  })

  test("time is counted once however many tabs tell of it, and stands in the hours of the right day", async () => {
    const { slug } = await project()
    const { assignmentId, fence } = await lease("Awa", slug)
    h.clock.nowMs += 30_000
    const beat = (tab: string) => ({ tab, seq: 0, monotonicMs: 0, seconds: "9".repeat(30) })
    const utcOffsetMinutes = 0
    const call = (tab: string) =>
      work("Awa").heartbeat({ assignmentId, fence, activity: "draw", batches: [beat(tab)], utcOffsetMinutes })
    const [one, two] = await Promise.all([call("left"), call("right")])
    expect(Math.max(one.activeSeconds, two.activeSeconds)).toBeLessThanOrEqual(31)
    expect(Math.max(one.activeSeconds, two.activeSeconds)).toBeGreaterThanOrEqual(29)
    // One figure for "today", whoever shows it: the task page, My work and its clock (found B11).
    const { todaySeconds } = await work("Awa").today({ utcOffsetMinutes })
    expect(Math.max(one.todaySeconds, two.todaySeconds)).toBe(todaySeconds)
    expect((await work("Awa").mine({ utcOffsetMinutes })).todaySeconds).toBe(todaySeconds)
    const day = new Date(h.clock.nowMs).toISOString().slice(0, 10)
    const hours = await work("Awa").hours({ from: day as never, to: day as never, utcOffsetMinutes: 0 })
    expect(hours.rows.find((row) => row.project === slug)?.seconds).toBe(Math.max(one.activeSeconds, two.activeSeconds))
    // Where it is the next day already, none of it is of today.
    const toMidnight = Math.ceil(h.clock.nowMs / 86_400_000) * 1_440 - Math.floor(h.clock.nowMs / 60_000)
    const east = toMidnight <= 840 ? toMidnight : toMidnight - 1_440
    h.clock.nowMs += 60_000
    expect((await work("Awa").today({ utcOffsetMinutes: east })).todaySeconds).toBe(0)
    expect((await work("Awa").today({ utcOffsetMinutes: 0 })).todaySeconds).toBe(todaySeconds)
  })

  test("what was only fetched ahead is not begun; a draft counts what is drawn in it (found B15)", async () => {
    const { slug } = await project({}, 4, ["Awa"])
    const { leases } = await work("Awa").next({ project: slug, want: 3 })
    const mine = async () => {
      const { projects } = await work("Awa").mine({ utcOffsetMinutes: 0 })
      return projects.find((one) => one.card.project === slug)
    }
    const all = { search: "", project: slug, states: [], cursor: null, limit: 9 }
    expect(await mine()).toMatchObject({ inHand: 0, inHandUntilMs: null, available: 4 })
    expect(await work("Awa").history(all)).toMatchObject({ rows: [], total: 0 })
    const [first] = leases
    if (!first) return expect.fail("nothing was leased")
    const { assignmentId, fence, leaseUntilMs } = first
    h.clock.nowMs += 60_000
    const draft = WorkBody.parse({
      regions: [box("a", 10), box("b", 300), { ...box("c", 500), proposed: true }],
      nothingHere: false,
    })
    await work("Awa").saveDraft({ assignmentId, fence, revision: 1, body: draft })
    expect(await mine()).toMatchObject({
      ...{ inHand: 1, inHandUntilMs: leaseUntilMs, available: 3, lastWorkedAtMs: h.clock.nowMs },
    })
    const rows = [{ assignmentId, state: "in_hand", regions: 2 }]
    expect(await work("Awa").history(all)).toMatchObject({ rows, total: 1 })
    expect(await work("Awa").history({ ...all, states: ["in_hand"] })).toMatchObject({ rows, total: 1 })
  })

  test("a skipped task says so with its reason, and looking back meets it (found B25)", async () => {
    const { slug } = await project({}, 3, ["Awa"])
    const sent = await answer("Awa", slug, bodyOf(box("a", 10)))
    h.clock.nowMs += 1
    const { assignmentId, fence } = await lease("Awa", slug)
    await work("Awa").skip({ assignmentId, fence, reason: "bad_picture", note: "", want: 1 })
    expect(await work("Awa").one({ assignmentId })).toMatchObject({
      ...{ skipReason: "bad_picture", kept: null, task: { state: "skipped", revision: 0 } },
    })
    const back = async (before: Lease["assignmentId"] | null) =>
      (await work("Awa").previous({ project: slug, before })).task?.assignmentId
    const inHand = await lease("Awa", slug)
    expect(await back(inHand.assignmentId)).toBe(assignmentId)
    expect([await back(null), await back(assignmentId)]).toEqual([assignmentId, sent.assignmentId])
    expect(await work("Awa").open({ assignmentId })).toMatchObject({ assignmentId })
    expect((await work("Awa").one({ assignmentId })).skipReason).toBeNull()
  })

  test("the history pages through everything once, latest first, and searches texts", async () => {
    const { slug } = await project({ overlap: { base: 1, more: 1, moreRatio: 0 } }, 5, ["Cleo"])
    for (let i = 0; i < 5; i++) {
      await answer("Cleo", slug, bodyOf(box("l", 10, { label: "line", transcript: { value: `Milk ${i}` } })))
    }
    await h.resolve()
    const all = { search: "", project: slug, states: [], limit: 2 }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<ReturnType<typeof work>["history"]>> = await work("Cleo").history({
        ...all,
        cursor,
      })
      expect(page.total).toBe(5)
      seen.push(...page.rows.map((row) => row.assignmentId))
      cursor = page.next
    } while (cursor)
    expect(new Set(seen).size).toBe(5)
    const found = await work("Cleo").history({ ...all, search: "milk 3", cursor: null })
    expect(found).toMatchObject({ total: 1, next: null, rows: [{ state: "taken", regions: 1 }] })
    const { task: last } = await work("Cleo").previous({ project: slug, before: null })
    const { task: before } = await work("Cleo").previous({ project: slug, before: last?.assignmentId ?? null })
    expect([last?.assignmentId, before?.assignmentId]).toEqual(seen.slice(0, 2))
  })
})
