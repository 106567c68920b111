import type { ImportRow } from "@justesse/types/wire/imports"
import { expect, test } from "vitest"
import { getImportTimeMs, soFar } from "./soFar.ts"

const UNDONE = { atMs: 9, pictures: 78, answers: 0, predictions: 0, keptPictures: 2, keptAnswers: 0, labels: 0 }
const row = (
  state: ImportRow["state"],
  pictures: number,
  leftOut: number,
  more: Partial<ImportRow> = {},
): ImportRow => ({
  ...{ id: 1, name: "x", state, as: "pictures", format: "", startedAtMs: 1, runAtMs: 2, endedAtMs: 3, msLeft: null },
  ...{ done: 0, total: 0, pictures, twice: 0, regions: 0, leftOut, unmatched: 0, set: null, undone: null, who: "O" },
  ...more,
})

test("what was taken back, waits or was stopped before it wrote is in no count of what came in (found O16)", () => {
  const imports = [
    row("done", 40, 3),
    row("undone", 80, 119, { undone: { ...UNDONE, keptLabels: [], proposes: null } }),
    row("waiting", 0, 5, { runAtMs: null }),
    row("cancelled", 0, 7, { runAtMs: null }),
    row("cancelled", 10, 1),
  ]
  expect(soFar(imports)).toEqual({ pictures: 52, leftOut: 4, running: 0, waiting: 1 })
  expect(soFar([])).toEqual({ pictures: 0, leftOut: 0, running: 0, waiting: 0 })
})

test("an import that waited for its owner is as old as its end, not as its files (found W7)", () => {
  const sent = { startedAtMs: 1_000, runAtMs: null, endedAtMs: null }
  expect(getImportTimeMs(sent)).toBe(1_000)
  expect(getImportTimeMs({ ...sent, runAtMs: 1_201_000 })).toBe(1_201_000)
  expect(getImportTimeMs({ ...sent, runAtMs: 1_201_000, endedAtMs: 1_205_000 })).toBe(1_205_000)
})
