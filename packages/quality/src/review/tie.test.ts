import type { Disagreement, Region } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { RULE, region } from "../testing/regions.ts"
import { isMergeTied, isTied } from "./tie.ts"

const BOX = [10, 20, 60, 40] as const
const thing = (more: Parameters<typeof region>[2] = {}, box: readonly [number, number, number, number] = BOX) =>
  region("r", box, more)

/** The one difference between people who each have one region, or nothing; `weights` by person. Far apart is still one thing. */
function between(answers: readonly (Region | null)[], weights: readonly number[] = []): Disagreement {
  const { differences: disagreements } = consensus({
    answers: answers.map((one, i) => ({
      submission: `s${i}`,
      person: `p${i}`,
      body: { regions: one ? [one] : [], nothingHere: !one },
    })),
    settle: { ...RULE, matchIou: 0.1 },
    size: { width: 400, height: 300 },
    letterSeed: 7,
    weights: Object.fromEntries(answers.map((_, i) => [`p${i}`, weights[i] ?? 1])),
  })
  const [first] = disagreements
  if (!first || disagreements.length > 1) throw new Error("one difference expected")
  return first
}

const car = thing({ label: "car" })
const van = thing({ label: "van" })
const read = (text: string) => thing({ text })
const red = thing({ attributes: { colour: "red" } })
const blue = thing({ attributes: { colour: "blue" } })
const triangle = (x: number) =>
  thing({
    geometry: {
      type: "polygon",
      rings: [
        [
          { x, y: 20 },
          { x: x + 60, y: 20 },
          { x: x + 30, y: 60 },
        ],
      ],
    },
  })

describe("a question of a form, answered by as many this way as that", () => {
  const answered = (
    values: readonly (string | number | boolean)[],
    proposal: string | number | boolean,
  ): Disagreement => ({
    id: "q" as Disagreement["id"],
    kind: "attribute",
    place: { x: 0, y: 0, width: 10, height: 10 },
    candidates: values.map((value, i) => ({
      letters: ["ABC"[i] ?? "A"],
      region: { ...thing({ label: "q" }), value },
      share: 1 / values.length,
    })),
    proposal: { ...thing({ label: "q" }), value: proposal },
    confidence: 1 / values.length,
  })

  test("is a tie: nothing is proposed", () => {
    expect(isTied(answered([true, false], false))).toBe(true)
    expect(isTied(answered(["a", "b", "c"], "b"))).toBe(true)
  })

  test("is none where the middle of two numbers is an answer of its own", () => {
    expect(isTied(answered([10, 20], 15))).toBe(false)
  })

  test("is none where more say one thing", () => {
    const two = answered([true, false], true)
    const candidates = two.candidates.map((one, i) => ({ ...one, share: i === 0 ? 2 / 3 : 1 / 3 }))
    expect(isTied({ ...two, candidates })).toBe(false)
  })
})

