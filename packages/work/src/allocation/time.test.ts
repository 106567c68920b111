import { expect, test } from "vitest"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { takeUp } from "./answer.ts"
import { heartbeat } from "./time.ts"

const ADA = 1
const working = () => {
  const acts = new Acts()
  acts.draw(ADA, { want: 2 })
  return { acts, turn: acts.assignment(1, ADA) }
}

test("a heartbeat credits time and renews every live lease of the person", () => {
  const { acts, turn: assignment } = working()
  expect(acts.beat(assignment, NOW + 10)).toEqual({ activeMs: 5_000, leaseUntilMs: NOW + 10 + LEASE_MS })
  expect(acts.beat(assignment, NOW + 20)).toEqual({ activeMs: 10_000, leaseUntilMs: NOW + 20 + LEASE_MS })
  expect(acts.inHand(ADA).map(({ expiresAtMs }) => expiresAtMs)).toEqual(Array(2).fill(NOW + 20 + LEASE_MS))
  expect(acts.assignment(2, ADA).activeMs).toBe(0)
})

test("what is credited is decided from what was kept of the last one and from when the lease was made", () => {
  const { acts } = working()
  const assignment = acts.assignment(2, ADA)
  const told: unknown[] = []
  const credit = (stored: string | null, leasedAtMs: number) => {
    told.push([stored, leasedAtMs])
    return { creditedMs: 1, slots: [], ticks: null, stateJson: `seen ${told.length}` }
  }
  for (let n = 0; n < 2; n++) acts.store.run(heartbeat({ ...assignment, nowMs: NOW, credit }))
  expect(told).toEqual([
    [null, NOW + 1],
    ["seen 1", NOW + 1],
  ])
})

test("time of an answer that was sent is credited; its lease is over and is not renewed", () => {
  const { acts, turn: assignment } = working()
  acts.submit(assignment)
  expect(acts.beat(assignment, NOW + 10)).toEqual({ activeMs: 5_000, leaseUntilMs: NOW + LEASE_MS })
  expect(acts.assignment(1, ADA).expiresAtMs).toBe(NOW + LEASE_MS)
  expect(acts.assignment(2, ADA).expiresAtMs).toBe(NOW + 10 + LEASE_MS)
})

test("time worked without a network is credited also where the task was taken over since", () => {
  const { acts, ...drawn } = working()
  const assignment = { ...drawn.turn }
  acts.store.run(takeUp({ publicId: assignment.publicId, personId: ADA, nowMs: NOW + 5 }))
  const credit = () => ({ creditedMs: 7_000, slots: [], ticks: null, stateJson: "{}" })
  const beat = { ...assignment, nowMs: NOW + 10, credit }
  expect(() => acts.store.run(heartbeat(beat))).toThrow(expect.objectContaining({ code: "taken_over" }))
  expect(acts.store.run(heartbeat({ ...beat, isLate: true })).activeMs).toBe(7_000)
  expect(() => acts.store.run(heartbeat({ ...beat, isLate: true, personId: 2 }))).toThrow(
    expect.objectContaining({ code: "not_found" }),
  )
})

test("without its project or its assignment it is not found", () => {
  const { acts, turn: assignment } = working()
  const missing = expect.objectContaining({ code: "not_found" })
  expect(() => acts.beat({ ...assignment, publicId: "none" })).toThrow(missing)
  acts.tables.projects.delete(PROJECT)
  expect(() => acts.beat(assignment)).toThrow(missing)
  expect(acts.assignment(1, ADA).activeMs).toBe(0)
})
