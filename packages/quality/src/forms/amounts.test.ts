import { fc, test as property } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { decideDates, decideNumbers } from "./amounts.ts"
import { dayText, type FieldVote } from "./fields.ts"
import { decidePoints } from "./points.ts"

const TASKS = ["s", "t", "u"]
/** What up to four people said of three tasks. */
const tables = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }), {
  minLength: TASKS.length,
  maxLength: TASKS.length,
})

function votesOf<V>(table: readonly (readonly number[])[], write: (value: number) => V): FieldVote<V>[] {
  return table.flatMap((own, t) =>
    own.map((value, p) => ({ task: TASKS[t] ?? "", person: `p${p}`, value: write(value) })),
  )
}

const field = { name: "f", kind: "number", tolerance: 2 } as const

describe("numbers, days and places", () => {
  property.prop([tables, fc.integer({ min: -40, max: 40 })])(
    "moved, what they come to moves with them",
    (table, by) => {
      const numbers = decideNumbers(
        votesOf(table, (value) => value),
        field,
      ).decided
      const moved = decideNumbers(
        votesOf(table, (value) => value + by),
        field,
      ).decided
      const days = decideDates(
        votesOf(table, (value) => dayText(20_000 + value)),
        field,
      ).decided
      for (const task of TASKS) {
        const value = Number(numbers.get(task)?.value)
        expect(Number(moved.get(task)?.value)).toBeCloseTo(value + by, 9)
        expect(moved.get(task)?.people).toEqual(numbers.get(task)?.people)
        expect(days.get(task)).toMatchObject({
          value: dayText(Math.ceil(20_000 + value - 0.500001)),
          confidence: numbers.get(task)?.confidence,
        })
      }
    },
  )

  property.prop([tables])("what it comes to lies among what those said whom it rests on, who are near it", (table) => {
    const votes = votesOf(table, (value) => value)
    for (const [task, { value, people, confidence, isTied }] of decideNumbers(votes, field).decided) {
      const own = votes.filter((vote) => vote.task === task)
      const said = own.filter(({ person }) => people.includes(person)).map((vote) => vote.value)
      expect(Math.min(...said)).toBeLessThanOrEqual(Number(value))
      expect(Math.max(...said)).toBeGreaterThanOrEqual(Number(value))
      for (const one of said) expect(Math.abs(one - Number(value))).toBeLessThanOrEqual(2 + 1e-6)
      if (people.length === own.length) expect([confidence, isTied]).toEqual([expect.closeTo(1, 12), false])
    }
  })

  property.prop([tables])("places on a line are as numbers are: what they rest on lies within the gate", (table) => {
    const votes = votesOf(table, (value) => ({ x: value, y: 3 * value }))
    for (const [task, { value, people }] of decidePoints(votes, { ...field, tolerance: 8 }).decided) {
      const place = value as { readonly x: number; readonly y: number } // what `decidePoints` decides
      expect(place.y).toBeCloseTo(3 * place.x, 6)
      expect(people.length).toBeGreaterThan(0)
      const near = votes.filter((vote) => vote.task === task && people.includes(vote.person))
      for (const vote of near) expect(Math.hypot(vote.value.x - place.x, vote.value.y - place.y)).toBeLessThan(16)
    }
  })
})
