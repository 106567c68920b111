import { AnnotationBody, DEFAULT_SETTINGS, Field, type FieldValue, type Label, RegionId } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { form } from "../kinds/form.ts"
import { applyDecisions, keepAsked } from "../review/apply.ts"
import { findOutcomes } from "../review/outcomes.ts"
import { formConsensus } from "./consensus.ts"
import { readAs } from "./same.ts"

const label = (id: string, field: object): Label => ({
  ...{
    id: id as Label["id"],
    name: { en: id },
    color: "#000000",
    key: null,
    hasText: false,
    attributes: [],
    retired: false,
  },
  field: Field.parse({ must: false, cannotTell: true, compared: "exactly", ...field }),
})
const options = ["a", "b", "c"].map((id) => ({ id, name: { en: id } }))
const LABELS = [
  label("kind", { kind: "choice", options }),
  label("prices", { kind: "yes_no" }),
  label("lowest", { kind: "number", compared: "within", tolerance: 0.1, askedIf: { field: "prices", is: ["true"] } }),
  label("sign", { kind: "text", isLong: false, compared: "text" }),
  label("goods", { kind: "several", options }),
  label("seen", { kind: "scale", steps: 5, compared: "opinion" }),
  label("where", { kind: "point", compared: "within", tolerance: 20 }),
  label("day", { kind: "date", compared: "within", tolerance: 1 }),
]

type Said = Readonly<Record<string, FieldValue>>

const body = (said: Said) =>
  AnnotationBody.parse({
    regions: Object.entries(said).map(([id, value], at) => ({
      id: `r${at}`,
      geometry: { type: "whole" },
      label: id,
      value,
    })),
    nothingHere: false,
  })

const together = (...people: Said[]) =>
  formConsensus({
    answers: people.map((said, at) => ({ submission: `s${at}`, person: `p${at}`, body: body(said) })),
    ...{ settle: DEFAULT_SETTINGS.settle, size: { width: 800, height: 600 }, letterSeed: 3, labels: LABELS },
  })

const valuesIn = ({ settled: final }: ReturnType<typeof together>) =>
  Object.fromEntries(final.map(({ region }) => [region.label, region.value]))

test("forms agree by the share of their questions that two people answered the same, opinions apart", () => {
  const { agreement } = together({ kind: "a", sign: "PAIN", seen: 1 }, { kind: "a", sign: "VIN", seen: 4 })
  expect(agreement).toEqual({ meanIou: null, f1At50: 0.5, cer: null, pairs: 1 })
})

test.each([
  { name: "one person alone", said: [{ kind: "a" }], agreement: { f1At50: null, pairs: 0 } },
  { name: "forms that nobody filled in", said: [{}, {}], agreement: { f1At50: null, pairs: 1 } },
  { name: "an answer and none", said: [{ kind: "a" }, {}], agreement: { f1At50: 0, pairs: 1 } },
  { name: "three people", said: [{ kind: "a" }, { kind: "a" }, { kind: "b" }], agreement: { f1At50: 1 / 3, pairs: 3 } },
])("agreement of $name", ({ said, agreement }) => expect(together(...said).agreement).toMatchObject(agreement))

