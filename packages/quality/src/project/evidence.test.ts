import { describe, expect, test } from "vitest"
import { type Competence, fadeEvidenceOf } from "../testing/fadedEvidence.ts"
import { RULE, region } from "../testing/regions.ts"
import { simulated } from "../testing/simulated.ts"
import { evidenceOf } from "./evidence.ts"
import { fitProject } from "./fit.ts"
import type { ProjectTask } from "./input.ts"

const model = fitProject(
  simulated({ people: ["ana", "ben", "cho"].map((name) => ({ name })), pictures: 60, each: 3 }),
).boxes
const box = (id: string, x: number, more: Parameters<typeof region>[2] = { label: "crate" }) =>
  region(id, [x, 10, 60, 60], more)
type Regions = readonly ReturnType<typeof region>[]

function tell(task: Partial<ProjectTask>, answers: Record<string, Regions>) {
  if (!model) throw new Error("no model")
  const said = Object.entries(answers).map(([person, regions]) => ({ person, atMs: 86_400_000 * 5, regions }))
  const whole: ProjectTask = { task: "t", final: null, finalBy: "answers", ...task, answers: said }
  const evidence = evidenceOf({ settle: RULE, tasks: [whole] }, model)
  return (person: string, of: Competence) => fadeEvidenceOf(evidence, person, of)
}

describe("what is known of a person", () => {
  test("comes from gold and reviewers in full", () => {
    const kept = [box("a", 10), box("b", 200, { label: "crate", text: "7" })]
    const of = tell({ final: kept, finalBy: "gold" }, { ana: [box("x", 12), box("y", 500)] })
    expect(of("ana", "find")).toEqual({ right: 0, wrong: 0, goldRight: 1, goldWrong: 2 })
    expect(of("ana", "name")).toMatchObject({ goldRight: 1, goldWrong: 0 })
    expect(of("ana", "place")).toMatchObject({ goldRight: 1, goldWrong: 0 })
    expect(of("ana", "transcribe")).toMatchObject({ goldRight: 0, goldWrong: 0 })
  })

  test("an outline is placed well where it shares its area with the others', not where only its bounds are the same", () => {
    const strip = (id: string, isRising: boolean, by = 0) => {
      const [from, to] = isRising ? [110, 10] : [10, 110]
      const [a, b] = [
        { x: 10 + by, y: from },
        { x: 110 + by, y: to },
      ]
      const wide = 20 * (isRising ? -1 : 1)
      return box(id, 10, {
        ...{
          label: "crate",
          geometry: { type: "quad", points: [a, { x: a.x + 20, y: a.y }, b, { x: b.x, y: b.y - wide }] },
        },
      })
    }
    const of = tell({}, { ana: [strip("x", true)], ben: [strip("y", true, 0.5)], cho: [strip("z", false)] })
    expect(of("ana", "place").wrong).toBeGreaterThan(0)
    const similar = tell({}, { ana: [strip("x", true)], ben: [strip("y", true, 0.5)], cho: [strip("z", true)] })
    expect(similar("ana", "place")).toMatchObject({ wrong: 0 })
    expect(similar("ana", "place").right).toBeGreaterThan(0)
  })

  test("an empty answer that was right is one thing found", () => {
    const of = tell({ final: [], finalBy: "review" }, { ana: [], ben: [box("x", 10)] })
    expect(of("ana", "find")).toMatchObject({ goldRight: 1, goldWrong: 0 })
    expect(of("ben", "find")).toMatchObject({ goldRight: 0, goldWrong: 1 })
  })

  test("otherwise from the others alone: nobody speaks for themselves", () => {
    const alone = tell({}, { ana: [box("x", 10)] })
    expect(alone("ana", "find")).toEqual({ right: 0, wrong: 0, goldRight: 0, goldWrong: 0 })
    const both = tell({}, { ana: [box("x", 10)], ben: [box("y", 10)] })
    const against = tell({}, { ana: [box("x", 10)], ben: [] })
    expect(both("ana", "find").right).toBeGreaterThan(0.7)
    expect(against("ana", "find").right).toBeLessThan(both("ana", "find").right)
    expect(against("ana", "find").wrong).toBeGreaterThan(both("ana", "find").wrong)
  })

  test("where two differ in place or text, each bears half", () => {
    const of = tell(
      {},
      {
        ana: [box("x", 10, { label: "crate", text: "7" })],
        ben: [box("y", 25, { label: "crate", text: "1" })],
      },
    )
    expect(of("ana", "place")).toMatchObject({ right: 0, wrong: 0.5 })
    expect(of("ana", "transcribe")).toMatchObject({ right: 0, wrong: 0.5 })
    expect(of("ben", "place")).toMatchObject({ right: 0, wrong: 0.5 })
  })

  test("two against one put most of a wrong label on the one", () => {
    const of = tell(
      {},
      {
        ana: [box("x", 10)],
        ben: [box("y", 10)],
        cho: [box("z", 10, { label: "sack" })],
      },
    )
    expect(of("cho", "name").wrong).toBeGreaterThan(0.7)
    expect(of("ana", "name").right).toBeGreaterThan(0.3)
  })

  test("each day has its own sums, oldest first", () => {
    if (!model) throw new Error("no model")
    const day = (n: number, regions: Regions): ProjectTask => ({
      task: `t${n}`,
      answers: [{ person: "ana", atMs: n * 86_400_000 + 5, regions }],
      final: [box("k", 10)],
      finalBy: "gold",
    })
    const tasks = [day(7, [box("a", 10)]), day(3, []), day(7, [])]
    const found = evidenceOf({ settle: RULE, tasks }, model).get("ana")?.find
    expect(found?.map((one) => [one.day, one.goldRight, one.goldWrong])).toEqual([
      [3, 0, 1],
      [7, 1, 1],
    ])
  })

  test("all who say that nothing is there are right together, as far as the others make it likely", () => {
    const of = tell({}, { ana: [], ben: [], cho: [] })
    for (const name of ["ana", "ben", "cho"]) {
      expect(of(name, "find").right).toBeGreaterThan(0)
      expect(of(name, "find").wrong).toBe(0)
    }
  })

  test("a box that nobody else has counts against its author more, the more people looked", () => {
    const two = tell({}, { ana: [box("x", 10)], ben: [] })
    const three = tell({}, { ana: [box("x", 10)], ben: [], cho: [] })
    expect(three("ana", "find").wrong).toBeGreaterThan(two("ana", "find").wrong)
    expect(three("ben", "find").wrong).toBeLessThan(two("ben", "find").wrong)
  })

  test("texts are compared under the project's rule", () => {
    if (!model) throw new Error("no model")
    const said = (person: string, text: string) => ({
      person,
      atMs: 0,
      regions: [box("x", 10, { label: "crate", text })],
    })
    const task: ProjectTask = {
      task: "t",
      answers: [said("ana", "No 5"), said("ben", "no  5")],
      final: null,
      finalBy: "answers",
    }
    const strict = evidenceOf({ settle: RULE, tasks: [task] }, model)
    const loose = evidenceOf({ settle: { ...RULE, text: "ignore_case_and_spaces" }, tasks: [task] }, model)
    expect(fadeEvidenceOf(strict, "ana", "transcribe")).toMatchObject({ right: 0, wrong: 0.5 })
    expect(fadeEvidenceOf(loose, "ana", "transcribe")).toMatchObject({ right: 1, wrong: 0 })
  })
})
