import { Disagreement, type Label, LabelId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { TEST_ONTOLOGY } from "../../testing/harness.ts"
import { agreementOf, agreementValue, byDay, dayName, medianOf } from "./figures.ts"
import { wrongOf } from "./wrong.ts"

const agreement = (meanIou: number | null, cer: number | null = null, pairs = 1) => ({
  meanIou,
  f1At50: null,
  cer,
  pairs,
})

describe("agreement", () => {
  test.each([
    { name: "boxes", stored: agreement(0.8), measure: "overlap", expected: 0.8 },
    { name: "texts, wherever their lines are", stored: agreement(0.8, 0.1), measure: "characters", expected: 0.9 },
    { name: "texts that have nothing in common", stored: agreement(1, 1.7), measure: "characters", expected: 0 },
    { name: "lines that nobody wrote", stored: agreement(0.8), measure: "characters", expected: null },
    { name: "answers", stored: { ...agreement(1), f1At50: 0.5 }, measure: "answers", expected: 0.5 },
    { name: "one person alone", stored: agreement(0.8, null, 0), measure: "overlap", expected: null },
    { name: "nothing compared", stored: agreement(null), measure: "overlap", expected: null },
  ] as const)("of $name", ({ stored, measure, expected }) => expect(agreementValue(stored, measure)).toEqual(expected))

  test("of nobody is unknown, of one task anything", () => {
    expect(agreementOf([], "overlap")).toBeNull()
    expect(agreementOf([agreement(0.8)], "overlap")).toEqual({ mean: 0.8, low: 0, high: 1, tasks: 1 })
  })

  test("has an interval that narrows with more tasks and stays in [0, 1]", () => {
    const few = agreementOf(
      [0.7, 0.9, 0.8].map((value) => agreement(value)),
      "overlap",
    )
    const many = agreementOf(
      Array.from({ length: 30 }, (_, i) => agreement([0.7, 0.9, 0.8][i % 3] ?? 0)),
      "overlap",
    )
    // Mean 0.8, standard deviation 0.1: 1.96 × 0.1 / √3.
    expect(few?.low).toBeCloseTo(0.8 - 0.11316, 4)
    expect((many?.high ?? 1) - (many?.low ?? 0)).toBeLessThan((few?.high ?? 1) - (few?.low ?? 0))
    expect(agreementOf([agreement(1), agreement(0.2)], "overlap")?.high).toBe(1)
  })

  test("by day follows the reader's clock, oldest first", () => {
    const rows = [
      { agreement: agreement(0.5), atMs: Date.UTC(2026, 0, 2, 23, 30) },
      { agreement: agreement(0.7), atMs: Date.UTC(2026, 0, 1, 12) },
    ]
    expect(byDay(rows, "overlap", 0).map((row) => row.day)).toEqual(["2026-01-01", "2026-01-02"])
    expect(byDay(rows, "overlap", 3_600_000).map((row) => row.day)).toEqual(["2026-01-01", "2026-01-03"])
  })
})

test.each([
  [[3], 3],
  [[4, 1], 2.5],
  [[9, 1, 5], 5],
])("the median of %j is %d", (values, expected) => expect(medianOf(values)).toBe(expected))

test("days are named as in a calendar", () => {
  expect(dayName(0)).toBe("1970-01-01")
  expect(dayName(20_000)).toBe("2024-10-04")
})

describe("where it goes wrong", () => {
  const region = (label: string) => ({ id: "r", geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 }, label })
  const disagreement = (kind: string, ...labels: (string | null)[]) => ({
    id: "d",
    kind,
    place: { x: 0, y: 0, width: 1, height: 1 },
    candidates: labels.map((label, i) => ({
      letters: ["AB"[i] ?? "C"],
      region: label === null ? null : region(label),
      share: 0.5,
    })),
    proposal: null,
    confidence: 0.5,
  })
  const named = { ...TEST_ONTOLOGY.labels[0], id: LabelId.parse("box"), name: { en: "box", fr: "boîte" } } as Label
  const wrong = (reviews: Disagreement[][]) => wrongOf(reviews, { labels: [named] }, "fr")
  const body = (...disagreements: object[]) => Disagreement.array().parse(disagreements)

  test("the commonest comes first; two labels mixed up are one row whichever came first", () => {
    // Labels are called what people call them, in the reader's language (found O4).
    const rows = wrong([
      body(disagreement("label", "box", "crate"), disagreement("label", "crate", "box")),
      body(disagreement("one_person", "sack", null), disagreement("text", "line")),
    ])
    expect(rows[0]).toEqual({ kind: "label", label: "boîte", other: "crate", count: 2 })
    expect(rows.slice(1)).toEqual([
      { kind: "text", label: "line", other: null, count: 1 },
      { kind: "missed", label: "sack", other: null, count: 1 },
    ])
  })

  test("what nobody drew has no label", () => {
    expect(wrong([body(disagreement("nothing", null)), []])).toEqual([])
  })
})
