import { JustesseError } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { krippendorffAlpha, quantile } from "./alpha.ts"
import { type MeasurementLevel, type UnitVote, unitTable } from "./units.ts"

/** One string an observer, one word a unit, "." where they did not judge. */
function table(observers: readonly string[], level: MeasurementLevel) {
  return unitTable(judgements(observers), level)
}

function judgements(observers: readonly string[]): UnitVote[] {
  return observers.flatMap((line, p) =>
    line.split(" ").flatMap((label, u) => (label === "." ? [] : [{ task: `u${u}`, person: `p${p}`, label }])),
  )
}

const alphaOf = (observers: readonly string[], level: MeasurementLevel) =>
  krippendorffAlpha(table(observers, level), { resamples: 0 }).value

/** Krippendorff 2011, section C and D: four observers, twelve units, missing data. */
const FOUR_OBSERVERS = [
  "1 2 3 3 2 1 4 1 2 . . .",
  "1 2 3 3 2 2 4 1 2 5 . 3",
  ". 3 3 3 2 3 4 2 2 5 1 .",
  "1 2 3 3 2 4 4 1 2 5 1 .",
]

describe("the worked examples of Krippendorff 2011", () => {
  test("A: two observers, binary values: 0.095", () => {
    expect(alphaOf(["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], "nominal")).toBeCloseTo(0.095, 3)
  })

  test("B: two observers, five names: 0.692", () => {
    expect(alphaOf(["a a b b d c c c e d d a", "b a b b b c c c e d d d"], "nominal")).toBeCloseTo(0.692, 3)
  })

  test.each([
    ["nominal", 0.743],
    ["ordinal", 0.815],
    ["interval", 0.849],
    ["ratio", 0.797],
  ] as const)("C and D: four observers with missing values, %s: %f", (level, value) => {
    expect(alphaOf(FOUR_OBSERVERS, level)).toBeCloseTo(value, 3)
  })

  test("the unit with one value is dropped: 11 units with 40 values remain", () => {
    expect(krippendorffAlpha(table(FOUR_OBSERVERS, "nominal"))).toMatchObject({ units: 11, values: 40 })
  })
})

describe("where alpha has no value", () => {
  test("nobody shared a unit", () => {
    expect(krippendorffAlpha(table(["a . b", ". a ."], "nominal"))).toMatchObject({
      value: null,
      reason: "no_pairs",
      interval: null,
      units: 0,
    })
  })

  test.each(["nominal", "ordinal", "interval", "ratio"] as const)("all values are the same one (%s)", (level) => {
    expect(krippendorffAlpha(table(["7 7 7", "7 7 7"], level))).toMatchObject({ value: null, reason: "no_variation" })
  })

  test("a value that only stands alone in its unit is no variation", () => {
    expect(krippendorffAlpha(table(["1 1 2", "1 1 ."], "nominal"))).toMatchObject({ reason: "no_variation", units: 2 })
  })

  test("there are no judgements at all", () => {
    expect(krippendorffAlpha(unitTable([], "interval"))).toMatchObject({ value: null, reason: "no_pairs", values: 0 })
  })
})

describe("the interval", () => {
  const many = ["a b a b a b b a a b c c a b c a", "a b a a a b b a c b c c a b c b"]

  test("holds the value, and is the same for the same seed", () => {
    const once = krippendorffAlpha(table(many, "nominal"), { seed: 5 })
    expect(once).toEqual(krippendorffAlpha(table(many, "nominal"), { seed: 5 }))
    const [low, high] = once.interval ?? [Number.NaN, Number.NaN]
    expect(low).toBeLessThan(once.value ?? 0)
    expect(high).toBeGreaterThan(once.value ?? 0)
    expect(high).toBeLessThanOrEqual(1)
  })

  test("covers the value of a large sample about 95 times in 100", () => {
    // Two observers who agree by a coin of 0.8 on two equal values: alpha is 0.6 in the long run.
    let seed = 1
    const coin = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed / 4_294_967_296
    }
    let covered = 0
    for (let run = 0; run < 200; run++) {
      const first = Array.from({ length: 80 }, () => (coin() < 0.5 ? "a" : "b"))
      const second = first.map((label) => (coin() < 0.8 ? label : label === "a" ? "b" : "a"))
      const alpha = krippendorffAlpha(table([first.join(" "), second.join(" ")], "nominal"), { resamples: 200 })
      const [low, high] = alpha.interval ?? [1, 1]
      if (low <= 0.6 && 0.6 <= high) covered++
    }
    expect(covered).toBeGreaterThanOrEqual(180)
    expect(covered).toBeLessThan(200)
  })

  test("drawing whole groups gives a wider interval where the units of a group are alike", () => {
    const same = many.map((line) =>
      line
        .split(" ")
        .flatMap((label) => [label, label, label])
        .join(" "),
    )
    const grouped = unitTable(judgements(same), "nominal")
    const groups = Int32Array.from(grouped.tasks, (task) => Math.floor(Number(task.slice(1)) / 3))
    const width = ({ interval }: { interval: readonly [number, number] | null }) =>
      (interval?.[1] ?? 0) - (interval?.[0] ?? 0)
    const alone = krippendorffAlpha(grouped)
    const together = krippendorffAlpha(grouped, { groups })
    expect(together.value).toBe(alone.value)
    expect(width(together)).toBeGreaterThan(1.3 * width(alone))
  })
})

describe("order and names", () => {
  const cell = fc.constantFrom("a", "b", "c", ".")
  const lines = fc
    .array(fc.array(cell, { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 5 })
    .map((people) => people.map((line) => line.join(" ")))

  test("any order of the rows gives the same bits", () => {
    fc.assert(
      fc.property(
        lines.chain((l) => fc.shuffledSubarray(judgements(l), { minLength: judgements(l).length })),
        (rows) => {
          const sorted = [...rows].sort((p, q) => (p.task + p.person < q.task + q.person ? -1 : 1))
          const options = { resamples: 20 }
          expect(krippendorffAlpha(unitTable(rows, "nominal"), options)).toEqual(
            krippendorffAlpha(unitTable(sorted, "nominal"), options),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test("new names for people, units and labels change no figure by more than 1e-9", () => {
    const renamed: Record<string, string> = { a: "z", b: "m", c: "k" }
    fc.assert(
      fc.property(lines, (l) => {
        const rows = judgements(l)
        const other = rows.map(({ task, person, label }) => ({
          task: `x${9 - Number(task.slice(1))}`,
          person: `y${9 - Number(person.slice(1))}`,
          label: renamed[label] ?? label,
        }))
        const p = krippendorffAlpha(unitTable(rows, "nominal"), { resamples: 40 })
        const q = krippendorffAlpha(unitTable(other, "nominal"), { resamples: 40 })
        expect(q.reason).toBe(p.reason)
        expect(q.value ?? 0).toBeCloseTo(p.value ?? 0, 9)
        expect(q.interval?.[0] ?? 0).toBeCloseTo(p.interval?.[0] ?? 0, 9)
        expect(q.interval?.[1] ?? 0).toBeCloseTo(p.interval?.[1] ?? 0, 9)
      }),
      { numRuns: 60 },
    )
  })

  test("interval alpha does not change when all values are moved and stretched, ratio alpha when stretched", () => {
    const changed = (f: (x: number) => number) =>
      FOUR_OBSERVERS.map((line) => line.replace(/\d/g, (digit) => String(f(Number(digit)))))
    const moved = changed((x) => 1000 + 0.5 * x)
    expect(alphaOf(moved, "interval")).toBeCloseTo(alphaOf(FOUR_OBSERVERS, "interval") ?? 0, 9)
    const stretched = changed((x) => 3 * x)
    expect(alphaOf(stretched, "ratio")).toBeCloseTo(alphaOf(FOUR_OBSERVERS, "ratio") ?? 0, 9)
  })

  test("ordinal alpha only knows the order of the values", () => {
    const spread = FOUR_OBSERVERS.map((line) => line.replace(/\d/g, (digit) => String(10 ** Number(digit))))
    expect(alphaOf(spread, "ordinal")).toBeCloseTo(alphaOf(FOUR_OBSERVERS, "ordinal") ?? 0, 9)
  })
})

describe("a table of judgements", () => {
  test("a person who says the same twice counts once; who says two things does not count", () => {
    const twice = [...judgements(["1 2", "1 2"]), { task: "u0", person: "p0", label: "1" }]
    expect(unitTable(twice, "nominal")).toMatchObject({ leftOut: 1 })
    const torn = [...judgements(["1 2", "1 2"]), { task: "u0", person: "p0", label: "2" }]
    expect(unitTable(torn, "nominal").leftOut).toBe(2)
  })

  test("the latest of two things that a person said counts, whichever row comes first", () => {
    const early = { task: "u0", person: "p0", label: "1", time: 3 }
    const late = { task: "u0", person: "p0", label: "2", time: 8 }
    const rest = judgements([". 2", "1 2"])
    const [one, other] = [
      [early, late],
      [late, early],
    ].map((rows) => unitTable([...rows, ...rest], "nominal"))
    expect(other).toEqual(one)
    expect(one?.leftOut).toBe(1)
    expect(one?.categories[one.value[0] ?? 0]).toBe("2")
    const unsure = [early, { ...late, time: 3 }, { ...late, time: Number.NaN }]
    expect(unitTable([...unsure.slice(0, 2), ...rest], "nominal").leftOut).toBe(2)
    expect(unitTable([...unsure.slice(0, 1), ...unsure.slice(2), ...rest], "nominal").leftOut).toBe(2)
  })

  test("numbers so large that their squares are none are refused", () => {
    expect(() => unitTable(judgements(["1e308 2", "1e308 2"]), "interval")).toThrow(JustesseError)
    expect(alphaOf(["1e100 0 1e100", "1e100 0 0"], "interval")).toBeCloseTo(
      alphaOf(["1 0 1", "1 0 0"], "interval") ?? 2,
      9,
    )
  })

  test("numbers written in two ways are one value, names are taken as they are", () => {
    expect(unitTable(judgements(["5 5.0 05"]), "nominal").categories).toHaveLength(1)
    expect(unitTable(judgements(["5 5.0 05 x"]), "nominal").categories).toHaveLength(4)
  })

  test("names in a given order are ranks", () => {
    const grades = judgements(["good fair poor", "fair fair poor", "good good fair"])
    const options = { order: ["poor", "fair", "good"] }
    expect([...unitTable(grades, "ordinal", options).numbers]).toEqual([0, 1, 2])
  })

  test.each([
    ["interval", "high"],
    ["interval", ""],
    ["interval", "0x10"],
    ["ordinal", "Infinity"],
    ["ratio", "-1"],
  ] as const)("at the %s level, %j is refused with its row", (level, label) => {
    const rows = [...judgements(["1", "2"]), { task: "u0", person: "p9", label }]
    expect(() => unitTable(rows, level)).toThrow(JustesseError)
    try {
      unitTable(rows, level)
    } catch (error) {
      expect(error).toMatchObject({ detail: { row: 2, field: "label" } })
    }
  })
})

test("a quantile lies between its neighbours", () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantile([7], 0.975)).toBe(7)
  expect(quantile([], 0.5)).toBeNaN()
})
