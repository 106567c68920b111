import { describe, expect, test } from "vitest"
import { MemoryStore } from "../testing/memoryStore.ts"
import { sayYes } from "./content.ts"
import { topUp } from "./draw.ts"
import { addTasks } from "./owner.ts"

const NOW = 1_000_000
const AWA = 7
let fresh = 0

function storeWith(tasks: number): MemoryStore {
  const store = new MemoryStore()
  store.tables.projects.set(1, { leaseMs: 60_000, ontologyVersion: 1, guidelineVersion: 1, nextSeq: 1, gold: [] })
  const queue = Array.from({ length: tasks }, (_, n) => ({ id: n + 1, tier: 1, overlap: 1 }))
  store.run(addTasks(1, queue, NOW))
  return store
}

const draw = (want: number, more: object = {}) => ({
  ...{ projectId: 1, personId: AWA, tiers: [1], want, nowMs: NOW, ontologyVersion: 1, guidelineVersion: 1 },
  ...{ freshIds: Array.from({ length: want }, (_, n) => `id-${n}-${fresh++}`), ...more },
})
const held = (store: MemoryStore) =>
  store.tables.turnsOf({ projectId: 1, personId: AWA }).filter(({ state }) => state === "leased").length
const yes = { projectId: 1, personId: AWA, yes: "[]", isPaid: false, nowMs: NOW }

describe("a yes to declared content", () => {
  test("that is taken back gives back what is held, free for others and without a fault", () => {
    const store = storeWith(3)
    store.run(topUp(draw(3)))
    expect(held(store)).toBe(3)
    expect(store.run(sayYes({ ...yes, givesBack: true }))).toBe(3)
    expect(held(store)).toBe(0)
    const own = store.tables.turnsOf({ projectId: 1, personId: AWA })
    expect(own.map(({ state, reason }) => [state, reason])).toEqual(Array(3).fill(["released", null]))
    expect(store.tables.counters.get(`1/${AWA}`)?.skipped ?? 0).toBe(0)
    expect([1, 2, 3].map((id) => store.tables.task(1, id).openSlots)).toEqual([1, 1, 1])
  })

  test("keeps what is held, and is the only thing asked for", () => {
    const store = storeWith(2)
    store.run(topUp(draw(2)))
    expect(store.run(sayYes({ ...yes, yes: '["hate"]', givesBack: false }))).toBe(0)
    expect([held(store), store.asked]).toEqual([2, ["storeYes"]])
    // Where others changed what is asked, what somebody said stays.
    expect(store.run(sayYes({ ...yes, yes: null, givesBack: true }))).toBe(2)
    expect(store.asked).not.toContain("storeYes")
  })

  test("what is paid for is paid when it is given back", () => {
    const store = storeWith(1)
    store.run(topUp(draw(1)))
    store.run(sayYes({ ...yes, isPaid: true, givesBack: true }))
    expect(store.asked.at(-1)).toBe("payWork")
  })

  test("a draw that was let pass by another access leases nothing", () => {
    const store = storeWith(2)
    const { accessVersion } = store.tables
    store.run(topUp(draw(1, { accessVersion })))
    store.run(sayYes({ ...yes, givesBack: false }))
    expect(() => store.run(topUp(draw(2, { accessVersion })))).toThrow("conflict")
    expect(held(store)).toBe(1)
  })

  test("somebody is given as many an hour as they chose, what they hold included", () => {
    const store = storeWith(9)
    const content = { anHour: 3, projectIds: [1] }
    store.run(topUp(draw(5, { content })))
    expect(held(store)).toBe(3)
    store.run(topUp(draw(5, { content, nowMs: NOW + 30_000 })))
    expect(held(store)).toBe(3)
    store.run(topUp(draw(5, { content: { anHour: 4, projectIds: [1] } })))
    expect(held(store)).toBe(4)
  })
})
