import { expect, test } from "vitest"
import { BEGINNINGS } from "../kinds/list.ts"
import { isWritten } from "./templates.ts"

test("a guideline that a template gave is not one that somebody wrote", () => {
  const given = Object.values(BEGINNINGS).flatMap(({ templates }) =>
    Object.values(templates).flatMap(({ guideline }) => Object.values(guideline)),
  )
  expect(given.length).toBeGreaterThan(10)
  expect(given.filter(isWritten)).toEqual([])
  expect(isWritten("  \n")).toBe(false)
  expect(isWritten("# Shops\n\n## 1.1 Every sign has a box")).toBe(true)
})
