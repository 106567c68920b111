import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { krippendorffAlpha } from "./alpha.ts"
import { countsOf, disagreement } from "./coincidences.ts"
import { type MeasurementLevel, type UnitTable, type UnitVote, unitTable } from "./units.ts"

const LEVELS: readonly MeasurementLevel[] = ["nominal", "ordinal", "interval", "ratio"]

/** A row of values for each unit. */
function tableOf(units: readonly (readonly number[])[], level: MeasurementLevel): UnitTable {
  const rows = units.flatMap((values, u): UnitVote[] =>
    values.map((value, p) => ({ task: `u${u}`, person: `p${p}`, label: String(value) })),
  )
  return unitTable(rows, level)
}

/** Alpha as it is defined: every ordered pair of values within units against every ordered pair of all pairable values. */
function byDefinition(units: readonly (readonly number[])[], level: MeasurementLevel): number | null {
  const pairable = units.filter((values) => values.length >= 2)
  const all = pairable.flat()
  const between = distance(level, all)
  let [observed, expected] = [0, 0]
  for (const values of pairable) {
    values.forEach((a, i) =>
      values.forEach((b, j) => {
        if (i !== j) observed += between(a, b) / (values.length - 1)
      }),
    )
  }
  all.forEach((a, i) =>
    all.forEach((b, j) => {
      if (i !== j) expected += between(a, b)
    }),
  )
  if (expected === 0) return null
  return 1 - observed / all.length / (expected / (all.length * (all.length - 1)))
}

/** Squared distances as Krippendorff 2011 writes them. */
function distance(level: MeasurementLevel, all: readonly number[]): (a: number, b: number) => number {
  if (level === "nominal") return (a, b) => (a === b ? 0 : 1)
  if (level === "interval") return (a, b) => (a - b) ** 2
  if (level === "ratio") return (a, b) => (a + b === 0 ? 0 : ((a - b) / (a + b)) ** 2)
  const times = (value: number) => all.filter((other) => other === value).length
  return (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a]
    const between = all.filter((value) => value >= low && value <= high).length
    return a === b ? 0 : (between - (times(a) + times(b)) / 2) ** 2
  }
}

const someUnits = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 7,
})

describe("alpha from counts", () => {
  test.each(LEVELS)("equals the definition over all pairs of values (%s)", (level) => {
    fc.assert(
      fc.property(someUnits, (units) => {
        const { value } = krippendorffAlpha(tableOf(units, level), { resamples: 0 })
        const defined = byDefinition(units, level)
        if (defined === null) expect(value).toBeNull()
        else expect(value).toBeCloseTo(defined, 10)
      }),
    )
  })

  test.each(LEVELS)("a unit taken twice is two such units (%s)", (level) => {
    fc.assert(
      fc.property(someUnits, (units) => {
        const counts = countsOf(tableOf(units, level))
        const doubled = countsOf(tableOf([...units, ...units], level))
        const weighted = disagreement(counts, new Int32Array(counts.units).fill(2))
        const plain = disagreement(doubled, doubled.weight)
        expect(weighted.values).toBe(plain.values)
        if (plain.values > 0) {
          expect(weighted.observed).toBeCloseTo(plain.observed, 9)
          expect(weighted.expected).toBeCloseTo(plain.expected, 9)
        }
      }),
    )
  })

  test("a unit with weight 0 is not there", () => {
    const counts = countsOf(
      tableOf(
        [
          [0, 0],
          [1, 1],
          [0, 1],
        ],
        "nominal",
      ),
    )
    const without = disagreement(counts, Int32Array.of(1, 1, 0))
    expect(without).toMatchObject({ values: 4, observed: 0 })
    // Two zeros and two ones: 8 of 12 ordered pairs differ.
    expect(without.expected).toBeCloseTo(8 / 12, 12)
  })

  test("distances of the ordinal level are mid ranks: a value that is never used is no step", () => {
    const close = krippendorffAlpha(
      tableOf(
        [
          [0, 1],
          [1, 1],
          [0, 0],
        ],
        "ordinal",
      ),
      { resamples: 0 },
    )
    const apart = krippendorffAlpha(
      tableOf(
        [
          [0, 4],
          [4, 4],
          [0, 0],
        ],
        "ordinal",
      ),
      { resamples: 0 },
    )
    expect(apart.value).toBeCloseTo(close.value ?? Number.NaN, 12)
  })

  test("values far from 0 lose no digits", () => {
    const near = krippendorffAlpha(
      tableOf(
        [
          [0, 1],
          [3, 3],
          [2, 4],
        ],
        "interval",
      ),
      { resamples: 0 },
    )
    const far = [
      [0, 1],
      [3, 3],
      [2, 4],
    ].map((values) => values.map((x) => x + 1e9))
    expect(krippendorffAlpha(tableOf(far, "interval"), { resamples: 0 }).value).toBeCloseTo(near.value ?? 0, 9)
  })
})
