import { overlapOf } from "@justesse/types"
import { expect, test } from "vitest"
import { isWithheld } from "./withheld.ts"

const TASKS = Array.from({ length: 20_000 }, (_, n) => n + 1)

/** Bounds that a share of so many draws keeps in all but one of a million cases. */
const around = (share: number, draws: number) => 4.9 * Math.sqrt((share * (1 - share)) / draws)

test("the share that is asked for begins without, in each project by itself", () => {
  for (const project of [1, 2, 77])
    for (const without of [0.05, 0.1, 0.5]) {
      const found = TASKS.filter((task) => isWithheld(project, task, without)).length / TASKS.length
      expect(Math.abs(found - without)).toBeLessThan(around(without, TASKS.length))
    }
  const both = TASKS.filter((task) => isWithheld(1, task, 0.1) && isWithheld(2, task, 0.1)).length
  expect(Math.abs(both / TASKS.length - 0.01)).toBeLessThan(around(0.01, TASKS.length))
})

test("none and all are none and all; more withholds those of less and others", () => {
  expect(TASKS.some((task) => isWithheld(3, task, 0))).toBe(false)
  expect(TASKS.every((task) => isWithheld(3, task, 1))).toBe(true)
  expect(TASKS.filter((task) => isWithheld(3, task, 0.05)).every((task) => isWithheld(3, task, 0.1))).toBe(true)
})

test("it does not go with how many people a task asks for, nor with its neighbours", () => {
  const rule = { base: 1, more: 2, moreRatio: 0.5 }
  const doubled = TASKS.filter((task) => overlapOf(rule, task) === 2)
  const share = doubled.filter((task) => isWithheld(5, task, 0.1)).length / doubled.length
  expect(Math.abs(share - 0.1)).toBeLessThan(around(0.1, doubled.length))
  const pairs = TASKS.filter((task) => isWithheld(5, task, 0.1) && isWithheld(5, task + 1, 0.1)).length
  expect(Math.abs(pairs / TASKS.length - 0.01)).toBeLessThan(around(0.01, TASKS.length))
})
