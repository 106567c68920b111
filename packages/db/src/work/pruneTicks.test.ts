import { createHash } from "node:crypto"
import type { HeartbeatBatch } from "@justesse/types"
import { type ActiveTimeState, creditTime, NO_ACTIVE_TIME } from "@justesse/work/clock/activeTime"
import { sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Credit } from "../hot/operations.ts"
import { openStorage } from "../openStorage.ts"
import { makeBackup } from "../operate/backup.ts"
import { restoreBackup } from "../operate/restore.ts"
import { verifyStorage } from "../operate/verify.ts"
import { dice } from "../testing/dice.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { pruneTicks, totalPruned } from "./pruneTicks.ts"

const SECOND = 1_000
const DAY = 86_400_000

test("what a prune says holds each entry that had raw seconds, in order", () => {
  const sha = (text: string) => createHash("sha256").update(text).digest("hex")
  const of = (...entries: { id: number; credited_ms: number; ticks_sha256: string | null }[]) => {
    const pruned = totalPruned()
    for (const entry of entries) pruned.add(entry)
    return pruned.total()
  }
  const one = { id: 1, credited_ms: 5, ticks_sha256: "a" }
  const two = { id: 2, credited_ms: 7, ticks_sha256: "b" }
  expect(of()).toEqual({ entries: 0, credited_ms: 0, ticks_sha256: sha("") })
  expect(of(one, two)).toEqual({ entries: 2, credited_ms: 12, ticks_sha256: sha("1 5 a\n2 7 b\n") })
  expect(of(one, { id: 3, credited_ms: 9, ticks_sha256: null }, two)).toEqual(of(one, two))
  for (const other of [of(two, one), of(one, { ...two, credited_ms: 8 }), of(one, { ...two, ticks_sha256: "c" })])
    expect(other.ticks_sha256).not.toBe(of(one, two).ticks_sha256)
})

/** How the service counts: what is stored beside an entry is all that its credit follows from. */
function counting(batches: HeartbeatBatch[], nowMs: number): Credit {
  return (storedJson, leasedAtMs) => {
    const state: ActiveTimeState = storedJson === null ? NO_ACTIVE_TIME : JSON.parse(storedJson)
    const credit = creditTime(state, { batches, activity: "draw", leasedAtMs, receivedAtMs: nowMs })
    const ticks = credit.taken.length > 0 ? JSON.stringify({ leasedAtMs, batches: credit.taken }) : null
    return { ...credit, ticks, stateJson: JSON.stringify(credit.state) }
  }
}

describe.each(engines)("raw seconds of people at work on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  let project = 0
  const db = () => opened.storage.db

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    people = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, people[0] ?? 0, 9, 3)
  })

  /** Calls of one person, some of them sent again, late, or from a second window. */
  async function beat(person: number, seed: number, calls: number, from = NOW): Promise<void> {
    const random = dice(seed).next
    const [held] = await opened.storage.hot.next(asks(project, person, { nowMs: NOW }))
    if (!held) return expect.fail("no task is left")
    let sent: HeartbeatBatch[] = []
    for (let n = 0; n < calls; n++) {
      const nowMs = from + (n + 1) * 20 * SECOND
      const seconds = Array.from({ length: 20 }, () => (random() < 0.3 ? "9" : random() < 0.8 ? "8" : "0")).join("")
      const fresh = { tab: random() < 0.8 ? "one" : "two", seq: n, monotonicMs: n * 20 * SECOND, seconds }
      sent = random() < 0.3 ? [...sent, fresh].slice(-4) : [fresh]
      const call = { publicId: held.publicId, personId: person, fence: held.fence, nowMs }
      await opened.storage.hot.heartbeat({ ...call, credit: counting(sent, nowMs) })
    }
  }

  test("say what was credited: whoever counts them again comes to the same", async () => {
    await Promise.all(people.map((person, n) => beat(person, n + 1, 30)))
    for (const person of people) {
      const entries = await db()
        .selectFrom("time_entry")
        .select(["credited_ms", "at_ms", "ticks"])
        .where("person_id", "=", person)
        .orderBy("id")
        .execute()
      let state = NO_ACTIVE_TIME
      let again = 0
      for (const { ticks, at_ms } of entries) {
        if (ticks === null) continue
        const credit = creditTime(state, { ...JSON.parse(ticks), activity: "draw", receivedAtMs: at_ms })
        again += credit.creditedMs
        state = credit.state
      }
      const credited = entries.reduce((sum, entry) => sum + entry.credited_ms, 0)
      expect(credited).toBeGreaterThan(60 * SECOND)
      expect(again).toBe(credited)
    }
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("go in steps, once each, also when two programs are at it and while people work", async () => {
    await Promise.all(people.map((person, n) => beat(person, n + 7, 20)))
    const many = Array.from({ length: 1_200 }, (_, n) => ({
      ...{ project_id: project, person_id: people[n % 3] ?? 0, task_id: 1, slot_ms: null, credited_ms: 0, at_ms: n },
      ...{ ticks: `[${n}]`, ticks_sha256: createHash("sha256").update(`[${n}]`).digest("hex") },
    }))
    for (let at = 0; at < many.length; at += 300)
      await db()
        .insertInto("time_entry")
        .values(many.slice(at, at + 300))
        .execute()
    const other = engine.name === "PostgreSQL" ? await openStorage(opened.at) : opened.storage
    const wanted = { beforeMs: NOW + DAY, personId: null, nowMs: NOW + 90 * DAY }
    const gone = await Promise.all([
      pruneTicks(db(), wanted),
      pruneTicks(other.db, wanted),
      ...people.map((person, n) => beat(person, n + 20, 4, NOW + 2 * DAY).then(() => 0)),
    ])
    await pruneTicks(db(), wanted)
    expect(gone.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1_200)
    const left = await db().selectFrom("time_entry").select("at_ms").where("ticks", "is not", null).execute()
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter(({ at_ms }) => at_ms < wanted.beforeMs)).toEqual([])
    const prunes = await db().selectFrom("time_prune").selectAll().orderBy("id").execute()
    expect(prunes.length).toBeGreaterThan(2)
    for (const [n, { first_id }] of prunes.entries()) expect(first_id).toBeGreaterThan(prunes[n - 1]?.last_id ?? 0)
    expect(await verifyStorage(opened.storage)).toEqual([])
    if (other !== opened.storage) await other.close()
  })

  test.each(engines)("come through a backup into $name, with what was pruned", async (target) => {
    await beat(people[1] ?? 0, 3, 12)
    await pruneTicks(db(), { beforeMs: NOW + 100 * SECOND, personId: null, nowMs: NOW })
    const folder = temporaryFolder()
    const [to, blobsDir] = [`${folder.path}/one.jbackup`, `${folder.path}/blobs`]
    await makeBackup(opened.storage, { blobsDir, to, madeAtMs: NOW })
    const database = target.name === "SQLite" ? null : await emptyDatabase()
    const at = database ? { url: database.url } : { file: `${folder.path}/again.db` }
    await restoreBackup(to, { ...at, blobsDir })
    const again = await openStorage(at)
    expect(await verifyStorage(again)).toEqual([])
    const counts = sql<{ n: number }>`select count(*) as n from time_entry where ticks is not null`
    expect((await counts.execute(again.db)).rows).toEqual((await counts.execute(db())).rows)
    await again.db.updateTable("time_prune").set({ last_id: 1 }).execute()
    expect((await verifyStorage(again)).join("\n")).toMatch(/nothing says why[\s\S]*add up to something else/)
    await again.close()
    await database?.drop()
    folder.remove()
  })
})
