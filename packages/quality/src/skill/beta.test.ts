import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { dawidSkene, STOPPING_PRIOR } from "../labels/dawidSkene.ts"
import { votesFrom } from "../labels/votes.ts"
import { betaBelow } from "../numbers/beta.ts"
import { projectPrior, skillOf } from "./beta.ts"
import { chancesRight, evidenceOfPeople, fadeEvidence, KEPT_A_DAY, NO_EVIDENCE } from "./evidence.ts"

const gold = (right: number, wrong: number) => ({ ...NO_EVIDENCE, goldRight: right, goldWrong: wrong })
const crowd = (right: number, wrong: number) => ({ ...NO_EVIDENCE, right, wrong })
const EVEN = { a: 1, b: 1 }

describe("a skill", () => {
  test("is the prior when nothing is known", () => {
    expect(skillOf(NO_EVIDENCE, { a: 4, b: 1 })).toMatchObject({ a: 4, b: 1, mean: 0.8, answers: 0 })
  })

  test("of 8 right and 2 wrong by gold, over an even prior, is Beta(9, 3)", () => {
    const skill = skillOf(gold(8, 2), EVEN)
    expect(skill).toMatchObject({ a: 9, b: 3, mean: 0.75, answers: 10 })
    expect(betaBelow(skill.interval[0], skill.a, skill.b)).toBeCloseTo(0.05, 9)
    expect(betaBelow(skill.interval[1], skill.a, skill.b)).toBeCloseTo(0.95, 9)
  })

  test("is less certain from the answers of others than from gold, however many", () => {
    const width = ({ interval: [low, high] }: { interval: readonly [number, number] }) => high - low
    expect(width(skillOf(crowd(40, 10), EVEN))).toBeGreaterThan(width(skillOf(gold(40, 10), EVEN)))
    expect(width(skillOf(crowd(40_000, 10_000), EVEN))).toBeGreaterThan(width(skillOf(gold(45, 10), EVEN)))
    expect(skillOf(crowd(40_000, 10_000), EVEN).mean).toBeCloseTo(0.79, 2)
  })

  test("rises with every right answer and falls with every wrong one", () => {
    const answers = fc.integer({ min: 0, max: 200 })
    fc.assert(
      fc.property(answers, answers, (right, wrong) => {
        const { mean } = skillOf(crowd(right, wrong), { a: 3, b: 2 })
        expect(skillOf(gold(right + 1, wrong), { a: 3, b: 2 }).mean).toBeGreaterThan(
          skillOf(gold(right, wrong), { a: 3, b: 2 }).mean,
        )
        expect(skillOf({ ...crowd(right, wrong), goldWrong: 1 }, { a: 3, b: 2 }).mean).toBeLessThan(mean)
      }),
    )
  })

  test("interval holds the true skill of about nine people in ten (gold; 2,000 people from the prior)", () => {
    const dice = seeded(11)
    let held = 0
    for (let person = 0; person < 2000; person++) {
      // The largest of four even numbers is Beta(4, 1).
      const truth = Math.max(dice(), dice(), dice(), dice())
      let right = 0
      for (let i = 0; i < 30; i++) if (dice() < truth) right++
      const [low, high] = skillOf(gold(right, 30 - right), { a: 4, b: 1 }).interval
      if (low <= truth && truth <= high) held++
    }
    expect(held / 2000).toBeGreaterThan(0.88)
    expect(held / 2000).toBeLessThan(0.92)
  })
})

describe("evidence over days", () => {
  test("an answer counts 0.98 of itself after one more active day, and a holiday changes nothing", () => {
    const days = [
      { ...crowd(10, 0), day: 3 },
      { ...crowd(0, 5), day: 200 },
    ]
    expect(fadeEvidence(days)).toEqual({ ...crowd(10 * KEPT_A_DAY, 5) })
    expect(fadeEvidence([...days].reverse())).toEqual(fadeEvidence(days))
    expect(fadeEvidence([])).toEqual(NO_EVIDENCE)
  })

  test("gold fades as well", () => {
    const days = [
      { ...gold(1, 0), day: 1 },
      { ...gold(0, 0), day: 2 },
      { ...gold(0, 1), day: 3 },
    ]
    expect(fadeEvidence(days).goldRight).toBeCloseTo(KEPT_A_DAY ** 2, 12)
    expect(fadeEvidence(days).goldWrong).toBe(1)
  })
})

