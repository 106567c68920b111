import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { type Habits, simulated } from "../testing/simulated.ts"
import { projectFigures, sharesByDay } from "./figures.ts"
import { fitProject } from "./fit.ts"
import type { ProjectInput } from "./input.ts"

const PEOPLE: readonly Habits[] = [
  { name: "ana", bias: [4, 0, 4, 0] },
  { name: "ben" },
  { name: "cho", wrong: 0.1 },
  { name: "dov", miss: 0.2 },
  { name: "eva" },
]
const crowd = (more: object = {}) =>
  simulated({ people: PEOPLE, pictures: 100, each: 3, sides: [8, 100], missSmall: 0.4, keep: "truth", ...more })

/** Tasks and answers in another order. */
function shuffled(input: ProjectInput, seed: number): ProjectInput {
  const dice = seeded(seed)
  const mix = <T>(list: readonly T[]) =>
    list
      .map((item) => ({ item, at: dice() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
  return { ...input, tasks: mix(input.tasks).map((task) => ({ ...task, answers: mix(task.answers) })) }
}

describe("the figures of a project", () => {
  const input = crowd()
  const figures = projectFigures(input)

  test("find what was put into the simulation", () => {
    expect(figures).toMatchObject({ doubled: 100, answers: 300, missUnder: 24, trend: "level" })
    expect(figures.agreement?.n).toBe(100)
    expect(figures.agreement?.mean).toBeGreaterThan(0.7)
    expect(figures.alpha?.mean).toBeGreaterThan(0.4)
    expect(figures.alpha?.low).toBeLessThan(figures.alpha?.mean ?? 0)
    expect(figures.byLabel.map(({ label }) => label)).toEqual(["crate", "sack", "sign"])
    // Only cho and chance take a crate for a sack; nobody takes it for a sign.
    const [crates] = figures.confusion?.counts ?? []
    expect(crates?.[1]).toBeGreaterThan(5)
    expect(crates?.[2]).toBeLessThan(5)
    expect(crates?.[3]).toBeGreaterThan(20)
    expect(figures.sizes.map(({ from }) => from)).toEqual([0, 12, 16, 20, 24, 32, 48, 96])
  })

  test("say of each person what the simulation gave them, with intervals and by name", () => {
    const skill = (name: string) => figures.people.find(({ person }) => person === name)?.skills
    expect(figures.people.map(({ person }) => person)).toEqual(["ana", "ben", "cho", "dov", "eva"])
    expect(skill("dov")?.find?.high).toBeLessThan(skill("eva")?.find?.low ?? 0)
    expect(skill("cho")?.name?.high).toBeLessThan(skill("ben")?.name?.mean ?? 0)
    expect(skill("ana")?.place?.high).toBeLessThan(skill("ben")?.place?.low ?? 0)
    expect(skill("ana")?.transcribe).toBeNull()
    for (const { figure, items } of figures.people) expect([items >= 30, figure !== null]).toEqual([true, true])
  })

  test("any order of tasks and answers gives the same figures and model to the bit", () => {
    for (const seed of [1]) {
      const other = shuffled(input, seed)
      expect(JSON.stringify(fitProject(other))).toBe(JSON.stringify(fitProject(input)))
      expect(JSON.stringify(projectFigures(other))).toBe(JSON.stringify(figures))
    }
  })

  test("renaming people and tasks changes no figure by more than 1e-9", () => {
    const name = (text: string) => `z${[...text].reverse().join("")}`
    const renamed: ProjectInput = {
      ...input,
      tasks: input.tasks.map((task) => ({
        ...task,
        task: name(task.task),
        answers: task.answers.map((answer) => ({ ...answer, person: name(answer.person) })),
      })),
    }
    const other = projectFigures(renamed)
    for (const of of ["agreement", "secondLook", "cer"] as const) {
      expect(Math.abs((other[of]?.mean ?? 0) - (figures[of]?.mean ?? 0))).toBeLessThan(1e-9)
    }
    expect(other.confusion).toEqual(figures.confusion)
    expect(Math.abs((other.alpha?.mean ?? 0) - (figures.alpha?.mean ?? 0))).toBeLessThan(1e-9)
    for (const { person, skills, figure } of figures.people) {
      const duplicate = other.people.find((one) => one.person === name(person))
      expect(Math.abs((duplicate?.figure?.mean ?? 0) - (figure?.mean ?? 0))).toBeLessThan(1e-9)
      expect(Math.abs((duplicate?.skills.find?.mean ?? 0) - (skills.find?.mean ?? 0))).toBeLessThan(1e-9)
    }
  })

  test("days are cut afterwards, on anybody's calendar", () => {
    const days = sharesByDay(figures.agreementSlots, 60)
    expect(days).toHaveLength(10)
    expect(days.reduce((sum, { n }) => sum + n, 0)).toBe(100)
  })

  test("a person's figure is shown from thirty items", () => {
    const few = projectFigures(simulated({ people: PEOPLE, pictures: 40, each: 2 }))
    for (const { items, figure } of few.people) expect(figure === null).toBe(items < 30)
  })

  test("texts have a share of agreement and an error rate", () => {
    const read = projectFigures({ ...crowd({ texts: true }), readsText: true })
    expect(read.cer?.mean).toBeGreaterThan(0)
    expect(read.cer?.mean).toBeLessThan(0.1)
    expect(read.people.every(({ skills }) => (skills.transcribe?.mean ?? 0) > 0.6)).toBe(true)
  })

  test("nothing answered gives no figure and no failure", () => {
    const none = projectFigures({ ...input, tasks: [] })
    expect(none).toMatchObject({ agreement: null, alpha: null, cer: null, confusion: null, people: [], sizes: [] })
    expect(none.method).toEqual({ name: "majority", why: "too_few", numbers: { doubled: 0, compared: 0 } })
    const empty = projectFigures({
      ...input,
      tasks: input.tasks.map((task) => ({
        ...task,
        kept: null,
        answers: task.answers.map((answer) => ({ ...answer, regions: [] })),
      })),
    })
    expect(empty.agreement?.mean).toBe(1)
    expect(empty.alpha).toBeNull()
  })

  test("second looks, reasons and audits are told beside", () => {
    const look = { reviewer: "eva", atMs: Date.UTC(2026, 10, 14), differences: 50, same: 48, severity: 0.5 }
    const told = projectFigures({
      ...input,
      secondLooks: [look, { ...look, reviewer: "ana", differences: 10, same: 10, severity: 0 }],
      reasons: [
        { code: "edges", clause: "1" },
        { code: "edges", clause: "1" },
        { code: "missed", clause: null },
      ],
      audits: input.tasks.slice(0, 20).map(({ final: kept, answers }) => ({
        early: answers[0]?.regions ?? [],
        final: kept ?? [],
      })),
    })
    expect(told.secondLook).toMatchObject({ n: 60 })
    expect(told.secondLook?.mean).toBeCloseTo(2 / 60, 12)
    expect(told.auditSlots).toHaveLength(1)
    expect(told.reviewers.map(({ reviewer, items }) => [reviewer, items])).toEqual([
      ["ana", 10],
      ["eva", 50],
    ])
    expect(told.reasons[0]).toEqual({ code: "edges", clause: "1", count: 2 })
    expect(told.audited).toBe(20)
    expect(told.auditError?.mean).toBeGreaterThan(0)
    expect(told.auditError?.mean).toBeLessThan(0.5)
    // The rest is as it was.
    expect(told.agreement).toEqual(figures.agreement)
    expect(told.people).toEqual(figures.people)
  })

  test("a label that nobody used has no figure, and one that only some used has its own row", () => {
    const more = projectFigures({ ...input, labels: [...input.labels, "never"] })
    expect(more.byLabel.map(({ label }) => label)).toEqual(["crate", "sack", "sign"])
    expect(more.confusion?.labels).toEqual(["crate", "sack", "sign"])
    const only = projectFigures({ ...input, labels: ["sack"] })
    expect(only.byLabel.map(({ label }) => label)).toEqual(["sack"])
    expect(only.confusion?.counts).toHaveLength(1)
    expect(only.confusion?.counts[0]).toHaveLength(2)
  })

  test("each figure is plain JSON: stored and read again it is the same", () => {
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures)
  })

  test("people who answered alone are known by gold, and by nothing without it", () => {
    const alone = simulated({ people: PEOPLE, pictures: 60, each: 1, keep: "truth" })
    const withPairs = {
      ...alone,
      tasks: [
        ...alone.tasks,
        ...simulated({ people: PEOPLE, pictures: 2, each: 2, seed: 5 }).tasks.map((task) => ({
          ...task,
          task: `u${task.task}`,
        })),
      ],
    }
    const told = projectFigures(withPairs)
    expect(told.doubled).toBe(2)
    expect(told.people.every(({ items }) => items > 5)).toBe(true)
    expect(told.people.every(({ figure }) => figure === null)).toBe(true)
    expect(told.people.find(({ person }) => person === "dov")?.skills.find?.mean).toBeLessThan(0.9)
  })
})

test("whoever waits is told how far it is, further each time", () => {
  const project = crowd()
  const [fitted, figured]: number[][] = [[], []]
  const model = fitProject(project, (share) => fitted?.push(share))
  projectFigures(project, model, (share) => figured?.push(share))
  for (const shares of [fitted, figured]) {
    expect(shares?.length).toBeGreaterThanOrEqual(2)
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b))
    expect(Math.min(...(shares ?? []))).toBeGreaterThan(0)
    expect(Math.max(...(shares ?? []))).toBeLessThan(1)
  }
})
