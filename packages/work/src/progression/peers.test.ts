import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  drawItems,
  listPeers,
  PEER_ITEMS,
  PEERS,
  PEERS_MS,
  type PeerSaid,
  type PeerSeat,
  recommends,
  SEAT_MS,
  stepPeers,
  whyNotAnswerYet,
} from "./peers.ts"

/** Dice of a seed: the same name falls alike. */
const diceOf = (seed: number) => (what: string) => {
  let hash = seed >>> 0
  for (const letter of what) hash = Math.imul(hash ^ letter.charCodeAt(0), 2_654_435_761) >>> 0
  return hash / 2 ** 32
}
const seed = fc.integer({ min: 1, max: 1_000_000 })
const items = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 1, max: 500 }).map(String),
    labels: fc.array(fc.constantFrom("car", "bus", "sign"), { maxLength: 3 }),
    dayMs: fc.integer({ min: 0, max: 4 }),
  }),
  { selector: ({ key }) => key, maxLength: 40 },
)
const staffOf = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    isReviewer: fc.boolean(),
    isOwner: fc.boolean(),
    isAway: fc.boolean(),
  }),
  { selector: ({ id }) => id },
)

describe("the answers that are drawn", () => {
  test("are five different ones of those that there are, the same for the same seed in whatever order they come", () => {
    fc.assert(
      fc.property(items, seed, (own, n) => {
        const drawn = drawItems(own, diceOf(n))
        expect(drawn === null).toBe(own.length < PEER_ITEMS)
        if (!drawn) return
        expect(new Set(drawn.map(({ key }) => key)).size).toBe(PEER_ITEMS)
        expect(drawn.every((one) => own.includes(one))).toBe(true)
        expect(drawItems([...own].reverse(), diceOf(n))).toEqual(drawn)
      }),
    )
  })

  test("have every label and day that five can have, where one answer has one of each", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 2, max: 5 }), (n, kinds) => {
        const own = Array.from({ length: 60 }, (_, i) => ({
          ...{ key: String(i), labels: [`l${i % kinds}`], dayMs: Math.floor(i / kinds) % 7 },
        }))
        const drawn = drawItems(own, diceOf(n)) ?? []
        expect(new Set(drawn.flatMap(({ labels }) => labels)).size).toBe(kinds)
        expect(new Set(drawn.map(({ dayMs }) => dayMs)).size).toBe(PEER_ITEMS)
      }),
    )
  })

  test("fall otherwise with another seed", () => {
    const own = Array.from({ length: 60 }, (_, i) => ({ key: String(i), labels: [], dayMs: 0 }))
    const keys = (n: number) =>
      drawItems(own, diceOf(n))
        ?.map(({ key }) => key)
        .join()
    expect(new Set([1, 2, 3, 4, 5].map(keys)).size).toBe(5)
  })
})

