import { describe, expect, test } from "vitest"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { seedOf } from "../testing/seedOf.ts"
import type { Leased } from "./operations.ts"
import { setExcluded, setTier } from "./owner.ts"

const [ADA, BEN, CLEO] = [1, 2, 3]
/** Every draw is gold. */
const ALWAYS = { seed: 7, seedOf, mixed: true, tryOut: 0 }
const everyDraw = (acts: Acts, personId: number) =>
  acts.tables.goldRows.set(`${PROJECT}/${personId}`, { rate: 1_000_000, left: null })

describe("leases from the queue", () => {
  test("come in the order of the queue, one person each", () => {
    const acts = new Acts()
    expect([acts.draw(ADA), acts.draw(BEN), acts.draw(CLEO)]).toEqual([[1], [2], [3]])
    expect(acts.tables.counters.get(`${PROJECT}/${ADA}`)).toMatchObject({ leased: 1 })
  })

  test("a task with two places is given to two people and to nobody else", () => {
    const acts = new Acts({ tasks: 1, overlap: 2 })
    expect([acts.draw(ADA), acts.draw(BEN), acts.draw(CLEO)]).toEqual([[1], [1], []])
    expect(acts.task(1)).toMatchObject({ openSlots: 0, isOpen: false, overlap: 2 })
  })

  test("stay in hand: a second call makes nothing new", () => {
    const acts = new Acts()
    acts.draw(ADA)
    const before = { ...acts.assignment(1, ADA) }
    expect(acts.draw(ADA, { nowMs: NOW + 5 })).toEqual([1])
    expect(acts.assignment(1, ADA)).toEqual(before)
  })

  test("are topped up to as many as wanted, a millisecond apart", () => {
    const acts = new Acts({ tasks: 5 })
    acts.draw(ADA)
    expect(acts.draw(ADA, { want: 3 })).toEqual([1, 2, 3])
    // One of three was in hand, so the two that are new come after it also where all are made in one millisecond.
    expect(acts.inHand(ADA).map(({ leasedAtMs }) => leasedAtMs)).toEqual([NOW, NOW + 1, NOW + 2])
    expect(acts.inHand(ADA).map(({ expiresAtMs }) => expiresAtMs)).toEqual(Array(3).fill(NOW + LEASE_MS))
  })

  test("never exceed the ids that were given", () => {
    expect(new Acts({ tasks: 5 }).draw(ADA, { want: 4, freshIds: ["a", "b"] })).toEqual([1, 2])
  })

  test("are under the versions that the call names", () => {
    const acts = new Acts()
    acts.draw(ADA, { ontologyVersion: 4, guidelineVersion: 6 })
    expect(acts.assignment(1, ADA)).toMatchObject({
      ontologyVersion: 4,
      guidelineVersion: 6,
      fence: 1,
      source: "queue",
    })
  })

  test("a revision in hand is none of the leases that are wanted", () => {
    const acts = new Acts()
    acts.draw(ADA)
    acts.submit(acts.assignment(1, ADA))
    acts.takeUp(acts.assignment(1, ADA))
    expect(acts.draw(ADA, { nowMs: NOW + 5 })).toEqual([1, 2])
  })

  test("of an unknown project are not found", () => {
    expect(() => new Acts().next(ADA, { projectId: 99 })).toThrow(expect.objectContaining({ code: "not_found" }))
  })

  test("a lease past its deadline is taken away on the way; its task goes to others, behind the rest", () => {
    const acts = new Acts({ tasks: 2 })
    acts.draw(ADA)
    const later = { nowMs: NOW + LEASE_MS }
    expect(acts.draw(ADA, later)).toEqual([2])
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "expired", counted: false })
    expect(acts.draw(BEN, later)).toEqual([1])
  })

  test("one that another transaction holds just then is left alone, though it is late", () => {
    const acts = new Acts({ tasks: 2 })
    acts.draw(ADA)
    acts.tables.busy.add(1)
    expect(acts.draw(ADA, { nowMs: NOW + LEASE_MS })).toEqual([1, 2])
    expect(acts.task(1)).toMatchObject({ openSlots: 0, isOpen: false })
  })
})

