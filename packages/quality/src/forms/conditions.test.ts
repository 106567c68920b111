import { expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { findFormProblem, metBy, parentsFirst } from "./conditions.ts"
import type { FormField } from "./fields.ts"

const after = (name: string, parent: string): FormField => ({
  name,
  kind: "choice",
  askedIf: { field: parent, is: ["x"] },
})
const CHAIN = [
  { name: "a", kind: "choice" } as const,
  after("b", "a"),
  after("c", "b"),
  after("d", "b"),
  after("e", "d"),
]

test("a field comes after the one that its condition names, wherever the form has it", () => {
  const dice = seeded(3)
  for (let round = 0; round < 20; round++) {
    const form = shuffle([...CHAIN], dice)
    const names = parentsFirst(form).map(({ name }) => name)
    expect([...names].sort()).toEqual(["a", "b", "c", "d", "e"])
    for (const { name, askedIf } of form)
      if (askedIf) expect(names.indexOf(askedIf.field)).toBeLessThan(names.indexOf(name))
    expect(findFormProblem(form)).toBeNull()
  }
})

test("conditions that go round are found behind others that do not", () => {
  const form = [...CHAIN, after("f", "h"), after("g", "f"), after("h", "g")]
  expect(findFormProblem(form)).toEqual({ field: "f", code: "round" })
  expect(parentsFirst(form)).toHaveLength(CHAIN.length)
})

test("a condition is met by an answer, or by one of several", () => {
  const condition = { is: ["car", "van"] }
  expect(metBy(condition, "van")).toEqual(["van"])
  expect(metBy(condition, ["bus", "car", "van"])).toEqual(["car", "van"])
  for (const value of ["bus", ["bus"], [], 4, null]) expect(metBy(condition, value)).toEqual([])
})
