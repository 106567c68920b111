import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isSeriesOver, orderProjects, seriesOf } from "./variety.ts"

const MINUTE = 60_000
const NOW = 1_700_000_000_000
const project = (name: string, minutesAgo: number | null) => ({
  name,
  lastWorkedAtMs: minutesAgo === null ? null : NOW - minutesAgo * MINUTE,
})
const names = (...of: Parameters<typeof orderProjects<ReturnType<typeof project>>>) =>
  orderProjects(...of).map(({ name }) => name)

describe("series of tasks", () => {
  test("a change is offered after forty in one go, or as many as somebody wants, or never", () => {
    const after = (series: number | null | undefined) =>
      Array.from({ length: 121 }, (_, tasks) => tasks).filter((tasks) =>
        isSeriesOver(series === undefined ? {} : { series }, tasks),
      )
    expect(after(undefined)).toEqual([40, 80, 120])
    expect(after(50)).toEqual([50, 100])
    expect(after(null)).toEqual([])
    expect([seriesOf({}), seriesOf({ series: null })]).toEqual([40, null])
  })
})

describe("the mix of projects", () => {
  const projects = [project("never", null), project("older", 200), project("latest", 10), project("yesterday", 1_500)]

  test("one project for long: where somebody worked last comes first", () => {
    expect(names(projects, "long", NOW)).toEqual(["latest", "older", "yesterday", "never"])
  })

  test("a change often: where somebody worked longest ago, or never, comes first", () => {
    expect(names(projects, "often", NOW)).toEqual(["never", "yesterday", "older", "latest"])
  })

  test("now and then: the same while somebody sits, another one when they come back", () => {
    expect(names(projects, "between", NOW)[0]).toBe("latest")
    expect(names(projects, "between", NOW + 21 * MINUTE)[0]).toBe("never")
    expect(names([project("never", null), project("new", null)], "between", NOW)).toEqual(["never", "new"])
  })

  test("nothing comes or goes by it (WEL-6)", () => {
    const some = fc.array(fc.record({ lastWorkedAtMs: fc.option(fc.integer({ min: 1, max: NOW })) }))
    const holds = fc.property(some, fc.constantFrom("long", "between", "often"), (list, mix) => {
      expect(new Set(orderProjects(list, mix, NOW))).toEqual(new Set(list))
      expect(orderProjects(list, mix, NOW)).toHaveLength(list.length)
    })
    fc.assert(holds)
  })
})
