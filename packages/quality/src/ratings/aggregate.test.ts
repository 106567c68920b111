import { JustesseError } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { type UnitVote, unitTable } from "../agreement/units.ts"
import { aggregateRatings, type RatingMethod } from "./aggregate.ts"
import { offsetsOf } from "./offsets.ts"

const task = (name: string, ...ratings: number[]): UnitVote[] =>
  ratings.map((rating, p) => ({ task: name, person: `p${p}`, label: String(rating) }))

const rate = (rows: readonly UnitVote[], method: RatingMethod = "auto") =>
  aggregateRatings(unitTable(rows, "interval"), { method })

const first = (rows: readonly UnitVote[], method: RatingMethod) => rate(rows, method).tasks[0]

describe("the rating of a task", () => {
  const odd = task("a", 10, 12, 14, 16, 98)

  test("is the mean, the median or the trimmed mean, as asked", () => {
    expect(first(odd, "mean")?.value).toBe(30)
    expect(first(odd, "median")?.value).toBe(14)
    // One of five is cut at each end.
    expect(first(odd, "trimmed")?.value).toBe(14)
    expect(first(task("a", 1, 2, 4, 9), "median")?.value).toBe(3)
    expect(first(task("a", 1, 2, 4, 9), "middle")?.value).toBe(2)
  })

  test("is the mean by default, and says so", () => {
    expect(rate(odd)).toMatchObject({ method: "mean", tasks: [{ task: "a", value: 30, answers: 5 }] })
  })

  test("has an interval that holds it, narrower with more answers", () => {
    const spread = [...task("few", 40, 60), ...task("many", ...Array.from({ length: 20 }, (_, i) => 40 + (i % 2) * 20))]
    const [few, many] = rate(spread, "mean").tasks
    expect(few?.interval[0]).toBeLessThan(50)
    expect(few?.interval[1]).toBeGreaterThan(50)
    const width = (one: typeof few) => (one?.interval[1] ?? 0) - (one?.interval[0] ?? 0)
    expect(width(many)).toBeLessThan(width(few) / 2)
  })

  test("is not certain because two people said the same", () => {
    const [same] = rate(
      [...task("same", 50, 50), ...task("other", 20, 60), ...task("third", 10, 80)],
      "mean",
    ).tasks.filter((one) => one.task === "same")
    expect((same?.interval[1] ?? 0) - (same?.interval[0] ?? 0)).toBeGreaterThan(10)
  })

  test("of a single answer has the project's spread, and without any spread known the whole range", () => {
    const [, single] = rate([...task("a", 20, 60), ...task("single", 50)], "mean").tasks
    expect(single?.interval[0]).toBeLessThan(50)
    expect(Number.isFinite(single?.interval[0])).toBe(true)
    expect(first(task("alone", 50), "mean")?.interval).toEqual([-Infinity, Infinity])
    const ranged = aggregateRatings(unitTable(task("alone", 50), "interval"), { range: [0, 100] })
    expect(ranged.tasks[0]?.interval).toEqual([0, 100])
  })

  test("keeps its interval inside the scale", () => {
    const low = aggregateRatings(unitTable([...task("a", 0, 4), ...task("b", 50, 90)], "interval"), { range: [0, 100] })
    for (const { interval } of low.tasks) {
      expect(interval[0]).toBeGreaterThanOrEqual(0)
      expect(interval[1]).toBeLessThanOrEqual(100)
    }
  })

  test("is refused where labels are names, and there is none without answers", () => {
    expect(() => aggregateRatings(unitTable([{ task: "a", person: "p", label: "good" }], "nominal"))).toThrow(
      JustesseError,
    )
    expect(rate([]).tasks).toEqual([])
  })

  test("holds the long-run mean about 95 times in 100", () => {
    const dice = seeded(9)
    const truth = Array.from({ length: 400 }, () => 100 * dice())
    const rows = truth.flatMap((level, t) =>
      task(`t${t}`, ...Array.from({ length: 6 }, () => level + 10 * normalDraw(dice))),
    )
    const held = rate(rows, "mean").tasks.filter(({ task: name, interval: [low, high] }) => {
      const level = truth[Number(name.slice(1))] ?? Number.NaN
      return low <= level && level <= high
    })
    expect(held.length / 400).toBeGreaterThan(0.92)
    expect(held.length / 400).toBeLessThan(0.98)
  })

  test.each(["mean", "median", "middle", "trimmed", "offsets"] as const)(
    "moves and stretches with the scale (%s)",
    (method) => {
      const ratings = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 7 })
      fc.assert(
        fc.property(ratings, ratings, (p, q) => {
          const rows = [...task("a", ...p), ...task("b", ...q)]
          const changed = rows.map((row) => ({ ...row, label: String(3 + 2 * Number(row.label)) }))
          const before = rate(rows, method).tasks
          rate(changed, method).tasks.forEach(({ value }, i) =>
            expect(value).toBeCloseTo(3 + 2 * (before[i]?.value ?? 0), 6),
          )
        }),
        { numRuns: 50 },
      )
    },
  )
})

