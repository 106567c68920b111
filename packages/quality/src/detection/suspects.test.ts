import { describe, expect, test } from "vitest"
import { likelyLabelErrors } from "./suspects.ts"
import { detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

/** A model that is nearly always right when sure, on objects 100 px apart; then some labels of the gold are spoilt. */
function world() {
  const gold: GoldRow[] = []
  const found: FoundRow[] = []
  for (let image = 0; image < 60; image++) {
    for (let i = 0; i < 4; i++) {
      const box = [i * 100, 0, 40, 40] as const
      const label = (image + i) % 2
      gold.push({ image, label, box })
      found.push({ image, label, box: [i * 100 + 2, 1, 40, 40], score: 0.9 + i / 100 })
    }
    found.push({ image, label: 0, box: [450, 300, 40, 40], score: 0.1 + (image % 10) / 100 })
  }
  return { gold, found }
}

const errorsOf = (gold: readonly GoldRow[], found: readonly FoundRow[]) =>
  likelyLabelErrors(detectionTables(60, 2, gold, found))

describe("likely errors of the gold", () => {
  test("none is listed where a good model and the gold agree", () => {
    const { gold, found } = world()
    expect(errorsOf(gold, found)).toEqual([])
  })

  test("a forgotten object, a wrong label, a badly placed box and a box on nothing are each found and named", () => {
    const { gold, found } = world()
    const spoilt = gold
      .filter((_, i) => i !== 9)
      .map((row, i) => (i === 20 ? { ...row, label: 1 - row.label } : row))
      .map((row, i): GoldRow => (i === 30 ? { ...row, box: [row.box[0] + 20, 0, 40, 40] } : row))
    spoilt.push({ image: 50, label: 0, box: [600, 600, 40, 40] })
    const listed = errorsOf(spoilt, found)
    const kinds = new Map(listed.map((s) => [s.kind, s]))
    expect([...kinds.keys()].sort()).toEqual(["label", "missing", "place", "unfound"])
    expect(kinds.get("missing")).toMatchObject({ image: 2, gold: null, label: 1, score: 0.91 })
    expect(kinds.get("label")).toMatchObject({ gold: 20, goldLabel: 1 - (gold[21]?.label ?? 0) })
    expect(kinds.get("place")).toMatchObject({ gold: 30 })
    expect(kinds.get("unfound")).toMatchObject({ gold: 239, found: null, score: null, image: 50 })
    expect(listed).toHaveLength(4)
  })

  test("come in the order of their likelihood, each in [0, 1], whatever the range of the scores", () => {
    const { gold, found } = world()
    const spoilt = gold.filter((_, i) => i % 17 !== 3)
    const listed = errorsOf(spoilt, found)
    expect(listed.length).toBeGreaterThan(10)
    for (const [i, { likelihood }] of listed.entries()) {
      expect(likelihood).toBeGreaterThan(0)
      expect(likelihood).toBeLessThanOrEqual(listed[i - 1]?.likelihood ?? 1)
    }
    const logits = found.map((row) => ({ ...row, score: Math.log(row.score / (1 - row.score)) }))
    const again = errorsOf(spoilt, logits)
    expect(again.map((s) => s.found)).toEqual(listed.map((s) => s.found))
  })

  test("several boxes on one forgotten object are listed once, by the surest", () => {
    const { gold, found } = world()
    const twice = [...found, { image: 2, label: 0, box: [103, 1, 40, 40] as const, score: 0.5 }]
    const listed = errorsOf(
      gold.filter((_, i) => i !== 9),
      twice,
    )
    expect(listed.filter((s) => s.image === 2)).toHaveLength(1)
    expect(listed[0]?.score).toBe(0.91)
  })

  test("a crowd region excuses what lies in it and is never itself in doubt", () => {
    const { gold, found } = world()
    const crowd = gold.map((row, i): GoldRow => (i === 9 ? { ...row, box: [50, 0, 200, 200], isCrowd: true } : row))
    expect(errorsOf(crowd, found)).toEqual([])
  })

  test("no boxes, no gold, or neither is no crash", () => {
    const { gold, found } = world()
    expect(errorsOf([], [])).toEqual([])
    expect(errorsOf(gold, []).every((s) => s.kind === "unfound")).toBe(true)
    expect(errorsOf([], found).every((s) => s.kind === "missing")).toBe(true)
  })

  test("at most so many are listed, and none that is less likely than asked", () => {
    const { gold, found } = world()
    const tables = detectionTables(
      60,
      2,
      gold.filter((_, i) => i % 17 !== 3),
      found,
    )
    const whole = likelyLabelErrors(tables)
    expect(likelyLabelErrors(tables, { most: 3 })).toEqual(whole.slice(0, 3))
    const middle = whole[Math.floor(whole.length / 2)]?.likelihood ?? 1
    expect(likelyLabelErrors(tables, { least: middle })).toEqual(whole.filter((s) => s.likelihood >= middle))
  })

  test("thinking more of the gold wrong raises the likelihoods and keeps the order", () => {
    const { gold, found } = world()
    const tables = detectionTables(
      60,
      2,
      gold.filter((_, i) => i % 17 !== 3),
      found,
    )
    const few = likelyLabelErrors(tables, { errorRatio: 0.001, least: 0 })
    const many = likelyLabelErrors(tables, { errorRatio: 0.01, least: 0 })
    expect(many.map((s) => s.found)).toEqual(few.map((s) => s.found))
    for (const [i, { likelihood }] of many.entries()) expect(likelihood).toBeGreaterThanOrEqual(few[i]?.likelihood ?? 1)
  })
})
