import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { goldLot, isGoldLease } from "../goldDraw.ts"
import {
  type ChoiceSet,
  chooseKnown,
  chooseQueued,
  countSet,
  type Known,
  type Queued,
  replay,
} from "../testing/replay.ts"
import { backChoice, beginChoice, type Choice, endChoice, MOST_COUNTED, parseChoice, tellChoice } from "./choice.ts"

const QUEUE: Choice = { way: "queue", tier: 2, rank: 1, tiers: 3, lotPpm: 200_000, from: 40, size: 7 }
const GOLD: Choice = { ...QUEUE, way: "gold", from: 3, size: 12 }

const queued = (id: number, change: Partial<Queued> = {}): Queued => ({
  ...{ id, tier: 2, seq: id, isOpen: true, isMet: false },
  ...change,
})
const known = (taskId: number, place: number, change: Partial<Known> = {}): Known => ({
  ...{ taskId, place, state: "active", isFree: true },
  ...change,
})
const set = (change: Partial<ChoiceSet> = {}): ChoiceSet => ({ queue: [], known: [], own: [], ...change })
const drawnBy = (isGold: boolean) =>
  Array.from({ length: 100 }, (_, seed) => seed).find((seed) => isGoldLease(seed, 200_000) === isGold) ??
  expect.fail("no seed")

describe("an explanation", () => {
  property.prop([
    fc.constantFrom("queue", "gold", "training", "answered", "training_again", "again", "own"),
    fc.array(fc.nat(2_000_000), { minLength: 6, maxLength: 6 }),
  ])("is read as it was written", (way, [tier = 0, rank = 0, tiers = 0, lotPpm = 0, from = 0, size = 0]) => {
    const choice = { way, tier, rank, tiers, lotPpm, from, size } as Choice
    expect(parseChoice(endChoice(beginChoice(choice), from, size))).toEqual(choice)
  })

  test("of a lease of before there were any is none; what was never written is refused", () => {
    expect(parseChoice(null)).toBeNull()
    expect(() => parseChoice("luck,1,2,3,4,5,6")).toThrow("no explanation")
    expect(() => parseChoice(beginChoice(QUEUE))).toThrow("half an explanation")
  })

  test("takes little room", () => {
    expect(endChoice(beginChoice({ ...QUEUE, tier: 12 }), 1_234_567, 100).length).toBeLessThan(40)
  })
})

describe("the next of a queue", () => {
  test.each([
    { name: "waits longest", queue: [queued(52), queued(41), queued(60)], next: 41 },
    { name: "lies behind the place", queue: [queued(40), queued(39), queued(42)], next: 42 },
    { name: "is open", queue: [queued(41, { isOpen: false }), queued(43)], next: 43 },
    { name: "was never met", queue: [queued(41, { isMet: true }), queued(44)], next: 44 },
    { name: "is of the tier", queue: [queued(41, { tier: 1 }), queued(45)], next: 45 },
    { name: "is none where nothing is left", queue: [queued(40)], next: null },
  ])("$name", ({ queue, next }) => expect(chooseQueued(queue, 2, 40)).toBe(next))
})

describe("the next known answer", () => {
  test.each([
    { name: "is the first from the place on", all: [known(9, 1), known(8, 5), known(7, 3)], next: 7 },
    { name: "goes round the end", all: [known(9, 1), known(8, 2)], next: 9 },
    { name: "is free", all: [known(9, 3, { isFree: false }), known(8, 4)], next: 8 },
    { name: "is of the state", all: [known(9, 3, { state: "training" }), known(8, 4)], next: 8 },
  ])("$name", ({ all, next }) => expect(chooseKnown(all, "active", 3)).toBe(next))

  test("is not looked for beyond 64", () => {
    const taken = Array.from({ length: 64 }, (_, n) => known(100 + n, n, { isFree: false }))
    expect(chooseKnown([...taken, known(1, 64)], "active", 0)).toBeNull()
    expect(chooseKnown([...taken, known(1, 64)], "active", 1)).toBe(1)
  })
})

describe("a replay", () => {
  const both = set({ queue: [queued(50)], known: [known(9, 5)], own: [31, 30] })

  test("goes by the lot of its seed", () => {
    expect(replay(QUEUE, drawnBy(false), both)).toBe(50)
    expect(replay(GOLD, drawnBy(true), both)).toBe(9)
    // Another seed gives another task.
    expect(replay(GOLD, drawnBy(false), both)).toBe(50)
    expect(replay(QUEUE, drawnBy(true), both)).toBe(9)
  })

  test("gives no known answer where the queue has nothing, and the queue where no known answer is free", () => {
    expect(replay(GOLD, drawnBy(true), set({ known: [known(9, 5)] }))).toBeNull()
    expect(replay(QUEUE, drawnBy(true), set({ queue: [queued(50)], known: [known(9, 5, { isFree: false })] }))).toBe(50)
  })

  test("gives back what was given back first, and training from its place on", () => {
    for (const way of ["answered", "again", "training_again", "own"] as const)
      expect(replay({ ...QUEUE, way }, 1, both)).toBe(31)
    const practice = set({ known: [known(9, 0), known(8, 1, { state: "training" })] })
    expect(replay({ ...QUEUE, way: "training", from: 0 }, 1, practice)).toBe(8)
  })

  test("counts its set as a lease did", () => {
    const many = Array.from({ length: 140 }, (_, n) => queued(n + 1))
    expect(countSet(QUEUE, set({ queue: many }))).toBe(MOST_COUNTED)
    expect(countSet({ ...QUEUE, from: 130 }, set({ queue: many }))).toBe(10)
    expect(countSet(GOLD, both)).toBe(1)
    expect(countSet({ ...QUEUE, way: "again" }, both)).toBe(2)
  })
})

describe("what its person reads", () => {
  test("is the same for a known answer as for a task of the queue, until it is retired (I5)", () => {
    for (const seed of [1, 99, 12_345]) expect(tellChoice(GOLD, false, seed)).toEqual(tellChoice(QUEUE, false, null))
    expect(tellChoice(QUEUE, false, 5)).toEqual({
      way: "queue",
      tier: { id: 2, rank: 1, of: 3 },
      weights: { waiting: 0.8, random: 0.2, skill: 0, variety: 0 },
      set: null,
    })
  })

  test("is of whole millionths, so that no share is written longer than it is", () => {
    const { weights } = tellChoice({ ...QUEUE, lotPpm: 159_561 }, false, 5)
    expect(JSON.stringify(weights)).toBe('{"waiting":0.840439,"random":0.159561,"skill":0,"variety":0}')
  })

  test("is the whole of it afterwards", () => {
    const { set: told } = tellChoice(GOLD, true, drawnBy(true))
    expect(told).toMatchObject({ way: "gold", size: 12, from: 3, isMore: false, below: 200_000 })
    expect(told?.lot ?? 1e9).toBeLessThan(200_000)
    expect(goldLot(Number.parseInt(told?.seed ?? "", 16))).toBe(told?.lot)
    expect(tellChoice({ ...QUEUE, size: MOST_COUNTED }, true, null).set).toMatchObject({ isMore: true, lot: null })
  })

  test("of what comes back is that it does: no lot, no tier", () => {
    const back = parseChoice(backChoice("again", 4)) ?? expect.fail("unread")
    expect(tellChoice(back, false, 3)).toMatchObject({ way: "again", tier: null, weights: { waiting: 0, random: 0 } })
    expect(tellChoice(back, true, 3).set).toMatchObject({ size: 4, lot: null })
  })
})
