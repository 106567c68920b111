import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { cohenKappa, fleissKappa, rawAgreement } from "./kappa.ts"
import { categoryAgreement, pairwiseAgreement } from "./parts.ts"
import { type UnitVote, unitTable } from "./units.ts"

/** Two lists of categories from a table of counts. */
function lists(counts: readonly (readonly number[])[]): [number[], number[]] {
  const first: number[] = []
  const second: number[] = []
  counts.forEach((row, a) =>
    row.forEach((times, b) => {
      for (let i = 0; i < times; i++) {
        first.push(a)
        second.push(b)
      }
    }),
  )
  return [first, second]
}

describe("Cohen's kappa", () => {
  test("of the table 20 5 / 10 15 is 0.4", () => {
    const kappa = cohenKappa(
      ...lists([
        [20, 5],
        [10, 15],
      ]),
      2,
    )
    expect(kappa.value).toBeCloseTo(0.4, 12)
    expect(kappa).toMatchObject({ raw: 0.7, units: 50 })
    expect(kappa.expected).toBeCloseTo(0.5, 12)
  })

  test("weighted by squared rank is the correlation where both use the same shares", () => {
    // Means 1, variances 2/3, covariance 1/2: 3/4.
    const counts = [
      [3, 1, 0],
      [1, 2, 1],
      [0, 1, 3],
    ]
    const [first, second] = lists(counts)
    expect(cohenKappa(first, second, 3, "quadratic").value).toBeCloseTo(0.75, 1)
    const linear = cohenKappa(first, second, 3, "linear").value ?? 0
    const equal = cohenKappa(first, second, 3).value ?? 0
    expect(linear).toBeGreaterThan(equal)
  })

  test("categories that nobody used change nothing where all weigh the same", () => {
    const [first, second] = lists([
      [4, 1, 0],
      [2, 5, 1],
      [0, 1, 3],
    ])
    expect(cohenKappa(first, second, 50_000)).toEqual(cohenKappa(first, second, 3))
  })

  test("with two categories all weights are the same", () => {
    const judged = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 })
    fc.assert(
      fc.property(judged, (pairs) => {
        const first = pairs.map(([a]) => a)
        const second = pairs.map(([, b]) => b)
        const equal = cohenKappa(first, second, 2)
        expect(cohenKappa(first, second, 2, "linear")).toEqual(equal)
        expect(cohenKappa(first, second, 2, "quadratic")).toEqual(equal)
        expect(equal.value ?? 1).toBeLessThanOrEqual(1)
      }),
    )
  })

  test("is undefined without units, and where both always said the same one thing", () => {
    expect(cohenKappa([], [], 2)).toMatchObject({ value: null, reason: "no_pairs", raw: null })
    expect(cohenKappa([1, 1], [1, 1], 2)).toMatchObject({ value: null, reason: "no_variation", raw: 1 })
  })
})

/** Fleiss' form: how many people put each subject in each category. */
function subjects(counts: readonly (readonly number[])[]): UnitVote[] {
  return counts.flatMap((row, s) => {
    const labels = row.flatMap((times, c) => Array.from({ length: times }, () => `c${c}`))
    return labels.map((label, p) => ({ task: `s${s}`, person: `p${p}`, label }))
  })
}

const TEN_SUBJECTS = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
]

describe("Fleiss' kappa", () => {
  test("of the usual example (10 subjects, 14 people, 5 categories) is 0.210, raw 0.378, by chance 0.213", () => {
    const kappa = fleissKappa(unitTable(subjects(TEN_SUBJECTS), "nominal"))
    expect(kappa.value).toBeCloseTo(0.21, 3)
    expect(kappa.raw).toBeCloseTo(0.378, 3)
    expect(kappa.expected).toBeCloseTo(0.213, 3)
  })

  test("drops units with one value and is undefined without any left, or without variation", () => {
    expect(fleissKappa(unitTable(subjects([[1, 0]]), "nominal"))).toMatchObject({ value: null, reason: "no_pairs" })
    expect(fleissKappa(unitTable(subjects([[3], [2]]), "nominal"))).toMatchObject({ reason: "no_variation", raw: 1 })
  })
})

test("raw agreement counts pairs, so a unit with many people weighs more", () => {
  // 3 of 3 pairs, and 0 of 1.
  expect(
    rawAgreement(
      unitTable(
        subjects([
          [3, 0],
          [1, 1],
        ]),
        "nominal",
      ),
    ),
  ).toBe(0.75)
  expect(rawAgreement(unitTable([], "nominal"))).toBeNull()
})

describe("parts of the agreement", () => {
  test("a category that nobody shares has specific agreement 0, one that all share 1", () => {
    const found = categoryAgreement(
      unitTable(
        subjects([
          [3, 0, 0],
          [0, 1, 1],
          [3, 0, 0],
        ]),
        "nominal",
      ),
    )
    expect(found.map(({ category, values, specific }) => ({ category, values, specific }))).toEqual([
      { category: "c0", values: 6, specific: 1 },
      { category: "c1", values: 1, specific: 0 },
      { category: "c2", values: 1, specific: 0 },
    ])
    expect(found[0]?.alpha).toBe(1)
  })

  test("with two categories, alpha of each is the alpha of the table", () => {
    const table = unitTable(
      subjects([
        [2, 1],
        [3, 0],
        [1, 2],
        [0, 3],
      ]),
      "nominal",
    )
    const [first, second] = categoryAgreement(table)
    expect(first?.alpha).toBeCloseTo(second?.alpha ?? Number.NaN, 12)
  })

  test("a category nobody used among pairs is reported as no variation", () => {
    const rows = [...subjects([[2, 0]]), { task: "alone", person: "p0", label: "c9" }]
    expect(categoryAgreement(unitTable(rows, "nominal")).map((c) => c.reason)).toEqual(["no_variation", "no_variation"])
  })

  test("each two people are compared on what both judged", () => {
    const rows: UnitVote[] = [
      ["t1", "ana", "x"],
      ["t1", "ben", "x"],
      ["t2", "ana", "y"],
      ["t2", "ben", "x"],
      ["t2", "cyd", "y"],
      ["t3", "cyd", "x"],
    ].map(([task, person, label]) => ({ task: task ?? "", person: person ?? "", label: label ?? "" }))
    const pairs = pairwiseAgreement(unitTable(rows, "nominal"))
    expect(pairs.map(({ first, second, units, raw }) => [first, second, units, raw])).toEqual([
      ["ana", "ben", 2, 0.5],
      ["ana", "cyd", 1, 1],
      ["ben", "cyd", 1, 0],
    ])
    expect(pairs[1]).toMatchObject({ alpha: null, reason: "no_variation", kappa: { value: null } })
    expect(pairwiseAgreement(unitTable(rows, "nominal"), 2)).toHaveLength(1)
  })
})
