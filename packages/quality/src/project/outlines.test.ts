import type { Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { overlapOf } from "../shapes/overlap.ts"
import { type DrawnThing, drawOutlines, HANDS } from "../testing/outlineCrowd.ts"
import { RULE, region } from "../testing/regions.ts"
import { fitProject } from "./fit.ts"
import type { ProjectTask } from "./input.ts"
import { reliableConsensus } from "./reliable.ts"

const drawn = (shape: Shape) => region("r", [0, 0, 1, 1], { geometry: shape })
const tasksOf = (things: readonly DrawnThing[]): ProjectTask[] =>
  things.map(({ votes }, n) => ({
    ...{ task: `${n}`, final: null, finalBy: "answers" as const },
    answers: votes.map(({ person, shape }, at) => ({ person, atMs: at, regions: [drawn(shape)] })),
  }))
const fitted = (things: readonly DrawnThing[]) => fitProject({ readsText: false, settle: RULE, tasks: tasksOf(things) })
const meanIou = (things: readonly DrawnThing[], model: ReturnType<typeof fitted> | null) => {
  const all = things.map(({ truth, votes }) => {
    const answers = votes.map(({ person, shape }) => ({
      ...{ submission: person, person },
      body: { regions: [drawn(shape)], nothingHere: false },
    }))
    const input = { answers, settle: RULE, size: { width: 2_000, height: 2_000 }, letterSeed: 1 }
    const [first] = reliableConsensus(input, model).proposed
    const right: Shape = { type: "polygon", rings: truth.map((ring) => [...ring]) }
    return first ? overlapOf(first.region.geometry, right) : 0
  })
  return all.reduce((sum, one) => sum + one, 0) / all.length
}

/** Other hands than those that the constants of habits were set on: one draws too large, one too small, one is coarse. */
const OTHERS = [
  { name: "large", points: 34, corners: 1, bias: 0.028, jitter: 0.01, drift: 0.012, miss: 0 },
  { name: "small", points: 30, corners: 1, bias: -0.02, jitter: 0.014, drift: 0.016, miss: 0 },
  { name: "rough", points: 12, corners: 0.9, bias: -0.008, jitter: 0.03, drift: 0.035, miss: 0 },
]

/** What is learnt of forty things, once for all tests: it takes seconds. */
const learnt = new Map<number, ReturnType<typeof fitted>>()
function fittedOnce(seed: number, hands: Parameters<typeof drawOutlines>[2]): ReturnType<typeof fitted> {
  const model = learnt.get(seed) ?? fitted(drawOutlines(40, seed, hands))
  learnt.set(seed, model)
  return model
}

describe("what is learnt of how people draw outlines", () => {
  test.each([
    { whose: "other hands", hands: OTHERS, seed: 411 },
    { whose: "the hands that constants were set on", hands: HANDS, seed: 412 },
  ])(
    "is used where it foretells lines that it was not learnt from, and makes answers better that it never saw: $whose",
    ({ hands, seed }) => {
      const model = fittedOnce(seed, hands)
      expect(model.outlines?.why).toBe("held_out")
      const unseen = drawOutlines(20, seed + 1_000, hands)
      expect(meanIou(unseen, model)).toBeGreaterThan(meanIou(unseen, null) + 0.004)
    },
  )

  test("is not known of few things", () => {
    expect(fitted(drawOutlines(29, 5)).outlines).toBeNull()
  })

  test("moves nothing where somebody who answered is not known", () => {
    const model = fittedOnce(411, OTHERS)
    const people = model.outlines?.people ?? []
    const unknown = { ...model, outlines: model.outlines && { ...model.outlines, people: people.slice(1) } }
    const unseen = drawOutlines(3, 77, OTHERS)
    expect(meanIou(unseen, unknown)).toBe(meanIou(unseen, { ...model, outlines: null }))
  })

  test("is the same to the bit in any order of tasks and answers", () => {
    const things = drawOutlines(30, 9, OTHERS)
    const tasks = tasksOf(things)
    const reversed = tasks.map((task) => ({ ...task, answers: [...task.answers].reverse() })).reverse()
    const fit = (list: readonly ProjectTask[]) => fitProject({ readsText: false, settle: RULE, tasks: list }).outlines
    expect(fit(reversed)).toEqual(fit(tasks))
  })
})