describe("tiers", () => {
  const inTwo = () => {
    const acts = new Acts({ tasks: 4 })
    acts.store.run(setTier(PROJECT, [3, 4], 2))
    return acts
  }

  test("the best one is used up before the next one", () => {
    const acts = inTwo()
    expect(acts.draw(ADA, { tiers: [2, 1], want: 3 })).toEqual([3, 4, 1])
    expect(acts.draw(BEN, { tiers: [2, 1] })).toEqual([2])
  })

  test("those that a person may not draw from are left alone", () => {
    expect(inTwo().draw(ADA, { tiers: [2], want: 5 })).toEqual([3, 4])
    expect(inTwo().draw(ADA, { tiers: [], want: 5 })).toEqual([])
  })

  /** Tiers that are asked, where the first one answers so. */
  const answers = (rest: Leased["rest"], want: number) => {
    const acts = inTwo()
    const { leaseFrom } = acts.store.operations
    const tiers: number[] = []
    acts.store.operations.leaseFrom = (tier, leases, why) => {
      tiers.push(tier)
      return tier === 2 ? { made: 0, rest } : leaseFrom(tier, leases, why)
    }
    return { ...acts.next(ADA, { tiers: [2, 1], want }), tiers, made: acts.inHand(ADA).length }
  }

  test.each([
    { rest: "end", want: 1, result: { tiers: [2, 1], made: 1, again: false } },
    { rest: "busy", want: 1, result: { tiers: [2, 1], made: 1, again: false } },
    // The rest of a tier comes before the next one, so nothing is leased from there.
    { rest: "more", want: 1, result: { tiers: [2], made: 0, again: true } },
    { rest: "more", want: 2, result: { tiers: [2], made: 0, again: true } },
  ] as const)("one that answers $rest to $want", ({ rest, want, result }) => {
    expect(answers(rest, want)).toEqual(result)
  })

  test("a task that is held just then is passed over, and met later", () => {
    const acts = new Acts({ tasks: 3 })
    acts.tables.busy.add(1)
    expect(acts.draw(ADA)).toEqual([2])
    acts.tables.busy.clear()
    expect(acts.draw(ADA, { want: 2 })).toEqual([2, 1])
  })

  test("with everything held just then, one looks again; nothing of one's own comes back meanwhile", () => {
    const acts = new Acts({ tasks: 2 })
    acts.draw(ADA)
    acts.skip(acts.assignment(1, ADA))
    acts.tables.busy.add(2)
    expect(acts.next(ADA)).toEqual({ again: true })
    expect(acts.inHand(ADA)).toEqual([])
  })

  test("whoever has something in hand need not look again", () => {
    const acts = new Acts({ tasks: 2 })
    acts.draw(ADA)
    acts.tables.busy.add(2)
    expect(acts.next(ADA, { want: 2 })).toEqual({ again: false })
  })

  test("a person who has met a long stretch is led past it, look by look", () => {
    const acts = new Acts({ tasks: 12, overlap: 2 })
    acts.draw(ADA, { want: 11 })
    acts.tables.maxScan = 5
    acts.tables.cursors.clear()
    for (const assignment of acts.inHand(ADA)) acts.submit(assignment)
    expect(acts.next(ADA)).toEqual({ again: true })
    expect(acts.next(ADA)).toEqual({ again: true })
    expect(acts.draw(ADA)).toEqual([12])
  })
})

describe("own ones that were given back", () => {
  test("come last, the oldest first, under the next fence", () => {
    const acts = new Acts({ tasks: 3 })
    acts.draw(ADA, { want: 2 })
    acts.skip(acts.assignment(2, ADA), { nowMs: NOW + 1 })
    acts.skip(acts.assignment(1, ADA), { nowMs: NOW + 2 })
    expect(acts.draw(ADA, { nowMs: NOW + 3 })).toEqual([3])
    acts.submit(acts.assignment(3, ADA))
    expect(acts.draw(ADA, { nowMs: NOW + 4, guidelineVersion: 2 })).toEqual([2])
    const again = { fence: 2, counted: true, leasedAtMs: NOW + 4, expiresAtMs: NOW + 4 + LEASE_MS, guidelineVersion: 2 }
    expect(acts.assignment(2, ADA)).toMatchObject(again)
    expect(acts.task(2)).toMatchObject({ openSlots: 0, isOpen: false })
  })

  test("only where the task still has a place", () => {
    const acts = new Acts({ tasks: 1 })
    acts.draw(ADA)
    acts.skip(acts.assignment(1, ADA))
    expect(acts.draw(BEN)).toEqual([1])
    expect(acts.draw(ADA)).toEqual([])
  })

  test("only from tiers that the person may draw from, and never excluded ones", () => {
    const acts = new Acts({ tasks: 1 })
    acts.draw(ADA)
    acts.skip(acts.assignment(1, ADA))
    expect(acts.draw(ADA, { tiers: [2] })).toEqual([])
    acts.store.run(setExcluded(PROJECT, [1], true, NOW))
    expect(acts.draw(ADA)).toEqual([])
  })
})

