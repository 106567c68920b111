import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Move, Walk } from "../testing/walk.ts"
import type { Operations } from "./operations.ts"

const move: fc.Arbitrary<Move> = fc.noBias(fc.tuple(fc.nat(9_999), fc.nat(9_999), fc.nat(99_999)))
const moves = (minLength: number, maxLength: number) => fc.array(move, { minLength, maxLength, size: "max" })

/** What a walk finds wrong first, and after how many acts. */
function findFault(walk: Walk, steps: readonly Move[]): string[] {
  for (const [n, step] of steps.entries()) {
    const problems = walk.step(step)
    if (problems.length > 0) return problems.map((problem) => `act ${n + 1}, ${problem}`)
  }
  return []
}

test("whatever several people and an owner do, the rules hold after every act", () => {
  const done: Record<string, number> = {}
  const holds = fc.property(moves(150, 250), (steps) => {
    const walk = new Walk()
    expect(findFault(walk, steps)).toEqual([])
    for (const [act, times] of Object.entries(walk.done)) done[act] = (done[act] ?? 0) + times
    const sources = new Set([...walk.acts.tables.assignments.values()].map(({ source }) => source))
    for (const source of sources) done[source] = (done[source] ?? 0) + 1
  })
  // Each act of a walk stands on those before it: dropping some tells little, and takes long.
  fc.assert(holds, { numRuns: 40, endOnFailure: true })
  // The walk went everywhere: every act many times, and gold and training in most walks.
  const acts = ["next", "submit", "submit late", "skip", "take up", "repeat", "stale", "beat", "sweep", "own"]
  expect(acts.filter((act) => !((done[act] ?? 0) > 100))).toEqual([])
  expect(["queue", "gold", "training"].filter((source) => !((done[source] ?? 0) > 20))).toEqual([])
})

/** Operations as a wrong engine would do them, and rules as a wrong program would ask for them. */
const faults: Record<string, (right: Operations, walk: Walk) => Partial<Operations>> = {
  "a lease takes no place": ({ leaseFrom }, { acts }) => ({
    leaseFrom(tier, leases, why) {
      const answer = leaseFrom(tier, leases, why)
      const made = acts.inHand(leases[0]?.personId ?? 0).slice(-answer.made)
      for (const { taskId } of answer.made > 0 ? made : [])
        Object.assign(acts.task(taskId), { openSlots: acts.task(taskId).openSlots + 1, isOpen: true })
      return answer
    },
  }),
  "a task that opens keeps the place where it stood": ({ writeTasks }) => ({
    writeTasks: (project, changes) =>
      writeTasks(
        project,
        changes.map((change) => ({ ...change, seq: change.task.seq })),
      ),
  }),
  "an extra answer is counted": ({ storeAnswer }) => ({
    storeAnswer: (writes) => storeAnswer({ ...writes, counted: true, newlyCounted: writes.revision === 1 ? 1 : 0 }),
  }),
  "an extra answer takes a place that there is not": ({ findForAnswer }) => ({
    findForAnswer(...input) {
      const found = findForAnswer(...input)
      return found && { ...found, task: { ...found.task, openSlots: 1, isOpen: true } }
    },
  }),
  "an answer of a lease that is over is refused": ({ findForAnswer }) => ({
    findForAnswer(...input) {
      const found = findForAnswer(...input)
      return found?.own.state === "expired" ? undefined : found
    },
  }),
  "a skipped task goes on holding its place": ({ endLeases }, { acts }) => ({
    endLeases(ends) {
      endLeases(ends)
      for (const { held } of ends) acts.tables.assignment(held).counted = held.counted
    },
  }),
  "a place that gold was given stays when it is given back": () => ({ moveGoldPlaces: () => {} }),
  "gold comes though nothing else is left": ({ pickGold }) => ({
    pickGold: (of) => pickGold({ ...of, ordinaryTier: null }),
  }),
  "gold that somebody met is picked again": ({ pickGold }) => ({
    pickGold: (of) => pickGold({ ...of, personId: -1 }),
  }),
  "the cursor runs one place ahead": ({ leaseFrom }, { acts }) => ({
    leaseFrom(tier, leases, why) {
      const answer = leaseFrom(tier, leases, why)
      for (const [key, seq] of acts.tables.cursors) acts.tables.cursors.set(key, seq + 1)
      return answer
    },
  }),
  "a fence does not rise": ({ takeAgain }, { acts }) => ({
    takeAgain(taken) {
      takeAgain(taken)
      acts.tables.assignment(taken.held).fence--
    },
  }),
  "a known answer is not known again": ({ findForAnswer }) => ({
    findForAnswer(...input) {
      const found = findForAnswer(...input)
      return found && { ...found, stored: undefined }
    },
  }),
  "nothing of one's own comes back": () => ({ findAgain: () => undefined }),
  "late leases are overlooked": () => ({ findLate: () => [] }),
}

describe("the walk notices when", () => {
  test.each(Object.entries(faults))("%s", (_name, fault) => {
    const notices = fc.property(moves(150, 250), (steps) => {
      const walk = new Walk()
      const right = walk.acts.store.operations
      walk.acts.store.operations = { ...right, ...fault(right, walk) }
      return findFault(walk, steps).length === 0
    })
    const { failed } = fc.check(notices, { numRuns: 10, endOnFailure: true })
    expect(failed).toBe(true)
  })
})
