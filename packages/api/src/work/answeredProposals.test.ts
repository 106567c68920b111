import { randomUUID } from "node:crypto"
import { findProject, insertSet, putPredictions, updateProject } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  AnnotationBody,
  type AnsweredProposals,
  JustesseError,
  type ProjectSettings,
  type ProjectSlug,
  type ProposalRules,
  type Shape,
  SubmissionId,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isWithheld } from "../models/lot.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

const found = (score: number, x: number) => ({ x, y: 10, width: 80, height: 40, label: "car", score })
const answered = (change: Partial<AnsweredProposals>): AnsweredProposals => ({
  ...{ taken: [], changed: [], refused: 0, untouched: 0 },
  ...change,
})

describe.each(ruleEngines)("proposals of an answer on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  let made = 0
  const call = () => workRouter.createCaller(h.contextOf(owner))

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** A project whose first `pictures` pictures a model proposes two boxes on. */
  async function project(
    proposals: ProposalRules,
    pictures: number,
    drawn?: ProjectSettings["shapes"],
    outline?: Shape,
  ) {
    const slug = `p-${++made}` as ProjectSlug
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, proposals, ...(drawn && { shapes: drawn }) }
    const id = await h.addProject({ slug, owner, roles: ["owner", "annotator"], settings })
    await h.addPictures(id, pictures)
    const { db } = at.storage
    const set = await insertSet(db, id, { name: "m", madeBy: owner.id, madeAtMs: 1 })
    const body = JSON.stringify({ regions: [{ ...found(0.91, 10), ...(outline && { outline }) }, found(0.4, 200)] })
    const rows = Array.from({ length: pictures }, (_, n) => ({ taskId: n + 1, body, doubtPpm: 1 }))
    await putPredictions(db, id, set, rows)
    await db.updateTable("prediction_set").set({ proposes: 1 }).where("project_id", "=", id).execute()
    return { id, slug }
  }
  const rules = (change: Partial<ProposalRules> = {}): ProposalRules => ({
    ...{ mustDecide: false, without: 0, solidFrom: 0.5 },
    ...change,
  })

  async function lease(slug: ProjectSlug): Promise<Lease> {
    const [first] = (await call().next({ project: slug, want: 1 })).leases
    return first ?? expect.fail("a lease expected")
  }
  function sent(held: Lease, proposals?: AnsweredProposals) {
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = held
    const own = held.body.regions.slice(0, 1).map(({ proposed: _p, origin: _o, ...region }) => region)
    const body = AnnotationBody.parse({ regions: own, nothingHere: own.length === 0 })
    const submissionId = SubmissionId.parse(randomUUID())
    const rest = { submissionId, body, ontologyVersion, guidelineVersion, want: 1 }
    return { assignmentId, fence, ...rest, ...(proposals && { proposals }) }
  }
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => (error instanceof Error && error.cause instanceof JustesseError ? error.cause : error),
    )
  const stored = (id: number) =>
    at.storage.db
      .selectFrom("answer_proposals")
      .select(["task_id", "withheld", "taken", "changed", "refused", "untouched"])
      .where("project_id", "=", id)
      .orderBy("task_id")
      .execute()

  test("they come with how sure the model is; those nobody looked at are left out, and counted", async () => {
    const { id, slug } = await project(rules(), 1)
    const held = await lease(slug)
    expect(held.body.regions.map(({ proposed, origin }) => [proposed, origin])).toEqual([
      [true, { source: "model", score: 0.91 }],
      [true, { source: "model", score: 0.4 }],
    ])
    const regions = held.body.regions.map((region) => region.id).slice(0, 1)
    await call().submitNext(sent(held, answered({ taken: regions, untouched: 1 })))
    expect(await stored(id)).toEqual([{ task_id: 1, withheld: 0, taken: 1, changed: 0, refused: 0, untouched: 1 }])
  })

  test("they are offered as the model's own outlines where people draw these, else as boxes", async () => {
    const [a, b, c] = [10, 90, 50].map((x, n) => ({ x, y: n < 2 ? 10 : 50 }))
    const outline: Shape = { type: "polygon", rings: a && b && c ? [[a, b, c]] : [] }
    const drawn = await project(rules(), 1, ["box", "polygon"], outline)
    const shapes = (await lease(drawn.slug)).body.regions.map(({ geometry }) => geometry)
    expect(shapes).toEqual([outline, { type: "box", x: 200, y: 10, width: 80, height: 40 }])
    const boxes = await project(rules(), 1, ["box"], outline)
    expect((await lease(boxes.slug)).body.regions.map(({ geometry }) => geometry.type)).toEqual(["box", "box"])
  })

  test("a share of the tasks begins without, which is stored with their answers and with no other", async () => {
    const { id, slug } = await project(rules({ without: 0.5 }), 12)
    const expected = Array.from({ length: 12 }, (_, n) => Number(isWithheld(h.deps, id, n + 1, 0.5)))
    for (let n = 0; n < 12; n++) {
      const held = await lease(slug)
      expect(held.body.regions.length).toBe(expected[n] === 1 ? 0 : 2)
      await call().submitNext(sent(held, held.body.regions.length > 0 ? answered({ refused: 2 }) : undefined))
    }
    expect((await stored(id)).map(({ withheld }) => withheld)).toEqual(expected)
    expect([...new Set(expected)]).toHaveLength(2)
  })

  test("what the lot was when somebody came to a task stays, whatever it would be drawn as now", async () => {
    const { id, slug } = await project(rules({ without: 0.5 }), 1)
    const other = await h.addPerson("Omar")
    const wasWithheld = !isWithheld(h.deps, id, 1, 0.5)
    const counts = { taken: 0, changed: 0, refused: 0, untouched: 0, regions: "", set_id: null }
    await at.storage.db
      .insertInto("answer_proposals")
      .values({
        project_id: id,
        task_id: 1,
        person_id: other.id,
        revision: 1,
        withheld: wasWithheld ? 1 : 0,
        ...counts,
      })
      .execute()
    expect((await lease(slug)).body.regions).toHaveLength(wasWithheld ? 0 : 2)
  })

  test("where each must be decided an answer with some left is refused, until it is said; what is stored stays", async () => {
    const { id, slug } = await project(rules({ mustDecide: true }), 2)
    const held = await lease(slug)
    const [first] = held.body.regions
    const open = sent(held, answered({ taken: first ? [first.id] : [], untouched: 1 }))
    expect(await failureOf(call().submitNext(open))).toMatchObject({ code: "proposals_open", detail: { count: 1 } })
    expect(await stored(id)).toEqual([])
    const done = { ...open, proposals: answered({ taken: open.proposals?.taken ?? [], refused: 1 }) }
    await call().submitNext(done)
    const loose = await lease(slug)
    const settings = (await findProject(at.storage.db, id))?.settings ?? expect.fail()
    await updateProject(at.storage.db, id, { name: slug, settings: { ...settings, proposals: rules() } })
    const left = sent(loose, answered({ untouched: 2 }))
    const kept = await call().submitNext(left)
    await updateProject(at.storage.db, id, { name: slug, settings })
    expect((await call().submitNext(left)).receipt).toEqual(kept.receipt)
    expect(await stored(id)).toHaveLength(2)
  })

  test("a task says whether each must be decided; what a page sends that did not know is taken, and what it left is counted", async () => {
    const { id, slug } = await project(rules(), 2)
    const before = await lease(slug)
    const settings = (await findProject(at.storage.db, id))?.settings ?? expect.fail()
    const asked = { ...settings, proposals: rules({ mustDecide: true }) }
    await updateProject(at.storage.db, id, { name: slug, settings: asked })
    expect([before.mustDecide, (await lease(slug)).mustDecide]).toEqual([false, true])
    const late = sent(before, answered({ untouched: 2, mustDecide: false }))
    const { receipt, leases } = await call().submitNext(late)
    expect([receipt.counted, leases.map((one) => one.mustDecide)]).toEqual(["counted", [true]])
    expect((await call().submitNext(late)).receipt).toEqual(receipt)
    expect(await stored(id)).toEqual([{ task_id: 1, withheld: 0, taken: 0, changed: 0, refused: 0, untouched: 2 }])
    const [next] = leases
    const knowing = next && sent(next, answered({ untouched: 2, mustDecide: true }))
    expect(knowing && (await failureOf(call().submitNext(knowing)))).toMatchObject({ code: "proposals_open" })
  })

  test("regions that the answer does not have are no proposals of it", async () => {
    const { slug } = await project(rules(), 1)
    const held = await lease(slug)
    const second = held.body.regions.slice(1).map((region) => region.id)
    expect(await failureOf(call().submitNext(sent(held, answered({ changed: second }))))).toMatchObject({
      code: "invalid_input",
      detail: { field: "proposals" },
    })
  })
})
