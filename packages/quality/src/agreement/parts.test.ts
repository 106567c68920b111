import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { krippendorffAlpha } from "./alpha.ts"
import { fleissKappa, rawAgreement } from "./kappa.ts"
import { categoryAgreement, pairwiseAgreement } from "./parts.ts"
import { seeded } from "./seeded.ts"
import { type MeasurementLevel, type UnitVote, unitTable } from "./units.ts"

const cells = fc.array(fc.array(fc.constantFrom("1", "2", "3", null), { minLength: 5, maxLength: 5 }), {
  minLength: 2,
  maxLength: 4,
})

/** A list of labels for each person, null where they did not judge. */
function judgementsOf(people: readonly (readonly (string | null)[])[]): UnitVote[] {
  return people.flatMap((labels, p) =>
    labels.flatMap((label, u) => (label === null ? [] : [{ task: `u${u}`, person: `p${p}`, label }])),
  )
}

describe("parts and the whole", () => {
  test("alpha of a category is the alpha of the table folded to it and the rest", () => {
    fc.assert(
      fc.property(cells, (people) => {
        const rows = judgementsOf(people)
        for (const { category, alpha, reason } of categoryAgreement(unitTable(rows, "nominal"))) {
          const folded = rows.map((row) => ({ ...row, label: row.label === category ? "it" : "rest" }))
          const whole = krippendorffAlpha(unitTable(folded, "nominal"), { resamples: 0 })
          expect(reason).toBe(whole.reason)
          if (whole.value !== null) expect(alpha).toBeCloseTo(whole.value, 10)
        }
      }),
    )
  })

  test("specific agreement weighted by values is the share of agreeing pairs where all units have as many values", () => {
    const full = fc.array(fc.array(fc.constantFrom("1", "2", "3"), { minLength: 4, maxLength: 4 }), {
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(full, (people) => {
        const table = unitTable(judgementsOf(people), "nominal")
        const found = categoryAgreement(table)
        const values = found.reduce((sum, one) => sum + one.values, 0)
        const agreeing = found.reduce((sum, one) => sum + one.values * (one.specific ?? 0), 0)
        expect(agreeing / values).toBeCloseTo(rawAgreement(table) ?? Number.NaN, 10)
        expect(fleissKappa(table).raw ?? 0).toBeCloseTo(rawAgreement(table) ?? Number.NaN, 10)
      }),
    )
  })

  test.each(["nominal", "ordinal", "interval", "ratio"] as const)(
    "a pair is the table of its two people (%s)",
    (level: MeasurementLevel) => {
      fc.assert(
        fc.property(cells, (people) => {
          const rows = judgementsOf(people)
          for (const pair of pairwiseAgreement(unitTable(rows, level))) {
            const two = rows.filter(({ person }) => person === pair.first || person === pair.second)
            const alone = krippendorffAlpha(unitTable(two, level), { resamples: 0 })
            expect(pair.units).toBe(alone.units)
            expect(pair.reason).toBe(alone.reason)
            if (alone.value !== null) expect(pair.alpha).toBeCloseTo(alone.value, 10)
          }
        }),
        { numRuns: 40 },
      )
    },
  )

  test("pairs are those who share a unit, each once, in the order of names", () => {
    fc.assert(
      fc.property(cells, (people) => {
        const found = pairwiseAgreement(unitTable(judgementsOf(people), "nominal")).map((p) => `${p.first} ${p.second}`)
        const sharing = people.flatMap((mine, i) =>
          people.flatMap((theirs, j) =>
            i < j && mine.some((label, u) => label !== null && theirs[u] !== null) ? [`p${i} p${j}`] : [],
          ),
        )
        expect(found).toEqual(sharing)
      }),
    )
  })

  test("near misses count less than far ones where values are ordered", () => {
    const near = pairwiseAgreement(
      unitTable(
        judgementsOf([
          ["1", "2", "3", "1"],
          ["2", "2", "3", "1"],
        ]),
        "ordinal",
      ),
    )
    const far = pairwiseAgreement(
      unitTable(
        judgementsOf([
          ["1", "2", "3", "1"],
          ["3", "2", "3", "1"],
        ]),
        "ordinal",
      ),
    )
    expect(near[0]?.raw).toBe(far[0]?.raw)
    expect(near[0]?.kappa.value).toBeGreaterThan(far[0]?.kappa.value ?? 1)
  })

  test.each(["interval", "ratio"] as const)(
    "thousands of different numbers cost no more than the pairs that use them (%s)",
    (level) => {
      const dice = seeded(3)
      const rows = Array.from({ length: 600 }, (_, task) =>
        Array.from({ length: 5 }, (_, i) => ({
          task: `t${task}`,
          person: `p${(task + 7 * i) % 40}`,
          label: (100 * dice()).toFixed(6),
        })),
      ).flat()
      const pairs = pairwiseAgreement(unitTable(rows, level))
      expect(pairs.length).toBeGreaterThan(100)
      for (const { first, second, alpha } of pairs.slice(0, 5)) {
        const alone = unitTable(
          rows.filter(({ person }) => person === first || person === second),
          level,
        )
        expect(alpha).toBeCloseTo(krippendorffAlpha(alone, { resamples: 0 }).value ?? 2, 9)
      }
    },
  )
})
