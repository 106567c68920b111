import { describe, expect, test } from "vitest"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { addTasks, endExpired, includedAgain, reopen, setExcluded, setOverlap, setTier } from "./owner.ts"

test.each([
  { name: "nobody answered", differences: 0, hasAnswer: false, submitted: 0, state: "open", mark: 0 },
  { name: "some answered", differences: 0, hasAnswer: false, submitted: 2, state: "waiting", mark: 1 },
  { name: "it was settled", differences: 0, hasAnswer: true, submitted: 2, state: "settled", mark: 0 },
  { name: "an import settled it", differences: 0, hasAnswer: true, submitted: 0, state: "settled", mark: 0 },
  { name: "a reviewer was at it", differences: 3, hasAnswer: false, submitted: 2, state: "disputed", mark: 1 },
])("a task included again when $name", ({ differences, hasAnswer, submitted, state, mark }) => {
  expect(includedAgain({ differences, hasAnswer, submitted })).toEqual({ state, mark })
})

const [ADA, BEN] = [1, 2]
const places = (acts: Acts, id: number) => {
  const { overlap, openSlots, isOpen, seq, tier } = acts.task(id)
  return { overlap, openSlots, isOpen, seq, tier }
}

describe("the overlap", () => {
  test("raised, a closed task opens ahead of every cursor and an open one stays where it is", () => {
    const acts = new Acts({ tasks: 2 })
    acts.draw(ADA)
    acts.store.run(setOverlap(PROJECT, [1, 2], 3))
    expect(places(acts, 1)).toEqual({ overlap: 3, openSlots: 2, isOpen: true, seq: 3, tier: 1 })
    expect(places(acts, 2)).toEqual({ overlap: 3, openSlots: 3, isOpen: true, seq: 2, tier: 1 })
  })

  test("lowered, nothing is revoked; raised again, only what is missing opens", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    for (const person of [ADA, BEN]) acts.draw(person)
    acts.store.run(setOverlap(PROJECT, [1], 1))
    expect(places(acts, 1)).toMatchObject({ overlap: 1, openSlots: -1, isOpen: false })
    expect([acts.assignment(1, ADA).counted, acts.assignment(1, BEN).counted]).toEqual([true, true])
    acts.skip(acts.assignment(1, BEN))
    expect(places(acts, 1)).toMatchObject({ overlap: 1, openSlots: 0, isOpen: false })
    acts.store.run(setOverlap(PROJECT, [1], 2))
    expect(places(acts, 1)).toMatchObject({ openSlots: 1, isOpen: true })
  })

  test("of an unknown task is not found, and nothing is written", () => {
    const acts = new Acts()
    const missing = expect.objectContaining({ code: "not_found" })
    expect(() => acts.store.run(setOverlap(PROJECT, [1, 9], 3))).toThrow(missing)
    expect(acts.task(1).overlap).toBe(1)
  })
})

test("tasks that move to a tier stand there in the order given, behind what was there", () => {
  const acts = new Acts({ tasks: 3 })
  acts.store.run(setTier(PROJECT, [3], 2))
  acts.store.run(setTier(PROJECT, [2, 1], 2))
  expect(acts.draw(ADA, { tiers: [2], want: 3 })).toEqual([3, 2, 1])
})

