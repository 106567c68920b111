import { randomUUID } from "node:crypto"
import { ensureTier } from "@justesse/db"
import { readEverything } from "@justesse/db/people/everything"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, DEFAULT_QUALITY, type ProjectSlug, SubmissionId } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { goldLot } from "@justesse/work/goldDraw"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { leaseSeed } from "./allocation.ts"

const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })
const SLUG = "cells" as ProjectSlug // a valid one

describe.each(ruleEngines)("why a task is somebody's, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let awa: TestPerson
  let project = 0

  beforeEach(async () => {
    at = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await harness.addPerson("Olga")
    awa = await harness.addPerson("Awa")
    const settings = {
      overlap: { base: 1, more: 1, moreRatio: 0 },
      quality: { ...DEFAULT_QUALITY, tryOut: 0 },
    }
    project = await harness.addProject({ slug: SLUG, owner, roles: ["owner"], settings })
    await harness.addMember(project, awa, ["annotator"])
    await harness.addPictures(project, 30)
  })
  afterEach(async () => {
    await at.close()
    folder.remove()
  })

  const call = (who = awa) => appRouter.createCaller(harness.contextOf(who))
  const next = async (want = 1) => (await call().work.next({ project: SLUG, want })).leases
  const why = async ({ assignmentId }: Pick<Lease, "assignmentId">, who = awa) =>
    (await call(who).work.why({ assignmentId })).why
  const submit = ({ assignmentId, fence }: Lease) =>
    call().work.submitNext({
      ...{ assignmentId, fence, body: EMPTY, ontologyVersion: 1, guidelineVersion: 1, want: 1 },
      submissionId: SubmissionId.parse(randomUUID()),
    })

  async function mixIn(ratePpm: number): Promise<void> {
    for (let asset = 1; asset <= 10; asset++)
      await call(owner).gold.make({ project: SLUG, assets: [asset as never], as: "active", answer: EMPTY })
    await at.storage.db
      .insertInto("gold_draw")
      .values({ project_id: project, person_id: awa.id, rate_ppm: ratePpm, try_out_left: 0, try_out_passed: 0 })
      .execute()
  }

  /** What of each lease was drawn, in the order in which they were made. */
  const sources = async () =>
    (
      await at.storage.db
        .selectFrom("assignment")
        .select(["public_id", "drawn"])
        .where("person_id", "=", awa.id)
        .execute()
    ).map((row) => [row.public_id, row.drawn] as const)

  test("known answers read as the queue does until the project is archived, then set and seed are there", async () => {
    await mixIn(500_000)
    const all: Lease[] = []
    for (let lease = (await next())[0]; lease && all.length < 16; lease = (await submit(lease)).leases[0])
      all.push(lease)
    const drawn = new Map(await sources())
    const gold = all.filter(({ assignmentId }) => drawn.get(assignmentId) === 1)
    expect(gold.length).toBeGreaterThan(0)
    expect(all.length - gold.length).toBeGreaterThan(0)
    const before = new Set<string>()
    for (const lease of all) before.add(JSON.stringify(await why(lease)))
    // One text for all of them, to the letter.
    expect([...before].map((text) => JSON.parse(text))).toEqual([
      {
        ...{ way: "queue", queue: { rank: 0, of: 1, keptFor: "everybody" }, set: null },
        weights: { waiting: 0.5, random: 0.5, skill: 0, variety: 0 },
      },
    ])
    const [first] = await rowsOf()
    expect(first?.set).toBeNull()

    await call(owner).project.archive({ project: SLUG })
    for (const lease of all) {
      const told = await why(lease)
      const isGold = gold.includes(lease)
      expect(told?.set?.way).toBe(isGold ? "gold" : "queue")
      const again = goldLot(Number.parseInt(told?.set?.seed ?? "", 16))
      // A lot that falls on a known answer gives the queue's next one where none is left.
      expect([told?.set?.lot, isGold && again >= 500_000]).toEqual([again, false])
      expect(leaseSeed(harness.deps, lease.assignmentId)).toBe(Number.parseInt(told?.set?.seed ?? "", 16))
    }
    const told = await rowsOf()
    expect(told.map((one) => one.set?.way).filter((way) => way === "gold")).toHaveLength(
      [...drawn.values()].filter((source) => source === 1).length,
    )
    expect(told[0]?.set?.seed).toMatch(/^[0-9a-f]{8}$/)
  })

  /** The explanations in the download of everything. */
  async function rowsOf(): Promise<{ set: { way: string; seed: string } | null }[]> {
    const found: { set: { way: string; seed: string } | null }[] = []
    const seedOf = (publicId: string) => leaseSeed(harness.deps, publicId)
    for await (const { table, rows } of readEverything(at.storage.db, awa.id, seedOf))
      if (table === "assignment") for (const row of rows) found.push(JSON.parse(String(row["why"])))
    return found
  }

  test("it names the part of the queue and for whom it is kept", async () => {
    const tier = await ensureTier(at.storage.db, project, { priority: 0, personId: awa.id, groupId: null })
    await at.storage.hot.setTier(project, [5 as never], tier)
    const leases = await next(2)
    expect((await why(leases[0] ?? expect.fail("none")))?.queue).toEqual({ rank: 0, of: 2, keptFor: "you" })
    expect((await why(leases[1] ?? expect.fail("none")))?.queue).toEqual({ rank: 1, of: 2, keptFor: "everybody" })
  })

  test("a lease of before says nothing, one that is taken up again says that, and nobody reads another's", async () => {
    const [lease] = await next()
    const { assignmentId, fence } = lease ?? expect.fail("none")
    await expect(why({ assignmentId }, owner)).rejects.toMatchObject({ code: "NOT_FOUND" })
    await call().work.skip({ assignmentId, fence, reason: "unclear", note: "", want: 1 })
    await call().work.takeUp({ assignmentId })
    expect(await why({ assignmentId })).toMatchObject({ way: "own", queue: null, weights: { waiting: 0, random: 0 } })
    await at.storage.db.updateTable("assignment").set({ why: null }).where("public_id", "=", assignmentId).execute()
    expect(await why({ assignmentId })).toBeNull()
  })
})
