import { createHmac } from "node:crypto"
import { overlapOf } from "@justesse/types"
import { expect, test } from "vitest"
import { isWithheld } from "./lot.ts"

const TASKS = Array.from({ length: 20_000 }, (_, n) => n + 1)
const installation = (key: string) => ({ hmac: (text: string) => createHmac("sha256", key).update(text).digest("hex") })
const ours = installation("ours")

/** Bounds that a share of so many draws keeps in all but one of a million cases. */
const around = (share: number, draws: number) => 4.9 * Math.sqrt((share * (1 - share)) / draws)
const shareOf = (isIn: (task: number) => boolean, tasks = TASKS) => tasks.filter(isIn).length / tasks.length

test("the share that is asked for begins without, in each project by itself", () => {
  for (const project of [1, 77])
    for (const without of [0.05, 0.5]) {
      const found = shareOf((task) => isWithheld(ours, project, task, without))
      expect(Math.abs(found - without)).toBeLessThan(around(without, TASKS.length))
    }
  const both = shareOf((task) => isWithheld(ours, 1, task, 0.1) && isWithheld(ours, 2, task, 0.1))
  expect(Math.abs(both - 0.01)).toBeLessThan(around(0.01, TASKS.length))
})

test("none and all are none and all; more withholds those of less and others", () => {
  expect(TASKS.some((task) => isWithheld(ours, 3, task, 0))).toBe(false)
  expect(TASKS.every((task) => isWithheld(ours, 3, task, 1))).toBe(true)
  const less = TASKS.filter((task) => isWithheld(ours, 3, task, 0.05))
  expect(less.every((task) => isWithheld(ours, 3, task, 0.1))).toBe(true)
})

test("it does not go with how many people a task asks for, nor with its neighbours", () => {
  const rule = { base: 1, more: 2, moreRatio: 0.5 }
  const doubled = TASKS.filter((task) => overlapOf(rule, task) === 2)
  const share = shareOf((task) => isWithheld(ours, 5, task, 0.1), doubled)
  expect(Math.abs(share - 0.1)).toBeLessThan(around(0.1, doubled.length))
  const pairs = shareOf((task) => isWithheld(ours, 5, task, 0.1) && isWithheld(ours, 5, task + 1, 0.1))
  expect(Math.abs(pairs - 0.01)).toBeLessThan(around(0.01, TASKS.length))
})

test("who knows the numbers of a project and its tasks does not know the lot: another installation draws others", () => {
  const theirs = installation("theirs")
  const both = shareOf((task) => isWithheld(ours, 1, task, 0.5) && isWithheld(theirs, 1, task, 0.5))
  expect(Math.abs(both - 0.25)).toBeLessThan(around(0.25, TASKS.length))
})
