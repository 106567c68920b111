import { describe, expect, test } from "vitest"
import { Acts, NOW, PROJECT } from "../testing/acts.ts"
import type { LeaseEnd } from "./operations.ts"
import { changePlaces, endLeases, lockAll, takeSeqs } from "./places.ts"

const [ADA, BEN] = [1, 2]
const missing = (detail: object) => expect.objectContaining({ code: "not_found", detail })

describe("locking tasks", () => {
  test("gives them in the order asked for", () => {
    expect(new Acts().store.run(lockAll(PROJECT, [3, 1])).map(({ id }) => id)).toEqual([3, 1])
  })

  test("names one that is not there", () => {
    expect(() => new Acts().store.run(lockAll(PROJECT, [1, 9, 2]))).toThrow(missing({ task: 9 }))
  })
})

describe("what becomes of a task's places", () => {
  const change = (before: object, wanted: { openSlots: number; tier?: number; overlap?: number }) => {
    const acts = new Acts({ tasks: 2 })
    Object.assign(acts.task(1), before)
    acts.store.run(changePlaces(PROJECT, [{ task: { ...acts.task(1) }, ...wanted }]))
    const { isOpen, seq, openSlots, tier, overlap } = acts.task(1)
    return { isOpen, seq, openSlots, tier, overlap }
  }
  const same = { isOpen: true, seq: 1, openSlots: 1, tier: 1, overlap: 1 }
  const closed = { isOpen: false, openSlots: 0 }

  test.each([
    { name: "open, it keeps its place", before: {}, wanted: { openSlots: 2 }, result: { ...same, openSlots: 2 } },
    { name: "it closes where it stands", before: {}, wanted: { openSlots: 0 }, result: { ...same, ...closed } },
    {
      name: "it closes below nothing",
      before: {},
      wanted: { openSlots: -1 },
      result: { ...same, ...closed, openSlots: -1 },
    },
    { name: "it opens at a fresh place", before: closed, wanted: { openSlots: 1 }, result: { ...same, seq: 3 } },
    { name: "closed, it stays where it is", before: closed, wanted: { openSlots: 0 }, result: { ...same, ...closed } },
    {
      name: "moved, it gets a fresh place",
      before: {},
      wanted: { openSlots: 1, tier: 2 },
      result: { ...same, seq: 3, tier: 2 },
    },
    {
      name: "moved while closed, too",
      before: closed,
      wanted: { openSlots: 0, tier: 2 },
      result: { ...same, ...closed, seq: 3, tier: 2 },
    },
    {
      name: "excluded, it stays closed whatever is free",
      before: { ...closed, state: "excluded" },
      wanted: { openSlots: 1, overlap: 4 },
      result: { ...same, isOpen: false, overlap: 4 },
    },
  ])("$name", ({ before, wanted, result }) => {
    expect(change(before, wanted)).toEqual(result)
  })

  test("several that open get places in their order, and those that stay get none", () => {
    const acts = new Acts({ tasks: 3 })
    for (const id of [1, 3]) Object.assign(acts.task(id), closed)
    const tasks = acts.store.run(lockAll(PROJECT, [3, 2, 1]))
    const wanted = tasks.map((task) => ({ task, openSlots: 1 }))
    acts.store.run(changePlaces(PROJECT, wanted))
    expect([1, 2, 3].map((id) => acts.task(id).seq)).toEqual([5, 2, 4])
    expect(acts.tables.projects.get(PROJECT)?.nextSeq).toBe(6)
  })

  test("nothing to change asks for nothing", () => {
    const acts = new Acts()
    acts.store.run(changePlaces(PROJECT, []))
    acts.store.run(endLeases([]))
    expect(acts.store.asked).toEqual([])
  })

  test("places of an unknown project are not found", () => {
    expect(() => new Acts().store.run(takeSeqs(99, 1))).toThrow(missing({ project: 99 }))
  })
})

describe("leases that end", () => {
  const end = (acts: Acts, task: number, person: number): LeaseEnd => {
    return { held: { ...acts.assignment(task, person) }, state: "expired", reason: null, note: null, nowMs: NOW }
  }

  test("two of one task free two places at one fresh place", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    for (const person of [ADA, BEN]) acts.draw(person)
    acts.store.run(endLeases([end(acts, 1, ADA), end(acts, 1, BEN)]))
    expect(acts.task(1)).toMatchObject({ openSlots: 2, isOpen: true, seq: 2 })
  })

  test("one without a place frees none", () => {
    const acts = new Acts({ tasks: 1 })
    acts.draw(ADA)
    acts.skip(acts.assignment(1, ADA))
    acts.draw(BEN)
    acts.takeUp(acts.assignment(1, ADA))
    acts.store.run(endLeases([end(acts, 1, ADA)]))
    expect(acts.assignment(1, ADA).state).toBe("expired")
    expect(acts.task(1)).toMatchObject({ openSlots: 0, isOpen: false })
  })

  test("one that was sent before falls back to its answer and frees nothing", () => {
    const acts = new Acts({ tasks: 1 })
    acts.draw(ADA)
    acts.submit(acts.assignment(1, ADA))
    acts.takeUp(acts.assignment(1, ADA))
    acts.store.run(endLeases([end(acts, 1, ADA)]))
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "submitted", counted: true })
    expect(acts.task(1).openSlots).toBe(0)
  })

  test("of several projects each gets its places back in its own", () => {
    const acts = new Acts({ tasks: 1 })
    acts.tables.projects.set(2, { leaseMs: 1, nextSeq: 8, gold: [], ontologyVersion: 1, guidelineVersion: 1 })
    acts.store.operations.addTasks(2, [{ id: 1, tier: 1, overlap: 1 }], 7, NOW)
    acts.draw(ADA)
    acts.next(BEN, { projectId: 2 })
    const other = { ...acts.tables.assignment({ projectId: 2, taskId: 1, personId: BEN }) }
    acts.store.run(endLeases([{ ...end(acts, 1, ADA), held: other }, end(acts, 1, ADA)]))
    expect(acts.task(1)).toMatchObject({ openSlots: 1, isOpen: true, seq: 2 })
    expect(acts.tables.task(2, 1)).toMatchObject({ openSlots: 1, isOpen: true, seq: 8 })
  })
})
