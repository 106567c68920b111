import { expect, test } from "vitest"
import { Region } from "./annotation.ts"
import { answerProblems, missingAttributes } from "./answer.ts"
import { LabelId } from "./ids.ts"
import { Ontology } from "./ontology.ts"

const attribute = (id: string, kind: string, required: boolean, ...options: string[]) => ({
  ...{ id, name: { en: id }, kind, required },
  options: options.map((one) => ({ id: one, name: { en: one } })),
})
const label = (id: string, retired: boolean, ...attributes: object[]) => ({
  ...{ id, name: { en: id }, color: "#e69f00", key: null, hasText: false, retired, attributes },
})
const labels = Ontology.parse({
  labels: [
    label("car", false),
    label("old", true),
    label("sign", false, attribute("lit", "yes_no", true), attribute("side", "choice", true, "front", "back")),
    label("note", false, attribute("side", "choice", false, "front")),
  ],
})
const region = (id: string, of: string, attributes?: Record<string, unknown>) =>
  Region.parse({
    ...{ id, geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 }, label: of, ...(attributes && { attributes }) },
  })
const problemsOf = (...regions: Region[]) => answerProblems({ regions, nothingHere: false }, labels)

test("an answer that says all that is asked can go", () => {
  expect(problemsOf(region("a", "car"), region("b", "sign", { lit: false, side: "back" }))).toEqual([])
  expect(answerProblems({ regions: [], nothingHere: true }, labels)).toEqual([])
})

test("no region says something only as nothing here", () => {
  expect(problemsOf()).toEqual([{ kind: "nothing_said" }])
})

test("retired labels may be used, unknown ones may not", () => {
  expect(problemsOf(region("a", "old"), region("b", "bus"))).toEqual([
    { kind: "label_unknown", region: "b", label: "bus" },
  ])
})

test("a required attribute wants a value that it can take; each one is named, in order", () => {
  const missing = (id: string, attribute: string) => ({
    ...{ kind: "attribute_missing", region: id, label: "sign", attribute },
  })
  expect(problemsOf(region("a", "sign"))).toEqual([missing("a", "lit"), missing("a", "side")])
  // A choice that was removed since, and an answer of the other kind.
  expect(problemsOf(region("b", "sign", { lit: true, side: "left" }))).toEqual([missing("b", "side")])
  expect(problemsOf(region("c", "sign", { lit: "front", side: "front" }))).toEqual([missing("c", "lit")])
})

test("what a region must say and does not is named in the order of its label", () => {
  const sign = labels.labels.find(({ id }) => id === "sign")
  const names = (attributes?: Record<string, unknown>) =>
    sign && missingAttributes(region("a", "sign", attributes), sign).map(({ id }) => id)
  expect([names(), names({ side: "back" }), names({ lit: true, side: "back" })]).toEqual([["lit", "side"], ["lit"], []])
})

test("an attribute that is not required may stay empty, or keep a choice that was removed", () => {
  expect(problemsOf(region("a", "note"), region("b", "note", { side: "left" }))).toEqual([])
})

test.each([
  { several: false, said: ["car", "old"], problem: "label_too_many" },
  { several: true, said: ["car", "old"], problem: null },
  { several: true, said: ["car", "car"], problem: "label_too_many" },
])("of a whole asset $said may be said where several: $several", ({ several, said, problem }) => {
  const ontology = Ontology.parse({ labels: labels.labels, answers: { of: "whole", several } })
  const regions = said.map((label, at) => Region.parse({ id: `r${at}`, geometry: { type: "whole" }, label }))
  const found = answerProblems({ regions, nothingHere: false }, ontology)
  expect(found).toEqual(problem === null ? [] : [{ kind: problem, region: "r1" }])
})

test.each([
  { of: undefined, geometry: { type: "whole" } },
  { of: "whole", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } },
  { of: "whole", geometry: { type: "span", startMs: 0, endMs: 5 } },
  { of: "span", geometry: { type: "whole" } },
])("$geometry.type is no part of an answer where $of is asked about", ({ of, geometry }) => {
  const ontology = Ontology.parse({ labels: labels.labels, ...(of && { answers: { of, several: true } }) })
  const one = Region.parse({ id: "a", geometry, label: "car" })
  expect(answerProblems({ regions: [one], nothingHere: false }, ontology)).toEqual([
    { kind: "part_of_other_kind", region: "a" },
  ])
})

test("nobody says two things at once; two people may", () => {
  const heard = Ontology.parse({ labels: [label("speech", false)], answers: { of: "span", several: true } })
  const said = (id: string, startMs: number, endMs: number, speaker?: string) =>
    Region.parse({ id, geometry: { type: "span", startMs, endMs }, label: "speech", ...(speaker && { speaker }) })
  const problems = (...regions: Region[]) => answerProblems({ regions, nothingHere: false }, heard)
  expect(problems(said("a", 0, 10, "1"), said("b", 10, 20, "1"), said("c", 5, 15, "2"))).toEqual([])
  expect(problems(said("b", 9, 20, "1"), said("a", 0, 10, "1"))).toEqual([{ kind: "segments_overlap", region: "b" }])
  // Within a long one lies another, and after that the long one still goes on.
  expect(problems(said("a", 0, 100), said("b", 10, 20), said("c", 50, 60))).toEqual([
    { kind: "segments_overlap", region: "b" },
    { kind: "segments_overlap", region: "c" },
  ])
  expect(problems(region("box", "speech"))).toMatchObject([{ kind: "part_of_other_kind" }])
})

test("each part of an answer of 20,000 is read a few times, however many there are: whoever sends one keeps nobody else waiting", () => {
  const ontology = Ontology.parse({ labels: labels.labels, answers: { of: "whole", several: true } })
  let reads = 0
  const regions = Array.from({ length: 20_000 }, (_, at) => {
    const whole = { ...region(`r${at}`, "car"), geometry: { type: "whole" as const } }
    const label = LabelId.parse(`l${at}`)
    return Object.defineProperty(whole, "label", { enumerable: true, get: () => (reads++, label) })
  })
  reads = 0
  expect(answerProblems({ regions, nothingHere: false }, ontology)).toHaveLength(20_000)
  expect(reads).toBeLessThan(20 * regions.length)
})
