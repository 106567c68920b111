import { describe, expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { type DecidedField, decideForms } from "./decide.ts"
import { dayText, type FormAnswer, type FormField } from "./fields.ts"

/** What people who said these things of one task come to. */
function together(fields: readonly FormField[], ...said: readonly FormAnswer["fields"][]) {
  const answers = said.map((own, n) => ({ task: "t", person: `p${n}`, fields: own }))
  const [task] = decideForms(fields, answers).tasks
  return task?.fields ?? expect.fail("no task")
}

/** The same for a form of one field. */
function one(field: Omit<FormField, "name">, ...values: readonly unknown[]): DecidedField {
  const [decided] = together([{ name: "f", ...field }], ...values.map((value) => ({ f: value })))
  return decided ?? expect.fail("no field")
}

const valueOf = (field: DecidedField) => field.decision?.value

describe("a field by its kind", () => {
  test("choice: most votes, also of yes and no", () => {
    expect(one({ kind: "choice" }, "car", "van", "car").decision).toMatchObject({ value: "car", people: ["p0", "p2"] })
    expect(valueOf(one({ kind: "choice" }, true, true, false))).toBe("true")
    expect(one({ kind: "choice" }, "car", "van").decision?.isTied).toBe(true)
  })

  test("several: each option by itself, and none is an answer", () => {
    const { decision } = one({ kind: "several" }, ["rain", "night"], ["night"], ["night", "snow", "rain"])
    expect(decision).toMatchObject({ value: ["night", "rain"], people: ["p0"] })
    expect(decision?.options?.map(({ option }) => option)).toEqual(["night", "rain", "snow"])
    expect(valueOf(one({ kind: "several", options: ["rain"] }, [], [], ["rain"]))).toEqual([])
  })

  test("scale: mean, median and how often what was said; an interval from five people up", () => {
    const { decision } = one({ kind: "scale" }, 5, 1, 4, 5)
    expect(decision).toMatchObject({ value: 3.75, median: 4.5, interval: null })
    expect(decision?.distribution).toEqual([
      { value: 1, count: 1, share: 0.25 },
      { value: 4, count: 1, share: 0.25 },
      { value: 5, count: 2, share: 0.5 },
    ])
    const [low = 0, high = 0] = one({ kind: "scale" }, 5, 1, 4, 5, 3).decision?.interval ?? expect.fail("no interval")
    expect(low).toBeLessThan(3.6)
    expect(high).toBeGreaterThan(3.6)
    expect(low).toBeGreaterThanOrEqual(1)
    expect(one({ kind: "scale" }, 3, 3, 3, 3, 3).decision?.interval).toEqual([3, 3])
  })

  test("number: the median of those that say the same, not of all", () => {
    const { decision } = one({ kind: "number", tolerance: 1 }, 10, 10.5, 11, 500, 700)
    expect(decision).toMatchObject({ value: 10.5, people: ["p0", "p1", "p2"], isTied: false })
    expect(decision?.confidence).toBeCloseTo(0.6, 12)
    expect(valueOf(one({ kind: "number", tolerance: 0 }, 0.3, 0.1 + 0.2, 9))).toBeCloseTo(0.3)
    // Equally heavy windows that share an answer are one.
    expect(one({ kind: "number", tolerance: 1 }, 1, 2, 3).decision).toMatchObject({ value: 2, isTied: false })
    const spread = one({ kind: "number", tolerance: 1 }, 1, 2, 3, 4, 5).decision
    expect(spread).toMatchObject({ value: 3, people: ["p1", "p2", "p3"] })
    expect(spread?.confidence).toBeCloseTo(0.6, 12)
    expect(one({ kind: "number", tolerance: 1 }, 1, 9).decision).toMatchObject({ value: 1, isTied: true })
    expect(valueOf(one({ kind: "number" }, -0, 0))).toBe(0)
  })

  test("date: days as numbers are, written as days", () => {
    const days = ["2024-02-28", "2024-03-01", "2024-02-29", "1999-01-01"]
    expect(valueOf(one({ kind: "date", tolerance: 2 }, ...days))).toBe("2024-02-29")
    expect(valueOf(one({ kind: "date" }, "2026-11-30", "2026-11-30", "2026-11-03"))).toBe("2026-11-30")
    // There is no such day.
    expect(one({ kind: "date" }, "2026-02-30").missing).toEqual(["p0"])
  })

  test("text: word by word; in one's own words, the one nearest to all", () => {
    expect(valueOf(one({ kind: "text" }, "AB 123", "AB 128", "AB 123"))).toBe("AB 123")
    const said = ["a red car on a bridge", "a red car on the bridge", "nothing to see"]
    const { decision } = one({ kind: "text", isFree: true }, ...said)
    expect(said).toContain(decision?.value)
    expect(decision?.value).not.toBe("nothing to see")
    expect(one({ kind: "text", isFree: true }, "alone").decision).toMatchObject({ value: "alone", confidence: null })
    expect(valueOf(one({ kind: "text" }, "", "", "x"))).toBe("")
  })

  test("point: the geometric median of those within the gate", () => {
    const places = [{ x: 10, y: 10 }, { x: 12, y: 10 }, { x: 11, y: 12 }, [400, 300]]
    const { decision } = one({ kind: "point", tolerance: 10 }, ...places)
    expect(decision?.people).toEqual(["p0", "p1", "p2"])
    expect(decision?.confidence).toBeCloseTo(0.75, 12)
    expect(valueOf(one({ kind: "point", tolerance: 10 }, [0, 0], [4, 0]))).toEqual({ x: 2, y: 0 })
    expect(one({ kind: "point", tolerance: 10 }, [0, 0], [40, 0]).decision?.isTied).toBe(true)
  })

  test("opinion: what was said how often, and nothing that is right", () => {
    const { decision } = one({ kind: "opinion" }, "fine", "bad", "fine")
    expect(decision).toMatchObject({ value: null, confidence: null })
    expect(decision?.distribution).toEqual([
      { value: "fine", count: 2, share: 2 / 3 },
      { value: "bad", count: 1, share: 1 / 3 },
    ])
    expect(one({ kind: "opinion" }, 9, 10, 9).decision?.distribution?.map(({ value }) => value)).toEqual([9, 10])
  })

  test("what is no value of its kind is not answered", () => {
    const wrong: readonly (readonly [FormField["kind"], unknown])[] = [
      ...([
        ["choice", ""],
        ["several", "rain"],
        ["several", [1]],
        ["scale", "3"],
        ["number", Number.NaN],
      ] as const),
      ...([
        ["number", 1e101],
        ["text", 4],
        ["date", "30/11/2026"],
        ["point", [1]],
        ["point", { x: 1 }],
      ] as const),
      ...([
        ["point", [1, "2"]],
        ["opinion", ""],
        ["opinion", {}],
        ["choice", null],
        ["text", undefined],
      ] as const),
    ]
    for (const [kind, value] of wrong)
      expect([kind, value, one({ kind }, value)]).toMatchObject([kind, value, { state: "unanswered", missing: ["p0"] }])
  })
})

test.each([
  ["number", (at: number) => at],
  ["date", (at: number) => dayText(20_000 + at)],
  ["point", (at: number) => [at, at]],
] as const)("two who are mostly right outweigh two who are mostly wrong: %s", (kind, write) => {
  const said = (task: string, ...values: readonly number[]) =>
    values.map((value, p) => ({ task, person: `p${p}`, fields: { f: write(value) } }))
  const before = Array.from({ length: 12 }, (_, t) => said(`t${t}`, 50 + t, 50 + t, 300 + 9 * t, 600 - 7 * t))
  const field = { name: "f", kind, tolerance: 20 }
  const found = decideForms([field], [...before.flat(), ...said("x", 90, 95, 10, 5)])
  const decision = found.tasks.find(({ task }) => task === "x")?.fields[0]?.decision
  expect(decision).toMatchObject({ people: ["p0", "p1"], isTied: false })
  expect(decision?.confidence).toBeGreaterThan(0.6)
  const alone = decideForms([field], said("x", 90, 95, 10, 5)).tasks[0]?.fields[0]?.decision
  expect(alone?.isTied).toBe(true)
})

describe("conditions", () => {
  const fields: readonly FormField[] = [
    { name: "plate", kind: "text", askedIf: { field: "vehicle", is: ["car", "van"] } },
    { name: "vehicle", kind: "choice" },
    { name: "country", kind: "choice", askedIf: { field: "legible", is: ["yes"] } },
    { name: "legible", kind: "choice", askedIf: { field: "vehicle", is: ["car", "van"] } },
  ]

  test("a field is decided from those whose answer before is the final one; the others are left out", () => {
    const [plate, vehicle] = together(
      fields,
      { vehicle: "car", plate: "AB 1" },
      { vehicle: "car" },
      { vehicle: "van", plate: "ZZ 9" },
    )
    expect(vehicle?.decision?.value).toBe("car")
    expect(plate).toMatchObject({ state: "decided", missing: ["p1"], leftOut: ["p2"] })
    expect(plate?.decision?.value).toBe("AB 1")
  })

  test("what the final answer does not ask is not asked, all the way down, and nothing is missing of it", () => {
    const [plate, , country, legible] = together(
      fields,
      { vehicle: "bicycle" },
      { vehicle: "bicycle" },
      { vehicle: "car", plate: "AB 1", legible: "yes", country: "F" },
    )
    for (const field of [plate, country, legible])
      expect(field).toMatchObject({ state: "not_asked", decision: null, missing: [], leftOut: ["p2"] })
  })

  test("whoever was asked a field by an answer that is not final does not decide what follows from it", () => {
    const [, , country] = together(
      fields,
      { vehicle: "car", legible: "yes", country: "F" },
      { vehicle: "car", legible: "yes", country: "F" },
      { vehicle: "van", legible: "yes", country: "B" },
      { vehicle: "car", legible: "no" },
    )
    expect(country?.answers.map(({ person }) => person)).toEqual(["p0", "p1"])
    expect(country).toMatchObject({ missing: [], leftOut: ["p2"] })
  })

  test("of several, whoever took the option that asks", () => {
    const form: readonly FormField[] = [
      { name: "seen", kind: "several" },
      { name: "how many dogs", kind: "number", askedIf: { field: "seen", is: ["dog"] } },
    ]
    const dogs = [
      { seen: ["dog", "cat"], "how many dogs": 2 },
      { seen: ["dog"] },
      { seen: ["cat"], "how many dogs": 0 },
    ]
    expect(together(form, ...dogs)[1]).toMatchObject({
      decision: { value: 2 },
      missing: ["p1"],
      leftOut: ["p2"],
    })
  })

  test("nobody answered what is asked: unanswered, and so is what follows", () => {
    const [plate, vehicle] = together(fields, {}, { plate: "AB 1" })
    expect(vehicle).toMatchObject({ state: "unanswered", missing: ["p0", "p1"] })
    expect(plate).toMatchObject({ state: "unanswered", missing: [], leftOut: ["p1"] })
  })

  test.each([
    [
      "same_name",
      [
        { name: "a", kind: "text" },
        { name: "a", kind: "choice" },
      ],
    ],
    ["unknown_parent", [{ name: "a", kind: "text", askedIf: { field: "b", is: [] } }]],
    [
      "parent_is_no_choice",
      [
        { name: "a", kind: "text", askedIf: { field: "b", is: [] } },
        { name: "b", kind: "text" },
      ],
    ],
    [
      "round",
      [
        { name: "a", kind: "choice", askedIf: { field: "b", is: [] } },
        { name: "b", kind: "choice", askedIf: { field: "a", is: [] } },
      ],
    ],
  ] as const)("a form that cannot be is refused: %s", (code, form) => {
    expect(() => decideForms(form, [])).toThrow(expect.objectContaining({ detail: { field: "a", problem: code } }))
  })
})

describe("whatever people said", () => {
  const form: readonly FormField[] = [
    { name: "kind", kind: "choice" },
    { name: "seen", kind: "several", askedIf: { field: "kind", is: ["a", "b"] } },
    { name: "good", kind: "scale" },
    { name: "count", kind: "number", askedIf: { field: "seen", is: ["b"] } },
    { name: "day", kind: "date" },
    { name: "note", kind: "text", isFree: true },
    { name: "plate", kind: "text" },
    { name: "place", kind: "point" },
    { name: "like", kind: "opinion" },
  ]
  const dice = seeded(12)
  const some = <T>(...values: readonly T[]): T => values[Math.floor(dice() * values.length)] ?? (values[0] as T) // never empty
  const fieldsOf = () => ({
    ...{ kind: some("a", "b", "c", null), seen: some(["a"], ["b", "a"], [], ["b"]), good: some(1, 2, 3, 4, 5) },
    ...{
      count: some(1, 2, 2.5, 40),
      day: some("2026-01-01", "2026-01-02", "1999-12-31"),
      plate: some("AB 1", "AB 7", ""),
    },
    ...{
      note: some("a dog", "a dog and a cat", "no"),
      place: some([1, 2], [1.5, 2.5], [90, 80]),
      like: some<string | number>("x", 3),
    },
  })
  const answers: readonly FormAnswer[] = Array.from({ length: 60 }, (_, n) => ({
    ...{ task: `t${n % 12}`, person: `p${Math.floor(n / 12)}`, fields: fieldsOf() },
  }))
  const found = decideForms(form, answers)

  test("the order of rows changes not one bit", () => {
    for (let round = 0; round < 5; round++) expect(decideForms(form, shuffle([...answers], dice))).toEqual(found)
  })

  test("what people are called changes nothing but the names", () => {
    const renamed = (person: string) => `q${9 - Number(person.slice(1))}`
    const other = decideForms(
      form,
      answers.map((answer) => ({ ...answer, person: renamed(answer.person) })),
    )
    for (const [t, task] of found.tasks.entries())
      for (const [f, field] of task.fields.entries()) {
        const same = other.tasks[t]?.fields[f]
        const people = field.decision?.people.map(renamed).sort()
        const decision = field.decision && { ...field.decision, people }
        expect(same?.state).toBe(field.state)
        expect(same?.decision && { ...same.decision, people: [...same.decision.people].sort() }).toEqual(decision)
        expect([...(same?.missing ?? [])].sort()).toEqual(field.missing.map(renamed).sort())
      }
    expect(other.fields.map(({ tolerance }) => tolerance)).toEqual(found.fields.map(({ tolerance }) => tolerance))
  })

  test("everybody who was asked is counted, missing or left out, once", () => {
    for (const { fields, people } of found.tasks)
      for (const { answers: own, missing, leftOut, state } of fields) {
        const names = [...own.map(({ person }) => person), ...missing, ...leftOut]
        expect(new Set(names).size).toBe(names.length)
        expect(names.length).toBeLessThanOrEqual(people.length)
        if (state === "not_asked") expect([own, missing]).toEqual([[], []])
      }
  })

  test("nothing at all is nothing", () => {
    expect(decideForms(form, []).tasks).toEqual([])
    expect(decideForms([], answers).tasks[0]?.fields).toEqual([])
  })
})
