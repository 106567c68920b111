import type { LabelId } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { HeldBoxes } from "./held.ts"

// Ids of a test.
const labels = ["cat", "dog"] as LabelId[]
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true })
const step = fc.record({
  picture: fc.nat({ max: 3 }),
  kind: fc.constantFrom("box", "polygon", "long", "parts", "take"),
  area: fc.constantFrom(Number.NaN, 7.5),
  x: fc.oneof(
    numbers,
    fc.integer({ min: -1e9, max: 1e9 }).map((hundredths) => hundredths / 100),
    fc.constant(-0),
  ),
})

test("boxes come back by picture in the order they were held, whatever is taken in between", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const held = new HeldBoxes(4, labels)
      const expected: unknown[][] = [[], [], [], []]
      for (const [i, { picture, kind, area, x }] of steps.entries()) {
        const list = expected[picture] ?? []
        const box = { x, y: i, width: 2, height: 3 }
        const points = Array.from({ length: kind === "long" ? 9_000 : 3 }, (_, n) => ({ x: x + n, y: n }))
        if (kind === "take") {
          expect(held.take(picture)).toEqual(list)
          expected[picture] = []
        } else if (kind === "parts") {
          held.add(picture, { wanted: `p${i}`, box, label: "dog" as LabelId, flags: { crowd: true } })
          list.push({ id: `p${i}`, shape: "box", ...box, label: "dog", flags: { crowd: true } })
        } else {
          const outline = kind === "box" ? [] : points.flatMap((point) => [point.x, point.y])
          held.addBox(picture, { id: 2 ** 52 + i, label: i % 2, carried: area, outline, ...box })
          list.push({
            ...{ id: String(2 ** 52 + i), shape: "box", ...box, label: labels[i % 2] },
            ...(kind === "box" ? {} : { outline: points }),
            ...(Number.isNaN(area) ? {} : { foreign: { coco: { area, bbox: [x, i, 2, 3] } } }),
          })
        }
      }
      for (const [picture, list] of expected.entries()) expect(held.take(picture)).toEqual(list)
    }),
    { numRuns: 20 },
  )
})
