import { describe, expect, test } from "vitest"
import { type Seeded, seeded } from "../agreement/seeded.ts"
import type { TextAnswer } from "./corpus.ts"
import { SCORE_PROFILE } from "./profile.ts"
import { errorRates } from "./rates.ts"
import { transcribe } from "./transcribe.ts"

/** A person who mishears, leaves out and adds words, each with its own probability. */
interface Listener {
  readonly name: string
  readonly mishears: number
  readonly leavesOut: number
  readonly adds: number
}

const listener = (name: string, mishears: number, leavesOut = 0.02, adds = 0.02): Listener => ({
  name,
  mishears,
  leavesOut,
  adds,
})

const LETTERS = "abcdefghijklmnopqrstuvwxyz"

function wordsFor(dice: Seeded, count: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + Math.floor(dice() * 7) }, () => LETTERS.charAt(Math.floor(dice() * 26))).join(""),
  )
}

/** A word like the one said: one letter is another. */
function misheard(word: string, dice: Seeded): string {
  const at = Math.floor(dice() * word.length)
  return word.slice(0, at) + LETTERS.charAt(Math.floor(dice() * 26)) + word.slice(at + 1)
}

function heard(said: readonly string[], { mishears, leavesOut, adds }: Listener, dice: Seeded): string {
  const words = said.flatMap((word) => {
    const own = dice() < leavesOut ? [] : [dice() < mishears ? misheard(word, dice) : word]
    return dice() < adds ? [...own, LETTERS.charAt(Math.floor(dice() * 26))] : own
  })
  return words.join(" ")
}

interface Crowd {
  readonly answers: TextAnswer[]
  readonly said: ReadonlyMap<string, string>
}

/** `tasks` texts of twelve words, each heard by everybody. */
function crowdOf(listeners: readonly Listener[], tasks: number, seed: number): Crowd {
  const dice = seeded(seed)
  const vocabulary = wordsFor(dice, 400)
  const said = new Map<string, string>()
  const answers: TextAnswer[] = []
  for (let t = 0; t < tasks; t++) {
    const words = Array.from({ length: 12 }, () => vocabulary[Math.floor(dice() * vocabulary.length)] ?? "")
    said.set(`t${t}`, words.join(" "))
    for (const one of listeners) answers.push({ task: `t${t}`, person: one.name, text: heard(words, one, dice) })
  }
  return { answers, said }
}

const werOf = (texts: readonly { task: string; text: string }[], said: ReadonlyMap<string, string>) =>
  errorRates(
    texts.map(({ task, text }) => ({ reference: said.get(task) ?? "", answer: text })),
    SCORE_PROFILE,
  ).wer.micro ?? 1

const MIXED = [
  listener("careful", 0.03),
  listener("good", 0.08),
  listener("fair", 0.15),
  listener("tired", 0.3, 0.1),
  listener("poor", 0.45, 0.1, 0.1),
]

describe("a simulated crowd whose truth is known", () => {
  const crowd = crowdOf(MIXED, 60, 1)
  const result = transcribe(crowd.answers)

  test("the consensus is better than everybody in it", () => {
    const wer = werOf(result.tasks, crowd.said)
    for (const { name } of MIXED) {
      const own = crowd.answers.filter(({ person }) => person === name)
      expect(wer).toBeLessThan(werOf(own, crowd.said))
    }
    expect(wer).toBeLessThan(0.05)
  })

  test("people come out in the order of their true error rates, near the true figures", () => {
    const rateOf = (name: string) => result.people.find(({ person }) => person === name)?.errorRate ?? 0
    const rates = MIXED.map(({ name }) => rateOf(name))
    expect([...rates].sort((a, b) => a - b)).toEqual(rates)
    for (const { name } of MIXED) {
      const own = crowd.answers.filter(({ person }) => person === name)
      expect(Math.abs(rateOf(name) - werOf(own, crowd.said))).toBeLessThan(0.06)
    }
  })

  test("better people count more", () => {
    const weights = MIXED.map(({ name }) => result.people.find(({ person }) => person === name)?.weight ?? 0)
    expect([...weights].sort((a, b) => b - a)).toEqual(weights)
  })

  test("words shown as surer are right more often", () => {
    const slots = result.tasks.flatMap((task) => {
      const said = new Set(crowd.said.get(task.task)?.split(" "))
      return task.slots
        .filter(({ word }) => word !== "")
        .map(({ word, posterior }) => ({ posterior, isRight: said.has(word) }))
    })
    const shareRight = (from: number, to: number) => {
      const among = slots.filter(({ posterior }) => posterior >= from && posterior < to)
      return among.filter(({ isRight }) => isRight).length / among.length
    }
    expect(shareRight(0.95, 1.01)).toBeGreaterThan(0.995)
    expect(shareRight(0, 0.8)).toBeLessThan(shareRight(0.95, 1.01))
  })

  test("what is expected to be wrong is within a factor of three of what is wrong", () => {
    const expected = result.tasks.reduce((sum, { expectedErrors }) => sum + expectedErrors, 0)
    const edits = werOf(result.tasks, crowd.said) * 12 * 60
    expect(expected).toBeLessThan(edits * 3)
    expect(expected).toBeGreaterThan(edits / 3)
  })
})

test("weights beat a plain majority when two careful people are among five careless ones", () => {
  const listeners = [
    listener("a", 0.02),
    listener("b", 0.02),
    ...["c", "d", "e", "f", "g"].map((name) => listener(name, 0.5, 0.15, 0.1)),
  ]
  const { answers, said } = crowdOf(listeners, 60, 2)
  const careful = answers.filter(({ person }) => person === "a")
  expect(werOf(transcribe(answers).tasks, said)).toBeLessThan(werOf(careful, said))
})

test("more people make a better text", () => {
  const seven = "abcdefg".split("").map((name) => listener(name, 0.25, 0.05, 0.05))
  const { answers, said } = crowdOf(seven, 50, 3)
  const wers = [1, 3, 5, 7].map((count) => {
    const names = seven.slice(0, count).map(({ name }) => name)
    return werOf(transcribe(answers.filter(({ person }) => names.includes(person))).tasks, said)
  })
  expect([...wers].sort((x, y) => y - x)).toEqual(wers)
  expect(wers[3]).toBeLessThan((wers[0] ?? 0) / 4)
})

test("somebody who types anything at all does no harm", () => {
  const { answers, said } = crowdOf(MIXED.slice(0, 4), 40, 4)
  const dice = seeded(5)
  const noise = [...said.keys()].map((task) => ({ task, person: "noise", text: wordsFor(dice, 12).join(" ") }))
  const without = werOf(transcribe(answers).tasks, said)
  const { tasks, people } = transcribe([...answers, ...noise])
  expect(werOf(tasks, said)).toBeLessThanOrEqual(without + 0.005)
  expect(people.find(({ person }) => person === "noise")?.weight).toBeLessThan(0.05)
})

test("a person seen once is drawn towards everybody's mean", () => {
  const { answers } = crowdOf(MIXED.slice(0, 3), 30, 6)
  const once = { task: "t0", person: "once", text: answers[0]?.text ?? "" }
  const { people } = transcribe([...answers, once])
  const rateOf = (name: string) => people.find(({ person }) => person === name)?.errorRate ?? 0
  expect(rateOf("once")).toBeGreaterThan(rateOf("careful"))
  expect(rateOf("once")).toBeLessThan(rateOf("fair"))
})