describe("offsets of people", () => {
  /** 12 people, 3 of them on each task, with offsets of the given spread over noise of 5. */
  function project(spread: number) {
    const dice = seeded(21)
    const offset = Array.from({ length: 12 }, () => spread * normalDraw(dice))
    const mean = offset.reduce((sum, x) => sum + x, 0) / 12
    const truth = Array.from({ length: 300 }, () => 20 + 60 * dice())
    const rows = truth.flatMap((level, t) =>
      [0, 1, 2].map((i) => {
        const p = (5 * t + 7 * i + Math.floor(t / 12)) % 12
        const rating = level + (offset[p] ?? 0) - mean + 5 * normalDraw(dice)
        return { task: `t${t}`, person: `p${String(p).padStart(2, "0")}`, label: String(rating) }
      }),
    )
    return { rows, truth, offset: offset.map((x) => x - mean) }
  }

  const error = (truth: readonly number[], tasks: ReturnType<typeof rate>["tasks"]) =>
    Math.sqrt(
      tasks.reduce((sum, one) => sum + (one.value - (truth[Number(one.task.slice(1))] ?? 0)) ** 2, 0) / tasks.length,
    )

  test("are found, chosen, and bring the ratings nearer the truth, where people use the scale differently", () => {
    const { rows, truth, offset } = project(12)
    const found = rate(rows)
    expect(found.method).toBe("offsets")
    found.offsets?.offset.forEach((x, p) => expect(Math.abs(x - (offset[p] ?? 0))).toBeLessThan(2.5))
    expect(error(truth, found.tasks)).toBeLessThan(0.6 * error(truth, rate(rows, "mean").tasks))
  })

  test("are left alone where people use the scale alike", () => {
    const found = rate(project(0).rows)
    expect(found.method).toBe("mean")
    expect(found.offsets?.better).toBe(false)
    found.offsets?.offset.forEach((x) => expect(Math.abs(x)).toBeLessThan(2))
  })

  test("have the mean 0 over all answers, and are 0 where nobody shares a task", () => {
    const { rows } = project(12)
    const table = unitTable(rows, "interval")
    const { offset } = offsetsOf(table)
    const total = table.person.reduce((sum, p) => sum + (offset[p] ?? 0), 0)
    expect(total / table.person.length).toBeCloseTo(0, 9)
    expect(offsetsOf(unitTable([...task("a", 5), ...task("b", 9)], "interval"))).toMatchObject({
      better: false,
      plainError: 0,
    })
  })

  test("do not depend on names or on the order of rows", () => {
    const { rows } = project(12)
    expect(rate([...rows].reverse())).toEqual(rate(rows))
    const renamed = rows.map((row) => ({ ...row, person: `x${99 - Number(row.person.slice(1))}` }))
    const before = rate(rows).tasks
    rate(renamed).tasks.forEach(({ value }, i) => expect(value).toBeCloseTo(before[i]?.value ?? 0, 9))
  })
})
