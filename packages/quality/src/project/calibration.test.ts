import { describe, expect, test } from "vitest"
import { type Habits, simulated } from "../testing/simulated.ts"
import { calibrate, tempered } from "./calibration.ts"
import { fitProject } from "./fit.ts"
import type { ProjectInput } from "./input.ts"

const PEOPLE: readonly Habits[] = ["ana", "ben", "cho"].map((name) => ({ name, miss: 0.05, extra: 0.05, wrong: 0.05 }))
const how = { people: PEOPLE, each: 3, pictures: 60, keep: "truth" as const }
const input = simulated(how)
const model = fitProject(simulated({ ...how, seed: 9 })).boxes
if (!model) throw new Error("no model")
const boxes = model

/** The same pictures, of which the truth has every other box taken away: the crowd's boxes are then wrong half the time. */
function halved({ tasks, ...rest }: ProjectInput): ProjectInput {
  return {
    ...rest,
    tasks: tasks.map((task) => ({ ...task, final: task.final?.filter((_, i) => i % 2 === 0) ?? null })),
  }
}

describe("confidence and risk against what was told", () => {
  test("a crowd without shared mistakes comes out as it says", () => {
    const found = calibrate(input, boxes)
    expect(found?.n).toBeGreaterThan(200)
    expect(found?.ece).toBeLessThan(0.1)
    expect(found?.riskFactor).toBeGreaterThan(0.4)
    expect(found?.riskFactor).toBeLessThan(2.5)
  })

  test("a crowd that shares a mistake is drawn towards doubt, and its risk is raised", () => {
    const wrong = calibrate(halved(input), boxes)
    const right = calibrate(input, boxes)
    expect(wrong?.temperature).toBeGreaterThan(2 * (right?.temperature ?? 0))
    expect(wrong?.riskFactor).toBeGreaterThan(3 * (right?.riskFactor ?? 0))
    expect(tempered(0.99, wrong?.temperature ?? 1)).toBeLessThan(0.9)
  })

  test("what only the answers themselves keep tells nothing", () => {
    const own = { ...input, tasks: input.tasks.map((task) => ({ ...task, finalBy: "answers" as const })) }
    expect(calibrate(own, boxes)).toBeNull()
    expect(calibrate({ ...input, tasks: input.tasks.slice(0, 2) }, boxes)).toBeNull()
    expect(calibrate({ ...input, tasks: [] }, boxes)).toBeNull()
  })

  test("a reviewer tells as gold does", () => {
    const reviewed = { ...input, tasks: input.tasks.map((task) => ({ ...task, finalBy: "review" as const })) }
    expect(calibrate(reviewed, boxes)).toEqual(calibrate(input, boxes))
  })

  test("a temperature of 1 changes nothing, above it draws to one half, and keeps the order", () => {
    expect(tempered(0.8, 1)).toBeCloseTo(0.8, 12)
    expect(tempered(0.8, 3)).toBeLessThan(0.8)
    expect(tempered(0.8, 3)).toBeGreaterThan(0.5)
    expect(tempered(0.8, 0.5)).toBeGreaterThan(0.8)
    expect(tempered(0.9, 4)).toBeGreaterThan(tempered(0.8, 4))
    expect(tempered(0.5, 7)).toBeCloseTo(0.5, 12)
  })
})