describe("gold", () => {
  test("takes the place of an ordinary draw, with a place of its own", () => {
    const acts = new Acts({ tasks: 2, gold: 1 })
    everyDraw(acts, ADA)
    expect(acts.draw(ADA, { gold: ALWAYS })).toEqual([3])
    expect(acts.assignment(3, ADA)).toMatchObject({ source: "gold", counted: true })
    expect(acts.task(3)).toMatchObject({ overlap: 1, openSlots: 0, isOpen: false })
    expect(acts.task(1)).toMatchObject({ openSlots: 1 })
  })

  test("never where no ordinary one could be drawn", () => {
    const acts = new Acts({ tasks: 1, gold: 1 })
    everyDraw(acts, BEN)
    acts.draw(ADA)
    expect(acts.draw(BEN, { gold: ALWAYS })).toEqual([])
    expect(acts.task(2).overlap).toBe(0)
  })

  test("once met, an ordinary one is drawn instead", () => {
    const acts = new Acts({ tasks: 3, gold: 1 })
    everyDraw(acts, ADA)
    expect(acts.draw(ADA, { gold: ALWAYS, want: 3 })).toEqual([4, 1, 2])
  })

  test("is not drawn by whoever is asked nothing, nor where none is mixed in", () => {
    const acts = new Acts({ tasks: 2, gold: 1 })
    for (const person of [ADA, BEN]) everyDraw(acts, person)
    expect(acts.draw(ADA)).toEqual([1])
    expect(acts.draw(BEN, { gold: { ...ALWAYS, mixed: false } })).toEqual([2])
  })

  test("is looked for at every draw, also where an ordinary task is due: both take as long (I5)", () => {
    const acts = new Acts({ tasks: 2, gold: 1 })
    acts.tables.goldRows.set(`${PROJECT}/${ADA}`, { rate: 0, left: null })
    expect(acts.draw(ADA, { gold: ALWAYS })).toEqual([1])
    expect(acts.store.asked.filter((name) => /gold/i.test(name))).toEqual(["lookForGold"])
  })

  test("is drawn in a tier that has something, not in one that is used up", () => {
    const acts = new Acts({ tasks: 1, gold: 2 })
    everyDraw(acts, ADA)
    expect(acts.draw(ADA, { gold: ALWAYS, tiers: [5, 1] })).toHaveLength(1)
    // The empty tier was asked for gold first, and then for an ordinary task.
    expect(acts.store.asked.filter((name) => name === "pickGold")).toHaveLength(2)
    expect(acts.store.asked.filter((name) => name === "leaseFrom")).toHaveLength(1)
  })

  test("given back, its place goes; it comes back to its person with a new one", () => {
    const acts = new Acts({ tasks: 1, gold: 1 })
    everyDraw(acts, ADA)
    acts.draw(ADA, { gold: ALWAYS })
    acts.skip(acts.assignment(2, ADA))
    expect(acts.task(2)).toMatchObject({ overlap: 0, openSlots: 0 })
    acts.draw(BEN)
    expect(acts.draw(ADA, { gold: ALWAYS })).toEqual([2])
    expect(acts.task(2)).toMatchObject({ overlap: 1, openSlots: 0, isOpen: false })
    expect(acts.assignment(2, ADA)).toMatchObject({ fence: 2, counted: true })
  })
})

describe("training", () => {
  const TWO = { seed: 7, seedOf, mixed: true, tryOut: 2 }
  const left = (acts: Acts) => acts.tables.goldRows.get(`${PROJECT}/${ADA}`)?.left

  test("comes first for somebody new, as many as are asked for, however many leases are wanted", () => {
    const acts = new Acts({ tasks: 3, training: 3 })
    expect(acts.draw(ADA, { want: 5, gold: TWO })).toEqual([4, 5])
    expect(acts.inHand(ADA).map(({ source }) => source)).toEqual(["training", "training"])
    expect(left(acts)).toBe(2)
  })

  test("what is in hand of it is enough; sent, the rest is drawn, then ordinary tasks", () => {
    const acts = new Acts({ tasks: 3, training: 3 })
    expect(acts.draw(ADA, { gold: TWO })).toEqual([4])
    expect(acts.draw(ADA, { gold: TWO })).toEqual([4])
    acts.submit(acts.assignment(4, ADA))
    expect(left(acts)).toBe(1)
    expect(acts.draw(ADA, { gold: TWO, want: 2 })).toEqual([5])
    acts.submit(acts.assignment(5, ADA))
    expect(acts.draw(ADA, { gold: TWO })).toEqual([1])
  })

  test("with fewer than asked for, as many as there are", () => {
    const acts = new Acts({ tasks: 1, training: 1 })
    expect(acts.draw(ADA, { want: 3, gold: TWO })).toEqual([2])
    expect(left(acts)).toBe(1)
  })

  test("a project without any, and somebody who worked before, go on with ordinary tasks", () => {
    expect(new Acts({ tasks: 1, gold: 1 }).draw(ADA, { gold: { ...TWO, mixed: false } })).toEqual([1])
    const acts = new Acts({ tasks: 2, training: 2 })
    acts.draw(ADA)
    acts.submit(acts.assignment(1, ADA))
    expect(acts.draw(ADA, { gold: TWO })).toEqual([2])
  })

  test("skipped, another one comes; the own one comes back when no other is left", () => {
    const acts = new Acts({ tasks: 1, training: 2 })
    acts.draw(ADA, { gold: TWO })
    acts.skip(acts.assignment(2, ADA))
    expect(acts.draw(ADA, { gold: TWO })).toEqual([3])
    acts.submit(acts.assignment(3, ADA))
    expect(acts.draw(ADA, { gold: TWO })).toEqual([2])
    expect(acts.assignment(2, ADA)).toMatchObject({ fence: 2, source: "training", counted: true })
    expect(acts.task(2).overlap).toBe(1)
  })
})
