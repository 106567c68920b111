import { randomUUID } from "node:crypto"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, MessageId, type ProjectSlug, SubmissionId, ThreadId } from "@justesse/types"
import { DEFAULT_LIMITS } from "@justesse/types/pace/limits"
import type { Lease } from "@justesse/types/wire/work"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Wednesday, 2026-11-25, 08:00 UTC. */
const MORNING = Date.UTC(2026, 10, 25, 8)

describe.each(engines)("limits of one's own on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let awa: TestPerson
  const project = "cells" as ProjectSlug
  let seq = 0

  beforeEach(async () => {
    at = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: at.storage, folder: folder.path })
    harness.clock.nowMs = MORNING
    seq = 0
    const owner = await harness.addPerson("Olga")
    awa = await harness.addPerson("Awa")
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, leaseMinutes: 1_000 }
    const id = await harness.addProject({ slug: project, owner, roles: ["owner"], settings })
    await harness.addMember(id, awa, ["annotator"])
    await harness.addPictures(id, 12)
  })
  afterEach(async () => {
    await at.close()
    folder.remove()
  })

  const call = () => appRouter.createCaller(harness.contextOf(awa))
  const next = () => call().work.next({ project, want: 1 })
  async function firstLease(): Promise<Lease> {
    return (await next()).leases[0] ?? expect.fail("a lease expected")
  }
  function send({ assignmentId, fence }: Lease) {
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const submissionId = SubmissionId.parse(randomUUID())
    return call().work.submitNext({ assignmentId, fence, submissionId, body: EMPTY, ...versions, want: 1 })
  }
  /** Works on a lease for so many minutes, a minute of heartbeats at a time; gives the last answer. */
  async function work({ assignmentId, fence }: Lease, minutes: number) {
    let answer = { sincePauseSeconds: 0, limitReached: null as string | null }
    for (let done = 0; done < minutes; ) {
      const count = Math.min(30, minutes - done)
      const batches = Array.from({ length: count }, (_, n) => ({
        ...{ tab: "t".repeat(16), seq: seq++, seconds: "9".repeat(60) },
        monotonicMs: harness.clock.nowMs - MORNING + DAY + n * MINUTE,
      }))
      done += count
      harness.clock.nowMs += count * MINUTE
      answer = await call().work.heartbeat({ assignmentId, fence, activity: "draw", batches })
    }
    return answer
  }

  test("after six hours the next task waits for a word, what is begun does not, and an hour more is an hour", async () => {
    const lease = await firstLease()
    expect(await work(lease, 359)).toMatchObject({ limitReached: null })
    expect(await work(lease, 1)).toMatchObject({ limitReached: "day" })
    const sent = await send(lease)
    expect(sent.receipt.counted).toBe("counted")
    expect(sent).toMatchObject({ leases: [], none: { reason: "own_limit" } })
    await call().work.goOn({})
    const more = await firstLease()
    harness.clock.nowMs += 59 * MINUTE
    const { leases } = await send(more)
    expect(leases).toHaveLength(1)
    harness.clock.nowMs += MINUTE
    // It is theirs already: it can be finished, and no other comes.
    expect((await next()).leases.map((one) => one.assignmentId)).toEqual([leases[0]?.assignmentId])
    expect(await send(leases[0] ?? expect.fail("a lease expected"))).toMatchObject({ none: { reason: "own_limit" } })
  })

  test("a limit that is set holds with the next task, and one that is lifted too", async () => {
    const lease = await firstLease()
    await work(lease, 40)
    await call().account.update({ limits: { ...DEFAULT_LIMITS, day: 30 } })
    expect((await send(lease)).none?.reason).toBe("own_limit")
    await call().account.update({ limits: { ...DEFAULT_LIMITS, day: null } })
    expect((await next()).leases).toHaveLength(1)
    const { pace } = await call().work.mine({ utcOffsetMinutes: 0 })
    expect(pace.limits).toEqual({ ...DEFAULT_LIMITS, day: null })
  })

  test("quiet hours are of the person's own clock", async () => {
    await call().account.update({ limits: { ...DEFAULT_LIMITS, quiet: { from: 9 * 60, until: 10 * 60 } } })
    expect((await call().work.next({ project, want: 1, utcOffsetMinutes: 60 })).none?.reason).toBe("own_limit")
    expect((await call().work.next({ project, want: 1, utcOffsetMinutes: 0 })).leases).toHaveLength(1)
  })

  test("after a question too: no task comes in quiet hours of their own clock", async () => {
    const { assignmentId, fence } = await firstLease()
    await call().account.update({ limits: { ...DEFAULT_LIMITS, quiet: { from: 9 * 60, until: 10 * 60 } } })
    const about = {
      regionId: null,
      spot: { point: { x: 1, y: 1 }, region: null, place: null },
      clause: null,
      putAside: true,
      want: 2,
    }
    const ids = { threadId: ThreadId.parse(randomUUID()), messageId: MessageId.parse(randomUUID()) }
    const asked = await call().question.ask({
      ...ids,
      ...about,
      assignmentId,
      fence,
      text: "What?",
      utcOffsetMinutes: 60,
    })
    expect(asked).toMatchObject({ asked: "aside", leases: [], none: { reason: "own_limit" } })
  })

  test("My work says how long they worked without a pause, and what is left of the break that they earned", async () => {
    const pace = async () => (await call().work.mine({ utcOffsetMinutes: 0 })).pace
    expect(await pace()).toMatchObject({ sincePauseSeconds: 0, breakLeft: null, restUntilMs: null })
    const lease = await firstLease()
    expect(await work(lease, 50)).toMatchObject({ sincePauseSeconds: 50 * 60 })
    expect(await pace()).toMatchObject({ sincePauseSeconds: 3_000, breakLeft: { project, seconds: 250 } })
    harness.clock.nowMs += 3 * MINUTE
    await call().work.break({ project, seconds: 180 })
    expect(await pace()).toMatchObject({ sincePauseSeconds: 0, breakLeft: { project, seconds: 70 } })
  })

  test("eleven hours of rest are told the next morning, until work begins", async () => {
    harness.clock.nowMs = Date.UTC(2026, 10, 24, 22)
    await work(await firstLease(), 30)
    harness.clock.nowMs = MORNING
    const { pace } = await call().work.mine({ utcOffsetMinutes: 0 })
    expect(pace.restUntilMs).toBe(Date.UTC(2026, 10, 25, 9, 30))
  })
})
