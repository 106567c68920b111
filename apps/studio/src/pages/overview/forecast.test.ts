import type { Overview } from "@justesse/types/wire/project"
import { describe, expect, it } from "vitest"
import { finalShare, finishedDays, finishOf } from "./forecast.ts"

// Only the fields that these functions read.
const overview = (part: Partial<Overview>) =>
  ({ pictures: 0, counts: {}, days: [], answersLeft: 0, ...part }) as Overview
const day = (name: string, answers: number) => ({ day: name, answers, settled: 0 })

describe("the pace of a project", () => {
  it("counts finished days with those on which nobody worked, and leaves today out", () => {
    const days = [day("2026-11-20", 5), day("2026-11-23", 7), day("2026-11-24", 2)]
    expect(finishedDays(overview({ days }), "2026-11-24")).toEqual([5, 0, 0, 7])
    expect(finishedDays(overview({}), "2026-11-24")).toEqual([])
  })

  it("says nothing about a project without answers, or with none left", () => {
    expect(finishOf(overview({ answersLeft: 10 }), "2026-11-24", 0)).toBeNull()
    expect(finishOf(overview({ days: [day("2026-11-20", 5)] }), "2026-11-24", 0)).toBeNull()
    expect(finishOf(overview({ answersLeft: 10, days: [day("2026-11-23", 5)] }), "2026-11-24", 0)?.days).toBe(2)
  })

  it("leaves the excluded pictures out of the share", () => {
    expect(
      finalShare(overview({ pictures: 11, counts: { settled: 5, open: 5, excluded: 1 } as Overview["counts"] })),
    ).toBe(0.5)
    // Of one picture, six things are checked.
    expect(finalShare(overview({ pictures: 1, counts: { settled: 3, waiting: 3 } as Overview["counts"] }))).toBe(0.5)
    expect(finalShare(overview({}))).toBe(0)
  })
})
