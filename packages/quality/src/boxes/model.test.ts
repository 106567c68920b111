import { expect, test } from "vitest"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { fitBoxes, meanBias, modelOf } from "./fit.ts"
import { type BoxModel, imagesAnswered, knowledgeFor } from "./model.ts"
import { boxVotesFrom } from "./votes.ts"

const { rows } = madeCrowd(madePeople(5), 120, 14)
const votes = boxVotesFrom(rows)
const fit = fitBoxes(votes)
const model = modelOf(fit)

test("a model is plain JSON: written and read it is the same", () => {
  expect(JSON.parse(JSON.stringify(model))).toEqual(model)
  expect(JSON.stringify(model)).not.toContain("null,null")
})

test("a model read back knows of its people what the fit knew", () => {
  const read: BoxModel = JSON.parse(JSON.stringify(model))
  const knowledge = knowledgeFor(read, votes)
  for (const habit of ["sizeUpTo", "sizeFactor", "bias", "spread"] as const)
    expect(knowledge.habits[habit]).toEqual(fit.geometry[habit])
  for (const rate of ["binUpTo", "miss", "extra", "real", "missFactor", "extraFactor"] as const)
    expect(knowledge.rates[rate]).toEqual(fit.existence[rate])
  fit.classes.confusion.forEach((share, cell) => expect(knowledge.classes.confusion[cell]).toBeCloseTo(share, 3))
})

test("people whom it does not know have no bias, the usual spread and usual rates", () => {
  const strangers = boxVotesFrom([{ image: "x", person: "nobody", boxes: [[0, 0, 50, 50]], classes: ["car"] }])
  const { habits, rates } = knowledgeFor(model, strangers)
  expect(habits.bias.every((one) => one === 0)).toBe(true)
  expect([...habits.spread]).toEqual([...model.average.spread])
  expect([rates.missFactor[0], rates.extraFactor[0]]).toEqual([1, 1])
})

test("the usual spread lies among people's", () => {
  for (let k = 0; k < 4; k++) {
    const spreads = model.people.map((person) => person.spread[k] ?? 0)
    expect(model.average.spread[k]).toBeGreaterThan(Math.min(...spreads))
    expect(model.average.spread[k]).toBeLessThan(Math.max(...spreads))
  }
})

test("classes are matched by name: those it does not know are named right mostly, shares sum to 1", () => {
  const other = boxVotesFrom([
    {
      image: "x",
      person: "p01",
      boxes: [
        [0, 0, 50, 50],
        [90, 0, 50, 50],
      ],
      classes: ["bus", "van"],
    },
  ])
  const { classes } = knowledgeFor(model, other)
  expect(classes.share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  expect(classes.share[0]).toBeLessThan(0.1)
  expect(classes.confusion[0]).toBeGreaterThan(0.75)
  expect(classes.confusion[3]).toBeGreaterThan(0.75)
  for (const row of [0, 2]) expect((classes.confusion[row] ?? 0) + (classes.confusion[row + 1] ?? 0)).toBeCloseTo(1, 12)
})

test("objects an image add up to what is there", () => {
  const objects = model.bins.reduce((sum, bin) => sum + bin.objectsPerImage, 0)
  const kept = fit.existence.probability.reduce((sum, p) => sum + p, 0)
  expect(objects).toBeCloseTo(kept / 120, 9)
})

test("a person's bias is the mean of their biases by size, weighted by what they drew", () => {
  model.people.forEach((person, p) => {
    expect(meanBias(fit.geometry, p)).toEqual(person.bias)
    for (let k = 0; k < 4; k++) {
      const bySize = person.biasBySize.map((bias) => bias[k] ?? 0)
      expect(person.bias[k]).toBeGreaterThanOrEqual(Math.min(...bySize))
      expect(person.bias[k]).toBeLessThanOrEqual(Math.max(...bySize))
    }
  })
})

test("images answered are counted, empty ones too", () => {
  const few = boxVotesFrom([
    { image: "a", person: "p", boxes: [] },
    { image: "b", person: "p", boxes: [] },
    { image: "b", person: "q", boxes: [[0, 0, 1, 1]] },
  ])
  expect([...imagesAnswered(few)]).toEqual([2, 1])
})
