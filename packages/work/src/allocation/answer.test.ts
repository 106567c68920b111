import { describe, expect, test } from "vitest"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { seedOf } from "../testing/seedOf.ts"
import type { LeaseAfter } from "./draw.ts"
import type { Operations, OwnAssignment } from "./operations.ts"
import { endExpired, setOverlap } from "./owner.ts"

const [ADA, BEN] = [1, 2]
const WRITES: readonly (keyof Operations)[] = [
  "storeAnswer",
  "endLeases",
  "writeTasks",
  "takeAgain",
  "count",
  "leaseFrom",
]
const failing = (code: string) => expect.objectContaining({ code })
/** A project in which Ada holds task 1. */
const held = (plan = {}) => {
  const acts = new Acts(plan)
  acts.draw(ADA)
  return { acts, turn: acts.assignment(1, ADA) }
}
const isWritten = (acts: Acts) => acts.store.asked.some((name) => WRITES.includes(name))

describe("the place of an answer", () => {
  test("in time it had one", () => {
    const { acts, turn: assignment } = held()
    expect(acts.submit(assignment).receipt).toMatchObject({ taskId: 1, revision: 1, counted: true, storedAtMs: NOW })
    expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: 0, overlap: 1, state: "waiting" })
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "submitted", counted: true })
  })

  test("past the deadline, unswept, it still has it", () => {
    const { acts, turn: assignment } = held()
    expect(acts.submit(assignment, { nowMs: NOW + 9 * LEASE_MS }).receipt.counted).toBe(true)
  })

  test("swept or skipped, it takes a free one", () => {
    for (const end of ["sweep", "skip"]) {
      const { acts, turn: assignment } = held()
      if (end === "sweep") acts.store.run(endExpired(NOW + LEASE_MS, 5))
      else acts.skip(assignment)
      expect(acts.task(1)).toMatchObject({ openSlots: 1, isOpen: true })
      expect(acts.submit(assignment).receipt.counted).toBe(true)
      expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: 0, isOpen: false })
    }
  })

  test("with its place taken by somebody else it is extra: kept, not counted, and stays so when it is revised", () => {
    const { acts, turn: assignment } = held({ tasks: 1 })
    acts.skip(assignment)
    acts.draw(BEN)
    expect(acts.submit(assignment).receipt).toMatchObject({ revision: 1, counted: false })
    expect(acts.task(1)).toMatchObject({ submitted: 0, openSlots: 0, overlap: 1 })
    acts.store.run(setOverlap(PROJECT, [1], 3))
    expect(acts.submit(assignment, { body: "[1]" }).receipt).toMatchObject({ revision: 2, counted: false })
    expect(acts.task(1).submitted).toBe(0)
  })

  test("an overlap lowered meanwhile revokes nothing", () => {
    const { acts, turn: assignment } = held({ overlap: 2 })
    acts.store.run(setOverlap(PROJECT, [1], 0))
    expect(acts.submit(assignment).receipt.counted).toBe(true)
    expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: -1, isOpen: false })
  })

  test("a free place of an excluded task is not taken", () => {
    const { acts, turn: assignment } = held()
    acts.skip(assignment)
    Object.assign(acts.task(1), { state: "excluded", isOpen: false })
    expect(acts.submit(assignment).receipt.counted).toBe(false)
  })

  test("gold that was given back makes a new one", () => {
    const acts = new Acts({ tasks: 1, gold: 1 })
    acts.tables.goldRows.set(`${PROJECT}/${ADA}`, { rate: 1_000_000, left: null })
    acts.draw(ADA, { gold: { seed: 7, seedOf, mixed: true, tryOut: 0 } })
    acts.skip(acts.assignment(2, ADA))
    expect(acts.submit(acts.assignment(2, ADA)).receipt.counted).toBe(true)
    expect(acts.task(2)).toMatchObject({ overlap: 1, openSlots: 0, submitted: 1 })
  })

  test("a revision keeps the place and is not counted again", () => {
    const { acts, turn: assignment } = held({ overlap: 2 })
    acts.submit(assignment)
    acts.takeUp(assignment, NOW + 1)
    expect(acts.submit(assignment, { body: "[1]", bodySha256: "bb" }).receipt).toMatchObject({
      revision: 2,
      counted: true,
    })
    expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: 1 })
    expect(acts.tables.counters.get(`${PROJECT}/${ADA}`)).toMatchObject({ submitted: 1 })
    expect(acts.tables.events.map(({ what }) => what)).toEqual(["task.submitted", "task.revised"])
  })
})

