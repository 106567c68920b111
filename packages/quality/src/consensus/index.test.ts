import { boxOf, Disagreement, JustesseError, Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { answer, RULE, region } from "../testing/regions.ts"
import { type Answer, type Consensus, consensus } from "./index.ts"
import { lettersFor } from "./letters.ts"

const run = (answers: readonly Answer[], more: { weights?: Record<string, number> } = {}) =>
  consensus({ answers, settle: RULE, size: { width: 1000, height: 1000 }, letterSeed: 7, ...more })
const letterOf = (result: Consensus, name: string) => result.letters[`s-${name}`] ?? "?"

const box = [100, 100, 50, 50] as const
const moved = [110, 100, 50, 50] as const // IoU 2/3 with box: the same thing, too far apart to settle
const close = [102, 100, 50, 50] as const // IoU 12/13

test("no answers settle nothing, and say nothing", () => {
  const result = run([])
  expect(result).toMatchObject({ settled: [], differences: [], nothingHere: false, disputed: false, letters: {} })
  expect(result.agreement).toEqual({ meanIou: null, f1At50: null, cer: null, pairs: 0 })
})

test("one answer alone settles as it is, and nobody measured how sure it is", () => {
  const mine = region("r1", box, { text: " as typed " })
  const { settled: final, disputed } = run([answer("ada", mine)])
  expect(disputed).toBe(false)
  expect(final).toEqual([
    { region: mine, provenance: { region: "r1", method: "single", confidence: null, submissions: ["s-ada"] } },
  ])
})

test("everybody says nothing is here: that is the answer", () => {
  const result = run([answer("ada"), answer("ben"), answer("cleo")])
  expect(result).toMatchObject({ nothingHere: true, disputed: false })
  expect(result.agreement).toEqual({ meanIou: null, f1At50: 1, cer: null, pairs: 3 })
})

test.each([
  { name: "equal boxes", others: [box, box], method: "agreed", x: 100 },
  { name: "close boxes: the median", others: [close, [101, 100, 50, 50] as const], method: "median", x: 101 },
])("what all agree on settles by rule: $name", ({ others, method, x }) => {
  const [b, c] = others
  const { settled: final, disputed } = run([
    answer("ada", region("r1", box)),
    answer("ben", region("q1", b ?? box)),
    answer("cleo", region("p1", c ?? box)),
  ])
  expect(disputed).toBe(false)
  expect(final[0]?.region).toMatchObject({ id: "r1", geometry: { x } })
  expect(final[0]?.provenance).toEqual({
    region: "r1",
    method,
    confidence: 1,
    submissions: ["s-ada", "s-ben", "s-cleo"],
  })
})

test("edges that no eye tells apart settle on the line between them, although they overlap less than the rule asks", () => {
  const wide = { width: 1_000, height: 1_280 }
  const lineOf = (x: number, height: number) => region("r", [x, 100, 120, height], { text: "18 %" })
  const of = (size: typeof wide) =>
    consensus({
      answers: [answer("ada", lineOf(100, 24)), answer("ben", lineOf(104, 30))],
      settle: RULE,
      size,
      letterSeed: 1,
    })
  expect(of(wide).settled[0]).toMatchObject({
    region: { geometry: { x: 102, height: 27 } },
    provenance: { method: "median", confidence: 1 },
  })
  expect(of({ width: 300, height: 300 }).differences).toMatchObject([{ kind: "place" }])
})

test("answers that no eye tells apart are one answer beside that of somebody who has nothing there", () => {
  const [ada, ben] = [region("r", [100, 100, 120, 24]), region("r", [104, 100, 120, 30])]
  const size = { width: 1_000, height: 1_280 }
  const { differences } = consensus({
    answers: [answer("ada", ada), answer("ben", ben), answer("cleo", region("x", [500, 500, 60, 60]))],
    settle: RULE,
    size,
    letterSeed: 1,
  })
  expect(differences.map(({ candidates }) => candidates.map(({ letters }) => letters.length))).toContainEqual([2, 1])
})

test("spellings that the project's rule takes as equal settle by vote", () => {
  const answers = [answer("ada", region("r", box, { text: "18 %" })), answer("ben", region("r", box, { text: "18%" }))]
  const rule = { ...RULE, text: "ignore_case_and_spaces" as const }
  const result = consensus({ answers, settle: rule, size: { width: 9, height: 9 }, letterSeed: 1 })
  expect(result.settled[0]).toMatchObject({ provenance: { method: "vote" }, region: { transcript: { value: "18 %" } } })
})

test.each([
  { name: "label", mine: region("r", box, { label: "car" }), kind: "label" },
  { name: "text", mine: region("r", box, { text: "x" }), kind: "text" },
  { name: "attribute", mine: region("r", box, { attributes: { side: "left" } }), kind: "attribute" },
  { name: "place", mine: region("r", moved), kind: "place" },
  { name: "label before text and place", mine: region("r", moved, { label: "car", text: "x" }), kind: "label" },
])("a difference is named by the gravest thing that differs: $name", ({ mine, kind }) => {
  const result = run([answer("ada", mine), answer("ben", region("q", box)), answer("cleo", region("p", box))])
  expect(result.settled).toEqual([])
  expect(result.differences).toHaveLength(1)
  const disagreement = result.differences[0]
  expect(disagreement?.kind).toBe(kind)
  expect(disagreement?.candidates.map((candidate) => candidate.letters)).toEqual([
    [letterOf(result, "ben"), letterOf(result, "cleo")].sort(),
    [letterOf(result, "ada")],
  ])
  expect(disagreement?.candidates[0]?.share).toBeCloseTo(2 / 3, 12)
})

test("what one of three has is proposed away; what two of three have is proposed to be kept", () => {
  const [ada, ben, cleo] = ["ada", "ben", "cleo"] as const
  const other = region("o", [500, 500, 40, 40])
  const result = run([
    answer(ada, region("r", box), other),
    answer(ben, region("r", box)),
    answer(cleo, region("x", [0, 0, 9, 9])),
  ])
  expect(result.differences.map(({ kind, proposal }) => [kind, proposal && boxOf(proposal).x])).toEqual([
    ["one_person", null],
    ["one_person", 100],
    ["one_person", null],
  ])
  const kept = result.differences[1]
  expect(kept?.confidence).toBeCloseTo(2 / 3, 12)
  expect(kept?.candidates.at(-1)).toEqual({ letters: [letterOf(result, cleo)], region: null, share: 1 / 3 })
})

test("a box against an answer that says nothing is here", () => {
  const result = run([answer("ada", region("r", box)), answer("ben")])
  expect(result.nothingHere).toBe(false)
  expect(result.differences[0]).toMatchObject({ kind: "nothing", confidence: 0.5, proposal: { geometry: { x: 100 } } })
})

test("two boxes of one person on one thing leave the second as a difference", () => {
  const result = run([answer("ada", region("r1", box), region("r2", close)), answer("ben", region("q", box))])
  expect(result.settled.map((one) => one.region.id)).toEqual(["r1"])
  expect(result.differences.map((one) => [one.kind, one.id])).toEqual([["one_person", "r2"]])
})

test("regions of two people with the same id for two things get ids of their own", () => {
  const far = region("r", [500, 500, 40, 40])
  const result = run([answer("ada", region("r", box)), answer("ben", far)])
  expect(result.differences.map(({ id }) => id)).toEqual(["r", "r~2"])
})

test("a person who counts more decides what is proposed", () => {
  const answers = [
    answer("ada", region("r", box, { label: "car" })),
    answer("ben", region("r", box)),
    answer("cleo", region("r", box)),
  ]
  expect(run(answers).differences[0]?.proposal?.label).toBe("thing")
  const weighted = run(answers, { weights: { ada: 3 } }).differences[0]
  expect(weighted).toMatchObject({ proposal: { label: "car" }, confidence: 0.6 })
})

test("unusable input is refused with a code", () => {
  const many = Array.from({ length: 21 }, (_, i) => answer(`p${i}`))
  expect(() => run(many)).toThrow(JustesseError)
  expect(() => run([answer("ada"), answer("ada")])).toThrow(JustesseError)
  expect(() => run([answer("ada")], { weights: { ada: 0 } })).toThrow(JustesseError)
  expect(() => run([answer("ada")], { weights: { ada: Number.NaN } })).toThrow(JustesseError)
})

test("letters are shuffled from task to task and the same for the same task", () => {
  const people = ["a", "b", "c", "d", "e"]
  expect(lettersFor(people, 5)).toEqual(lettersFor(people.toReversed(), 5))
  const orders = new Set(Array.from({ length: 60 }, (_, seed) => Object.values(lettersFor(people, seed)).join("")))
  expect(orders.size).toBeGreaterThan(30)
  expect(Object.values(lettersFor(people, 9)).sort().join("")).toBe("ABCDE")
})

const thing = fc.record({
  x: fc.constantFrom(0, 1, 2, 20, 21, 22.5),
  y: fc.constantFrom(0, 1, 30),
  size: fc.constantFrom(10, 11, 12.25),
  label: fc.constantFrom("car", "bus"),
  text: fc.constantFrom(undefined, "18 %", "18%", "TVA"),
})
const answersOf = fc
  .array(fc.array(thing, { maxLength: 5 }), { maxLength: 5 })
  .map((people) =>
    people.map((things, p) =>
      answer(
        `p${p}`,
        ...things.map(({ x, y, size, label, text }, i) =>
          region(`r${p}${i}`, [x, y, size, size], text === undefined ? { label } : { label, text }),
        ),
      ),
    ),
  )

test("I11: answers in any order, with regions in any order, give the same result to the bit", () => {
  const shuffledToo = answersOf.chain((answers) =>
    fc.record({
      answers: fc.constant(answers),
      shuffled: fc
        .tuple(
          ...answers.map(({ submission, person, body }) =>
            fc
              .shuffledSubarray(body.regions, { minLength: body.regions.length })
              .map((regions) => ({ submission, person, body: { ...body, regions } })),
          ),
        )
        .chain((mixed) => fc.shuffledSubarray(mixed, { minLength: mixed.length })),
    }),
  )
  fc.assert(
    fc.property(shuffledToo, ({ answers, shuffled }) => {
      expect(run(shuffled)).toEqual(run(answers))
    }),
    { numRuns: 300 },
  )
})

test("every region is accounted for, ids are unique, and what comes out is valid", () => {
  fc.assert(
    fc.property(answersOf, (answers) => {
      const { settled: final, differences: disagreements } = run(answers)
      const ids = [...final.map((one) => one.region.id), ...disagreements.map((one) => one.id)]
      expect(new Set<string>(ids).size).toBe(ids.length)
      for (const one of disagreements) {
        expect(Disagreement.safeParse(one).success).toBe(true)
        expect(one.candidates.flatMap((candidate) => candidate.letters)).toHaveLength(answers.length)
        expect(one.candidates.reduce((sum, candidate) => sum + candidate.share, 0)).toBeCloseTo(1, 9)
      }
      for (const one of final) {
        expect(Region.safeParse(one.region).success).toBe(true)
        expect(one.provenance.submissions).toHaveLength(answers.length)
      }
      const inDisagreements = disagreements.flatMap((one) =>
        one.candidates.filter((c) => c.region).flatMap((c) => c.letters),
      )
      const total = answers.reduce((sum, one) => sum + one.body.regions.length, 0)
      expect(final.length * answers.length + inDisagreements.length).toBe(total)
    }),
  )
})

test("renaming people changes no figure", () => {
  fc.assert(
    fc.property(answersOf, (answers) => {
      const renamed = answers.map((one, i) => ({ ...one, submission: `z${9 - i}`, person: `q${i}` }))
      const figures = ({ differences: disagreements, settled: final, agreement }: Consensus) => ({
        agreement,
        settled: final.map(({ region: { geometry, label } }) => ({ geometry, label })),
        differences: disagreements
          .map(({ kind, place, confidence }) => JSON.stringify({ kind, place, confidence }))
          .sort(),
      })
      expect(figures(run(renamed))).toEqual(figures(run(answers)))
    }),
  )
})

test("five people with 200 boxes each give 200 things", () => {
  const people = Array.from({ length: 5 }, (_, p) =>
    answer(
      `p${p}`,
      ...Array.from({ length: 200 }, (_, i) => {
        const shift = ((i * 7 + p * 13) % 5) - 2
        return region(`r${p}-${i}`, [(i % 20) * 45 + shift, Math.floor(i / 20) * 45 - shift, 40, 40], {
          text: `line ${i}`,
        })
      }),
    ),
  )
  const { settled: final, differences: disagreements } = run(people)
  expect(final.length + disagreements.length).toBe(200)
})
