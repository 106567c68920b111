import { describe, expect, test } from "vitest"
import { type BoxModel, type BoxPerson, NO_CALIBRATION } from "../boxes/model.ts"
import { region } from "../testing/regions.ts"
import { heldOut } from "./heldOut.ts"
import type { ProjectTask } from "./input.ts"

const person = (name: string, bias: BoxPerson["bias"], spread: number): BoxPerson => ({
  person: name,
  images: 50,
  compared: 100,
  bias,
  biasBySize: [bias],
  spread: [spread, spread, spread, spread],
  missFactor: 1,
  extraFactor: 1,
  named: [],
})

function modelOf(...people: BoxPerson[]): BoxModel {
  return {
    version: 1,
    gate: 0.3,
    keep: 0.3,
    bins: [{ upTo: null, missRate: 0.05, extraRate: 0.05, realRate: 0.9, objectsPerImage: 1 }],
    classes: ["crate"],
    classShare: [1],
    confusion: [1],
    average: { spread: [0.05, 0.05, 0.05, 0.05] },
    near: 0.01,
    sizeUpTo: [],
    sizeFactor: [[1, 1, 1, 1]],
    drawingTimeOffset: [0, 0, 0, 0],
    goldOffset: [0, 0, 0, 0],
    calibration: NO_CALIBRATION,
    people,
  }
}

/** One thing of 100 px that each person drew this far to the right. */
function task(name: string, shifts: Record<string, number>): ProjectTask {
  const answers = Object.entries(shifts).map(([who, shift]) => ({
    person: who,
    atMs: 0,
    regions: [region("r", [50 + shift, 50, 100, 100], { label: "crate" })],
  }))
  return { task: name, answers, final: null, finalBy: "answers" }
}

describe("foretelling a person's edges from the others'", () => {
  test("a lean that the model knows is foretold to the pixel", () => {
    const known = modelOf(person("ana", [0.1, 0, 0.1, 0], 0.01), person("ben", [0, 0, 0, 0], 0.01))
    const found = heldOut(known, [task("t", { ana: 10, ben: 0 })], 0.4)
    expect(found?.plain).toBeCloseTo(0.05, 12)
    expect(found?.model).toBeCloseTo(0, 12)
    expect(found?.edges).toBe(8)
  })

  test("a lean that is not there makes it worse", () => {
    const wrong = modelOf(person("ana", [0.1, 0, 0.1, 0], 0.01), person("ben", [0, 0, 0, 0], 0.01))
    const found = heldOut(wrong, [task("t", { ana: 0, ben: 0 })], 0.4)
    expect(found?.plain).toBe(0)
    expect(found?.model).toBeCloseTo(0.05, 12)
  })

  test("steadier people count more", () => {
    const steady = modelOf(
      person("ana", [0, 0, 0, 0], 0.01),
      person("ben", [0, 0, 0, 0], 0.01),
      person("cho", [0, 0, 0, 0], 0.2),
    )
    const found = heldOut(steady, [task("t", { ana: 0, ben: 0, cho: 20 })], 0.4)
    expect(found?.model).toBeLessThan(found?.plain ?? 0)
  })

  test("strangers have no lean; boxes alone and other things foretell nothing", () => {
    const found = heldOut(modelOf(), [task("t", { ana: 4, ben: 0 })], 0.4)
    expect(found?.model).toBeCloseTo(found?.plain ?? -1, 12)
    expect(heldOut(modelOf(), [task("t", { ana: 0 })], 0.4)).toBeNull()
    expect(heldOut(modelOf(), [task("t", { ana: 0, ben: 400 })], 0.4)).toBeNull()
    expect(heldOut(modelOf(), [], 0.4)).toBeNull()
  })

  test("the error of the difference falls with what it rests on", () => {
    const model = modelOf(person("ana", [0.05, 0, 0.05, 0], 0.02), person("ben", [0, 0, 0, 0], 0.02))
    const many = (n: number) =>
      heldOut(
        model,
        Array.from({ length: n }, (_, i) => task(`t${i}`, { ana: 3 + (i % 5), ben: i % 3 })),
        0.4,
      )
    expect(many(100)?.error).toBeLessThan(many(10)?.error ?? 0)
    expect(many(100)?.plain).toBeGreaterThan(many(100)?.model ?? 1)
  })
})
