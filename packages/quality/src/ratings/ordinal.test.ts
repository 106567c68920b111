import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { dawidSkene } from "../labels/dawidSkene.ts"
import { decide } from "../labels/decide.ts"
import { votesFrom } from "../labels/votes.ts"
import { inRankOrder, ordinalDawidSkene } from "./ordinal.ts"

/** 7 grades, 3 of 40 people a task; people miss by a step or two, with a leaning of their own. */
function grades(tasks: number, seed: number) {
  const dice = seeded(seed)
  const people = Array.from({ length: 40 }, () => ({ lean: 0.5 * normalDraw(dice), spread: 0.4 + dice() }))
  const truth = new Int32Array(tasks)
  const rows: { task: string; worker: string; label: string }[] = []
  for (let t = 0; t < tasks; t++) {
    truth[t] = Math.floor(7 * dice())
    const start = Math.floor(40 * dice())
    for (const p of [start, (start + 13) % 40, (start + 27) % 40]) {
      const { lean = 0, spread = 1 } = people[p] ?? {}
      const said = Math.round((truth[t] ?? 0) + lean + spread * normalDraw(dice))
      rows.push({
        task: String(t).padStart(4, "0"),
        worker: `p${p}`,
        label: String(Math.min(6, Math.max(0, said))),
      })
    }
  }
  return { ...votesFrom(rows), truth }
}

const distance = (answer: Int32Array, truth: Int32Array) =>
  answer.reduce((sum, a, t) => sum + Math.abs(a - (truth[t] ?? 0)), 0) / truth.length

describe("ordered classes", () => {
  test("with few labels are settled nearer the truth than as mere names", () => {
    let [ordered, named] = [0, 0]
    for (let seed = 1; seed <= 4; seed++) {
      const { votes, truth } = grades(250, seed)
      ordered += distance(ordinalDawidSkene(votes).answer, truth)
      named += distance(decide(votes, dawidSkene(votes).posterior).answer, truth)
    }
    expect(ordered).toBeLessThan(named)
  })

  test("between two votes far apart, take what lies in the middle only where somebody is believed", () => {
    const { votes } = votesFrom([
      { task: "a", worker: "p", label: "0" },
      { task: "a", worker: "q", label: "0" },
      { task: "a", worker: "r", label: "2" },
      { task: "b", worker: "p", label: "1" },
      { task: "c", worker: "q", label: "2" },
    ])
    const { answer, confidence, expected } = ordinalDawidSkene(votes)
    expect(answer[0]).toBe(0)
    expect(confidence[0]).toBeGreaterThan(0.3)
    expect(expected[0]).toBeGreaterThan(0)
    expect(expected[0]).toBeLessThan(1.5)
  })

  test("a person who always says the least is known for it", () => {
    const { votes: honest, truth } = grades(250, 3)
    const lazy = { ...honest, label: honest.label.map((y, i) => (honest.person[i] === 0 ? 0 : y)) }
    const { fit, answer } = ordinalDawidSkene(lazy)
    const K = lazy.classes
    // Chance of saying 0 to the classes 2 to 6, on average.
    const saysLeast = (w: number) => {
      const row = fit.logConfusion.subarray(w * K * K + 2, w * K * K + K)
      return row.reduce((sum, log) => sum + Math.exp(log), 0) / row.length
    }
    const others = Array.from({ length: lazy.people - 1 }, (_, w) => saysLeast(w + 1))
    expect(Math.max(...others)).toBeLessThan(saysLeast(0))
    expect(others.reduce((sum, p) => sum + p, 0) / others.length).toBeLessThan(saysLeast(0) / 4)
    expect(distance(answer, truth)).toBeLessThan(1)
  })

  test("turning the order round turns the answers round", () => {
    const { votes } = grades(120, 5)
    const rotated = inRankOrder(
      votes,
      Int32Array.from({ length: 7 }, (_, c) => 6 - c),
    )
    const expected = ordinalDawidSkene(votes).expected
    ordinalDawidSkene(rotated).expected.forEach((x, t) => expect(x).toBeCloseTo(6 - (expected[t] ?? 0), 6))
  })

  test("gold is kept, and a task without votes has no answer", () => {
    const { votes } = votesFrom([
      { task: "a", worker: "p", label: "0" },
      { task: "b", worker: "p", label: "1" },
    ])
    const empty = { ...votes, tasks: 3, offsets: Int32Array.of(0, 1, 2, 2) }
    const { answer, confidence } = ordinalDawidSkene(empty, Int32Array.of(1, -1, -1))
    expect(answer[0]).toBe(1)
    expect(confidence[0]).toBe(1)
    expect(answer[2]).toBe(-1)
  })

  test("the prior falls more steeply where people keep close", () => {
    const near = grades(250, 6)
    const far = { ...near.votes, label: near.votes.label.map((_, i) => (i * 5) % 7) }
    expect(ordinalDawidSkene(near.votes).decay).toBeGreaterThan(ordinalDawidSkene(far).decay)
  })
})
