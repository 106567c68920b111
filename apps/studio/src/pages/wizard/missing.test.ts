import { Missing } from "@justesse/types/wire/project"
import { expect, it } from "vitest"
import { adviceFor } from "./clearer.ts"
import { conditionsOf } from "./missing.ts"

const NOBODY = { unclear: [], isOperator: false }

it("leads each thing that is missing to where it is mended", () => {
  const found = conditionsOf(Missing.options, NOBODY)
  expect(found.map(({ key }) => key)).toEqual(Missing.options.map((what) => `missing.${what}`))
  expect(found.map(({ at }) => at)).toMatchObject([
    ...[
      { part: 1 },
      { part: 3 },
      { part: 2 },
      { part: 2 },
      { part: 3 },
      { part: 3 },
      { part: 3 },
      { part: 5 },
      { part: 5 },
    ],
    ...[{ page: "/p/$project/budget" }, { page: "/label/$project/{-$assignment}" }, { page: "/p/$project/budget" }],
  ])
  expect(conditionsOf(["floor"], { ...NOBODY, isOperator: true })).toMatchObject([{ at: { page: "/admin/floor" } }])
})

it("says of unclear instructions each thing that is unclear, label by label", () => {
  const label = { id: "person", name: { en: "person", fr: "personne" }, color: "#000000", key: null, hasText: false }
  const labels = [{ ...label, attributes: [], retired: false }] as never
  const advice = adviceFor({ guideline: "Draw everybody.", labels, mode: "paid" }, "en")
  const found = conditionsOf(["instructions"], { unclear: advice?.findings ?? [], isOperator: false })
  expect(found.map(({ key, values }) => [key, values?.label])).toEqual([
    ["clear.no_clauses", ""],
    ["clear.no_tolerance", ""],
    ["clear.no_good_example", "person"],
    ["clear.no_bad_example", "person"],
  ])
  expect(new Set(found.map(({ at }) => JSON.stringify(at)))).toEqual(new Set(['{"part":3}']))
})
