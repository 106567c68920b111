import { describe, expect, test } from "vitest"
import { rightRatio, smallCrowd } from "../testing/labelCrowd.ts"
import { majority } from "./majority.ts"
import { REFERENCE_CROWD, syntheticVotes } from "./synthetic.ts"

describe("a generated crowd", () => {
  test("is the same for the same seed and another for another", () => {
    expect(smallCrowd()).toEqual(smallCrowd())
    expect(smallCrowd({ seed: 6 }).truth).not.toEqual(smallCrowd().truth)
  })

  test("has different people on a task, in rising order, each with a label of the classes", () => {
    const { votes } = smallCrowd({ people: 6 })
    for (let t = 0; t < votes.tasks; t++) {
      const people = [...votes.person.slice(votes.offsets[t], votes.offsets[t + 1])]
      expect(people).toEqual([...new Set(people)].sort((a, b) => a - b))
      expect(people.length).toBe(4)
    }
    expect(Math.max(...votes.label)).toBe(2)
    expect(Math.max(...votes.person)).toBe(5)
  })

  test("never asks more people than there are", () => {
    expect(smallCrowd({ people: 2 }).votes.person.length).toBe(800)
  })

  test("answers as accurately as asked", () => {
    const { votes, truth } = smallCrowd({ tasks: 5_000, accuracy: [0.8, 0.8], randomRatio: 0 })
    const right = votes.label.filter((y, i) => y === truth[Math.floor(i / 4)]).length
    expect(right / votes.label.length).toBeCloseTo(0.8, 2)
  })

  test("answers at random where asked", () => {
    const { votes, truth } = smallCrowd({ tasks: 5_000, randomRatio: 1 })
    const right = votes.label.filter((y, i) => y === truth[Math.floor(i / 4)]).length
    expect(right / votes.label.length).toBeCloseTo(1 / 3, 1)
  })

  test("of the reference's make gives the majority about what the reference gives it", () => {
    const { votes, truth } = syntheticVotes({ ...REFERENCE_CROWD, tasks: 10_000 })
    const { posterior } = majority(votes)
    // Ties drawn by lot, as the reference does: a tie counts by the chance of the true class.
    let right = 0
    for (let t = 0; t < votes.tasks; t++) {
      const row = posterior.slice(t * 10, t * 10 + 10)
      const most = Math.max(...row)
      if (row[truth[t] ?? 0] === most) right += 1 / row.filter((share) => share === most).length
    }
    expect((100 * right) / votes.tasks).toBeGreaterThan(91.5)
    expect((100 * right) / votes.tasks).toBeLessThan(93.5)
    expect(rightRatio(majority(votes).answer, truth)).toBeGreaterThan(0.93)
  })
})