describe("who reads them", () => {
  /** Plays an assessment to its end: who answers when is drawn, as are people who leave. */
  const history = fc.record({
    staff: staffOf,
    candidateId: fc.integer({ min: 1, max: 12 }),
    nearIds: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
    n: seed,
    acts: fc.array(fc.record({ sends: fc.boolean(), waitMs: fc.integer({ min: 0, max: SEAT_MS }) }), { maxLength: 30 }),
  })

  test("is never the candidate, somebody near them, an owner or somebody away, and nobody twice; each history ends", () => {
    fc.assert(
      fc.property(history, ({ staff, candidateId, nearIds, n, acts }) => {
        const peers = listPeers(staff, { candidateId, nearIds })
        for (const id of peers) {
          expect(id === candidateId || nearIds.includes(id)).toBe(false)
          expect(staff.find((one) => one.id === id)).toMatchObject({ isReviewer: true, isOwner: false, isAway: false })
        }
        let seats: PeerSeat[] = []
        let nowMs = 0
        const queue = [...acts]
        for (let round = 0; ; round++) {
          expect(round).toBeLessThan(100)
          const { gone, drawn, ends } = stepPeers({ begunMs: 0, seats }, peers, nowMs, diceOf(n))
          seats = seats.map((seat) => (gone.includes(seat.id) ? { ...seat, state: "gone" } : seat))
          for (const personId of drawn)
            seats.push({ id: seats.length + 1, personId, state: "asked", dueMs: nowMs + SEAT_MS })
          const people = seats.map(({ personId }) => personId)
          expect(new Set(people).size).toBe(people.length)
          expect(people.every((id) => peers.includes(id))).toBe(true)
          const sent = seats.filter(({ state }) => state === "sent")
          const asked = seats.filter(({ state }) => state === "asked")
          if (ends !== null) {
            expect(asked).toEqual([])
            expect(ends === "done").toBe(sent.length === PEERS)
            expect(ends === "too_few" && peers.length >= PEERS && gone.length + seats.length === 0).toBe(false)
            return
          }
          expect(sent.length + asked.length).toBe(PEERS)
          const act = queue.shift()
          nowMs += act?.waitMs ?? SEAT_MS
          if (act?.sends && asked[0])
            seats = seats.map((seat) => (seat === asked[0] ? { ...seat, state: "sent" } : seat))
        }
      }),
    )
  })

  test("whoever is late or leaves gives their place to somebody new; without one, or after three weeks, it is over", () => {
    const seat = (id: number, change: Partial<PeerSeat> = {}): PeerSeat => ({
      ...{ id, personId: id, state: "asked", dueMs: SEAT_MS, ...change },
    })
    const at = (seats: readonly PeerSeat[], peers: readonly number[], nowMs: number) =>
      stepPeers({ begunMs: 0, seats }, peers, nowMs, diceOf(7))
    expect(at([seat(1), seat(2)], [1, 2, 3], 0)).toEqual({ gone: [], drawn: [], ends: null })
    expect(at([seat(1), seat(2, { state: "sent" })], [1, 2, 3], SEAT_MS)).toEqual({ gone: [1], drawn: [3], ends: null })
    expect(at([seat(1), seat(2)], [1, 3], 0)).toEqual({ gone: [2], drawn: [3], ends: null })
    expect(at([seat(1), seat(2)], [1, 2], SEAT_MS)).toEqual({ gone: [1, 2], drawn: [], ends: "too_few" })
    expect(at([], [1], 0)).toEqual({ gone: [], drawn: [], ends: "too_few" })
    const late = [seat(1, { dueMs: PEERS_MS * 2 }), seat(2, { state: "sent" })]
    expect(at(late, [1, 2, 3], PEERS_MS)).toEqual({ gone: [1], drawn: [], ends: "late" })
    const both = [seat(1, { state: "sent" }), seat(2, { state: "sent" })]
    // Who sent it may leave afterwards.
    expect(at(both, [], PEERS_MS)).toEqual({ gone: [], drawn: [], ends: "done" })
  })
})

describe("what comes of it", () => {
  const said = fc.constantFrom<PeerSaid>(true, false, null)
  const sheet = fc.array(said, { minLength: PEER_ITEMS, maxLength: PEER_ITEMS })

  test("is a recommendation from four of five by each", () => {
    const of = (yes: number) => Array.from({ length: PEER_ITEMS }, (_, i) => i < yes)
    expect(recommends([of(4), of(4)])).toBe(true)
    expect(recommends([of(5), of(3)])).toBe(false)
    expect(recommends([of(5)])).toBe(false)
    expect(recommends([[null, true, true, true, false], of(4)])).toBe(true)
    expect(recommends([[true, true, true, true], of(5)])).toBe(false)
  })

  test("one yes more never takes it away, and the order of the two says nothing", () => {
    fc.assert(
      fc.property(sheet, sheet, fc.nat(PEER_ITEMS - 1), (one, other, at) => {
        const better = one.map((what, i) => (i === at ? true : what))
        expect(recommends([one, other]) && !recommends([better, other])).toBe(false)
        expect(recommends([other, one])).toBe(recommends([one, other]))
      }),
    )
  })

  test("an owner answers when it is over, or where there was none", () => {
    expect(whyNotAnswerYet("open")).toBe("assessing")
    for (const state of [null, "done", "too_few", "few_items", "late"] as const)
      expect(whyNotAnswerYet(state)).toBeNull()
  })
})
