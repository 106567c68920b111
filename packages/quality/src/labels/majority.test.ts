import { describe, expect, test } from "vitest"
import { rightRatio, rowsOf, smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { decide } from "./decide.ts"
import { majority } from "./majority.ts"
import { keepVotes, votesFrom } from "./votes.ts"
import { wawa } from "./wawa.ts"

describe("majority", () => {
  test("takes the class that most people gave, with its share as confidence", () => {
    const { answer, tied, confidence, posterior } = majority(sorted("1: p a, q a, r b", "2: p b, q b"))
    expect([...answer]).toEqual([0, 1])
    expect([...tied]).toEqual([0, 0])
    expect([...confidence]).toEqual([2 / 3, 1])
    expect([...posterior]).toEqual([2 / 3, 1 / 3, 0, 1])
  })

  test("says how far each person agrees with the others", () => {
    const { agreement } = majority(sorted("1: p a, q a, r b", "2: p b, q b"))
    // p: (1 of 2) on task 1 and 1 of 1 on task 2; r: none of 2.
    expect([...agreement]).toEqual([0.75, 0.75, 0])
  })

  test("knows nothing of a person who was always alone", () => {
    expect([...majority(sorted("1: p a", "2: q b, r b")).agreement]).toEqual([1 / 2, 1, 1])
  })

  test("breaks a tie by the voters' agreement elsewhere, not by the order of names", () => {
    // On task 1 p says a, q says b. Elsewhere q agrees with r and s, and p does not.
    const votes = sorted("1: p a, q b", "2: p b, q a, r a, s a", "3: p a, q b, r b, s b", "4: p b, q a, r a, s a")
    const { answer, tied, open } = majority(votes)
    expect([...answer]).toEqual([1, 0, 1, 0])
    expect([...tied]).toEqual([1, 0, 0, 0])
    expect(open).toBe(0)
  })

  test("breaks a tie of strangers by the commoner class", () => {
    const { answer, tied, open } = majority(sorted("1: p a, q b", "2: r b, s b"))
    expect([...answer]).toEqual([1, 1])
    expect([...tied]).toEqual([1, 0])
    expect(open).toBe(0)
  })

  test("counts a tie that nothing can break", () => {
    const { answer, tied, open } = majority(sorted("1: p a, q b"))
    expect([...answer]).toEqual([0])
    expect([...tied]).toEqual([1])
    expect(open).toBe(1)
  })

  test("counts a tie of three as open only when the best two cannot be told apart", () => {
    const votes = sorted("1: p a, q b, r c", "2: s c, t c", "3: s c, t c")
    const { answer, tied, open } = majority(votes)
    expect([answer[0], tied[0], open]).toEqual([2, 1, 0])
  })

  test("leaves out the task itself when it weighs the voters: their votes there are what is in doubt", () => {
    // q has only ever been on task 1; its own agreement there must not count for it.
    const votes = sorted("1: p a, o a, q b, r b", "2: p a, s a, t a", "3: o b, s b, t b")
    expect(majority(votes).answer[0]).toBe(0)
  })

  test("gives no answer where nobody voted, and gold where it is known", () => {
    const { votes } = votesFrom([{ task: "1", worker: "p", label: "a" }], ["b"])
    const two = { ...votes, tasks: 3, offsets: Int32Array.from([0, 1, 1, 1]) }
    const { answer, confidence } = majority(two)
    expect([...answer]).toEqual([0, -1, -1])
    expect([...confidence]).toEqual([1, 0, 0])
    const told = majority(two, Int32Array.from([1, -1, 0]))
    expect([...told.answer]).toEqual([1, -1, 0])
    expect([...told.confidence]).toEqual([1, 0, 1])
    expect([...told.posterior]).toEqual([0, 1, 0, 0, 1, 0])
  })

  test("of nothing is nothing", () => {
    const { answer, agreement, open } = majority(votesFrom([]).votes)
    expect([answer.length, agreement.length, open]).toEqual([0, 0, 0])
  })

  test("keeps its answers when the labels are renamed", () => {
    const crowd = smallCrowd()
    const rotated = votesFrom(rowsOf(crowd.votes, (n, size) => size - 1 - n))
    const there = majority(votesFrom(rowsOf(crowd.votes)).votes)
    const back = majority(rotated.votes)
    const again = [...back.answer].reverse().map((answer) => 2 - answer)
    expect(there.open).toBe(0)
    expect(again).toEqual([...there.answer])
    expect([...back.tied].reverse()).toEqual([...there.tied])
  })
})

describe("votes weighted by agreement with the majority", () => {
  test("let two who are usually right outweigh two who are usually wrong", () => {
    const votes = sorted(
      "1: p a, q a, r b, s b",
      "2: p a, q a, r b, t a",
      "3: p b, q b, s a, t b",
      "4: p a, q a, s b, t a",
    )
    const { answer, skill, tied } = wawa(votes)
    expect([...answer]).toEqual([0, 0, 1, 0])
    expect([...skill]).toEqual([1, 1, 0, 0, 1])
    expect(tied[0]).toBe(0)
  })

  test("weigh all the same where nobody agrees with anything", () => {
    const { votes } = votesFrom([{ task: "1", worker: "p", label: "a" }], ["b"])
    const { posterior, answer } = wawa(votes, Int32Array.from([-1]))
    expect([...posterior]).toEqual([1, 0])
    expect([...answer]).toEqual([0])
  })

  test("learn from gold whose voters are right, and answer its task with it", () => {
    const votes = sorted("1: p a, q b, r b", "2: p a, q b, r b", "3: p a, q b")
    const { answer, skill } = wawa(votes, Int32Array.from([0, 0, -1]))
    expect([...answer]).toEqual([0, 0, 0])
    expect(skill[0]).toBeGreaterThan(skill[1] ?? 1)
  })

  test("beat the plain majority where some answer at random", () => {
    const { votes, truth } = smallCrowd({ randomRatio: 0.4, tasks: 2_000, labelsPerTask: 5 })
    expect(rightRatio(wawa(votes).answer, truth)).toBeGreaterThan(rightRatio(majority(votes).answer, truth))
  })
})

describe("answers read off a posterior", () => {
  const { votes } = smallCrowd()
  test("are the likeliest class; a tie goes to the commoner one and is reported", () => {
    const two = keepVotes({ ...votes, tasks: 3, offsets: Int32Array.from([0, 1, 2, 3]) }, Uint8Array.from([1, 1, 1]))
    const posterior = Float64Array.from([0.4, 0.4, 0.2, 0.1, 0.8, 0.1, 0.2, 0.3, 0.5])
    const { answer, tied, confidence } = decide({ ...two, classes: 3 }, posterior)
    expect([...answer]).toEqual([1, 1, 2])
    expect([...tied]).toEqual([1, 0, 0])
    expect([...confidence]).toEqual([0.4, 0.8, 0.5])
  })

  test("do not see a difference of rounding", () => {
    const one = { ...votes, tasks: 1, classes: 2, offsets: Int32Array.from([0, 1]) }
    expect([...decide(one, Float64Array.from([0.5 + 1e-12, 0.5 - 1e-12])).tied]).toEqual([1])
    expect([...decide(one, Float64Array.from([0.5 + 1e-6, 0.5 - 1e-6])).tied]).toEqual([0])
  })
})