describe("a tie is where the votes favour no answer", () => {
  test.each([
    { name: "one of two gave another label", answers: [car, van] },
    { name: "one of two has nothing there", answers: [thing(), null] },
    { name: "one of two read something else", answers: [read("18,40"), read("18.40")] },
    { name: "one of two said something else to a question", answers: [red, blue] },
    { name: "one of two said nothing to a question", answers: [red, thing()] },
    { name: "two against two over the label", answers: [car, van, van, car] },
    { name: "two against two over whether it is there", answers: [thing(), null, thing(), null] },
    { name: "two against two over a text", answers: [read("18"), read("19"), read("18"), read("19")] },
    { name: "it is there, under as many labels", answers: [car, van, null] },
    { name: "three labels", answers: [car, van, thing({ label: "bus" })] },
    { name: "three readings that share no word", answers: [read("18"), read("19"), read("20")] },
    { name: "two outlines too far apart", answers: [triangle(10), triangle(44)] },
  ])("a tie: $name", ({ answers }) => {
    expect(isTied(between(answers))).toBe(true)
  })

  test.each([
    { name: "two of three gave a label", answers: [car, van, car] },
    { name: "two of three have it", answers: [thing(), null, thing()] },
    { name: "two of three have nothing there", answers: [null, thing(), null] },
    // What people miss more often than they invent, the consensus proposes from two of five on.
    { name: "two of five have it", answers: [thing(), null, null, thing(), null] },
    { name: "two of three read the same", answers: [read("18"), read("19"), read("18")] },
    {
      name: "each word has most of three readings",
      answers: [read("Total 18,40"), read("Total 18.40"), read("Total 18,4O")],
    },
    { name: "two of four read the same", answers: [read("18"), read("19"), read("18"), read("20")] },
    {
      name: "boxes at two places: the middle is an answer of its own",
      answers: [thing(), thing({}, [24, 20, 60, 40])],
    },
  ])("no tie: $name", ({ answers }) => {
    expect(isTied(between(answers))).toBe(false)
  })

  test("whoever counts more parts two people, over each kind of thing", () => {
    for (const answers of [
      [car, van],
      [thing(), null],
      [read("18,40"), read("18.40")],
      [red, blue],
      [triangle(10), triangle(44)],
    ]) {
      expect(isTied(between(answers, [1.001, 1]))).toBe(false)
      expect(isTied(between(answers, [3, 3]))).toBe(true)
    }
  })

  test("what is looked at once more has one answer and is no tie; what a model says as likely as not is one", () => {
    const kept = { ...between([car, van]), kind: "one_person" as const, proposal: car, confidence: 0.5 }
    expect(isTied({ ...kept, candidates: [{ letters: ["A"], region: car, share: 0.5 }] })).toBe(false)
    const suspect = (likelihood: number): Disagreement => ({
      ...kept,
      kind: "label",
      proposal: van,
      candidates: [
        { letters: ["A", "B"], region: car, share: 1 - likelihood },
        { letters: ["C"], region: van, share: likelihood },
        { letters: ["D"], region: thing({ label: "van" }, [14, 20, 60, 40]), share: 0 },
      ],
    })
    expect([0.3, 0.5, 0.9].map((likelihood) => isTied(suspect(likelihood)))).toEqual([false, true, false])
  })

  test("weights that are sums of floating-point numbers are told equal", () => {
    const weights = [0.1, 0.2, 0.3]
    expect(0.1 + 0.2).not.toBe(0.3)
    expect(isTied(between([car, car, van], weights))).toBe(true)
  })
})

describe("a merge of several regions is a toss of a coin", () => {
  test("where those who have it are divided, and not where others have nothing", () => {
    expect(isMergeTied(between([thing(), null]))).toBe(false)
    expect(isMergeTied(between([null, thing(), null]))).toBe(false)
    expect(isMergeTied(between([car, van, null, null, null, null]))).toBe(true)
    expect(isMergeTied(between([car, van]))).toBe(true)
    expect(isMergeTied(between([thing(), thing({}, [24, 20, 60, 40])]))).toBe(false)
  })
})

test("drawn votes on label and presence: a tie exactly where the greatest weights are equal, in any order of people", () => {
  const kinds = [null, car, van] as const
  const drawn = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 3 })), {
    minLength: 2,
    maxLength: 7,
  })
  fc.assert(
    fc.property(drawn, (votes) => {
      const weightOf = (...some: (Region | null)[]) =>
        votes.reduce((sum, [one, weight]) => sum + (some.includes(one) ? weight : 0), 0)
      const [there, absent] = [weightOf(car, van), weightOf(null)]
      fc.pre(new Set(votes.map(([one]) => one)).size > 1 && there > 0)
      const isProposed = there / (there + absent) >= 0.4
      const expected = there === absent || (isProposed && weightOf(car) === weightOf(van))
      for (const order of [votes, [...votes].reverse()]) {
        const found = between(
          order.map(([one]) => one),
          order.map(([, weight]) => weight),
        )
        expect(isTied(found)).toBe(expected)
      }
    }),
  )
})