describe("what several forms say together", () => {
  test.each([
    { name: "a choice", said: [{ kind: "a" }, { kind: "a" }], value: { kind: "a" } },
    {
      name: "numbers within the tolerance",
      said: [
        { prices: true, lowest: 2.8 },
        { prices: true, lowest: 2.9 },
      ],
      value: { prices: true, lowest: 2.8 },
    },
    {
      name: "texts as the project compares them",
      said: [{ sign: "Prime urs" }, { sign: "Prime urs" }],
      value: { sign: "Prime urs" },
    },
    {
      name: "several things in whatever order",
      said: [{ goods: ["a", "b"] }, { goods: ["b", "a"] }],
      value: { goods: ["a", "b"] },
    },
    {
      name: "places near each other",
      said: [{ where: { x: 10, y: 10 } }, { where: { x: 20, y: 10 } }],
      value: { where: { x: 10, y: 10 } },
    },
    {
      name: "days beside each other",
      said: [{ day: "2026-11-29" }, { day: "2026-11-30" }],
      value: { day: "2026-11-29" },
    },
    {
      name: "that it cannot be told",
      said: [{ kind: { cannotTell: true as const } }, { kind: { cannotTell: true as const } }],
      value: { kind: { cannotTell: true } },
    },
    {
      name: "opinions, however far apart",
      said: [{ seen: 5 }, { seen: 1 }, { seen: 5 }],
      value: {
        seen: {
          said: [
            { value: 1, people: 1 },
            { value: 5, people: 2 },
          ],
        },
      },
    },
    { name: "one alone, as it is", said: [{ kind: "b", seen: 3 }], value: { kind: "b", seen: 3 } },
  ])("$name is decided", ({ said, value }) => {
    const found = together(...(said as Said[]))
    expect(found.differences).toEqual([])
    const values = valuesIn(found)
    for (const [id, expected] of Object.entries(value)) {
      const got = values[id]
      // What lies between two near answers may be either, or between them.
      if (id === "lowest" || id === "where" || id === "day") expect(got).toBeDefined()
      else expect(got).toEqual(expected)
    }
    expect(Object.keys(values).sort()).toEqual(Object.keys(value).sort())
  })

  test("each question that people answered otherwise is a difference of its own, with what most said proposed", () => {
    const found = together({ kind: "a", sign: "one" }, { kind: "a", sign: "two" }, { kind: "b", sign: "one" })
    expect(found.differences.map(({ id, kind }) => [id, kind])).toEqual([
      ["kind", "attribute"],
      ["sign", "attribute"],
    ])
    const [first] = found.differences
    expect(first?.proposal?.value).toBe("a")
    expect(first?.confidence).toBeCloseTo(2 / 3)
    expect(first?.candidates.map(({ region, share }) => [region?.value, share])).toEqual([
      ["a", 2 / 3],
      ["b", 1 / 3],
    ])
    expect(found.proposed.map(({ region }) => region.value)).toEqual(["a", "one"])
  })

  test("who left a question empty that they were asked differs from who answered it, and who was not asked does not", () => {
    const empty = together({ kind: "a", sign: "x" }, { kind: "a" })
    expect(empty.differences.map(({ id, kind }) => [id, kind])).toEqual([["sign", "one_person"]])
    expect(empty.differences[0]?.candidates.at(-1)).toMatchObject({ region: null, share: 0.5 })
    const apart = together({ prices: true, lowest: 1 }, { prices: false }, { prices: true, lowest: 1 })
    expect(apart.differences.map(({ id }) => id)).toEqual(["prices"])
    expect(valuesIn(apart)).toEqual({ lowest: 1 })
    // What was said after an answer that is decided otherwise is asked no more.
    const letter = apart.differences[0]?.candidates.find(({ region }) => region?.value === false)?.letters[0] ?? "A"
    const reason = { code: "other", clause: null, note: "" } as const
    const decide = (letters: string) => {
      const id = apart.differences[0]?.id
      if (!id) throw new Error("a difference expected")
      return keepAsked(applyDecisions(apart, new Map([[id, { outcome: "take", letter: letters, reason }]])), LABELS)
        .body
    }
    expect(decide(letter).regions.map(({ label: one }) => one)).toEqual(["prices"])
    const yes = apart.differences[0]?.candidates.find(({ region }) => region?.value === true)?.letters[0] ?? "A"
    expect(
      decide(yes)
        .regions.map(({ label: one }) => one)
        .sort(),
    ).toEqual(["lowest", "prices"])
  })

  test("answers that are none of their question, and labels that are no question, are not counted", () => {
    expect(together({ kind: "gone" }, { kind: "gone" }).settled).toEqual([])
    expect(together({ other: "x" }).nothingHere).toBe(true)
  })

  test("the same answers in any order give the same", () => {
    const value = fc.record({
      kind: fc.constantFrom<FieldValue>("a", "b", { cannotTell: true }),
      prices: fc.boolean(),
      sign: fc.constantFrom("one", "two"),
      seen: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.nat(), (people, by) => {
        const answers = people.map((said, at) => ({ submission: `s${at}`, person: `p${at}`, body: body(said) }))
        const input = { settle: DEFAULT_SETTINGS.settle, size: { width: 8, height: 6 }, letterSeed: 3, labels: LABELS }
        const rotated = answers
          .map((_, i) => answers[(i + by) % answers.length] ?? answers[0])
          .flatMap((one) => one ?? [])
        expect(formConsensus({ ...input, answers: rotated })).toEqual(formConsensus({ ...input, answers }))
      }),
      { numRuns: 25 },
    )
  })

  test("the id of a question that is too long for a region is cut, and stays one of its own", () => {
    const long = "q".repeat(80)
    const found = formConsensus({
      answers: [{ submission: "s", person: "p", body: body({ [long]: true }) }],
      ...{ settle: DEFAULT_SETTINGS.settle, size: { width: 8, height: 6 }, letterSeed: 3 },
      labels: [label(long, { kind: "yes_no" })],
    })
    expect(RegionId.safeParse(found.settled[0]?.region.id).success).toBe(true)
  })
})

