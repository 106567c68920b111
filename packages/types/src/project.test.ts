import { describe, expect, test } from "vitest"
import { DEFAULT_SETTINGS, OverlapRule, overlapOf, ProjectSettings } from "./project.ts"

describe("how many answers a task wants", () => {
  const rule = { base: 1, more: 2, moreRatio: 0.1 }
  const tasks = Array.from({ length: 20_000 }, (_, i) => i + 1)

  test("more on about the share that was asked for", () => {
    const more = tasks.filter((task) => overlapOf(rule, task) === 2).length
    expect(more / tasks.length).toBeGreaterThan(0.095)
    expect(more / tasks.length).toBeLessThan(0.105)
  })

  test("spread over the tasks, so that the first hundred are no exception", () => {
    for (let from = 0; from < 2_000; from += 200) {
      const more = tasks.slice(from, from + 200).filter((task) => overlapOf(rule, task) === 2).length
      expect(more).toBeGreaterThan(8)
      expect(more).toBeLessThan(35)
    }
  })

  test("the same lot for the same task: a larger share keeps those that had more", () => {
    const more = (moreRatio: number) => tasks.filter((task) => overlapOf({ ...rule, moreRatio }, task) === 2)
    expect(more(0.2)).toEqual(expect.arrayContaining(more(0.1)))
  })

  test("all or none at the ends", () => {
    expect(tasks.every((task) => overlapOf({ ...rule, moreRatio: 0 }, task) === 1)).toBe(true)
    expect(tasks.every((task) => overlapOf({ ...rule, moreRatio: 1 }, task) === 2)).toBe(true)
  })
})

test("the settings nobody changed are settings", () => {
  expect(ProjectSettings.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS)
})

test("more answers cannot be fewer than the base", () => {
  expect(OverlapRule.safeParse({ base: 3, more: 2, moreRatio: 0.5 }).success).toBe(false)
})
