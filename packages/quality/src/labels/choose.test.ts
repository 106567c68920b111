import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { rowsOf, smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { chooseMethod, FEWEST_LABELS, mcNemar } from "./choose.ts"
import { foldsOf, structuralKeys } from "./folds.ts"
import { CANDIDATES, predictiveEvidence } from "./heldOut.ts"
import { type VoteRow, votesFrom } from "./votes.ts"

const crowd = smallCrowd({ tasks: 600, labelsPerTask: 5 })

describe("folds", () => {
  test("are about equally large, and others for another seed", () => {
    const keys = structuralKeys(crowd.votes)
    const fold = foldsOf(keys, 5, 1)
    for (let f = 0; f < 5; f++) {
      const size = fold.filter((own) => own === f).length
      expect(size).toBeGreaterThan(500)
      expect(size).toBeLessThan(700)
    }
    const other = foldsOf(keys, 5, 2)
    expect(fold.filter((own, i) => own === other[i]).length).toBeLessThan(800)
  })

  test("put a vote into the same fold whatever the names are", () => {
    const back = (n: number, size: number) => size - 1 - n
    const there = votesFrom(rowsOf(crowd.votes)).votes
    const rotated = votesFrom(rowsOf(crowd.votes, back)).votes
    const a = foldsOf(structuralKeys(there), 5, 9)
    const b = foldsOf(structuralKeys(rotated), 5, 9)
    // Turned names reverse tasks and the people within a task, so the votes stand in reverse.
    expect([...b].reverse()).toEqual([...a])
  })

  test("tell votes apart that stand differently", () => {
    const keys = structuralKeys(crowd.votes)
    expect(new Set(keys).size).toBeGreaterThan(0.99 * keys.length)
  })

  test("do not tell apart what differs in name alone", () => {
    const keys = structuralKeys(sorted("1: p a", "2: q a"))
    expect(keys[0]).toBe(keys[1])
  })
})

describe("evidence from labels left out", () => {
  test("prefers confusions where people have habits of error", () => {
    const habits = smallCrowd({ tasks: 900, labelsPerTask: 6, classes: 4, habit: 2, randomRatio: 0 })
    const [best, ...others] = predictiveEvidence(habits.votes, 1)
    expect(best?.method).toBe("dawid-skene")
    expect(best?.error).toBe(0)
    expect(others.length).toBe(CANDIDATES.length - 1)
    for (const other of others) {
      expect(other.score).toBeLessThan(best?.score ?? 0)
      expect(other.error).toBeGreaterThan(0)
    }
  })

  test("prefers fewer parameters where errors fall evenly and people have few labels", () => {
    const plain = smallCrowd({
      tasks: 500,
      labelsPerTask: 5,
      people: 250,
      classes: 5,
      habit: 0,
      randomRatio: 0,
      accuracy: [0.7, 0.8],
    })
    expect(predictiveEvidence(plain.votes, 1)[0]?.method).not.toBe("dawid-skene")
  })

  test("is nothing where no left-out label has another beside it", () => {
    const rows = Array.from({ length: 20 }, (_, t) => ({ task: `t${t}`, worker: "p", label: String(t % 2) }))
    expect(predictiveEvidence(votesFrom(rows).votes, 1)).toEqual([])
  })

  test("is a mean log-probability: never above 0, and better than guessing evenly", () => {
    for (const { score } of predictiveEvidence(crowd.votes, 3)) {
      expect(score).toBeLessThan(0)
      expect(score).toBeGreaterThan(-Math.log(3))
    }
  })
})

describe("the automatic choice", () => {
  test("is the majority under five hundred labels", () => {
    const few = smallCrowd({ tasks: 100, labelsPerTask: 4 })
    const { method, code, labels, evidence } = chooseMethod(few.votes, 1)
    expect([method, code, labels, evidence.length]).toEqual(["majority", "few_labels", 400, 0])
    expect(labels).toBeLessThan(FEWEST_LABELS)
  })

  test("is the majority where there is one class, or none", () => {
    expect(chooseMethod(sorted("1: p a, q a"), 1).code).toBe("one_class")
    expect(chooseMethod(votesFrom([]).votes, 1).code).toBe("one_class")
  })

  test("is the majority where a confusion for everybody would not fit", () => {
    const wide = { ...crowd.votes, people: 3_000_000 }
    expect(chooseMethod(wide, 1).code).toBe("too_wide")
  })

  test("is what predicts best, the same for ten seeds, with the figures", () => {
    const habits = smallCrowd({ tasks: 900, labelsPerTask: 6, classes: 4, habit: 2, randomRatio: 0 })
    const choices = Array.from({ length: 10 }, (_, seed) => chooseMethod(habits.votes, seed))
    expect(new Set(choices.map(({ method }) => method))).toEqual(new Set(["dawid-skene"]))
    expect(choices.every(({ code, evidence }) => code === "predicts_best" && evidence.length === 4)).toBe(true)
  }, 60_000)

  /** Most agree with each other and are wrong on the tasks where it matters; two never err. */
  function misled(): { readonly rows: VoteRow[]; readonly truth: number[] } {
    const next = seeded(13)
    const truth = Array.from({ length: 120 }, () => Number(next() < 0.5))
    const rows = truth.flatMap((right, t) =>
      Array.from({ length: 3 }, (_, w) => {
        const label = w === 0 || next() < 0.55 ? right : 1 - right
        return { task: String(t).padStart(3, "0"), worker: `w${w}`, label: String(label) }
      }),
    )
    return { rows, truth }
  }

  test("is overruled by gold only beyond chance, and says what was compared", () => {
    const { rows, truth } = misled()
    const { votes } = votesFrom(rows)
    const choice = chooseMethod(votes, 1, Int32Array.from(truth))
    expect(choice.gold).not.toBeNull()
    expect(choice.gold?.against).toBe("majority")
    expect(choice.gold?.tasks).toBe(120)
    expect(choice.gold?.p).toBe(mcNemar(choice.gold?.onlyMethodRight ?? 0, choice.gold?.onlyAgainstRight ?? 0))
    expect(choice.code).toBe((choice.gold?.p ?? 1) < 0.05 ? "gold_overrules" : "few_labels")
    expect(choice.method).toBe((choice.gold?.p ?? 1) < 0.05 ? choice.gold?.method : "majority")
  })

  test("gives way to gold on which few labels of two experts among coins outdo the majority", () => {
    const next = seeded(4)
    const truth = Array.from({ length: 95 }, () => Number(next() < 0.5))
    const rows = truth.flatMap((right, t) =>
      Array.from({ length: 5 }, (_, w) => {
        const label = next() < (w < 2 ? 0.97 : 0.5) ? right : 1 - right
        return { task: String(t).padStart(3, "0"), worker: `w${w}`, label: String(label) }
      }),
    )
    const { votes } = votesFrom(rows)
    expect(chooseMethod(votes, 1).method).toBe("majority")
    const choice = chooseMethod(votes, 1, Int32Array.from(truth))
    expect(choice.code).toBe("gold_overrules")
    expect(choice.method).toBe(choice.gold?.method)
    expect(choice.gold?.against).toBe("majority")
    expect(choice.gold?.onlyMethodRight).toBeGreaterThan(choice.gold?.onlyAgainstRight ?? 0)
    expect(choice.gold?.p).toBeLessThan(0.05)
  })

  test("is not overruled by two tasks with gold", () => {
    const { rows, truth } = misled()
    const { votes } = votesFrom(rows)
    const gold = Int32Array.from(truth, (right, t) => (t < 2 ? right : -1))
    expect(chooseMethod(votes, 1, gold).code).toBe("few_labels")
  })

  test("does not look at gold that has no task", () => {
    const choice = chooseMethod(crowd.votes, 1, new Int32Array(600).fill(-1))
    expect(choice).toEqual(chooseMethod(crowd.votes, 1))
  })
})

describe("McNemar's exact test", () => {
  test("has the values of the binomial distribution", () => {
    expect(mcNemar(0, 0)).toBe(1)
    expect(mcNemar(1, 0)).toBe(1)
    expect(mcNemar(0, 6)).toBeCloseTo(2 / 64, 12)
    expect(mcNemar(1, 9)).toBeCloseTo((2 * (1 + 10)) / 1_024, 12)
    expect(mcNemar(12, 19)).toBeCloseTo(0.281, 3)
  })
  test("does not care for the order and never passes 1", () => {
    expect(mcNemar(3, 8)).toBe(mcNemar(8, 3))
    expect(mcNemar(5, 5)).toBe(1)
    expect(mcNemar(400, 600)).toBeLessThan(1e-9)
  })
})