describe("the mark and the words of an answer", () => {
  test("until there are as many answers as wanted nothing is looked at, and the words wait with the task", () => {
    const { acts, turn: assignment } = held({ tasks: 1, overlap: 2 })
    acts.draw(BEN)
    acts.submit(assignment, { texts: "stop" })
    expect(acts.task(1)).toMatchObject({ mark: 0, texts: "stop" })
    acts.submit(acts.assignment(1, BEN), { texts: "halt" })
    // A look writes the words anew.
    expect(acts.task(1)).toMatchObject({ mark: 1, texts: "stop" })
  })

  test("gold is looked at as often as an ordinary task that wants as many answers", () => {
    const acts = new Acts({ tasks: 3, gold: 1 })
    const marks = [ADA, BEN].map((person) => {
      acts.tables.goldRows.set(`${PROJECT}/${person}`, { rate: 1_000_000, left: null })
      acts.draw(person, { gold: { seed: 7, seedOf, mixed: true, tryOut: 0 } })
      const sources: string[] = []
      acts.submit(acts.assignment(4, person), {
        wanted: (own) => {
          sources.push(own.source)
          return 2
        },
      })
      expect(sources).toEqual(["gold"])
      return acts.task(4).mark
    })
    expect(marks).toEqual([2, 1])
  })
})

describe("an answer whose page did not know of another one", () => {
  const knows = (revision: number, ...ids: string[]) => ({ body: "[1]", after: { revision, ids } })

  test("is refused as long as nobody takes the task in hand to correct it; nothing is written", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, knows(0))
    acts.store.asked.length = 0
    expect(() => acts.submit(assignment, knows(0))).toThrow(failing("already_submitted"))
    expect([isWritten(acts), acts.assignment(1, ADA).revision]).toEqual([false, 1])
    acts.takeUp(assignment, NOW + 1)
    expect(acts.submit(acts.assignment(1, ADA), knows(1)).receipt.revision).toBe(2)
  })

  test("corrects an answer of its own that arrived without its hearing of it, and no later one", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, { ...knows(0), submissionId: "unheard" })
    expect(() => acts.submit(assignment, knows(0, "never arrived"))).toThrow(failing("already_submitted"))
    expect(acts.submit(assignment, knows(0, "never arrived", "unheard")).receipt.revision).toBe(2)
    expect(() => acts.submit(assignment, knows(0, "unheard"))).toThrow(failing("already_submitted"))
  })

  test("is taken when the lease of a correction ran out meanwhile, and from pages that do not say what they knew", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, knows(0))
    acts.takeUp(assignment, NOW + 1)
    acts.store.run(endExpired(NOW + 9 * LEASE_MS, 5))
    expect(acts.submit(acts.assignment(1, ADA), knows(1)).receipt.revision).toBe(2)
    expect(acts.submit(acts.assignment(1, ADA)).receipt.revision).toBe(3)
  })
})

describe("an answer that arrives again", () => {
  const sent = { submissionId: "one", body: "[1]", bodySha256: "11" }

  test("with the same body gives the first receipt, and nothing is written", () => {
    const { acts, turn: assignment } = held()
    const { receipt } = acts.submit(assignment, sent)
    expect(acts.submit(assignment, { ...sent, nowMs: NOW + 99 }).receipt).toEqual(receipt)
    expect(isWritten(acts)).toBe(false)
    expect(acts.task(1).submitted).toBe(1)
  })

  test("gives it also under a fence that is older by now", () => {
    const { acts, turn: assignment } = held()
    const before = { ...assignment }
    const { receipt } = acts.submit(assignment, sent)
    acts.takeUp(assignment, NOW + 1)
    expect(acts.submit(before, sent).receipt).toEqual(receipt)
  })

  test("tops up as the first one would have", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, sent)
    const { again } = acts.submit(assignment, { ...sent, next: acts.wants(ADA) })
    expect({ again, inHand: acts.inHand(ADA).map(({ taskId }) => taskId) }).toEqual({ again: false, inHand: [2] })
  })

  test("with another body is refused with what is stored", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, sent)
    const other = { ...sent, body: "[2]", bodySha256: "22" }
    const refused = { code: "submission_differs", detail: { submission: "one", stored: "11" } }
    expect(() => acts.submit(assignment, other)).toThrow(expect.objectContaining(refused))
    expect(isWritten(acts)).toBe(false)
  })

  test("from somebody else is a conflict, also with the same body", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment, sent)
    acts.draw(BEN)
    expect(() => acts.submit(acts.assignment(2, BEN), sent)).toThrow(failing("conflict"))
    expect(acts.assignment(2, BEN).state).toBe("leased")
  })
})

