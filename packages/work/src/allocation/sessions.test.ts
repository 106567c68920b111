import { expect, test } from "vitest"
import { IDLE_MS, LONGEST_SECONDS } from "../pay/session.ts"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { seedOf } from "../testing/seedOf.ts"
import { closeSession, findCurrent } from "./sessions.ts"

const ADA = 1
const BEN = 2
const MIDNIGHT = 86_400_000
const sessionsOf = (acts: Acts) => [...acts.tables.sessions.values()]
const close = (acts: Acts, id: number, nowMs: number) => acts.store.run(closeSession(id, nowMs))
const current = (acts: Acts, nowMs: number) => acts.store.run(findCurrent({ projectId: PROJECT, personId: ADA, nowMs }))

test("the first lease opens a session, and the next ones are of it", () => {
  const acts = new Acts({ tasks: 4 })
  acts.draw(ADA, { want: 2 })
  acts.submit(acts.assignment(1, ADA), { next: { ...acts.wants(ADA, { want: 2 }) } })
  acts.draw(BEN)
  expect(sessionsOf(acts)).toMatchObject([
    { id: 1, personId: ADA, midnightMs: MIDNIGHT },
    { id: 2, personId: BEN },
  ])
  expect([1, 2, 3].map((task) => acts.assignment(task, ADA).sessionId)).toEqual([1, 1, 1])
})

test("while a session goes on, a draw asks the database for nothing more than without one", () => {
  const acts = new Acts({ tasks: 4 })
  acts.draw(ADA)
  const asked = acts.store.asked
  acts.submit(acts.assignment(1, ADA), { next: acts.wants(ADA) })
  expect(asked.at(-1)).toBe("openSession")
  expect(acts.store.asked).toEqual(["findForAnswer", "storeAnswer", "startDraw", "leaseFrom"])
})

test("a draw that finds nothing opens none, and leases nothing of one", () => {
  const acts = new Acts({ tasks: 1 })
  acts.draw(BEN)
  expect(acts.draw(ADA)).toEqual([])
  expect(sessionsOf(acts).map(({ personId }) => personId)).toEqual([BEN])
})

test("half an hour without a lease ends it; leases in hand and those that ran out meanwhile go on", () => {
  const acts = new Acts({ tasks: 6 })
  acts.draw(ADA)
  acts.submit(acts.assignment(1, ADA), { nowMs: NOW + 10 })
  expect(current(acts, NOW + 10 + IDLE_MS - 1)).toBe(1)
  acts.draw(ADA, { nowMs: NOW + 10 + IDLE_MS - 1 })
  expect(acts.assignment(2, ADA).sessionId).toBe(1)
  // It ended at its deadline, whoever found that.
  const late = NOW + 10 + IDLE_MS - 1 + LEASE_MS + IDLE_MS
  acts.draw(ADA, { nowMs: late - 1 })
  expect(acts.assignment(3, ADA).sessionId).toBe(1)
  acts.draw(ADA, { nowMs: late - 1 + LEASE_MS + IDLE_MS })
  expect(acts.assignment(4, ADA).sessionId).toBe(2)
})

test("a lease belongs to the session in which it was made, also past midnight and after four hours", () => {
  const acts = new Acts({ tasks: 6 })
  const nowMs = MIDNIGHT - 1_000
  acts.draw(ADA, { nowMs, want: 2 })
  acts.beat(acts.assignment(1, ADA), nowMs, LONGEST_SECONDS * 1_000)
  acts.submit(acts.assignment(1, ADA), { nowMs, next: acts.wants(ADA, { want: 2, nowMs }) })
  expect([2, 3].map((task) => acts.assignment(task, ADA).sessionId)).toEqual([1, 2])
  const next = MIDNIGHT + 1
  acts.submit(acts.assignment(2, ADA), { nowMs: next, next: acts.wants(ADA, { want: 2, nowMs: next }) })
  expect([3, 4].map((task) => acts.assignment(task, ADA).sessionId)).toEqual([2, 3])
  expect(sessionsOf(acts).map(({ midnightMs }) => midnightMs)).toEqual([MIDNIGHT, MIDNIGHT, 2 * MIDNIGHT])
})

test("midnight is where its person is", () => {
  const acts = new Acts()
  acts.draw(ADA, { utcOffsetMinutes: -120 })
  expect(sessionsOf(acts).map(({ midnightMs }) => midnightMs)).toEqual([120 * 60_000])
})

test("a task that is taken in hand again is of the session that goes on; one in hand keeps its own", () => {
  const acts = new Acts({ tasks: 2 })
  acts.draw(ADA, { want: 2 })
  acts.skip(acts.assignment(1, ADA))
  acts.takeUp(acts.assignment(1, ADA))
  expect(acts.assignment(1, ADA).sessionId).toBe(1)
  acts.skip(acts.assignment(1, ADA))
  acts.submit(acts.assignment(2, ADA))
  const nowMs = NOW + IDLE_MS
  acts.takeUp(acts.assignment(2, ADA), nowMs)
  expect(acts.assignment(2, ADA).sessionId).toBe(2)
  acts.takeUp(acts.assignment(2, ADA), nowMs + 1)
  expect([acts.assignment(2, ADA).sessionId, sessionsOf(acts).length]).toEqual([2, 2])
  // Their own skipped one, as nothing else is left.
  acts.submit(acts.assignment(2, ADA), { nowMs: nowMs + 2, next: acts.wants(ADA, { nowMs: nowMs + 2 }) })
  expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", sessionId: 2 })
})

test("training and gold are of the session too", () => {
  const acts = new Acts({ tasks: 4, gold: 1, training: 2 })
  const gold = { seed: 1, seedOf, mixed: true, tryOut: 2 }
  acts.draw(ADA, { gold })
  expect(acts.inHand(ADA)).toMatchObject([{ source: "training", sessionId: 1 }])
  acts.skip(acts.inHand(ADA)[0] ?? expect.fail())
  acts.draw(ADA, { gold })
  expect(acts.inHand(ADA)).toMatchObject([{ source: "training", sessionId: 1 }])
})

test("leases of before there were sessions are of the one that the next draw opens", () => {
  const acts = new Acts({ tasks: 4 })
  acts.draw(ADA)
  acts.assignment(1, ADA).sessionId = null
  acts.tables.sessions.clear()
  acts.draw(ADA, { want: 2 })
  expect([1, 2].map((task) => acts.assignment(task, ADA).sessionId)).toEqual([1, 1])
})

test("a session is closed once it is over and its last lease ended, and only once", () => {
  const acts = new Acts({ tasks: 3 })
  acts.draw(ADA, { want: 2 })
  acts.submit(acts.assignment(1, ADA))
  expect(close(acts, 1, MIDNIGHT)).toBeNull()
  acts.submit(acts.assignment(2, ADA), { nowMs: NOW + 5 })
  expect(close(acts, 1, NOW + 5 + IDLE_MS - 1)).toBeNull()
  expect(close(acts, 1, NOW + 5 + IDLE_MS)).toMatchObject({ id: 1, personId: ADA, lastAtMs: NOW + 5 })
  expect(sessionsOf(acts)).toMatchObject([{ why: "idle" }])
  expect(close(acts, 1, MIDNIGHT)).toBeNull()
  expect(close(acts, 9, MIDNIGHT)).toBeNull()
  acts.draw(ADA, { nowMs: NOW + 6 })
  expect(acts.assignment(3, ADA).sessionId).toBe(2)
})
