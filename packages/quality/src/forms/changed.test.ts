import { AnnotationBody, DEFAULT_SETTINGS, Field, type FieldValue, type Label } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { findOutcomes } from "../review/outcomes.ts"
import { formSums } from "./agreement.ts"
import { formConsensus } from "./consensus.ts"

// A form that changed while people answer: everybody's answer keeps the questions that it was given under.

const label = (id: string, field: object, more: Partial<Label> = {}): Label => ({
  ...{ id: id as Label["id"], name: { en: id }, color: "#000000", key: null, hasText: false, attributes: [] },
  ...{ retired: false, ...more },
  field: Field.parse({ must: true, cannotTell: false, compared: "exactly", ...field }),
})
const choices = (...ids: string[]) => ids.map((id) => ({ id, name: { en: id } }))
const kind = (...ids: string[]) => label("kind", { kind: "choice", options: choices(...ids) })
const sign = label("sign", { kind: "text", isLong: false, compared: "text" })
const prices = label("prices", { kind: "yes_no" })

type Said = Readonly<Record<string, FieldValue>>
const body = (said: Said) =>
  AnnotationBody.parse({
    regions: Object.entries(said).map(([id, value]) => ({ id, geometry: { type: "whole" }, label: id, value })),
    nothingHere: false,
  })

/** Answers with the version each was given under; version 2 is today's. */
function together(forms: { 1: Label[]; 2: Label[] }, people: readonly (readonly [1 | 2, Said])[]) {
  const answers = people.map(([form, said], at) => ({
    ...{ submission: `s${at}`, person: `p${at}`, body: body(said) },
    ...(form === 1 && { form }),
  }))
  const more = { settle: DEFAULT_SETTINGS.settle, size: { width: 8, height: 6 }, letterSeed: 3 }
  const ask = (some: typeof answers) =>
    formConsensus({ answers: some, labels: forms[2], forms: { 1: forms[1] }, ...more })
  const found = ask(answers)
  expect(ask([...answers].reverse())).toEqual(found)
  return {
    values: Object.fromEntries(found.settled.map(({ region }) => [region.label, region.value])),
    differences: found.differences.map(({ id }) => id as string),
    kinds: found.differences.map((one) => one.kind),
  }
}

describe("several people answered under two forms", () => {
  test("whoever was not asked a new question has no part in it", () => {
    const forms = { 1: [sign], 2: [sign, prices] }
    const two = { sign: "A", prices: true }
    expect(
      together(forms, [
        [1, { sign: "A" }],
        [2, two],
        [2, two],
      ]),
    ).toMatchObject({
      values: { sign: "A", prices: true },
      differences: [],
    })
    expect(
      together(forms, [
        [1, { sign: "A" }],
        [1, { sign: "A" }],
      ]),
    ).toMatchObject({ values: { sign: "A" }, differences: [] })
  })

  test("what is asked no more stays where they agree, and is nobody's to decide where they do not", () => {
    const forms = { 1: [sign, prices], 2: [sign, { ...prices, retired: true }] }
    const yes = { sign: "A", prices: true }
    expect(
      together(forms, [
        [1, yes],
        [1, yes],
        [2, { sign: "A" }],
      ]),
    ).toMatchObject({ values: yes, differences: [] })
    expect(
      together(forms, [
        [1, yes],
        [1, { sign: "A", prices: false }],
        [2, { sign: "A" }],
      ]),
    ).toMatchObject({
      values: { sign: "A" },
      differences: [],
    })
    // Taken out before anybody had answered it, it is kept too.
    expect(together({ ...forms, 2: [sign] }, [[1, yes]]).values).toEqual(yes)
  })

  test("a choice that was taken out is what somebody said: agreed it stays, else it differs", () => {
    const forms = { 1: [kind("a", "b")], 2: [kind("b", "c")] }
    expect(
      together(forms, [
        [1, { kind: "a" }],
        [1, { kind: "a" }],
      ]).values,
    ).toEqual({ kind: "a" })
    expect(
      together(forms, [
        [1, { kind: "a" }],
        [2, { kind: "b" }],
      ]),
    ).toMatchObject({
      differences: ["kind"],
      kinds: ["attribute"],
    })
  })

  test("another kind of answer, other steps, another unit: answers to the one say nothing to the other", () => {
    const pairs = [
      [label("q", { kind: "text", isLong: false }), label("q", { kind: "number" }), "4", 4],
      [label("q", { kind: "scale", steps: 5 }), label("q", { kind: "scale", steps: 7 }), 4, 6],
      [label("q", { kind: "number", unit: "m" }), label("q", { kind: "number", unit: "km" }), 400, 0.4],
    ] as const
    for (const [before, now, then, today] of pairs)
      expect(
        together({ 1: [before], 2: [now] }, [
          [1, { q: then }],
          [2, { q: today }],
        ]),
      ).toMatchObject({
        values: { q: today },
        differences: [],
      })
  })

  test("a condition is met by the form of one's own time", () => {
    const always = label("lowest", { kind: "number" })
    const ifPrices = label("lowest", { kind: "number", askedIf: { field: "prices", is: ["true"] } })
    const forms = { 1: [prices, always], 2: [prices, ifPrices] }
    expect(
      together(forms, [
        [1, { prices: false, lowest: 2 }],
        [2, { prices: false }],
      ]),
    ).toMatchObject({
      values: { prices: false, lowest: 2 },
      differences: [],
    })
  })
})

describe("what became of an answer under an earlier form", () => {
  const compare = (mine: Said, kept: Said, fields: Label[], keptFields: Label[]) =>
    findOutcomes(body(mine), body(kept), { ...DEFAULT_SETTINGS.settle, fields, keptFields }).map((one) => [
      (one.mine ?? one.final)?.label,
      one.kind,
    ])

  test("nobody is told of a question that their form did not ask, nor of one that nobody else was asked", () => {
    expect(compare({ sign: "A" }, { sign: "A", prices: true }, [sign], [sign, prices])).toEqual([["sign", "kept"]])
    expect(compare({ sign: "A", prices: true }, { sign: "A" }, [sign, prices], [sign])).toEqual([["sign", "kept"]])
  })

  test("what is asked no more is compared where it was kept", () => {
    const retired = { ...prices, retired: true }
    const both = [sign, prices]
    expect(compare({ sign: "A", prices: true }, { sign: "A", prices: true }, both, [sign, retired])).toHaveLength(2)
    expect(compare({ sign: "A", prices: true }, { sign: "A" }, both, [sign, retired])).toEqual([["sign", "kept"]])
  })
})

test("agreement counts the questions that both were asked", () => {
  const answer = (person: string, said: Said, form?: number) => ({
    ...{ person, atMs: 1, regions: body(said).regions },
    ...(form && { form }),
  })
  const answers = [
    answer("a", { sign: "A" }, 1),
    answer("b", { sign: "A", prices: true }),
    answer("c", { sign: "B", prices: true }),
  ]
  const tasks = [{ task: "1", answers, final: null, finalBy: "answers" as const }]
  const { byField } = formSums(tasks, { labels: [sign, prices], forms: { 1: [sign] } }, DEFAULT_SETTINGS.settle)
  const shareOf = (id: string) => byField.get(id)
  expect(shareOf("prices")).toMatchObject({ right: 1 / 3, all: 1 / 3 })
  expect(shareOf("sign")).toMatchObject({ right: 1 / 3, all: 1 })
})
