import { describe, expect, test } from "vitest"
import { ASIDE_MS, MOST_ASIDE } from "../questions.ts"
import { Acts, LEASE_MS, NOW, PROJECT } from "../testing/acts.ts"
import { seedOf } from "../testing/seedOf.ts"
import { endExpired } from "./owner.ts"

const [ADA, BEN] = [1, 2]
/** A project in which Ada holds task 1. */
const held = (plan = {}) => {
  const acts = new Acts(plan)
  acts.draw(ADA)
  return { acts, assignment: acts.assignment(1, ADA) }
}
/** What an answer makes of an assignment, whether it is in hand or ran out. */
const answer = (acts: Acts, taskId: number) => void (acts.assignment(taskId, ADA).question = "answered")

describe("a task that waits for an answer", () => {
  test("keeps its place, and its person draws another one", () => {
    const { acts, assignment } = held()
    const done = acts.ask(assignment, { next: acts.wants(ADA) })
    expect(done.asked).toEqual({ question: "aside", keptUntilMs: NOW + ASIDE_MS })
    expect(acts.task(1)).toMatchObject({ openSlots: 0, isOpen: false })
    expect(acts.inHand(ADA).map(({ taskId, question }) => [taskId, question])).toEqual([
      [1, "aside"],
      [2, "none"],
    ])
  })

  test("is given to nobody else until its time is over, then to anybody", () => {
    const { acts, assignment } = held({ tasks: 1 })
    acts.ask(assignment)
    acts.store.run(endExpired(NOW + ASIDE_MS - 1, 5))
    expect(acts.draw(BEN)).toEqual([])
    acts.store.run(endExpired(NOW + ASIDE_MS, 5))
    expect(acts.draw(BEN)).toEqual([1])
  })

  test("is not shortened by work on another one", () => {
    const { acts, assignment } = held()
    acts.ask(assignment, { next: acts.wants(ADA) })
    acts.beat(acts.assignment(2, ADA), NOW + 1)
    expect(acts.assignment(1, ADA).expiresAtMs).toBe(NOW + ASIDE_MS)
    expect(acts.assignment(2, ADA).expiresAtMs).toBe(NOW + 1 + LEASE_MS)
  })

  test("is in hand again once its person opens it", () => {
    const { acts, assignment } = held()
    acts.ask(assignment)
    acts.takeUp(assignment, NOW + 5)
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", question: "asked", counted: true })
  })

  test("may be sent or passed on without the answer; nothing comes back then", () => {
    for (const end of ["submit", "skip"] as const) {
      const { acts, assignment } = held()
      acts.ask(assignment)
      if (end === "submit") expect(acts.submit(assignment).receipt.counted).toBe(true)
      else acts.skip(assignment)
      expect(acts.assignment(1, ADA).question).toBe("none")
    }
  })

  test("stays in hand where ten wait already", () => {
    const { acts } = held({ tasks: MOST_ASIDE + 1 })
    for (let n = 1; n <= MOST_ASIDE; n++) acts.ask(acts.assignment(n, ADA), { next: acts.wants(ADA) })
    const last = acts.ask(acts.assignment(MOST_ASIDE + 1, ADA), { next: acts.wants(ADA) })
    expect(last.asked).toEqual({ question: "asked", keptUntilMs: NOW + LEASE_MS })
  })
})

describe("an answer", () => {
  test("brings a task back that is kept: it counts as in hand, and nothing is drawn beside it", () => {
    const { acts, assignment } = held()
    acts.ask(assignment)
    answer(acts, 1)
    expect(acts.draw(ADA)).toEqual([1])
  })

  test("brings a task back that ran out, before any other", () => {
    const { acts, assignment } = held({ tasks: 4 })
    acts.ask(assignment)
    acts.store.run(endExpired(NOW + ASIDE_MS, 5))
    answer(acts, 1)
    expect(acts.draw(ADA, { nowMs: NOW + ASIDE_MS })).toEqual([1])
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "leased", counted: true, question: "answered", fence: 2 })
    expect(acts.task(1).openSlots).toBe(0)
  })

  test("brings no task back that somebody else has by then", () => {
    const { acts, assignment } = held({ tasks: 2 })
    acts.ask(assignment)
    acts.store.run(endExpired(NOW + ASIDE_MS, 5))
    acts.draw(BEN, { want: 2 })
    answer(acts, 1)
    expect(acts.draw(ADA, { nowMs: NOW + ASIDE_MS })).toEqual([])
    expect(acts.task(1).openSlots).toBe(0)
  })
})

describe("a question that arrives", () => {
  const sent = { threadId: "one", messageId: "first" }

  test("twice is stored once, also from a window that was taken over since", () => {
    const { acts, assignment } = held()
    const before = { ...assignment }
    acts.ask(before, sent)
    acts.takeUp(assignment, NOW + 1)
    acts.ask(before, sent)
    expect(acts.tables.events.filter(({ what }) => what === "question.asked")).toHaveLength(1)
    expect(acts.tables.threads.get("one")?.messages.size).toBe(1)
  })

  test("anew from such a window is refused", () => {
    const { acts, assignment } = held()
    const before = { ...assignment }
    acts.takeUp(assignment, NOW + 1)
    expect(() => acts.ask(before, sent)).toThrow(expect.objectContaining({ code: "taken_over" }))
  })

  test("under the id of somebody else's thread, or about another task, is a conflict", () => {
    const { acts, assignment } = held()
    acts.ask(assignment, sent)
    acts.draw(BEN)
    const conflict = expect.objectContaining({ code: "conflict" })
    expect(() => acts.ask(acts.assignment(2, BEN), { ...sent, messageId: "other" })).toThrow(conflict)
  })

  test("after the answer was sent is stored and moves nothing", () => {
    const { acts, assignment } = held()
    acts.submit(assignment)
    expect(acts.ask(assignment, sent).asked.question).toBe("none")
    expect(acts.assignment(1, ADA)).toMatchObject({ state: "submitted", question: "none" })
  })

  test("a second time in its thread makes the task wait once more", () => {
    const { acts, assignment } = held()
    acts.ask(assignment, sent)
    answer(acts, 1)
    const again = acts.ask(acts.assignment(1, ADA), { ...sent, messageId: "second", nowMs: NOW + 9 })
    expect(again.asked).toEqual({ question: "aside", keptUntilMs: NOW + 9 + ASIDE_MS })
    expect(acts.tables.threads.get("one")?.messages.size).toBe(2)
  })
})

test("known answers wait and come back like ordinary tasks (I5)", () => {
  const acts = new Acts({ tasks: 2, gold: 1 })
  acts.tables.goldRows.set(`${PROJECT}/${ADA}`, { rate: 1_000_000, left: null })
  const gold = { seed: 7, seedOf, mixed: true, tryOut: 0 }
  acts.draw(ADA, { gold })
  acts.ask(acts.assignment(3, ADA))
  expect(acts.task(3)).toMatchObject({ overlap: 1 })
  acts.store.run(endExpired(NOW + ASIDE_MS, 5))
  expect(acts.task(3)).toMatchObject({ overlap: 0 })
  answer(acts, 3)
  expect(acts.draw(ADA, { gold, nowMs: NOW + ASIDE_MS })).toEqual([3])
  expect(acts.task(3)).toMatchObject({ overlap: 1 })
})
