import { describe, expect, test } from "vitest"
import { openShell, type Shell } from "./shell.ts"

const FORM = {
  vehicle: { kind: "choice", options: ["bicycle", "car", "van"] },
  plate: { kind: "text", askedIf: { field: "vehicle", is: ["car", "van"] } },
  weather: "several",
  people: { kind: "number", tolerance: 1 },
  day: "date",
  wheel: { kind: "point", tolerance: 5 },
  quality: "scale",
  liked: "opinion",
}

const row = (task: string, annotator: string, fields: object) => JSON.stringify({ task, annotator, fields })

const ROWS = [
  row("t1", "a", { vehicle: "car", plate: "AB 123", weather: ["rain"], people: 2, day: "2026-11-30", wheel: [10, 10] }),
  row("t1", "b", { vehicle: "car", plate: "AB 123", weather: ["rain"], people: 2, day: "2026-11-30", wheel: [12, 10] }),
  row("t1", "c", { vehicle: "van", plate: "ZZ 9", weather: [], people: 90, day: "2026-11-03", wheel: [400, 9] }),
  row("t2", "a", { vehicle: "bicycle", quality: 4, liked: "yes" }),
  row("t2", "b", { vehicle: "bicycle", quality: 5, liked: "no" }),
  row("t2", "c", { vehicle: "bicycle", plate: null, quality: 4, liked: "yes" }),
]

