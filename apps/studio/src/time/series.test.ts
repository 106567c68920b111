import { DEFAULT_LIMITS, type OwnLimits } from "@justesse/types/pace/limits"
import type { MyWork } from "@justesse/types/wire/work"
import { expect, test } from "vitest"
import { findChange } from "./series.ts"

type MyProject = MyWork["projects"][number]

/** Of a project the offer reads these alone. */
const project = (name: string, change: object = {}): MyProject =>
  ({
    ...{ card: { project: name, state: "open", roles: ["annotator"] }, available: 3, accepted: true, asks: [] },
    ...{ lastWorkedAtMs: null, ...change },
  }) as unknown as MyProject
const here = { project: "here", tasks: 40, nowMs: 1_000_000_000 }
const nameOf = (projects: readonly MyProject[], limits: OwnLimits = DEFAULT_LIMITS, at = here) =>
  findChange(projects, limits, at)?.card.project

test("a change is offered at the end of a series alone, and to another project alone", () => {
  const both = [project("here"), project("other")]
  expect(nameOf(both)).toBe("other")
  expect(nameOf(both, DEFAULT_LIMITS, { ...here, tasks: 41 })).toBeUndefined()
  expect(nameOf(both, { ...DEFAULT_LIMITS, series: null })).toBeUndefined()
  expect(nameOf(both, { ...DEFAULT_LIMITS, series: 10 }, { ...here, tasks: 10 })).toBe("other")
  expect(nameOf([project("here")])).toBeUndefined()
})

test("only where work begins with one press", () => {
  const not = [
    project("empty", { available: 0 }),
    project("unread", { accepted: false }),
    project("asks", { asks: ["medical"] }),
    project("shut", { card: { project: "shut", state: "archived", roles: ["annotator"] } }),
    project("owned", { card: { project: "owned", state: "open", roles: ["owner"] } }),
  ]
  expect(nameOf(not)).toBeUndefined()
  expect(nameOf([...not, project("ready")])).toBe("ready")
})

test("which one is as somebody likes their projects mixed", () => {
  const two = [project("older", { lastWorkedAtMs: 5 }), project("newer", { lastWorkedAtMs: 9 })]
  expect(nameOf(two)).toBe("newer")
  expect(nameOf(two, { ...DEFAULT_LIMITS, mix: "often" })).toBe("older")
})
