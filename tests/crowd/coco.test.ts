import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { cocoNumbers, cocoTables, evaluateDetections, precisionByLabel } from "@justesse/quality/detection/index"
import { describe, expect, test } from "vitest"
import { ROOT } from "../support/places.ts"

const CASES = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data/coco-eval")

interface Expected {
  readonly stats: readonly number[]
  readonly order: readonly (keyof ReturnType<typeof cocoNumbers>)[]
  readonly apPerClass: Readonly<Record<string, number>>
}

const read = (name: string) => JSON.parse(readFileSync(join(CASES, name), "utf8"))

describe.runIf(existsSync(CASES))("what pycocotools 2.0 gives (../shared/data/coco-eval)", () => {
  test.each(["basic", "crowd-area", "dense-ties"])("%s: twelve numbers and AP per class to 1e-6", (name) => {
    const expected: Expected = read(`${name}.expected.json`)
    const { tables, labelNames } = cocoTables(read(`${name}.gold.json`), read(`${name}.det.json`))
    const evaluation = evaluateDetections(tables)
    const numbers = cocoNumbers(evaluation)
    const away = expected.order.map((key, i) => Math.abs(numbers[key] - (expected.stats[i] ?? Number.NaN)))
    expect(Math.max(...away)).toBeLessThan(1e-6)
    const byLabel = precisionByLabel(evaluation)
    expect([...labelNames].sort()).toEqual(Object.keys(expected.apPerClass).sort())
    for (const [i, label] of labelNames.entries())
      expect(Math.abs((byLabel[i]?.ap ?? -1) - (expected.apPerClass[label] ?? Number.NaN))).toBeLessThan(1e-6)
    console.log(`${name}: twelve numbers within ${Math.max(...away).toExponential(1)} of the reference`)
  })
})

if (!existsSync(CASES)) {
  test("the evaluation cases are not beside this checkout (../shared/data/coco-eval): they did not run", () => {
    expect(existsSync(CASES)).toBe(false)
  })
}