describe("whoever may not send", () => {
  test("an unknown assignment and somebody else's are not found", () => {
    const { acts, turn: assignment } = held()
    expect(() => acts.submit({ ...assignment, publicId: "none" })).toThrow(failing("not_found"))
    expect(() => acts.submit({ ...assignment, personId: BEN })).toThrow(failing("not_found"))
    expect(() => acts.takeUp({ ...assignment, personId: BEN })).toThrow(failing("not_found"))
  })

  test.each(["submit", "skip", "draft", "beat"])("a window that lost it: %s", (act) => {
    const { acts, turn: assignment } = held()
    const before = { ...assignment }
    acts.takeUp(assignment)
    const late = { submit: () => acts.submit(before), skip: () => acts.skip(before) }
    const rest = { draft: () => acts.saveDraft(before, 1), beat: () => acts.beat(before) }
    const doIt = { ...late, ...rest }[act as keyof typeof late]
    expect(doIt).toThrow(
      expect.objectContaining({ code: "taken_over", detail: { assignment: assignment.publicId, fence: 2 } }),
    )
    expect(isWritten(acts)).toBe(false)
  })
})

describe("what is drawn after an act", () => {
  const full = () => {
    throw new Error("nothing may be written just now")
  }

  test("is asked before anything is written; what it throws ends the act", () => {
    const { acts, turn: assignment } = held()
    expect(() => acts.submit(assignment, { next: full })).toThrow("nothing may be written")
    expect(isWritten(acts)).toBe(false)
    expect(() => acts.skip(assignment, { next: full })).toThrow("nothing may be written")
    expect(isWritten(acts)).toBe(false)
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", revision: 0 })
  })

  test("is told whose the assignment is, and draws for that person at that time", () => {
    const { acts, turn: assignment } = held()
    const owns: OwnAssignment[] = []
    const next = (own: OwnAssignment): LeaseAfter => {
      owns.push(own)
      return acts.wants(ADA)
    }
    const done = acts.submit(assignment, { next, nowMs: NOW + 7 })
    const own = {
      projectId: PROJECT,
      taskId: 1,
      personId: ADA,
      revision: 0,
      accessVersion: 1,
      source: "queue" as const,
    }
    expect(owns).toEqual([own])
    expect(done).toMatchObject({ own, next: { personId: ADA, nowMs: NOW + 7 }, again: false })
    expect(acts.inHand(ADA)).toMatchObject([{ taskId: 2, leasedAtMs: NOW + 7 }])
  })

  test("is nothing where nothing is asked for", () => {
    const { acts, turn: assignment } = held()
    expect(acts.skip(assignment, { next: () => null })).toMatchObject({ next: null, again: false })
    expect(acts.inHand(ADA)).toEqual([])
  })
})

describe("skipping", () => {
  test("opens the place ahead of every cursor, counts and says it once", () => {
    const { acts, turn: assignment } = held()
    acts.skip(assignment)
    acts.skip(assignment)
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "skipped", reason: "too_hard", counted: false })
    expect(acts.task(1)).toMatchObject({ openSlots: 1, isOpen: true, seq: 4 })
    expect(acts.tables.counters.get(`${PROJECT}/${ADA}`)).toMatchObject({ skipped: 1 })
    expect(acts.tables.events.map(({ what }) => what)).toEqual(["task.skipped"])
  })

  test("a second time it still tops up", () => {
    const { acts, turn: assignment } = held()
    acts.skip(assignment)
    acts.skip(assignment, { next: acts.wants(ADA) })
    expect(acts.inHand(ADA).map(({ taskId }) => taskId)).toEqual([2])
  })

  test("what was sent cannot be skipped", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment)
    expect(() => acts.skip(assignment)).toThrow(failing("already_submitted"))
  })

  test("a revision falls back to the answer that was sent, which goes on counting", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment)
    acts.takeUp(assignment)
    acts.skip(assignment)
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "submitted", counted: true, revision: 1 })
    expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: 0, isOpen: false })
    expect(acts.tables.counters.get(`${PROJECT}/${ADA}`)).toMatchObject({ skipped: 0 })
  })
})

