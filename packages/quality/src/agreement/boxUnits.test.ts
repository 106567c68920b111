import { describe, expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { boxAgreement, type PictureAnswers, panopticQuality } from "./boxUnits.ts"

const at = (x: number, label = "cat") => region(`${label}${x}`, [x, 0, 10, 10], { label })

function picture(name: string, answers: Record<string, ReturnType<typeof at>[]>): PictureAnswers {
  return { picture: name, answers: Object.entries(answers).map(([person, regions]) => ({ person, regions })) }
}

describe("agreement on boxes", () => {
  const same = picture("p1", { ana: [at(0), at(50, "dog")], ben: [at(0), at(50, "dog")] })

  test("is 1 in every figure where all drew the same", () => {
    expect(boxAgreement([same])).toMatchObject({ meanIou: 1, f1At50: 1, f1At75: 1, panopticQuality: 1, pairs: 1 })
    expect(boxAgreement([same]).alpha.value).toBe(1)
  })

  test("a box that one person left out is a disagreement between a label and absent", () => {
    const missed = picture("p2", { ana: [at(0), at(50)], ben: [at(0)] })
    const found = boxAgreement([same, missed])
    expect(found.categories.map(({ label, values }) => [label, values])).toEqual([
      [null, 1],
      ["cat", 5],
      ["dog", 2],
    ])
    // Four units of two values, one of them at odds: Do = 1/4; De = 1 - (1*0 + 5*4 + 2*1) / (8*7).
    expect(found.alpha.value).toBeCloseTo(1 - 1 / 4 / (1 - 22 / 56), 12)
  })

  test("another label on the same thing is one disagreement, not a miss and an extra", () => {
    const named = picture("p3", { ana: [at(0, "cat")], ben: [at(0, "dog")] })
    const found = boxAgreement([same, named])
    expect(found.alpha.units).toBe(3)
    expect(found.f1At50).toBe(1)
    expect(found.panopticQuality).toBeCloseTo(4 / 6, 12)
  })

  test("nothing here, said by all, is a unit on which they agree", () => {
    const empty = picture("p4", { ana: [], ben: [], cyd: [] })
    expect(boxAgreement([empty])).toMatchObject({ f1At50: 1, meanIou: null, alpha: { value: null, units: 1 } })
    const odd = picture("p5", { ana: [at(0)], ben: [] })
    const alone = boxAgreement([same, odd]).alpha.value ?? 0
    expect(boxAgreement([same, odd, empty]).alpha.value).toBeGreaterThan(alone)
  })

  test("figures are pooled over pictures, whatever their order and the order of answers", () => {
    const one = picture("a", { ana: [at(0), at(50)], ben: [at(3)] })
    const two = picture("b", { ana: [at(0)], ben: [at(1)], cyd: [at(90)] })
    const rotated = [two, one].map((p) => ({ ...p, answers: [...p.answers].reverse() }))
    expect(boxAgreement(rotated)).toEqual(boxAgreement([one, two]))
  })

  test("one answer alone cannot be compared", () => {
    const alone = boxAgreement([picture("p6", { ana: [at(0)] })])
    expect(alone).toMatchObject({ meanIou: null, f1At50: null, panopticQuality: null, pairs: 0 })
    expect(alone.alpha.reason).toBe("no_pairs")
  })
})

test("panoptic quality is F1 times the mean IoU of matches", () => {
  expect(panopticQuality({ matched: 2, iouSum: 1.6, first: 3, second: 2 })).toBeCloseTo(((2 * 2) / 5) * 0.8, 12)
  expect(panopticQuality({ matched: 0, iouSum: 0, first: 0, second: 0 })).toBe(1)
})
