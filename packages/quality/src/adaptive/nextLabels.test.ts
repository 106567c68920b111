import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { dawidSkene } from "../labels/dawidSkene.ts"
import { decide } from "../labels/decide.ts"
import { type Votes, votesFrom } from "../labels/votes.ts"
import { evidenceOnTasks, nextLabels, type OverlapMode } from "./nextLabels.ts"
import { auditSample, replayFixed, replayOverlap } from "./replay.ts"

/** Tasks of two classes, some hard; 30 people of different reliability, `each` of them on each task. */
function crowd(tasks: number, each: number, seed: number): { votes: Votes; truth: Int32Array } {
  const dice = seeded(seed)
  const skill = Array.from({ length: 30 }, () => 1 + 0.6 * normalDraw(dice))
  const truth = new Int32Array(tasks)
  const rows: { task: string; worker: string; label: string }[] = []
  for (let t = 0; t < tasks; t++) {
    truth[t] = dice() < 0.5 ? 0 : 1
    const ease = Math.exp(0.8 * normalDraw(dice))
    const first = Math.floor(dice() * 30)
    for (let i = 0; i < each; i++) {
      const p = (first + 7 * i) % 30
      const right = dice() < 1 / (1 + Math.exp(-(skill[p] ?? 0) * ease))
      const label = right ? truth[t] : 1 - (truth[t] ?? 0)
      rows.push({ task: String(t).padStart(5, "0"), worker: String(p).padStart(3, "0"), label: String(label) })
    }
  }
  return { votes: votesFrom(rows).votes, truth }
}

const { votes, truth } = crowd(400, 9, 4)

function accuracy(collected: Votes): number {
  const { answer } = decide(collected, dawidSkene(collected).posterior)
  return truth.reduce((sum, c, t) => sum + (answer[t] === c ? 1 : 0), 0) / truth.length
}

function state(rule: OverlapMode, collected = replayFixed(votes, 1 / 3, 1).votes) {
  const tasks = collected.tasks
  return { votes: collected, room: new Int32Array(tasks).fill(6), audit: new Uint8Array(tasks), rule }
}

describe("the next labels", () => {
  test("in budget mode go to the least certain 5 % of tasks, never more than the budget", () => {
    const { tasks, certainty } = nextLabels(state({ mode: "budget", left: 500 }))
    expect(tasks).toHaveLength(20)
    const chosen = new Set(tasks)
    const least = Math.min(...[...certainty].filter((_, t) => !chosen.has(t)))
    expect(Math.max(...[...tasks].map((t) => certainty[t] ?? 1))).toBeLessThanOrEqual(least)
    expect(nextLabels(state({ mode: "budget", left: 7 })).tasks).toEqual(tasks.slice(0, 7))
    expect(nextLabels(state({ mode: "budget", left: 0 })).tasks).toHaveLength(0)
  })

  test("with much budget left serve more tasks a round", () => {
    expect(nextLabels(state({ mode: "budget", left: 4000 })).tasks).toHaveLength(80)
  })

  test("in threshold mode go to the tasks below the line", () => {
    const { tasks, certainty } = nextLabels(state({ mode: "threshold", certainty: 0.95 }))
    expect([...tasks].sort((a, b) => a - b)).toEqual([...certainty.keys()].filter((t) => (certainty[t] ?? 0) < 0.95))
  })

  test("in threshold mode go to every task while too little is known of the people", () => {
    const young = replayFixed(crowd(30, 9, 9).votes, 1 / 3, 1).votes
    expect(Math.max(...evidenceOnTasks(young))).toBeLessThan(20)
    const asked = state({ mode: "threshold", certainty: 0 }, young)
    expect(nextLabels(asked).tasks).toHaveLength(30)
    expect(nextLabels({ ...asked, evidence: 0 }).tasks).toHaveLength(0)
  })

  test("go to audited tasks and to those with too few labels before all others", () => {
    const asked = state({ mode: "budget", left: 3 })
    asked.audit[11] = 1
    asked.audit[5] = 1
    expect([...nextLabels(asked).tasks].slice(0, 2).sort((a, b) => a - b)).toEqual([5, 11])
    expect(nextLabels({ ...asked, least: 4 }).tasks).toHaveLength(3)
  })

  test("never go to a task without room", () => {
    const asked = state({ mode: "budget", left: 500 })
    expect(nextLabels({ ...asked, room: new Int32Array(votes.tasks) }).tasks).toHaveLength(0)
    expect(nextLabels({ ...asked, room: asked.room.map((_, t) => (t === 9 ? 1 : 0)) }).tasks).toEqual(Int32Array.of(9))
  })

  test("ask for nothing where there are no tasks", () => {
    expect(nextLabels(state({ mode: "budget", left: 5 }, votesFrom([]).votes)).tasks).toHaveLength(0)
  })
})

describe("a collection played again", () => {
  test("spends the budget exactly, gives every task two labels and the audited ones all", () => {
    const { votes: collected, audit, keep } = replayOverlap(votes, { seed: 3, rule: { mode: "budget", share: 0.6 } })
    expect(collected.person).toHaveLength(Math.round(0.6 * votes.person.length))
    expect(keep.reduce((sum, k) => sum + k, 0)).toBe(collected.person.length)
    for (let t = 0; t < votes.tasks; t++) {
      const labels = (collected.offsets[t + 1] ?? 0) - (collected.offsets[t] ?? 0)
      expect(labels).toBeGreaterThanOrEqual(2)
      if (audit[t] === 1) expect(labels).toBe(9)
    }
    expect(audit.reduce((sum, a) => sum + a, 0)).toBe(20)
  })

  test("loses less than fixed overlap of the same size, over 8 orders", () => {
    let [adaptive, fixed] = [0, 0]
    for (let seed = 1; seed <= 8; seed++) {
      adaptive += accuracy(replayOverlap(votes, { seed, rule: { mode: "budget", share: 0.45 } }).votes)
      fixed += accuracy(replayFixed(votes, 0.45, seed).votes)
    }
    expect(adaptive).toBeGreaterThan(fixed)
  })

  test("is the same for the same seed, and stops early at a lower line", () => {
    const at = (certainty: number) => replayOverlap(votes, { seed: 5, rule: { mode: "threshold", certainty } }).votes
    expect(at(0.9)).toEqual(at(0.9))
    expect(at(0.8).person.length).toBeLessThan(at(0.99).person.length)
  })

  test("of a whole budget takes every vote", () => {
    expect(replayOverlap(votes, { seed: 1, rule: { mode: "budget", share: 1 } }).votes).toEqual(votes)
    expect(replayFixed(votes, 1, 1).votes).toEqual(votes)
  })
})

test("an audit draws its share, rounded up", () => {
  expect(auditSample(41, 0.05, seeded(1)).reduce((sum, a) => sum + a, 0)).toBe(3)
  expect(auditSample(0, 0.05, seeded(1))).toHaveLength(0)
})
