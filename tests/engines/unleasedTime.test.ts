import { reviewRouter } from "@justesse/api/review/router"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { grantBySilence } from "@justesse/api/work/claims"
import { workRouter } from "@justesse/api/work/router"
import { closeSessions } from "@justesse/api/work/sessions"
import { verifyStorage } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { listNotices } from "@justesse/db/questions/notices"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { sumTimeByPerson } from "@justesse/db/versions/labor"
import type { Day } from "@justesse/types/wire/common"
import { timeMicros } from "@justesse/work/pay/terms"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { beginPaying, FLOOR_MICROS } from "./paying.ts"

const HOUR = 3_600_000
const PAID = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 } as const

describe.each(engines)("time without a task, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  const people: Record<string, TestPerson> = {}
  let made = 0
  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    for (const name of ["Olga", "Awa", "Ben"]) people[name] = await h.addPerson(name)
    people["Ina"] = await h.addPerson("Ina", true)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const work = (name: string) => workRouter.createCaller(h.contextOf(who(name)))
  const today = () => new Date(h.clock.nowMs).toISOString().slice(0, 10) as z.infer<typeof Day>
  const hours = (name = "Awa") => work(name).hours({ from: today(), to: today(), utcOffsetMinutes: 0 })

  /** A day on which nothing was done before, and a project with Awa in it. */
  async function newDay(settings: object = {}): Promise<{ slug: string; id: number }> {
    h.clock.nowMs = Math.ceil((h.clock.nowMs + 4 * 24 * HOUR) / (24 * HOUR)) * 24 * HOUR + 9 * HOUR
    const slug = `c${++made}`
    const id = await h.addProject({ slug, owner: who("Olga"), settings })
    await h.addMember(id, who("Awa"), ["annotator"])
    await h.addMember(id, who("Ina"), ["reviewer"])
    await h.addPictures(id, 4)
    return { slug, id }
  }

  /** Who was told that a claim waits in a project. */
  async function toldOfClaims(projectId: number): Promise<string[]> {
    const told = Object.values(people).map(async ({ id, name }) => {
      const own = await listNotices(at.storage.db, id, null, 100)
      return own.some((one) => one.kind === "claim_waits" && one.projectId === projectId) ? [name] : []
    })
    return (await Promise.all(told)).flat()
  }

  let seq = 0
  const batch = (seconds: number) => ({ tab: `t${++seq}`, seq: 0, monotonicMs: 0, seconds: "9".repeat(seconds) })

  /** Awa works on a task for so long, told in minutes. */
  async function draw(slug: string, minutes: number) {
    const { leases } = await work("Awa").next({ project: slug, want: 1, utcOffsetMinutes: 0 })
    const [lease] = leases
    if (!lease) return expect.fail("no task is left")
    const { assignmentId, fence } = lease
    for (let n = 0; n < minutes; n++) {
      h.clock.nowMs += 60_000
      await work("Awa").heartbeat({ assignmentId, fence, activity: "draw", batches: [batch(60)] })
    }
    return lease
  }
  async function read(slug: string, minutes: number, guidelineVersion: number | null) {
    let told = { countedSeconds: 0, leftSeconds: 0, todaySeconds: 0 }
    for (let n = 0; n < minutes; n++) {
      h.clock.nowMs += 60_000
      told = await work("Awa").reading({ project: slug, guidelineVersion, batches: [batch(60)], utcOffsetMinutes: 0 })
    }
    return told
  }
  /** The same figure on the task page, My work, the hours and in the database. */
  async function total(): Promise<number> {
    const { todaySeconds } = await work("Awa").today({ utcOffsetMinutes: 0 })
    const { totalSeconds, sessions } = await hours()
    expect((await work("Awa").mine({ utcOffsetMinutes: 0 })).todaySeconds).toBe(todaySeconds)
    expect(totalSeconds).toBe(todaySeconds)
    expect(sessions.reduce((sum, session) => sum + session.seconds, 0)).toBe(todaySeconds)
    const row = await at.storage.db
      .selectFrom("time_entry")
      .select(({ fn }) => fn.sum<number>("credited_ms").as("ms"))
      .where("person_id", "=", who("Awa").id)
      .where("slot_ms", ">=", Date.parse(today()))
      .executeTakeFirst()
    expect(Number(row?.ms ?? 0) / 1_000).toBe(todaySeconds)
    return todaySeconds
  }

  test("a version of the guideline is read for ten minutes, feedback for ten minutes a day", async () => {
    const { slug, id } = await newDay()
    expect(await read(slug, 4, 1)).toMatchObject({ countedSeconds: 60, leftSeconds: 360, todaySeconds: 240 })
    expect(await read(slug, 9, 1)).toMatchObject({ countedSeconds: 0, leftSeconds: 0, todaySeconds: 600 })
    expect(await read(slug, 1, 2)).toMatchObject({ countedSeconds: 60, leftSeconds: 540 })
    expect(await read(slug, 12, null)).toMatchObject({ leftSeconds: 0, todaySeconds: 600 + 60 + 600 })
    expect(await total()).toBe(1_260)
    const { sessions } = await hours()
    expect(sessions).toMatchObject([{ project: slug, seconds: 1_260, readingSeconds: 1_260, tasks: 0 }])
    const [entry] = await at.storage.db.selectFrom("time_entry").selectAll().where("project_id", "=", id).execute()
    expect(entry).toMatchObject({ kind: 1, guideline_version: 1, task_id: null })
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("reading beside a task counts once, and what is told twice counts once", async () => {
    const { slug } = await newDay()
    const lease = await draw(slug, 2)
    h.clock.nowMs += 60_000
    const [one, two] = [batch(60), batch(60)]
    const { assignmentId, fence } = lease
    await Promise.all([
      work("Awa").heartbeat({ assignmentId, fence, activity: "draw", batches: [one] }),
      work("Awa").reading({ project: slug, guidelineVersion: 1, batches: [two] }),
      work("Awa").reading({ project: slug, guidelineVersion: 1, batches: [two] }),
    ])
    expect(await total()).toBe(180)
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("WEL-2: a break counts as far as five minutes an active hour go, and not while somebody works", async () => {
    const { slug } = await newDay()
    await draw(slug, 30)
    expect(await work("Awa").break({ project: slug, seconds: 600 })).toMatchObject({
      countedSeconds: 0,
      leftSeconds: 150,
    })
    h.clock.nowMs += 100_000
    expect(await work("Awa").break({ project: slug, seconds: 600 })).toMatchObject({
      countedSeconds: 100,
      leftSeconds: 50,
    })
    h.clock.nowMs += 600_000
    expect(await work("Awa").break({ project: slug, seconds: 600 })).toMatchObject({
      countedSeconds: 50,
      leftSeconds: 0,
    })
    expect(await total()).toBe(1_800 + 150)
    expect((await hours()).sessions).toMatchObject([{ breakSeconds: 150, seconds: 1_950 }])
  })

  test("missing time within the limits is granted at once; beyond them the owner of a team is told and answers, once", async () => {
    const { slug, id: project } = await newDay()
    await draw(slug, 20)
    h.clock.nowMs += 600_000
    const [session] = (await hours()).sessions
    const claim = (name: string, seconds: number) =>
      work(name).claim({ session: session?.session ?? 0, seconds, note: "the guideline on paper", utcOffsetMinutes: 0 })
    expect(await claim("Awa", 90)).toEqual({ grantedSeconds: 90, askedSeconds: 0, answerByMs: null })
    expect(await toldOfClaims(project)).toEqual([])
    const answerByMs = h.clock.nowMs + 72 * HOUR
    expect(await claim("Awa", 100)).toEqual({ grantedSeconds: 30, askedSeconds: 70, answerByMs })
    expect(await toldOfClaims(project)).toEqual(["Olga"])
    await expect(claim("Ben", 100)).rejects.toThrow("not_found")
    expect(await total()).toBe(1_200 + 120)
    expect(await hours()).toMatchObject({ grantLeftSeconds: 480, claims: [{ askedSeconds: 70, answerByMs }, {}] })

    const { claims } = await work("Olga").claims({})
    expect(claims).toMatchObject([{ project: slug, name: "Awa", askedSeconds: 70, sessionSeconds: 1_320 }])
    const id = claims[0]?.id ?? 0
    for (const name of ["Awa", "Ben"]) {
      expect((await work(name).claims({})).claims).toEqual([])
      await expect(work(name).answerClaim({ claim: id, seconds: 70 })).rejects.toThrow("not_found")
    }
    const answers = await Promise.allSettled(
      [50, 50, 50].map((seconds) => work("Olga").answerClaim({ claim: id, seconds })),
    )
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect((await work("Olga").claims({})).claims).toEqual([])
    expect(await total()).toBe(1_320 + 50)
    const [answered] = (await hours()).claims
    expect(answered).toMatchObject({ answerByMs: null, answer: { grantedSeconds: 50, bySilence: false } })
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("after 72 hours of silence all of it is granted, once, whoever looks", async () => {
    const { slug } = await newDay()
    await draw(slug, 10)
    h.clock.nowMs += HOUR
    const day = today()
    const [session] = (await hours()).sessions
    const input = { session: session?.session ?? 0, seconds: 200, note: "", utcOffsetMinutes: 0 }
    expect(await work("Awa").claim(input)).toMatchObject({ grantedSeconds: 60, askedSeconds: 140 })
    h.clock.nowMs += 72 * HOUR - 1
    expect(await grantBySilence(h.deps)).toBe(0)
    h.clock.nowMs += 1
    const granted = await Promise.all([1, 2, 3].map(() => grantBySilence(h.deps)))
    expect(granted.reduce((sum, one) => sum + one, 0)).toBe(1)
    const { totalSeconds, claims } = await work("Awa").hours({ from: day, to: day, utcOffsetMinutes: 0 })
    expect(totalSeconds).toBe(600 + 60 + 140)
    expect(claims).toMatchObject([{ answer: { grantedSeconds: 140, bySilence: true } }])
  })

  test("where the project pays, its owner answers no claim: an operator is told, and does", async () => {
    const { slug, id } = await newDay({ pay: PAID })
    await beginPaying(at.storage, { project: id, operator: who("Ina").id, atMs: h.clock.nowMs, capSeconds: 3_600 })
    await draw(slug, 10)
    h.clock.nowMs += HOUR
    const [session] = (await hours()).sessions
    await work("Awa").claim({ session: session?.session ?? 0, seconds: 200, note: "", utcOffsetMinutes: 0 })
    expect(await toldOfClaims(id)).toEqual(["Ina"])
    expect((await work("Olga").claims({})).claims).toEqual([])
    const { claims } = await work("Ina").claims({})
    expect(claims).toMatchObject([{ project: slug, askedSeconds: 140 }])
    await expect(work("Olga").answerClaim({ claim: claims[0]?.id ?? 0, seconds: 0 })).rejects.toThrow("not_found")
    expect(await total()).toBe(660)
    h.clock.nowMs += 4 * HOUR
    await at.storage.hot.endExpired(h.clock.nowMs, 100)
    h.clock.nowMs += HOUR
    await closeSessions(h.deps)
    const paid = () => findBalance(at.storage.db, "worker_payable", who("Awa").id, "EUR")
    // Nothing was sent: it is time at the floor, twelve an hour.
    expect(await paid()).toBe(timeMicros(FLOOR_MICROS, 660))
    await work("Ina").answerClaim({ claim: claims[0]?.id ?? 0, seconds: 140 })
    expect(await total()).toBe(800)
    expect(await paid()).toBe(timeMicros(FLOOR_MICROS, 800))
  })

  test("reviewing counts for as long as it takes, is paid by time, and nobody else's call counts", async () => {
    const { slug, id } = await newDay({ pay: PAID })
    await beginPaying(at.storage, { project: id, operator: who("Ina").id, atMs: h.clock.nowMs })
    const review = (name: string) => reviewRouter.createCaller(h.contextOf(who(name)))
    for (let n = 0; n < 30; n++) {
      h.clock.nowMs += 60_000
      const told = await review("Ina").time({ project: slug, batches: [batch(60)], utcOffsetMinutes: 0 })
      expect(told).toEqual({ countedSeconds: 60, todaySeconds: 60 * (n + 1) })
    }
    const told = { project: slug, batches: [batch(60)], utcOffsetMinutes: 0 }
    await expect(review("Awa").time(told)).rejects.toMatchObject({ cause: { code: "not_allowed" } })
    const { sessions, totalSeconds } = await hours("Ina")
    expect([totalSeconds, sessions]).toMatchObject([1_800, [{ project: slug, seconds: 1_800, reviewSeconds: 1_800 }]])
    h.clock.nowMs += HOUR
    await closeSessions(h.deps)
    expect(await findBalance(at.storage.db, "worker_payable", who("Ina").id, "EUR")).toBe(
      timeMicros(FLOOR_MICROS, 1_800),
    )
    const until = { frozenAtMs: h.clock.nowMs, upToMs: h.clock.nowMs }
    expect(await sumTimeByPerson(at.storage.db, id, until)).toEqual([
      { personId: who("Ina").id, kind: "review", ms: 1_800_000 },
    ])
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("sessions that are over are closed by whoever looks, and stay in the hours with their times", async () => {
    const { slug } = await newDay()
    const begunMs = h.clock.nowMs
    const lease = await draw(slug, 3)
    expect((await hours()).sessions).toMatchObject([{ fromMs: begunMs, toMs: null, seconds: 180 }])
    const { assignmentId, fence } = lease
    await work("Awa").skip({ assignmentId, fence, reason: "unclear", note: "", want: 1 })
    await at.storage.hot.endExpired(h.clock.nowMs + 240 * 60_000, 100)
    h.clock.nowMs += 240 * 60_000 + HOUR
    const closed = await Promise.all([1, 2].map(() => closeSessions(h.deps)))
    expect(closed.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(1)
    expect(await closeSessions(h.deps)).toBe(0)
    expect((await hours()).sessions).toMatchObject([{ fromMs: begunMs, seconds: 180 }])
    expect((await hours()).sessions[0]?.toMs).toBeGreaterThan(begunMs)
  })

  test("what was counted before there were sessions stands beside them", async () => {
    const { slug } = await newDay()
    await draw(slug, 5)
    const { session } = (await hours()).sessions[0] ?? {}
    await at.storage.db
      .updateTable("time_entry")
      .set({ session_id: null })
      .where("session_id", "=", session ?? 0)
      .execute()
    expect((await hours()).sessions).toMatchObject([{ session: null, project: slug, fromMs: null, seconds: 300 }])
  })
})
