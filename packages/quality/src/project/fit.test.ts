import { describe, expect, test } from "vitest"
import { type Habits, simulated } from "../testing/simulated.ts"
import { fitProject, NEEDED } from "./fit.ts"

const LEANING: readonly Habits[] = [
  { name: "ana", bias: [5, 0, 5, 0] },
  { name: "ben", bias: [-5, 0, -5, 0] },
  { name: "cho", bias: [0, 4, 0, 4] },
  { name: "dov", bias: [0, -4, 0, -4] },
]
const EVEN: readonly Habits[] = ["ana", "ben", "cho", "dov"].map((name) => ({ name, spread: 1.5 }))

describe("the model of a project's people", () => {
  test("is by habits where those foretell new answers better, and finds each one's lean", () => {
    const model = fitProject(simulated({ people: LEANING, pictures: 70, each: 4 }))
    expect(model.method).toMatchObject({ name: "reliability", why: "held_out" })
    expect(model.method.numbers["model"]).toBeLessThan(model.method.numbers["plain"] ?? 0)
    const bias = (name: string) => model.boxes?.people.find(({ person }) => person === name)?.bias ?? [0, 0, 0, 0]
    expect(bias("ana")[0]).toBeGreaterThan(0.03)
    expect(bias("ben")[2]).toBeLessThan(-0.03)
    expect(bias("cho")[3]).toBeGreaterThan(0.02)
    expect(Math.abs(bias("ana")[1])).toBeLessThan(0.02)
  })

  test("knows habits from pairs alone, where each picture has two answers", () => {
    const model = fitProject(simulated({ people: LEANING, pictures: 150, each: 2, sides: [40, 120] }))
    expect(model.method).toMatchObject({ name: "reliability", why: "held_out" })
    const known = new Map(model.boxes?.people.map((person) => [person.person, person]))
    expect(known.get("ana")?.compared).toBeGreaterThan(100)
    // 5 px of 80 and 100 px: people lean 0.03 to 0.1 of a side, to the side that was simulated.
    expect(known.get("ana")?.bias[0]).toBeGreaterThan(0.02)
    expect(known.get("ben")?.bias[0]).toBeLessThan(-0.02)
    expect(known.get("cho")?.bias[1]).toBeGreaterThan(0.015)
    expect(known.get("dov")?.bias[3]).toBeLessThan(-0.015)
    expect(Math.abs(known.get("ana")?.bias[1] ?? 1)).toBeLessThan(0.02)
    expect(model.boxes?.average.spread.every((share) => share > 0 && share < 0.1)).toBe(true)
  })

  test("stays with the majority where people have no habits to speak of", () => {
    const model = fitProject(simulated({ people: EVEN, pictures: 70, each: 4 }))
    expect(model.method).toMatchObject({ name: "majority", why: "no_better" })
  })

  test("says that it is too early below thirty doubled pictures", () => {
    const model = fitProject(simulated({ people: LEANING, pictures: NEEDED - 1, each: 4 }))
    expect(model.method).toMatchObject({ name: "majority", why: "too_few", numbers: { doubled: NEEDED - 1 } })
    expect(fitProject(simulated({ people: LEANING, pictures: 50, each: 1 })).people).toEqual([])
  })

  test("weighs people by how well they name, within bounds, around 1", () => {
    const people = [...EVEN.slice(1), { name: "zoe", wrong: 0.3 }]
    const { people: known } = fitProject(simulated({ people, pictures: 100, each: 4 }))
    const weight = (name: string) => known.find(({ person }) => person === name)?.weight ?? 0
    expect(weight("zoe")).toBeLessThan(0.7)
    expect(weight("ben")).toBeGreaterThan(1)
    expect(known.every((one) => one.weight >= 0.2 && one.weight <= 5)).toBe(true)
  })

  test("is plain JSON: stored and read again it is the same", () => {
    const model = fitProject(simulated({ people: LEANING, pictures: 60, each: 3, keep: "truth" }))
    expect(JSON.parse(JSON.stringify(model))).toEqual(model)
  })

  test("with gold it says how far confidence and risk came true", () => {
    const told = fitProject(simulated({ people: LEANING, pictures: 60, each: 3, keep: "truth" }))
    expect(told.calibration?.n).toBeGreaterThan(200)
    expect(told.calibration?.ece).toBeLessThan(0.1)
    expect(told.calibration?.temperature).toBeGreaterThan(0.25)
    expect(told.calibration?.riskFactor).toBeGreaterThan(0)
    expect(fitProject(simulated({ people: LEANING, pictures: 60, each: 3 })).calibration).toBeNull()
  })
})