describe("excluding", () => {
  test("closes a task; a live lease finishes, and its answer counts", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    acts.draw(ADA)
    acts.store.run(setExcluded(PROJECT, [1], true, NOW + 1))
    expect(acts.task(1)).toMatchObject({ state: "excluded", isOpen: false, openSlots: 1, changedAtMs: NOW + 1 })
    expect(acts.draw(BEN)).toEqual([])
    expect(acts.submit(acts.assignment(1, ADA)).receipt.counted).toBe(true)
    expect(acts.task(1).state).toBe("excluded")
  })

  test("a place that is given back meanwhile stays closed until the task is included", () => {
    const acts = new Acts({ tasks: 1 })
    acts.draw(ADA)
    acts.store.run(setExcluded(PROJECT, [1], true, NOW))
    acts.skip(acts.assignment(1, ADA))
    expect(places(acts, 1)).toMatchObject({ openSlots: 1, isOpen: false, seq: 1 })
    acts.store.run(setExcluded(PROJECT, [1], false, NOW))
    expect(places(acts, 1)).toMatchObject({ openSlots: 1, isOpen: true, seq: 2 })
    expect(acts.task(1).state).toBe("open")
  })

  test("included again with an answer, it waits and is looked at", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    acts.draw(ADA)
    acts.submit(acts.assignment(1, ADA))
    acts.store.run(setExcluded(PROJECT, [1], true, NOW))
    acts.store.run(setExcluded(PROJECT, [1], false, NOW))
    expect(acts.task(1)).toMatchObject({ state: "waiting", mark: 1, isOpen: true })
  })

  test("what stands so already is left alone", () => {
    const acts = new Acts()
    acts.store.run(setExcluded(PROJECT, [2], true, NOW + 1))
    acts.store.run(setExcluded(PROJECT, [2], true, NOW + 2))
    expect(acts.store.asked).not.toContain("writeStates")
    acts.store.run(setExcluded(PROJECT, [1, 2], false, NOW + 3))
    expect([acts.task(1).changedAtMs, acts.task(2).changedAtMs]).toEqual([NOW, NOW + 3])
    expect(places(acts, 1).seq).toBe(1)
  })
})

describe("reopening", () => {
  test("wants one more answer than are counted or leased, however far the overlap was lowered", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    for (const person of [ADA, BEN]) acts.draw(person)
    acts.store.run(setOverlap(PROJECT, [1], 0))
    acts.store.run(reopen(PROJECT, [1], NOW + 5))
    expect(places(acts, 1)).toMatchObject({ overlap: 3, openSlots: 1, isOpen: true, seq: 2 })
    expect(acts.task(1).changedAtMs).toBe(NOW + 5)
  })

  test("a task that is open stays as it is", () => {
    const acts = new Acts()
    const before = places(acts, 1)
    acts.store.run(reopen(PROJECT, [1], NOW + 5))
    expect(places(acts, 1)).toEqual(before)
  })
})

describe("new tasks", () => {
  test("stand at the end of the queue in the order given; one that wants no answer is closed", () => {
    const acts = new Acts({ tasks: 1 })
    const given = [3, 2, 4].map((id) => ({ id, tier: 1, overlap: id === 4 ? 0 : 1 }))
    acts.store.run(addTasks(PROJECT, given, NOW))
    expect(acts.draw(ADA, { want: 5 })).toEqual([1, 3, 2])
  })

  test("none take no places", () => {
    const acts = new Acts({ tasks: 1 })
    acts.store.run(addTasks(PROJECT, [], NOW))
    expect(acts.store.asked).toEqual([])
  })

  test("of an unknown project are not found", () => {
    const missing = expect.objectContaining({ code: "not_found" })
    expect(() => new Acts().store.run(addTasks(9, [{ id: 1, tier: 1, overlap: 1 }], NOW))).toThrow(missing)
  })
})

test("a sweep ends at most so many late leases, the latest ones last, and says how many", () => {
  const acts = new Acts({ tasks: 4 })
  for (const person of [1, 2, 3]) acts.draw(person, { nowMs: NOW + person })
  acts.draw(4, { nowMs: NOW + LEASE_MS })
  const late = NOW + LEASE_MS + 3
  expect(acts.store.run(endExpired(late, 2))).toBe(2)
  expect([1, 2, 3].map((id) => acts.assignment(id, id).state)).toEqual(["expired", "expired", "leased"])
  expect(acts.store.run(endExpired(late, 2))).toBe(1)
  expect(acts.store.run(endExpired(late, 2))).toBe(0)
  expect(acts.assignment(4, 4).state).toBe("leased")
  expect([1, 2, 3].map((id) => places(acts, id))).toMatchObject(Array(3).fill({ openSlots: 1, isOpen: true }))
})
