import { beforeAll, describe, expect, test } from "vitest"
import { type GoldSet, goldSet } from "./classification.ts"
import { crowdsPrior, overlapFigures } from "./overlapFigures.ts"
import { HAVE_CROWD } from "./sets.ts"

/** Points that may be lost at 60 % of the labels, as a figure and against fixed overlap, and the calibration error allowed. */
const TARGETS = [
  { name: "rte", loss: 0.6, ofFixed: 1 / 3, ece: 0.04 },
  { name: "dog", loss: 0.9, ofFixed: 1 / 3, ece: 0.08 },
  { name: "bluebirds", loss: 0.7, ofFixed: 1 / 2, ece: 0.08 },
]
const ORDERS = Array.from({ length: 20 }, (_, i) => i + 1)

describe.runIf(HAVE_CROWD)(
  "adaptive overlap at 40 % fewer labels, 20 random orders, audit inside the budget (Q7)",
  () => {
    let sets: GoldSet[] = []
    beforeAll(() => {
      sets = TARGETS.map(({ name }) => goldSet(name))
    })

    test.each(TARGETS)(
      "$name: loses at most $loss points, and its confidence is true to $ece",
      ({ name, loss, ofFixed, ece }) => {
        const set = sets.find((one) => one.name === name)
        if (!set) throw new Error(`no set ${name}`)
        // What is believed of temperatures beforehand comes from the other two sets.
        const figures = overlapFigures(set, 0.6, ORDERS, crowdsPrior(sets.filter((one) => one !== set)))
        console.log(`${name}: ${JSON.stringify(figures)}`)
        expect(figures.used).toBeLessThanOrEqual(0.6001)
        expect(figures.adaptive).toBeLessThanOrEqual(loss)
        expect(figures.adaptive).toBeLessThanOrEqual(ofFixed * figures.fixed)
        expect(figures.ece).toBeLessThanOrEqual(ece)
        expect(figures.eceAll).toBeLessThanOrEqual(ece)
      },
    )
  },
)