describe("aggregate --kind form", () => {
  const call = (shell: Shell, lines: readonly string[], ...more: string[]) =>
    shell.json(
      0,
      ...["aggregate", "--kind", "form", shell.file("in.jsonl", lines), "--out", shell.path("out.jsonl"), ...more],
    )

  test("decides each field by its kind, a conditional one after its parent, in any order of lines", async () => {
    const shell = openShell("form")
    const first = JSON.stringify({ form: FORM })
    const json = await call(shell, [first, ...ROWS], "--explain", shell.path("why.jsonl"))
    expect(json).toMatchObject({
      method: "by-field",
      guessed: false,
      counts: { tasks: 2, people: 3, answers: 6, fields: 8, notAsked: 1, leftOut: 1 },
      fields: { vehicle: { agreement: { measure: "nominal", alpha: expect.any(Number) } }, people: { tolerance: 1 } },
    })
    const [one, two] = shell.lines("out.jsonl").map((line) => JSON.parse(line))
    expect(one).toMatchObject({
      task: "t1",
      fields: {
        vehicle: { value: "car", answers: 3 },
        plate: { value: "AB 123", answers: 2 },
        weather: { value: ["rain"] },
        people: { value: 2, answers: 3 },
        day: { value: "2026-11-30" },
        wheel: { value: { x: 11, y: 10 } },
        quality: { value: null, state: "unanswered" },
      },
    })
    expect(one.fields.people.confidence).toBeGreaterThan(0.6)
    expect(two.fields).toMatchObject({
      vehicle: { value: "bicycle", confidence: 1 },
      plate: { value: null, state: "not_asked" },
      quality: { value: 4.33333333333, median: 4 },
      liked: { value: null, distribution: [{ value: "yes", count: 2, share: 0.666667 }, { value: "no" }] },
    })
    const why = shell.lines("why.jsonl").map((line) => JSON.parse(line))
    expect(why[0]).toMatchObject({ annotators: ["a", "b", "c"], fields: { plate: { leftOut: ["c"], missing: [] } } })
    expect(why[0].fields.people.votes).toContainEqual({ annotator: "c", value: 90, counted: false })
    const written = shell.read("out.jsonl")
    await call(shell, [first, ...ROWS.toReversed()])
    expect(shell.read("out.jsonl")).toBe(written)
  })

  test("without a first line the kinds are guessed, and that is said", async () => {
    const shell = openShell("formGuessed")
    const json = await call(shell, ROWS)
    expect(json).toMatchObject({
      guessed: true,
      fields: {
        ...{ vehicle: { kind: "choice" }, weather: { kind: "several" }, people: { kind: "number" } },
        ...{ day: { kind: "date" }, wheel: { kind: "point" } },
      },
    })
    const { out } = await shell.call(
      ...["aggregate", "--kind", "form", shell.path("in.jsonl"), "--out", shell.path("out.jsonl")],
    )
    expect(out).toMatch(/6 answers of 3 people on 2 tasks, 8 fields\n.*guessed from what was said; a first line/)
    expect(out).toMatch(/vehicle +choice +majority +nominal/)
  })

  const described = (form: object, fields: object) => `${JSON.stringify({ form })}\n${row("t", "a", fields)}`

  test.each([
    { line: "", says: /in\.jsonl:1: there are no answers\. Write one line for each task and annotator/ },
    { line: '{"annotator":"a","fields":{}}', says: /:1: "task" is missing/ },
    { line: '{"task":"t","fields":{}}', says: /:1: "annotator" is missing/ },
    { line: '{"task":"t","annotator":"a"}', says: /:1: "fields" is missing\. Write "fields"/ },
    { line: '{"task":"t","annotator":"a","fields":[1]}', says: /:1: "fields" is missing/ },
    { line: `${row("t", "a", {})}\n${row("t", "a", {})}`, says: /:2: a answered t on line 1 already\. Leave one/ },
    { line: `${row("t", "a", {})}\n{"form":{"f":"text"}}`, says: /:2: the form is described after the first line/ },
    { line: '{"form":{}}', says: /:1: "form" names no fields/ },
    { line: '{"form":{"f":"poem"}}', says: /:1: the field "f": its kind is none\. Write "kind" as one of choice, sev/ },
    { line: '{"form":{"f":{"kind":"choice","options":[1]}}}', says: /"f": "options" is no list of texts/ },
    { line: '{"form":{"f":{"kind":"number","tolerance":-1}}}', says: /"f": "tolerance" is no number from 0/ },
    { line: '{"form":{"f":{"kind":"text","free":"yes"}}}', says: /"f": "free" is neither true nor false/ },
    { line: '{"form":{"f":{"kind":"text","askedIf":"g"}}}', says: /"f": "askedIf" names no field and answers/ },
    {
      line: '{"form":{"f":{"kind":"text","askedIf":{"field":"g","is":["x"]}}}}',
      says: /:1: the condition of "f" names no field of the form/,
    },
    {
      line: '{"form":{"g":"number","f":{"kind":"text","askedIf":{"field":"g","is":["x"]}}}}',
      says: /:1: the condition of "f" names a field that is no choice/,
    },
    {
      line: '{"form":{"f":{"kind":"choice","askedIf":{"field":"f","is":["x"]}}}}',
      says: /:1: the conditions of "f" go round/,
    },
    { line: described({ f: "number" }, { f: "many" }), says: /:2: "f": "many" does not fit\. Write a number/ },
    { line: described({ f: "date" }, { f: "2026-02-30" }), says: /:2: "f": "2026-02-30" does not fit\. Write a day/ },
    { line: described({ f: "point" }, { f: [1] }), says: /:2: "f": \[1\] does not fit\. Write a place as/ },
    { line: described({ f: "text" }, { g: "x" }), says: /:2: the form asks for no "g"/ },
    {
      line: described({ f: { kind: "several", options: ["x", "y"] } }, { f: ["x", "z"] }),
      says: /:2: "f": "z" is no option\. Write x, y/,
    },
    {
      line: [row("t", "a", { f: 120 }), row("u", "a", { f: 130 }), row("t", "b", { f: "many" })].join("\n"),
      says: /:3: "f": "many" does not fit\. Write a number as most answers to it, or describe the form on a first line/,
    },
  ])("says what is wrong: $line", async ({ line, says }) => {
    const shell = openShell("formWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "form", shell.file("in.jsonl", line), "--out", shell.path("out.jsonl")],
    )
    expect([code, says.test(error) ? "said" : error]).toEqual([2, "said"])
  })

  test("is compared with known forms, each question by its kind, and gold decides nothing", async () => {
    const shell = openShell("formGold")
    const lines = [JSON.stringify({ form: FORM }), ...ROWS]
    const known = { vehicle: "car", plate: "AB 124", weather: ["rain"], people: 3, day: "2026-11-28", wheel: [11, 13] }
    const gold = shell.file("gold.jsonl", [JSON.stringify({ task: "t1", fields: known })])
    const json = await call(shell, lines, "--gold", gold)
    expect(json).toMatchObject({ counts: { gold: 1 } })
    const without = shell.read("out.jsonl")
    const score = Object.fromEntries((json.score as { name: string }[]).map(({ name, ...one }) => [name, one])) // as documented
    expect(score).toMatchObject({
      vehicle: { known: 1, right: 1 },
      plate: { right: 0, off: { measure: "cer" } },
      people: { right: 1, off: { mean: 1 } },
      day: { right: 0, off: { measure: "days", mean: 2 } },
      wheel: { right: 1, off: { measure: "pixels", mean: 3 } },
      quality: { known: 0, right: null },
    })
    await call(shell, lines)
    expect(shell.read("out.jsonl")).toBe(without)
    const { out } = await shell.call(...["evaluate", "--gold", gold, "--predictions", shell.path("out.jsonl")])
    expect(out).toMatch(/question +kind +known +unanswered +right +off on average/)
  })

  test.each([
    { gold: row("x", "a", {}), says: /gold\.jsonl names no task of .*in\.jsonl/ },
    {
      gold: JSON.stringify({ task: "t1", fields: { vehicle: "ship" } }),
      says: /gold\.jsonl:1: "vehicle": "ship" is no option/,
    },
    { gold: JSON.stringify({ task: "t1" }), says: /gold\.jsonl:1: "fields" is missing/ },
    { gold: `${row("t1", "", {})}\n${row("t1", "", {})}`, says: /gold\.jsonl:2: the task t1 stands on line 1 already/ },
  ])("says what is wrong with gold: $gold", async ({ gold, says }) => {
    const shell = openShell("formGoldWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "form", shell.file("in.jsonl", [JSON.stringify({ form: FORM }), ...ROWS])],
      ...["--out", shell.path("out.jsonl"), "--gold", shell.file("gold.jsonl", gold)],
    )
    expect([code, says.test(error) ? "said" : error]).toEqual([2, "said"])
  })

  test("agreement: each question at its own level, texts by what two wrote differently", async () => {
    const shell = openShell("formAgreement")
    const file = shell.file("in.jsonl", [JSON.stringify({ form: FORM }), ...ROWS])
    const json = await shell.json(0, "agreement", file)
    const fields = Object.fromEntries((json.fields as { name: string }[]).map(({ name, ...one }) => [name, one])) // as documented
    expect(fields).toMatchObject({
      vehicle: { kind: "choice", alpha: { measure: "nominal" }, written: null },
      weather: { alpha: { measure: "masi" } },
      people: { alpha: { measure: "interval" } },
      quality: { alpha: { measure: "ordinal" } },
      plate: { alpha: null, written: { same: 1, cer: 0 } },
    })
    const { out } = await shell.call("agreement", "--kind", "form", file)
    expect(out).toMatch(/plate +text +CER of two +0\.00 %/)
  })
})
