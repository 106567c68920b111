import { boxAgreement, krippendorffAlpha, type MeasurementLevel, unitTable } from "@justesse/quality/agreement/figures"
import { describe, expect, test } from "vitest"
import { HAVE_CROWD, pedestrians, votesOf } from "./sets.ts"

/** Values of fast-krippendorff (pln-fing-udelar) on the same files, to four decimals. */
const REFERENCE: readonly (readonly [string, MeasurementLevel, number])[] = [
  ["classification/bluebirds", "nominal", 0.1255],
  ["classification/rte", "nominal", 0.2415],
  ["classification/dog", "nominal", 0.5194],
  ["ratings/emotion", "nominal", 0.1454],
  ["ratings/emotion", "ordinal", 0.3895],
  ["ratings/emotion", "interval", 0.389],
]

describe.runIf(HAVE_CROWD)("alpha of real crowds equals the reference to four decimals", () => {
  test.each(REFERENCE)("%s, %s: %f", (set, level, value) => {
    const alpha = krippendorffAlpha(unitTable(votesOf(set), level))
    expect(Math.round((alpha.value ?? 0) * 1e4) / 1e4).toBe(value)
    const [low, high] = alpha.interval ?? [1, 0]
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
  })

  test("is the same to the bit in any order of the rows, and within 1e-9 under other names", () => {
    const votes = votesOf("classification/dog")
    const alpha = krippendorffAlpha(unitTable(votes, "nominal"), { resamples: 100 })
    expect(krippendorffAlpha(unitTable([...votes].reverse(), "nominal"), { resamples: 100 })).toEqual(alpha)
    const shifted = (name: string) => [...name].reverse().join("")
    const renamed = votes.map(({ task, person, label }) => ({
      task: shifted(task),
      person: shifted(person),
      label: String(9 - Number(label)),
    }))
    const other = krippendorffAlpha(unitTable(renamed, "nominal"), { resamples: 100 })
    expect(other.value).toBeCloseTo(alpha.value ?? 0, 9)
    expect(other.interval?.[0]).toBeCloseTo(alpha.interval?.[0] ?? 0, 9)
    expect(other.interval?.[1]).toBeCloseTo(alpha.interval?.[1] ?? 0, 9)
  })

  test("pedestrians: figures of boxes are pooled over the 759 pictures", () => {
    const figures = boxAgreement(pedestrians(), { resamples: 200 })
    console.log(`pedestrians: ${JSON.stringify(figures)}`)
    expect(figures.pairs).toBe(15_939)
    expect(figures.alpha.value).toBeGreaterThan(0.6)
    expect(figures.panopticQuality).toBeCloseTo((figures.f1At50 ?? 0) * (figures.meanIou ?? 0), 6)
  })
})
