import { type Region, Region as Schema } from "@justesse/types"
import { expect, test } from "vitest"
import { tagFigures } from "./tags.ts"

const said = (label: string, ...value: string[]): Region =>
  Schema.parse({ id: "r", geometry: { type: "whole" }, label, ...(value.length > 0 && { value }) })
const task = (name: string, ...regions: Region[]) => ({
  ...{ task: name, final: null, finalBy: "answers" as const },
  answers: regions.map((region, at) => ({ person: `p${at}`, atMs: at, regions: [region] })),
})

test("a reason is told by the share of opinions it was given with, and by what was thought of those", () => {
  const tasks = [task("a", said("5", "clear"), said("1", "long")), task("b", said("4", "clear", "long"), said("3"))]
  const figures = tagFigures(tasks)
  expect(figures.map(({ tag, given, grade }) => [tag, given.mean, given.n, grade])).toEqual([
    ["clear", 0.5, 4, 4.5],
    ["long", 0.5, 4, 2.5],
  ])
  for (const { given } of figures) expect(given.low < given.mean && given.mean < given.high).toBe(true)
})

test("grades that are no numbers have no mean, and where nobody gave a reason there is none", () => {
  expect(tagFigures([task("a", said("good", "clear"))])[0]?.grade).toBeNull()
  expect(tagFigures([task("a", said("5"))])).toEqual([])
  expect(tagFigures([])).toEqual([])
})