describe("drafts", () => {
  test("only newer ones are kept", () => {
    const { acts, turn: assignment } = held()
    expect(acts.saveDraft(assignment, 2)).toEqual({ revision: 2, savedAtMs: NOW })
    for (const revision of [1, 2]) {
      const older = { code: "draft_is_older", detail: { revision: 2 } }
      expect(() => acts.saveDraft(assignment, revision)).toThrow(expect.objectContaining(older))
    }
    expect(acts.saveDraft(assignment, 3).revision).toBe(3)
    expect([...acts.tables.drafts.values()]).toEqual([{ revision: 3, body: "draft 3" }])
  })

  test("one of a lease that is over is kept, nothing is lost", () => {
    const { acts, turn: assignment } = held()
    acts.store.run(endExpired(NOW + LEASE_MS, 5))
    expect(acts.saveDraft(assignment, 1).revision).toBe(1)
  })

  test("one that arrives after its answer is refused, and the answer took away the one before", () => {
    const { acts, turn: assignment } = held()
    acts.saveDraft(assignment, 1)
    acts.submit(assignment)
    expect(acts.tables.drafts.size).toBe(0)
    expect(() => acts.saveDraft(assignment, 2)).toThrow(failing("already_submitted"))
  })
})

describe("taking up again", () => {
  const newVersions = (acts: Acts) => acts.tables.projects.get(PROJECT)
  const raised = ({ acts, turn: assignment }: ReturnType<typeof held>) => {
    Object.assign(newVersions(acts) ?? {}, { ontologyVersion: 5, guidelineVersion: 6 })
    return { acts, turn: assignment }
  }

  test("a live lease goes on under its versions and its place among those in hand", () => {
    const { acts, turn: assignment } = raised(held())
    expect(acts.takeUp(assignment, NOW + 10)).toMatchObject({ taskId: 1, fence: 1 })
    expect(acts.assignment(1, ADA)).toMatchObject({ fence: 2, leasedAtMs: NOW, expiresAtMs: NOW + 10 + LEASE_MS })
    expect(acts.assignment(1, ADA)).toMatchObject({ ontologyVersion: 1, guidelineVersion: 1 })
    expect(acts.task(1)).toMatchObject({ openSlots: 0 })
  })

  test("past its deadline, unswept, it keeps its place but begins under the versions in force", () => {
    const { acts, turn: assignment } = raised(held())
    acts.takeUp(assignment, NOW + LEASE_MS)
    expect(acts.assignment(1, ADA)).toMatchObject({ counted: true, ontologyVersion: 5, guidelineVersion: 6 })
    expect(acts.task(1)).toMatchObject({ openSlots: 0 })
  })

  test("one that was given back takes a free place", () => {
    const { acts, turn: assignment } = raised(held())
    acts.skip(assignment)
    acts.takeUp(assignment, NOW + 10)
    const again = { state: "leased", counted: true, fence: 2, leasedAtMs: NOW + 10, ontologyVersion: 5 }
    expect(acts.assignment(1, ADA)).toMatchObject(again)
    expect(acts.task(1)).toMatchObject({ openSlots: 0, isOpen: false })
  })

  test("without a free place it is opened all the same, and its answer is extra unless one comes free", () => {
    for (const overlap of [1, 2]) {
      const { acts, turn: assignment } = held({ tasks: 1 })
      acts.skip(assignment)
      acts.draw(BEN)
      acts.takeUp(assignment)
      expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", counted: false })
      acts.store.run(setOverlap(PROJECT, [1], overlap))
      expect(acts.submit(assignment).receipt.counted).toBe(overlap === 2)
    }
  })

  test("a sent answer is opened for a revision and goes on counting", () => {
    const { acts, turn: assignment } = held()
    acts.submit(assignment)
    acts.takeUp(assignment)
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", counted: true, revision: 1 })
    expect(acts.task(1)).toMatchObject({ submitted: 1, openSlots: 0 })
  })

  test("without its project it is not found", () => {
    const { acts, turn: assignment } = held()
    acts.tables.projects.clear()
    expect(() => acts.takeUp(assignment)).toThrow(failing("not_found"))
  })
})
