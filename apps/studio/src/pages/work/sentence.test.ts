import { expect, test } from "vitest"
import type { Format } from "../../locale/useFormat.ts"
import type { Mine } from "./mine.ts"
import { begun, inOrder, sentenceOf, toBegin, whyNone } from "./sentence.ts"

// Of a format the sentence uses these alone.
const format = {
  duration: (seconds: number) => `${Math.round(seconds / 60)} min`,
  number: String,
  day: () => "today",
  time: () => "16:00",
} as unknown as Format

interface Expected {
  readonly available: number
  readonly hoursLeft: number | null
  readonly inHand?: number
  readonly inHandUntilMs?: number
  readonly accepted?: boolean
  readonly lastWorkedAtMs?: number | null
}

/** Of my work the sentence reads these alone. */
const mine = (...told: readonly Expected[]) =>
  ({
    sentBack: [],
    pace: { limits: {} },
    projects: told.map((one) => ({
      card: { state: "open", roles: ["annotator"], name: "Leaves" },
      inHand: 0,
      waitsSinceMs: null,
      inHandUntilMs: null,
      reviewWaiting: 0,
      ...one,
    })),
  }) as unknown as Mine

const measured = { available: 4, hoursLeft: 0.1 }
const unmeasured = { available: 10, hoursLeft: null }

test("the time left is said when every project with work is measured", () => {
  expect(sentenceOf(mine(measured, { available: 2, hoursLeft: 0.2 }), format)).toEqual({
    key: "lead.availableIn",
    values: { count: 6, left: "18 min", name: "Leaves" },
  })
})

test("a project that is not measured yet leaves the tasks alone to be said", () => {
  expect(sentenceOf(mine(measured, unmeasured), format).key).toBe("lead.availablePlainIn")
  expect(sentenceOf(mine({ ...measured, inHand: 1 }, unmeasured), format).key).toBe("lead.begunPlain")
})

test("a project that alone has work is named", () => {
  expect(sentenceOf(mine(unmeasured, { available: 0, hoursLeft: null }), format)).toEqual({
    key: "lead.availablePlain",
    values: { count: 10, left: "", name: "Leaves" },
  })
})

test("a project without work does not matter to the time", () => {
  expect(sentenceOf(mine(measured, { available: 0, hoursLeft: null }), format).key).toBe("lead.available")
})

test("the last task that is begun is said to be the last", () => {
  expect(sentenceOf(mine({ available: 0, hoursLeft: 0.1, inHand: 1 }), format).key).toBe("lead.begunAlone")
})

test("what a reviewer sent back is said before anything else, and never as a task that is kept until no time (found B7)", () => {
  const back = { ...mine({ ...measured, inHand: 1 }), sentBack: [{}, {}] } as unknown as Mine
  expect(sentenceOf(back, format)).toEqual({ key: "lead.sentBack", values: { count: 2 } })
})

test("Enter goes on, or begins, where I worked last, not where a lease ends first (found B15)", () => {
  const one = { hoursLeft: null, accepted: true, waitsSinceMs: null, inHandUntilMs: 1 }
  const work = (inHand: number) => [
    { ...one, available: 2, inHand, lastWorkedAtMs: null },
    { ...one, available: 2, inHand, lastWorkedAtMs: 7, waitsSinceMs: null, inHandUntilMs: 9 },
    { ...one, available: 0, inHand, lastWorkedAtMs: 5 },
  ]
  expect(begun(mine(...work(1)))?.lastWorkedAtMs).toBe(7)
  expect(begun(mine(...work(0)))).toBeUndefined()
  expect(toBegin(mine(...work(0)), 10)?.lastWorkedAtMs).toBe(7)
  expect(
    toBegin(mine({ ...one, available: 1 }, { ...one, available: 1, accepted: false, lastWorkedAtMs: 9 }), 10)
      ?.lastWorkedAtMs,
  ).toBe(undefined)
})

test("projects come in the order in which I like them mixed", () => {
  const work = mine(
    { ...measured, accepted: true, lastWorkedAtMs: 7 },
    { ...measured, accepted: true, lastWorkedAtMs: null },
    { ...measured, accepted: true, lastWorkedAtMs: 9 },
  )
  const times = (mix?: "long" | "often") =>
    inOrder({ ...work, pace: { limits: { mix } } } as unknown as Mine, 10).map(({ lastWorkedAtMs }) => lastWorkedAtMs)
  expect(times()).toEqual([9, 7, null])
  expect(times("often")).toEqual([null, 7, 9])
})

test("a project that waits for money says so in the place of its tasks, until something of it is begun", () => {
  const [idle] = mine({ ...measured, inHand: 0 }).projects
  if (!idle) return expect.fail("a project was expected")
  const waits = { ...idle, available: 0, waitsSinceMs: 5 }
  expect([idle, waits, { ...waits, inHand: 1 }, { ...idle, available: 0 }].map(whyNone)).toEqual([
    ...[null, "waitsForMoney", "begun", "noneInProject"],
  ])
  const card = { ...waits.card, paused: true }
  expect([whyNone({ ...waits, card }), whyNone({ ...waits, card: { ...card, state: "draft" } })]).toEqual([
    ...["paused", "notOpen"],
  ])
})
