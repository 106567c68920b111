import { fieldsOf, findFormProblem } from "@justesse/types/forms/asked"
import type { Label } from "@justesse/types/ontology"
import { expect, test } from "vitest"
import {
  addOption,
  addQuestion,
  changeQuestion,
  fieldOf,
  moveQuestion,
  newQuestion,
  possibleParents,
  removeQuestion,
} from "./edit.ts"
import { EXAMPLES } from "./examples.ts"

const ids = (labels: readonly Label[]) => labels.map(({ id }) => id)
const done = (edit: ReturnType<typeof moveQuestion>): readonly Label[] => {
  if ("refused" in edit) throw new Error(edit.refused)
  return edit.labels
}

test.each(Object.entries(EXAMPLES))("the example %s can be asked as it is", (_, labels) => {
  expect(findFormProblem(fieldsOf(labels))).toBeNull()
  for (const { name } of labels) expect(name.fr).toBeTruthy()
})

test("a question moves by one place, and not before the one that it is asked by: both numbers are said", () => {
  const { shop } = EXAMPLES
  expect(ids(done(moveQuestion(shop, "open", 1))).slice(0, 2)).toEqual(["goods", "open"])
  expect(moveQuestion(shop, "lowest", -1)).toEqual({ refused: "later", at: 5, other: 4 })
  expect(moveQuestion(shop, "prices", 1)).toEqual({ refused: "later", at: 5, other: 4 })
  expect(ids(done(moveQuestion(shop, "open", -1)))).toEqual(ids(shop))
})

test("what another question is asked by is neither removed nor given other choices", () => {
  const { shop } = EXAMPLES
  const prices = shop.find(({ id }) => id === "prices")
  if (!prices) throw new Error("no question of prices")
  expect(removeQuestion(shop, "prices")).toEqual({ refused: "depends", at: 5, other: 4 })
  expect(changeQuestion(shop, { ...prices, field: fieldOf("text", prices.field ?? null) })).toEqual({
    refused: "depends",
    at: 5,
    other: 4,
  })
  const without = done(removeQuestion(shop, "lowest"))
  expect(ids(done(removeQuestion(without, "prices")))).toEqual(["open", "goods", "sign", "seen", "else"])
  expect(done(changeQuestion(shop, { ...prices, name: { en: "Prices?" } }))[3]?.name.en).toBe("Prices?")
})

test("questions that are asked no more stay behind those that are", () => {
  const labels = EXAMPLES.photo.map((label, at) => (at === 0 ? { ...label, retired: true } : label))
  const added = addQuestion(labels, newQuestion("q1", "New", "choice", 4))
  expect(ids(added)).toEqual(["why", "where", "sharp", "q1", "usable"])
})

test("choices are named once; a question is asked by those before it that are chosen", () => {
  const field = addOption(addOption(fieldOf("choice", null), "Red"), "Red")
  expect("options" in field && field.options.map(({ id, name }) => [id, name.en])).toEqual([
    ["Red", "Red"],
    ["Red 2", "Red"],
  ])
  expect(addOption(fieldOf("text", null), "Red")).toEqual(fieldOf("text", null))
  const fields = fieldsOf(EXAMPLES.shop)
  expect(possibleParents(fields, "seen").map(({ id }) => id)).toEqual(["open", "goods", "prices"])
})
