import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { filesUnder } from "./support/code.ts"

/**
 * What an hour of use as each person found wrong with the pages of annotators and reviewers, by the codes under which it was written
 * down: B1 to B30 and B2b, faults; P1 to P16, polish; K1 to K6, keyboard and screen reader (no box by keys alone, caps in names, the
 * zoom's name, Tab, groups of similar differences by keys, the order of labels). A test that fails without the mend names each.
 */
const FOUND = [
  ...[...Array(30).keys()].map((at) => `B${at + 1}`),
  "B2b",
  ...[...Array(16).keys()].map((at) => `P${at + 1}`),
  ...[...Array(6).keys()].map((at) => `K${at + 1}`),
]

test("each thing that use found wrong is held by a test that names it", () => {
  const named = new Set<string>()
  for (const path of ["apps", "packages", "tests"].flatMap(filesUnder).filter((one) => one.endsWith(".test.ts")))
    for (const [, codes = ""] of readFileSync(path, "utf8").matchAll(/\(found ((?:[A-Z]\d+b?(?:, )?)+)\)/g))
      for (const code of codes.split(", ")) named.add(code)
  expect(FOUND.filter((code) => !named.has(code))).toEqual([])
})
