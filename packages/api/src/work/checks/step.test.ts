import { randomUUID } from "node:crypto"
import { findTaskStatus } from "@justesse/db"
import { setProjectState, updateProject } from "@justesse/db/projects"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { findAbouts } from "@justesse/db/work/abouts"
import { canonicalJson, type LeaseAbout, ontologyOfKind, ProjectSlug, regionOf } from "@justesse/types"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../../testing/harness.ts"
import { stepChecks } from "./step.ts"

const box = (id: string, x: number) => ({
  id,
  label: "car",
  geometry: { type: "box", x, y: 10, width: 100, height: 50 },
})
const WHOLE = { type: "whole" }

describe.each(ruleEngines)("draw, then check on $name", (engine) => {
  let opened: TestStorage
  let folder: string
  let harness: Harness
  let [ada, ben, cleo]: TestPerson[] = []
  let [drawing, checking] = [0, 0]
  let run = 0

  beforeAll(async () => {
    opened = await engine.open()
    folder = temporaryFolder().path
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    harness = makeHarness({ storage: opened.storage, folder })
    run++
    ;[ada, ben, cleo] = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => harness.addPerson(`${name}${run}`)))
    const owner = person(ada)
    const overlap = { base: 1, more: 1, moreRatio: 0 }
    drawing = await harness.addProject({ slug: `draw-${run}`, owner, settings: { overlap } })
    const checks = { of: ProjectSlug.parse(`draw-${run}`) }
    const ontology = ontologyOfKind("verification", { labels: [] })
    checking = await harness.addProject({
      ...{ slug: `check-${run}`, owner, kind: "verification", ontology },
      settings: { overlap: { base: 2, more: 2, moreRatio: 0 }, checks },
    })
    for (const who of [ben, cleo])
      for (const project of [drawing, checking]) await harness.addMember(project, person(who), ["annotator"])
    await harness.addPictures(drawing, 2)
  })

  const person = (one: TestPerson | undefined): TestPerson => one ?? expect.fail("a person expected")
  const callerOf = (who: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person(who)))
  const next = async (who: TestPerson | undefined, slug: string): Promise<readonly Lease[]> => {
    const held: HeldLeases = await callerOf(who).work.next({ project: ProjectSlug.parse(slug), want: 9 })
    return held.leases
  }
  async function send(who: TestPerson | undefined, { assignmentId, fence, ...lease }: Lease, regions: object[]) {
    const body = { regions, nothingHere: regions.length === 0 }
    await callerOf(who).work.submitNext({
      ...{ assignmentId, fence, submissionId: randomUUID(), want: 1, body: body as never },
      ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion },
    })
  }
  /** Ben draws a right box and one where nothing is, on the first of two pictures. */
  async function drawOne(): Promise<void> {
    const [lease] = await next(ben, `draw-${run}`)
    await send(ben, lease ?? expect.fail(), [box("a", 10), box("b", 400)])
    await harness.resolve()
  }
  const say = (id: string, more: object = {}) => [{ id: "said", label: id, geometry: WHOLE, ...more }]
  const askedAt = (about: LeaseAbout | undefined) =>
    regionOf(about)?.geometry.type === "box" ? regionOf(about)?.geometry : null

  test("before anything is final, whoever checks is told that it comes", async () => {
    const { none } = await callerOf(cleo).work.next({ project: ProjectSlug.parse(`check-${run}`), want: 1 })
    expect(none?.reason).toBe("to_come")
  })

  test("what is drawn becomes a task each, once, over the same picture; only its region is told", async () => {
    await drawOne()
    expect(await stepChecks(harness.deps)).toBe(2)
    expect(await stepChecks(harness.deps)).toBe(0)
    // A server that begins anew finds what is done.
    expect(await stepChecks({ ...harness.deps, storage: { ...opened.storage } })).toBe(0)
    const leases = await next(cleo, `check-${run}`)
    expect(leases.map(({ about }) => askedAt(about))).toEqual([box("a", 10).geometry, box("b", 400).geometry])
    expect(canonicalJson(leases)).not.toContain("source")
    expect(leases.map(({ size }) => size)).toEqual([leases[0]?.size, leases[0]?.size])
  })

  // Found on reading: what came alone was weighed alone, whatever its people said of the things beside it.
  test("how sure a check is goes by how its people check the things beside it", async () => {
    const drawn = async (xs: readonly number[]) => {
      const [lease] = await next(ben, `draw-${run}`)
      await send(
        ben,
        lease ?? expect.fail(),
        xs.map((x) => box(`b${x}`, x)),
      )
      await harness.resolve()
      await stepChecks(harness.deps)
      for (const who of [ben, cleo])
        for (const one of await next(who, `check-${run}`)) {
          const isLast = canonicalJson(one.about).includes(`"x":${xs.at(-1)}`)
          await send(who, one, say(isLast || who === ben ? "right" : "wrong"))
        }
      await harness.resolve()
      await stepChecks(harness.deps)
    }
    const sureOf = async (taskId: number) => {
      const status = await findTaskStatus(opened.storage.db, { projectId: drawing, taskId })
      return status?.provenance.find(({ checked }) => checked)?.confidence ?? expect.fail()
    }
    await drawn([10])
    await drawn([20, 30, 40, 50, 60, 70])
    expect(await sureOf(2)).toBeLessThan((await sureOf(1)) - 0.01)
  })

  test("what is right says so beside its answer; what is wrong is drawn again by somebody, with the reason", async () => {
    await drawOne()
    await stepChecks(harness.deps)
    for (const who of [ben, cleo]) {
      for (const lease of await next(who, `check-${run}`)) {
        const isThere = regionOf(lease.about)?.geometry.type === "box" && canonicalJson(lease.about).includes('"x":10')
        await send(who, lease, isThere ? say("right") : say("wrong", { attributes: { reason: "nothing" } }))
      }
    }
    await harness.resolve()
    expect(await stepChecks(harness.deps)).toBe(2)
    expect(await stepChecks(harness.deps)).toBe(0)
    const key = { projectId: drawing, taskId: 1 }
    const status = await findTaskStatus(opened.storage.db, key)
    expect(status).toMatchObject({ state: "waiting", overlap: 2 })
    const right = status?.provenance.find(({ checked }) => checked)
    expect(right?.checked).toEqual({ verdict: "right", people: 2 })
    expect(right?.confidence).toBeGreaterThan(0.5)
    // Nobody is rejected: whoever draws next reads what was found.
    const leases = await next(cleo, `draw-${run}`)
    const returned = leases.find(({ about }) => about?.type === "returned")?.about
    expect(returned).toMatchObject({
      found: [{ region: { geometry: { x: 400 } }, verdict: "wrong", reason: "nothing" }],
    })
    // Ben drew it, and is not asked about his own again.
    expect((await next(ben, `draw-${run}`)).some(({ about }) => about)).toBe(false)
  })

  /** Ben and Cleo say of each thing by where it is. */
  async function checkAll(verdicts: Readonly<Record<number, object[]>>): Promise<void> {
    for (const who of [ben, cleo])
      for (const lease of await next(who, `check-${run}`)) {
        const at = regionOf(lease.about)?.geometry
        await send(who, lease, (at?.type === "box" && verdicts[at.x]) || say("right"))
      }
    await harness.resolve()
  }
  const key = () => ({ projectId: drawing, taskId: 1 })
  const status = () => findTaskStatus(opened.storage.db, key())
  const geometriesOf = (regions: readonly { readonly geometry: unknown }[] = []) =>
    regions.map(({ geometry }) => geometry)
  /** As a server that was ended before it noted what it had told, and begins anew. */
  async function tellAgain(): Promise<void> {
    await opened.storage.db.deleteFrom("check_result").where("project_id", "=", checking).execute()
    await stepChecks({ ...harness.deps, storage: { ...opened.storage } })
  }

  test("a correction stands in the place of what was corrected, and is checked anew; told twice it changes nothing", async () => {
    await drawOne()
    await stepChecks(harness.deps)
    const moved = { ...box("b", 440).geometry }
    await checkAll({ 400: say("fix", { fixed: { label: "car", geometry: moved } }) })
    await stepChecks(harness.deps)
    const corrected = await status()
    expect(corrected?.state).toBe("settled")
    expect(geometriesOf(corrected?.answer?.regions)).toEqual([box("a", 10).geometry, moved])
    expect(corrected?.provenance.map(({ checked }) => checked?.verdict)).toEqual(["right", "fix"])
    await tellAgain()
    expect(await status()).toEqual(corrected)
    // Nobody draws again, and somebody looks at what came out.
    expect((await next(cleo, `draw-${run}`)).some(({ about }) => about)).toBe(false)
    const anew = await next(cleo, `check-${run}`)
    expect(anew.map(({ about }) => askedAt(about))).toEqual([moved])
    // Corrected again, people see it otherwise: it is drawn.
    await checkAll({ 440: say("fix", { fixed: { label: "car", geometry: box("b", 480).geometry } }) })
    await stepChecks(harness.deps)
    expect((await status())?.state).toBe("waiting")
  })

  test("only what was wrong is drawn again: all else is there to begin with, and keeps what was found", async () => {
    await drawOne()
    await stepChecks(harness.deps)
    await checkAll({ 400: say("wrong", { attributes: { reason: "part" } }) })
    await stepChecks(harness.deps)
    const before = await findAbouts(opened.storage.db, drawing, [1])
    await tellAgain()
    expect(await findAbouts(opened.storage.db, drawing, [1])).toEqual(before)
    expect((await status())?.overlap).toBe(2)
    const again = (await next(cleo, `draw-${run}`)).find(({ about }) => about) ?? expect.fail()
    expect(again.about).not.toHaveProperty("again")
    expect(geometriesOf(again.body.regions)).toEqual([box("a", 10).geometry])
    await send(cleo, again, [...again.body.regions, box("new", 420)])
    await harness.resolve()
    const now = await status()
    expect(now).toMatchObject({ state: "settled", settledBy: "single" })
    expect(geometriesOf(now?.answer?.regions)).toEqual([box("a", 10).geometry, box("new", 420).geometry])
    const [kept, drawn] = now?.provenance ?? []
    expect(kept).toMatchObject({ checked: { verdict: "right", people: 2 } })
    expect([kept?.submissions.length, drawn?.submissions.length, drawn?.checked]).toEqual([2, 1, undefined])
    await stepChecks(harness.deps)
    expect((await next(ben, `check-${run}`)).map(({ about }) => askedAt(about))).toEqual([box("new", 420).geometry])
  })

  test("what is final in an archived project is not asked again: it is told once the project is open again", async () => {
    await drawOne()
    await stepChecks(harness.deps)
    await checkAll({ 400: say("wrong", { attributes: { reason: "nothing" } }) })
    const { db } = opened.storage
    await setProjectState(db, drawing, "archived", harness.clock.nowMs)
    const before = await status()
    expect(await stepChecks(harness.deps)).toBe(0)
    expect(await status()).toEqual(before)
    expect(before?.state).toBe("settled")
    await setProjectState(db, drawing, "open", harness.clock.nowMs)
    expect(await stepChecks(harness.deps)).toBe(2)
    expect((await status())?.state).toBe("waiting")
  })

  test("nothing is passed on where nobody owns both, or one of them is deleted", async () => {
    const other = await harness.addPerson(`Dan${run}`)
    const stranger = await harness.addProject({ slug: `other-${run}`, owner: other })
    await updateProject(opened.storage.db, stranger, {})
    await drawOne()
    const { db } = opened.storage
    await db.updateTable("member").set({ is_owner: 0 }).where("project_id", "=", checking).execute()
    expect(await stepChecks(harness.deps)).toBe(0)
    await db.updateTable("member").set({ is_owner: 1 }).where("project_id", "=", checking).execute()
    await db.updateTable("project").set({ state: "deleted" }).where("id", "=", drawing).execute()
    expect(await stepChecks(harness.deps)).toBe(0)
    expect(await findAbouts(db, checking, [1, 2, 3])).toEqual(new Map())
  })

  test("two servers at once make each task once", async () => {
    await drawOne()
    const two = [harness.deps, { ...harness.deps, storage: { ...opened.storage } }]
    const made = await Promise.all(two.map((deps) => stepChecks(deps)))
    expect(made.reduce((sum, n) => sum + n, 0)).toBe(2)
    expect((await next(cleo, `check-${run}`)).length).toBe(2)
  })
})
