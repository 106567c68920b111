import { randomUUID } from "node:crypto"
import { openStorage, type Storage, setPaused, storeRoles } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, type ProjectSlug, SubmissionId } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })

/** Two programs on one database, as behind a balancer: what one keeps in memory is never what the other has changed. */
describe.each(ruleEngines)("what is kept in memory of a member on $name", ({ open, name }) => {
  let at: TestStorage
  let second: Storage
  let folder: ReturnType<typeof temporaryFolder>
  let one: Harness
  let two: Harness
  let awa: TestPerson
  let id = 0
  const slug = "shared" as ProjectSlug

  beforeAll(async () => {
    at = await open()
    // SQLite is one program's own: there the second one is the same storage with a memory of its own.
    second = name === "PostgreSQL" ? await openStorage(at.at) : { ...at.storage }
    folder = temporaryFolder()
    one = makeHarness({ storage: at.storage, folder: folder.path })
    two = makeHarness({ storage: second, folder: folder.path })
    const owner = await one.addPerson("Olga")
    awa = await one.addPerson("Awa")
    id = await one.addProject({
      slug,
      owner,
      roles: ["owner"],
      settings: { overlap: { base: 1, more: 1, moreRatio: 0 } },
    })
    await one.addMember(id, awa, ["annotator"])
    await one.addPictures(id, 12)
  })
  afterAll(async () => {
    if (name === "PostgreSQL") await second.close()
    await at.close()
    folder.remove()
  })

  const work = (harness: Harness) => workRouter.createCaller(harness.contextOf(awa))
  function send(harness: Harness, { assignmentId, fence }: Lease, want = 1) {
    const submissionId = SubmissionId.parse(randomUUID())
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    return work(harness).submitNext({ assignmentId, fence, submissionId, body: EMPTY, ...versions, want })
  }
  async function firstLease(harness: Harness): Promise<Lease> {
    const { leases } = await work(harness).next({ project: slug, want: 1 })
    return leases[0] ?? expect.fail("a lease expected")
  }

  test("two windows at two programs are never credited for the same second", async () => {
    const { assignmentId, fence } = await firstLease(one)
    const today = async () => (await work(one).today({ utcOffsetMinutes: 0 })).todaySeconds
    const before = await today()
    for (const { clock } of [one, two]) clock.nowMs += 20_000
    const beats = Array.from({ length: 8 }, (_, n) => {
      const batch = { tab: String(n).repeat(16), seq: 0, monotonicMs: 1_000, seconds: "9".repeat(15) }
      const beat = { assignmentId, fence, activity: "draw" as const, batches: [batch], utcOffsetMinutes: 0 }
      return work(n % 2 === 0 ? one : two).heartbeat(beat)
    })
    await Promise.all(beats)
    const after = await today()
    expect(after - before).toBeGreaterThanOrEqual(15)
    expect(after - before).toBeLessThanOrEqual(20)
  })

  test("is read anew with the next answer after a change by whichever program", async () => {
    const a = await send(one, await firstLease(one))
    const b = await send(two, a.leases[0] ?? expect.fail("a lease expected"))
    expect([a.none, b.none]).toEqual([null, null])
    await setPaused(second.db, id, awa.id, true, "lunch")
    const c = await send(one, b.leases[0] ?? expect.fail("a lease expected"))
    expect(c.receipt.counted).toBe("counted")
    expect(c).toMatchObject({ leases: [], none: { reason: "paused_you", pausedReason: "lunch" } })
    await setPaused(at.storage.db, id, awa.id, false, "")
    const d = await work(two).next({ project: slug, want: 1 })
    const e = await send(two, d.leases[0] ?? expect.fail("a lease expected"))
    await storeRoles(at.storage.db, id, awa.id, [])
    // What is finished is taken, and nothing is shown any more.
    const f = await send(two, e.leases[0] ?? expect.fail("a lease expected"))
    expect(f.receipt.counted).toBe("counted")
    expect(f).toMatchObject({ leases: [], none: { reason: "not_annotator" } })
  })
})