describe("the prior of a project", () => {
  test("is near the people it was made from", () => {
    const dice = seeded(5)
    const people = Array.from({ length: 400 }, () => {
      const truth = Math.max(dice(), dice(), dice(), dice())
      let right = 0
      for (let i = 0; i < 40; i++) if (dice() < truth) right++
      return gold(right, 40 - right)
    })
    const { a, b } = projectPrior(people)
    expect(a / (a + b)).toBeCloseTo(0.8, 1)
    expect(a + b).toBeGreaterThan(3.5)
    expect(a + b).toBeLessThan(7)
  })

  test("is worth at most 10 answers where all are alike, and a guess where nobody is known", () => {
    const same = projectPrior(Array.from({ length: 30 }, () => gold(16, 4)))
    expect(same.a + same.b).toBeCloseTo(10, 9)
    expect(projectPrior([])).toEqual({ a: 4, b: 1 })
    expect(projectPrior([gold(9, 0), gold(5, 4), gold(40, 1)])).toEqual({ a: 4, b: 1 })
  })

  test("keeps both ends open where nobody ever erred", () => {
    const { a, b } = projectPrior([gold(20, 0), gold(30, 0)])
    expect(b).toBeGreaterThan(0)
    expect(a).toBeGreaterThan(b)
  })
})

describe("chances that votes are right", () => {
  const rows = [
    ["t1", "ana", "x"],
    ["t1", "ben", "x"],
    ["t1", "cyd", "y"],
    ["t2", "ana", "y"],
    ["t2", "ben", "y"],
    ["t2", "cyd", "y"],
    ["t3", "ana", "x"],
    ["t3", "ben", "x"],
    ["t3", "cyd", "x"],
    ["t4", "ana", "y"],
  ].map(([task = "", worker = "", label = ""]) => ({ task, worker, label }))

  const chancesOf = (votes: ReturnType<typeof votesFrom>["votes"]) =>
    chancesRight(votes, dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR }))

  test("come from the others: the one who stands alone is likelier wrong", () => {
    const { votes } = votesFrom(rows)
    const [ana = 0, ben = 0, cyd = 1] = chancesOf(votes)
    expect(ana).toBeGreaterThan(0.5)
    expect(ben).toBeGreaterThan(0.5)
    expect(cyd).toBeLessThan(0.5)
  })

  test("do not rise with a person's own record: two who differ are judged alike", () => {
    const many = Array.from({ length: 40 }, (_, t) =>
      ["ana", "ben", "cyd"].map((worker) => ({ task: `k${t}`, worker, label: t % 2 ? "x" : "y" })),
    ).flat()
    const odd = [
      { task: "odd", worker: "ana", label: "x" },
      { task: "odd", worker: "new", label: "y" },
    ]
    const { votes, tasks } = votesFrom([...many, ...odd])
    const at = votes.offsets[tasks.indexOf("odd")] ?? 0
    const chances = chancesOf(votes)
    // Ana is judged by a newcomer's vote and the newcomer by Ana's, so her record counts against the other only.
    expect(chances[at]).toBeGreaterThan(chances[at + 1] ?? 1)
    expect(chances[at]).toBeLessThan(0.9)
  })

  test("are the same for any order of rows, and do not change with names by more than 1e-9", () => {
    const { votes } = votesFrom(rows)
    expect(chancesOf(votesFrom([...rows].reverse()).votes)).toEqual(chancesOf(votes))
    const names: Record<string, string> = { x: "b", y: "a", ana: "3", ben: "2", cyd: "1" }
    const renamed = rows.map(({ task, worker, label }) => ({
      task,
      worker: names[worker] ?? "",
      label: names[label] ?? "",
    }))
    const other = chancesOf(votesFrom(renamed).votes)
    // In the first task the people now stand the other way round.
    expect(other[2]).toBeCloseTo(chancesOf(votes)[0] ?? 0, 9)
  })

  test("become evidence, and gold counts as gold", () => {
    const { votes } = votesFrom(rows)
    const chances = chancesOf(votes)
    const [ana] = evidenceOfPeople(votes, chances)
    expect((ana?.right ?? 0) + (ana?.wrong ?? 0)).toBeCloseTo(4, 12)
    const [, , cyd] = evidenceOfPeople(votes, chances, Int32Array.of(0, -1, -1, -1))
    expect(cyd).toMatchObject({ goldRight: 0, goldWrong: 1 })
    expect((cyd?.right ?? 0) + (cyd?.wrong ?? 0)).toBeCloseTo(2, 12)
  })
})
