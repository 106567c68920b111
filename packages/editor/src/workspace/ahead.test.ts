import { expect, test } from "vitest"
import { tasksToKeep } from "./ahead.ts"

test("where answers take seconds 100 tasks are kept, never more than a quarter of what is open", () => {
  const keep = (more: Partial<Parameters<typeof tasksToKeep>[0]>) =>
    tasksToKeep({ kind: "classification", available: 1_000, pays: false, chosen: 3, ...more })
  for (const kind of ["classification", "rating", "comparison", "verification"] as const)
    expect(keep({ kind })).toBe(100)
  for (const kind of ["boxes", "transcription", "audio", "form"] as const) expect(keep({ kind })).toBe(3)
  expect([keep({ available: 40 }), keep({ available: 8 }), keep({ available: 8, chosen: 25 })]).toEqual([10, 3, 25])
  // A kept task has money reserved there.
  expect(keep({ pays: true })).toBe(3)
})