test("an answer as near as its question compares reads as the kept one; anything else stays as it was said", () => {
  const final = body({ lowest: 2.8, kind: "a", seen: { said: [{ value: 4, people: 2 }] } })
  const mine = body({ lowest: 2.85, kind: "b", seen: 4 })
  const rule = DEFAULT_SETTINGS.settle
  expect(readAs(mine, final, { ...rule, fields: LABELS }).regions.map(({ value }) => value)).toEqual([2.8, "b"])
  // Without what the questions say, only opinions are known to be none that differs.
  expect(readAs(mine, final, rule).regions.map(({ value }) => value)).toEqual([2.85, "b"])
  const kinds = (fields: readonly Label[]) =>
    findOutcomes(mine, final, { ...rule, fields }).map((one) => [one.mine?.label, one.kind])
  expect(kinds(LABELS).sort()).toEqual([
    ["kind", "changed"],
    ["lowest", "kept"],
  ])
  expect(kinds([]).sort()).toEqual([
    ["kind", "changed"],
    ["lowest", "changed"],
  ])
})

test("figures tell how far people agree on each question that both were asked, and nothing of opinions", () => {
  const task = (name: string, ...people: Said[]) => ({
    task: name,
    answers: people.map((said, at) => ({ person: `p${at}`, atMs: at, regions: body(said).regions })),
    final: null,
    finalBy: "answers" as const,
  })
  const project = {
    ...{ settle: DEFAULT_SETTINGS.settle, labels: LABELS.map(({ id }) => id), fields: LABELS },
    ...{ reasons: [], secondLooks: [], audits: [] },
    tasks: [
      task("a", { kind: "a", seen: 1, prices: true, lowest: 2 }, { kind: "a", seen: 5, prices: true, lowest: 2.05 }),
      task("b", { kind: "a", prices: false }, { kind: "b", prices: true, lowest: 3 }, { kind: "a", prices: false }),
      task("c", { kind: "a" }),
    ],
  }
  const figures = form.figures(project, form.fit(project))
  expect([figures.doubled, figures.answers, figures.people]).toEqual([2, 5, []])
  const shares = new Map(figures.byLabel.map(({ label: id, mean }) => [id, mean]))
  expect([...shares.keys()].sort()).toEqual(["kind", "lowest", "prices"])
  expect(shares.get("kind")).toBeCloseTo((1 + 1 / 3) / 2)
  expect(shares.get("lowest")).toBe(1)
  expect(figures.agreement?.n).toBe(2)
})
