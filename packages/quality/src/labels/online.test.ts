import { describe, expect, test } from "vitest"
import { rightRatio, smallCrowd } from "../testing/labelCrowd.ts"
import { dawidSkene, STOPPING_PRIOR } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { OnlineLabels } from "./online.ts"
import { keepVotes, votesFrom } from "./votes.ts"

const crowd = smallCrowd({ tasks: 3_000, labelsPerTask: 5, people: 60, classes: 4 })
const { votes, truth } = crowd

/** Fits all votes but every `nth`, and returns those that were left out. */
function split(nth: number) {
  const keep = Uint8Array.from(votes.person, (_, i) => Number(i % nth !== 0))
  const late = [...votes.person.keys()].filter((i) => keep[i] === 0)
  const early = keepVotes(votes, keep)
  return {
    early,
    late: late.map((i) => ({ task: Math.floor(i / 5), person: votes.person[i] ?? 0, label: votes.label[i] ?? 0 })),
  }
}

const answersOf = (online: OnlineLabels, tasks: number) =>
  Int32Array.from({ length: tasks }, (_, t) => online.belief(t).answer)

describe("votes taken one at a time", () => {
  test("end with the accuracy of the full refit, to 0.1 points", () => {
    const { early, late } = split(50)
    const online = new OnlineLabels(early, dawidSkene(early))
    for (const vote of late) online.add(vote)
    const refit = decide(votes, dawidSkene(votes).posterior).answer
    const answers = answersOf(online, votes.tasks)
    expect(Math.abs(rightRatio(answers, truth) - rightRatio(refit, truth))).toBeLessThanOrEqual(0.001)
    expect(rightRatio(answers, refit)).toBeGreaterThan(0.995)
    expect(online.toVotes()).toEqual(votes)
    expect(online.votes).toBe(15_000)
  })

  test("are better than not taken", () => {
    const { early, late } = split(4)
    const fit = dawidSkene(early)
    const online = new OnlineLabels(early, fit)
    for (const vote of late) online.add(vote)
    const before = rightRatio(decide(early, fit.posterior).answer, truth)
    expect(rightRatio(answersOf(online, votes.tasks), truth)).toBeGreaterThan(before)
  })

  test("start as the fit that they start from", () => {
    const fit = dawidSkene(votes)
    const online = new OnlineLabels(votes, fit)
    const { answer } = decide(votes, fit.posterior)
    for (let t = 0; t < 50; t++) {
      const { posterior, votes: count, answer: now } = online.belief(t)
      expect([...posterior]).toEqual([...fit.posterior.slice(t * 4, t * 4 + 4)])
      expect([count, now]).toEqual([5, answer[t]])
    }
  })

  test("raise the confidence in a class when a good person gives it", () => {
    const { early } = split(5)
    const online = new OnlineLabels(early, dawidSkene(early, { form: "map", prior: STOPPING_PRIOR }), {
      form: "map",
      prior: STOPPING_PRIOR,
    })
    const before = online.belief(7)
    const person = votes.person[7 * 5] ?? 0
    const other = [...Array(60).keys()].find((w) => !votes.person.slice(35, 40).includes(w)) ?? 0
    expect(person).not.toBe(other)
    const after = online.add({ task: 7, person: other, label: before.answer })
    expect(after.votes).toBe(before.votes + 1)
    expect(after.confidence).toBeGreaterThanOrEqual(before.confidence - 1e-6)
  })

  test("replace a person's earlier vote on the task; giving it back restores the belief", () => {
    const online = new OnlineLabels(votes, dawidSkene(votes, { tolerance: 1e-9 }))
    const before = online.belief(3)
    const vote = { task: 3, person: votes.person[15] ?? 0, label: votes.label[15] ?? 0 }
    const changed = online.add({ ...vote, label: (vote.label + 1) % 4 })
    expect(changed.votes).toBe(5)
    expect([...changed.posterior]).not.toEqual([...before.posterior])
    let back = online.add(vote)
    for (let again = 0; again < 5; again++) back = online.add(vote)
    back.posterior.forEach((q, c) => expect(q).toBeCloseTo(before.posterior[c] ?? 0, 3))
    expect(online.votes).toBe(15_000)
  })

  test("may be of new tasks and new people", () => {
    const online = new OnlineLabels(votes, dawidSkene(votes))
    expect(online.belief(9_000)).toMatchObject({ answer: -1, confidence: 0, votes: 0 })
    const good = votes.person[0] ?? 0
    expect(online.add({ task: 9_000, person: 700, label: 2 })).toMatchObject({ answer: 2, votes: 1 })
    const { confidence } = online.belief(9_000)
    expect(online.add({ task: 9_000, person: good, label: 2 }).confidence).toBeGreaterThan(confidence)
    const now = online.toVotes()
    expect([now.tasks, now.people, now.person.length]).toEqual([9_001, 701, 15_002])
    expect(online.belief(8_000).answer).toBe(-1)
  })

  test("do not move gold, but gold teaches who is right", () => {
    const { early } = split(5)
    const gold = new Int32Array(early.tasks).fill(-1)
    gold[0] = ((truth[0] ?? 0) + 1) % 4
    const online = new OnlineLabels(early, dawidSkene(early, { gold }), { gold })
    const after = online.add({ task: 0, person: 59, label: truth[0] ?? 0 })
    expect([after.answer, after.confidence]).toEqual([gold[0], 1])
  })

  test("fill a project that starts from nothing", () => {
    const nothing = { ...votesFrom([]).votes, classes: 2 }
    const online = new OnlineLabels(nothing, dawidSkene(nothing))
    for (let t = 0; t < 200; t++)
      for (let person = 0; person < 3; person++)
        online.add({ task: t, person, label: person === 2 && t % 3 === 0 ? 1 - (t % 2) : t % 2 })
    const answers = answersOf(online, 200)
    expect(
      rightRatio(
        answers,
        Int32Array.from(answers, (_, t) => t % 2),
      ),
    ).toBeGreaterThan(0.98)
    expect(online.toVotes().person.length).toBe(600)
  })

  test("refuse a class, task or person that cannot be", () => {
    const online = new OnlineLabels(votes, dawidSkene(votes))
    expect(() => online.add({ task: 0, person: 0, label: 4 })).toThrow(RangeError)
    expect(() => online.add({ task: -1, person: 0, label: 0 })).toThrow(RangeError)
    expect(() => online.add({ task: 0, person: -1, label: 0 })).toThrow(RangeError)
  })
})
