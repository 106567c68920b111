import fc from "fast-check"
import { expect, test } from "vitest"
import { type AssignmentState, countingOf, hasFreeSlot, isLapsed, mayTakeUpAgain, whyNotRevisable } from "./lease.ts"

test("a lease lapses at its deadline, not before it", () => {
  expect(isLapsed({ leaseUntilMs: 1_000 }, 999)).toBe(false)
  expect(isLapsed({ leaseUntilMs: 1_000 }, 1_000)).toBe(true)
})

const sent = { state: "submitted" as AssignmentState, isDecided: false, isFrozen: false, isArchived: false }
test.each([
  { name: "just sent", answer: sent, why: null },
  { name: "a reviewer decided with it", answer: { ...sent, isDecided: true }, why: "decided" },
  { name: "a version holds it", answer: { ...sent, isFrozen: true, isDecided: true }, why: "frozen" },
  { name: "the project is archived", answer: { ...sent, isArchived: true }, why: "archived" },
  { name: "never sent", answer: { ...sent, state: "skipped" as const }, why: "not_sent" },
])("may it be revised: $name", ({ answer, why }) => {
  expect(whyNotRevisable(answer)).toBe(why)
})

const full = { overlap: 2, liveLeases: 1, countedSubmissions: 1 }
const free = { overlap: 2, liveLeases: 0, countedSubmissions: 1 }
test.each([
  {
    name: "in time, all slots taken (one by it)",
    state: "leased",
    nowMs: 5,
    slots: full,
    before: null,
    expected: "counted",
  },
  {
    name: "late, not swept, its own slot is there",
    state: "leased",
    nowMs: 20,
    slots: full,
    before: null,
    expected: "counted",
  },
  {
    name: "late, somebody else took the slot",
    state: "expired",
    nowMs: 20,
    slots: full,
    before: null,
    expected: "extra",
  },
  { name: "late, a slot is free", state: "expired", nowMs: 20, slots: free, before: null, expected: "counted" },
  {
    name: "sent after skipping, a slot is free",
    state: "skipped",
    nowMs: 5,
    slots: free,
    before: null,
    expected: "counted",
  },
  {
    name: "overlap lowered meanwhile, in time",
    state: "leased",
    nowMs: 5,
    slots: { ...full, overlap: 1 },
    before: null,
    expected: "counted",
  },
  {
    name: "overlap lowered meanwhile, late",
    state: "leased",
    nowMs: 20,
    slots: { ...full, overlap: 1 },
    before: null,
    expected: "extra",
  },
  {
    name: "a revision of an extra stays extra",
    state: "submitted",
    nowMs: 5,
    slots: free,
    before: "extra",
    expected: "extra",
  },
  {
    name: "a revision of a counted one stays counted",
    state: "submitted",
    nowMs: 5,
    slots: full,
    before: "counted",
    expected: "counted",
  },
] as const)("an answer that arrives: $name", ({ state, nowMs, slots, before, expected }) => {
  expect(countingOf({ state, leaseUntilMs: 10, before }, slots, nowMs)).toBe(expected)
})

test.each([
  { state: "skipped", expected: true },
  { state: "expired", expected: true },
  { state: "released", expected: true },
  { state: "leased", expected: false },
  { state: "submitted", expected: false },
] as const)("one's own $state assignment may be taken up again: $expected", ({ state, expected }) => {
  expect(mayTakeUpAgain({ state }, { isExcluded: false, isProjectOpen: true })).toBe(expected)
  expect(mayTakeUpAgain({ state }, { isExcluded: true, isProjectOpen: true })).toBe(false)
  expect(mayTakeUpAgain({ state }, { isExcluded: false, isProjectOpen: false })).toBe(false)
})

test("I3: whatever happens in whatever order, no lease is given beyond the overlap and no answer is refused", () => {
  const step = fc.constantFrom("lease", "submit", "expire", "late", "raise", "lower")
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let slots = { overlap: 2, liveLeases: 0, countedSubmissions: 0 }
      let [late, stored, sent, beyond] = [0, 0, 0, 0]
      for (const one of steps) {
        if (one === "raise") slots = { ...slots, overlap: slots.overlap + 1 }
        if (one === "lower") slots = { ...slots, overlap: Math.max(1, slots.overlap - 1) }
        if (one === "lease" && hasFreeSlot(slots)) {
          slots = { ...slots, liveLeases: slots.liveLeases + 1 }
          if (slots.liveLeases + slots.countedSubmissions > slots.overlap) beyond++
        }
        if (one === "expire" && slots.liveLeases > 0) {
          slots = { ...slots, liveLeases: slots.liveLeases - 1 }
          late++
        }
        const inTime = one === "submit" && slots.liveLeases > 0
        if (!inTime && !(one === "late" && late > 0)) continue
        const state = inTime ? "leased" : "expired"
        const before = slots
        const counting = countingOf({ state, leaseUntilMs: 10, before: null }, slots, inTime ? 5 : 20)
        sent++
        stored++
        if (inTime) slots = { ...slots, liveLeases: slots.liveLeases - 1 }
        else late--
        if (counting === "counted") slots = { ...slots, countedSubmissions: slots.countedSubmissions + 1 }
        const used = (all: typeof slots) => all.liveLeases + all.countedSubmissions
        expect(used(slots)).toBeLessThanOrEqual(Math.max(slots.overlap, used(before)))
      }
      expect(stored).toBe(sent)
      expect(beyond).toBe(0)
    }),
  )
})
