import { randomUUID } from "node:crypto"
import { insertSet, putPredictions } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, canonicalJson, JustesseError, type ProjectSlug, SubmissionId } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Background } from "../core/background.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "../work/router.ts"
import { isWithheld } from "./lot.ts"
import { modelsRouter } from "./router.ts"

const PICTURES = 90
/** Pictures on which the model finds nothing that is worth a look. */
const BLANK = 24
const box = (x: number) => ({ type: "box", x, y: 10, width: 80, height: 40 })

describe.each(ruleEngines)("what proposals gain and cost on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  const slug = "gains" as ProjectSlug
  let project = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    const proposals = { mustDecide: false, without: 0.5, solidFrom: 0.5 }
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, proposals }
    project = await h.addProject({ slug, owner, roles: ["owner", "annotator"], settings })
    await h.addPictures(project, PICTURES + BLANK)
    const { db } = at.storage
    const set = await insertSet(db, project, { name: "m", madeBy: owner.id, madeAtMs: 1 })
    const right = { x: 10, y: 10, width: 80, height: 40, label: "car", score: 0.9 }
    const body = JSON.stringify({ regions: [right, { ...right, x: 400 }] })
    const rows = Array.from({ length: PICTURES }, (_, n) => ({ taskId: n + 1, body, doubtPpm: 1 }))
    await putPredictions(db, project, set, rows)
    const blank = Array.from({ length: BLANK }, (_, n) => {
      const regions = n % 2 === 0 ? [] : [{ ...right, score: 0.01 }]
      return { taskId: PICTURES + n + 1, body: JSON.stringify({ regions }), doubtPpm: 1 }
    })
    await putPredictions(db, project, set, blank)
    await db.updateTable("prediction_set").set({ proposes: 1 }).where("project_id", "=", project).execute()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })
  const shown = () => modelsRouter.createCaller(h.contextOf(owner)).gains({ project: slug })

  /** The next task, answered: with proposals both are taken, without only the right one is drawn. */
  async function answer(): Promise<void> {
    const work = workRouter.createCaller(h.contextOf(owner))
    const [held] = (await work.next({ project: slug, want: 1 })).leases
    if (!held) throw new Error("a lease expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = held
    const taken = held.body.regions.map(({ proposed: _p, origin: _o, ...region }) => region)
    const regions = taken.length > 0 ? taken : [{ id: "own", label: "car", geometry: box(11) }]
    const body = AnnotationBody.parse({ regions, nothingHere: false })
    const proposals = { taken: taken.map(({ id }) => id), changed: [], refused: 0, untouched: 0 }
    const rest = { ontologyVersion, guidelineVersion, want: 1, ...(taken.length > 0 && { proposals }) }
    await work.submitNext({ assignmentId, fence, submissionId: SubmissionId.parse(randomUUID()), body, ...rest })
  }

  test("is read beside the thread that serves", async () => {
    const asked: string[] = []
    const background: Background = {
      run(name) {
        asked.push(name)
        return Promise.reject(new JustesseError("busy"))
      },
    }
    const beside = makeHarness({ storage: at.storage, folder: folder.path, override: { background } })
    await expect(modelsRouter.createCaller(beside.contextOf(owner)).gains({ project: slug })).rejects.toThrow()
    expect(asked).toEqual(["gains"])
  })

  test("is not known while few answered, and then told by time and by mistakes that a reviewer found", async () => {
    expect(await shown()).toMatchObject({ answers: { with: 0, without: 0 }, saved: null, least: 30, without: 0.5 })
    for (let n = 0; n < PICTURES + BLANK; n++) await answer()
    const { db } = at.storage
    const without = Array.from({ length: PICTURES }, (_, n) => n + 1).filter((task) =>
      isWithheld(h.deps, project, task, 0.5),
    )
    for (let task = 1; task <= PICTURES; task++)
      await db
        .updateTable("submission")
        .set({ active_ms: (without.includes(task) ? 20_000 : 12_000) + 100 * (task % 7) })
        .where("project_id", "=", project)
        .where("task_id", "=", task)
        .execute()
    const final = canonicalJson({ regions: [{ id: "f", label: "car", geometry: box(10) }], nothingHere: false })
    const unjudged = await shown()
    expect(unjudged).toMatchObject({ copied: { wrong: 0, share: null }, missed: { with: null, without: null } })
    await db
      .updateTable("task_state")
      .set({ settled_by: "review", answer: final })
      .where("project_id", "=", project)
      .execute()
    const gains = await shown()
    expect(gains.answers).toEqual({ with: PICTURES - without.length, without: without.length })
    expect(gains.saved?.value).toBeCloseTo(0.39, 1)
    expect([gains.saved?.low ?? 0, gains.saved?.high ?? 1].every((bound) => bound > 0.35 && bound < 0.45)).toBe(true)
    // Each answer with proposals kept the wrong one of the two.
    expect(gains.copied).toMatchObject({ wrong: PICTURES - without.length, kept: PICTURES - without.length })
    expect([gains.missed.with?.value, gains.missed.without?.value]).toEqual([0, 0])
    expect(gains.labels).toEqual([{ label: "car", copied: gains.copied, missed: gains.missed }])
    expect(gains.ontology.labels.map(({ id }) => id)).toContain("car")
    // What the model finds now is not what was proposed then, though its regions have the same names.
    const other = { x: 800, y: 10, width: 80, height: 40, label: "car", score: 0.9 }
    const propose = async (regions: readonly object[], madeAtMs: number) => {
      const set = await insertSet(db, project, { name: "other", madeBy: owner.id, madeAtMs })
      const body = JSON.stringify({ regions })
      const rows = Array.from({ length: PICTURES }, (_, n) => ({ taskId: n + 1, body, doubtPpm: 1 }))
      await putPredictions(db, project, set, rows)
      await db.updateTable("prediction_set").set({ proposes: 1 }).where("id", "=", set).execute()
    }
    for (const [regions, madeAtMs] of [
      [[other, { ...other, y: 300 }], h.clock.nowMs + 1],
      [[other, { ...other, y: 300 }, { ...other, y: 600 }], 2],
    ] as const) {
      await propose(regions, madeAtMs)
      // An answer says which set proposed: it is judged by that, whatever proposes by now.
      expect((await shown()).copied).toEqual(gains.copied)
    }
    // Those of before that was stored are judged by nothing.
    await db.updateTable("answer_proposals").set({ set_id: null }).where("project_id", "=", project).execute()
    expect((await shown()).copied).toEqual({ wrong: 0, kept: 0, share: null })
  })
})
