import fc from "fast-check"
import { expect, test } from "vitest"
import { type AssignmentState, mayTakeUpAgain, placeFor, whyNotRevisable } from "./lease.ts"

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

const lease = { state: "leased" as AssignmentState, holdsPlace: true, wasSent: false, makesPlace: false }
const over = { ...lease, state: "expired" as AssignmentState, holdsPlace: false }
const [free, none] = [true, false]
test.each([
  { name: "in time, no other place is free", turn: lease, isFree: none, place: "had" },
  { name: "in time, and a place is free: it takes no second one", turn: lease, isFree: free, place: "had" },
  { name: "its lease is over, a place is free", turn: over, isFree: free, place: "taken" },
  { name: "its lease is over, somebody else took the place", turn: over, isFree: none, place: "none" },
  { name: "skipped, then sent, a place is free", turn: { ...over, state: "skipped" }, isFree: free, place: "taken" },
  { name: "taken up again without a place", turn: { ...lease, holdsPlace: false }, isFree: none, place: "none" },
  {
    name: "taken up again, a place came free since",
    turn: { ...lease, holdsPlace: false },
    isFree: free,
    place: "taken",
  },
  { name: "gold in time", turn: { ...lease, makesPlace: true }, isFree: none, place: "had" },
  { name: "gold whose lease is over", turn: { ...over, makesPlace: true }, isFree: none, place: "made" },
  { name: "a revision of a counted one", turn: { ...lease, wasSent: true }, isFree: none, place: "had" },
  { name: "a revision of an extra one", turn: { ...over, wasSent: true }, isFree: free, place: "none" },
] as const)("the place of an answer that arrives: $name", ({ turn: assignment, isFree, place }) => {
  expect(placeFor(assignment, isFree)).toBe(place)
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

/** One task as the studio keeps it: turns, and the overlap of the moment. */
class Task {
  overlap = 2
  readonly assignments: { state: AssignmentState; holdsPlace: boolean; wasSent: boolean; makesPlace: boolean }[] = []

  get used(): number {
    return this.assignments.filter((assignment) => assignment.holdsPlace).length
  }

  get hasFreePlace(): boolean {
    return this.used < this.overlap
  }

  lease(makesPlace: boolean): void {
    if (makesPlace) this.overlap++
    if (this.hasFreePlace) this.assignments.push({ state: "leased", holdsPlace: true, wasSent: false, makesPlace })
  }

  end(assignment: Task["assignments"][number]): void {
    if (assignment.state !== "leased" || assignment.wasSent) return
    if (assignment.makesPlace && assignment.holdsPlace) this.overlap--
    assignment.state = "expired"
    assignment.holdsPlace = false
  }

  send(assignment: Task["assignments"][number]): void {
    const place = placeFor(assignment, this.hasFreePlace)
    if (place === "made") this.overlap++
    assignment.holdsPlace = place !== "none"
    assignment.wasSent = true
    assignment.state = "submitted"
  }
}

test("I3: whatever happens in whatever order, places are never more than the overlap allowed, and no free one is passed over", () => {
  const act = fc.constantFrom("lease", "gold", "end", "send", "send", "raise", "lower")
  fc.assert(
    fc.property(fc.array(fc.tuple(act, fc.nat(20)), { maxLength: 60 }), (steps) => {
      const task = new Task()
      for (const [what, n] of steps) {
        const before = { used: task.used, isFree: task.hasFreePlace }
        const assignment = task.assignments[n % Math.max(1, task.assignments.length)]
        if (what === "lease" || what === "gold") task.lease(what === "gold")
        if (what === "raise") task.overlap++
        if (what === "lower") task.overlap = Math.max(1, task.overlap - 1)
        if (what === "end" && assignment) task.end(assignment)
        if (what === "send" && assignment) {
          const was = { ...assignment }
          task.send(assignment)
          // Who had a place keeps it; a first answer beyond the overlap is extra only while none is free.
          if (was.holdsPlace || (!was.wasSent && before.isFree)) expect(assignment.holdsPlace).toBe(true)
          if (was.wasSent) expect(assignment.holdsPlace).toBe(was.holdsPlace)
        }
        // Lowering revokes nothing; but nothing new comes in above the overlap.
        expect(task.used).toBeLessThanOrEqual(Math.max(task.overlap, before.used))
      }
    }),
  )
})
