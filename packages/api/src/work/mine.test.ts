import { randomUUID } from "node:crypto"
import { insertAssets } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

const MINUTE = 60_000

describe.each(ruleEngines)("what waits on My work, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let [owner, awa]: TestPerson[] = []
  const work = () => workRouter.createCaller(h.contextOf(awa ?? null))

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    awa = await h.addPerson("Awa")
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** A project that Awa works in, with one answer each. */
  async function project(slug: string, kind: "audio" | "boxes"): Promise<number> {
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 } }
    const id = await h.addProject({ slug, kind, owner: owner ?? expect.fail(), settings })
    if (awa) await h.addMember(id, awa, ["annotator"])
    return id
  }

  /** Recordings of so many minutes with a task each, numbered from `first`. */
  async function addRecordings(projectId: number, first: number, minutes: readonly number[]): Promise<void> {
    const rows = minutes.map((each, n) => ({
      ...{
        id: first + n,
        name: `${first + n}.mp3`,
        sha256: String(first + n)
          .repeat(64)
          .slice(0, 64),
      },
      ...{ mediaType: "audio/mpeg", bytes: 1, size: null, problem: null, extra: {}, importId: null },
      ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, madeAtMs: h.clock.nowMs },
      sound: {
        ...{ durationMs: each * MINUTE, sampleRate: 16_000, channels: 1, codec: "MP3", decodedBy: "ffmpeg 7" },
        ...{ notes: [], peaksSha256: "a".repeat(64), playableSha256: "b".repeat(64), playableBytes: 1 },
      },
    }))
    await insertAssets(at.storage.db, projectId, rows)
    const tasks = rows.map(({ id }) => ({ id, assetId: id, tier: 1, overlap: 1 }))
    await at.storage.hot.addTasks(projectId, tasks, h.clock.nowMs)
  }

  /** What My work says of a project. */
  async function left(slug: string) {
    const { projects } = await work().mine({ utcOffsetMinutes: 0 })
    const { available, hoursLeft } = projects.find(({ card }) => card.project === slug) ?? expect.fail("no member")
    return { available, minutesLeft: hoursLeft === null ? null : Math.round(hoursLeft * 60) }
  }

  /** Somebody takes a minute for a recording and sends it. */
  async function answerOne(slug: string): Promise<void> {
    const [lease] = (await work().next({ project: slug, want: 1 } as never)).leases
    if (!lease) return expect.fail("a task was expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    h.clock.nowMs += MINUTE
    const batches = [{ tab: randomUUID(), seq: 0, monotonicMs: 0, seconds: "9".repeat(60) }]
    await work().heartbeat({ assignmentId, fence, activity: "draw", batches } as never)
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: { regions: [], nothingHere: true }, want: 1 }
    await work().submitNext({ ...sent, ontologyVersion, guidelineVersion } as never)
  }

  test("recordings that nobody measured count by their length, each project for itself (found K27)", async () => {
    await addRecordings(await project("interviews", "audio"), 1, [20, 160])
    await addRecordings(await project("words", "audio"), 1, [0.5, 0.5])
    await h.addPictures(await project("leaves", "boxes"), 2)
    // An hour of speech takes four.
    expect(await left("interviews")).toEqual({ available: 2, minutesLeft: 12 * 60 })
    expect(await left("words")).toEqual({ available: 2, minutesLeft: 4 })
    // Nothing tells how long an image takes before somebody did some.
    expect(await left("leaves")).toEqual({ available: 2, minutesLeft: null })
  })

  test("a pace that was measured with short recordings is no pace of long ones (found K27)", async () => {
    const id = await project("mixed", "audio")
    await addRecordings(id, 1, [0.5, 0.5, 0.5, 0.5, 0.5])
    for (let n = 0; n < 5; n++) await answerOne("mixed")
    await addRecordings(id, 6, [180])
    // A minute for half a minute of speech: six hours for three of it.
    expect(await left("mixed")).toEqual({ available: 1, minutesLeft: 6 * 60 })
  })
})
