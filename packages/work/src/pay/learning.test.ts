import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AssignmentPay, SessionPay } from "./dues.ts"
import { depositMoves, grossMicros, learningMicros, planLearning, planPutBack, shareByDefault } from "./learning.ts"

const FLOOR = 12_000_000
const lease = (id: string, paidSeconds: number, more: Partial<AssignmentPay> = {}): AssignmentPay => ({
  id,
  terms: {
    ...{ mode: "piece", priceMicros: 200_000, bonusMicros: 30_000 },
    ...{ floorMicrosPerHour: FLOOR, capSeconds: 300, reviewMicros: 0 },
  },
  ...{ paidSeconds, accruedMicros: 200_000, drawnMicros: 0, availableMicros: 1_000_000 },
  ...more,
})
const training = (id: string, paidSeconds: number, accruedMicros: number): AssignmentPay => {
  const { terms, ...rest } = lease(id, paidSeconds)
  return { ...rest, accruedMicros, isLearning: true, terms: { ...terms, mode: "time", priceMicros: 0, bonusMicros: 0 } }
}
const session = (assignments: readonly AssignmentPay[], more: Partial<SessionPay> = {}): SessionPay => ({
  ...{ id: "7", projectId: 3, personId: 5, isClosed: true, assignments, unleasedSeconds: 0, floorMicrosPerHour: FLOOR },
  ...{ trancheMicros: 0, allowanceMicros: 0, allowanceDrawnMicros: 0, paidMicros: 0, freeMicros: 0 },
  ...more,
})

test("a share that nobody says is the one of before, the usual one where a project begins to be paid, and none where it paid before", () => {
  expect(shareByDefault({ mode: "salaried" }, "paid")).toBe(5)
  expect(shareByDefault({ mode: "salaried", learningPercent: 0 }, "paid")).toBe(0)
  expect(shareByDefault({ mode: "paid" }, "paid")).toBeUndefined()
  expect(shareByDefault({ mode: "paid", learningPercent: 12 }, "paid")).toBe(12)
  expect(shareByDefault({ mode: "salaried" }, "volunteer")).toBeUndefined()
})

describe("a deposit", () => {
  test("sets its share apart in the same movement, to the micro-unit", () => {
    expect(depositMoves(3, 50_000_001, 5)).toEqual([
      { from: "external_in:3", to: "project_free:3", amountMicros: 47_500_001 },
      { from: "external_in:3", to: "learning_fund:3", amountMicros: 2_500_000 },
    ])
    expect(depositMoves(3, 7, 0).map(({ amountMicros }) => amountMicros)).toEqual([7, 0])
  })

  test("of what must be free with it is as large as it has to be, and no larger", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 0, max: 20 }), (micros, percent) => {
        const free = (amount: number) => depositMoves(3, amount, percent)[0]?.amountMicros ?? 0
        const gross = grossMicros(micros, percent)
        expect(free(gross)).toBeGreaterThanOrEqual(micros)
        expect(free(gross - 2)).toBeLessThan(micros)
      }),
    )
  })
})

describe("what learning cost a session", () => {
  test("is what the session would not have earned without it", () => {
    // 60 s of training at the floor, beside a piece that is paid above it.
    expect(learningMicros(session([lease("1", 30), training("2", 60, 200_000)]))).toBe(200_000)
    // Training that was not sent is paid with the session, and so is reading: 60 and 90 seconds at 12 an hour.
    const slow = session([lease("1", 300), training("2", 60, 0)], { unleasedSeconds: 100, readingSeconds: 90 })
    expect(learningMicros(slow)).toBe(500_000)
  })

  test("mentoring is worth a quarter more, whatever pieces brought", () => {
    expect(learningMicros(session([lease("1", 6)], { unleasedSeconds: 60, mentoringSeconds: 60 }))).toBe(250_000)
  })

  test("reading beside pieces that are paid above the floor costs nothing, and breaks and answers never count", () => {
    expect(learningMicros(session([lease("1", 6)], { unleasedSeconds: 30, readingSeconds: 30 }))).toBe(0)
    expect(learningMicros(session([lease("1", 300)], { unleasedSeconds: 600 }))).toBe(0)
    expect(
      learningMicros(session([lease("1", 300)], { isClosed: false, unleasedSeconds: 90, readingSeconds: 90 })),
    ).toBe(0)
  })

  test("comes from the fund once, as far as there is money", () => {
    const one = session([lease("1", 300), training("2", 60, 0)])
    const [from, to] = ["learning_fund:3", "project_free:3"]
    expect(planLearning(one, 1_000_000, 0)).toEqual([{ from, to, amountMicros: 200_000 }])
    expect(planLearning(one, 1_000_000, 150_000)).toEqual([{ from, to, amountMicros: 50_000 }])
    expect(planLearning(one, 70_000, 0)).toEqual([{ from, to, amountMicros: 70_000 }])
    expect([planLearning(one, 1_000_000, 200_000), planLearning(one, 0, 0)]).toEqual([[], []])
  })
})

describe("when the share is lowered", () => {
  const fund = { projectId: 3, fundMicros: 9_000_000, donatedMicros: 1_000_000 }
  const freed = (before: number, after: number) =>
    planPutBack({ ...fund, percent: { before, after } }).map(({ amountMicros }) => amountMicros)

  test("what the lower one would not have set apart is free again; what people gave stays", () => {
    expect([freed(5, 0), freed(8, 2), freed(5, 5), freed(5, 9), freed(0, 0)]).toEqual([
      [8_000_000],
      [6_000_000],
      [],
      [],
      [8_000_000],
    ])
  })

  test("nothing of a fund in which only gifts are left", () => {
    expect(planPutBack({ ...fund, fundMicros: 400_000, percent: { before: 5, after: 0 } })).toEqual([])
  })
})
