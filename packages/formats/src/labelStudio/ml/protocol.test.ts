import { boxShape, type Label, LabelId, labelColor, Ontology, type ShapeName } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { readPredictions, readSetup } from "./answer.ts"
import { learntEvent, trainingEvent } from "./event.ts"
import { type MlProject, mlConfig, predictRequest, setupRequest } from "./request.ts"

const labelled = (id: string, at: number, hasText = false): Label => ({
  ...{ id: LabelId.parse(id), name: { en: id }, color: labelColor(at), key: null, hasText },
  ...{ attributes: [], retired: false },
})
const project = (parts: MlProject["parts"], drawn: ShapeName[] = ["box"], hasText = false): MlProject => ({
  ...{ uid: "7.1700000000", parts, drawn },
  ontology: Ontology.parse({ labels: [labelled("dog", 0, hasText), labelled("cat", 1)] }),
})
const size = { width: 1_000, height: 500 }
const asked = (parts: MlProject["parts"], durationMs: number | null = null) => ({
  ...{ size, durationMs, parts, several: false },
  labelOf: (word: string) => project(parts).ontology.labels.find(({ id }) => id === word) ?? null,
})
const answered = (result: unknown[], more: object = {}) =>
  JSON.stringify({ results: [{ model_version: "v2", score: 0.5, result, ...more }], model_version: "outer" })
const box = (more: object = {}, value: object = {}) => ({
  ...{ id: "a", type: "rectanglelabels", from_name: "label", to_name: "image" },
  value: { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ["dog"], ...value },
  ...more,
})

test("a project is told as controls of what its answers consist of", () => {
  expect(mlConfig(project("placed"))).toContain('<RectangleLabels name="label" toName="image">')
  expect(mlConfig(project("placed"))).not.toContain("PolygonLabels")
  expect(mlConfig(project("placed", ["box", "polygon"]))).toContain("<PolygonLabels")
  expect(mlConfig(project("placed"))).not.toContain("TextArea")
  expect(mlConfig(project("placed", ["box"], true))).toContain('<TextArea name="transcription"')
  expect(mlConfig(project("span"))).toContain(
    '<Audio name="audio" value="$audio"/>\n  <Labels name="label" toName="audio">',
  )
  expect(mlConfig(project("whole"))).toContain('<Choices name="choice" toName="image" choice="single">')
})

test("a request names the project by number, its labels and where the asset is, and nothing else", () => {
  expect(setupRequest(project("placed"), "http://here")).toEqual({
    ...{ project: "7.1700000000", schema: mlConfig(project("placed")), hostname: "http://here", access_token: "" },
  })
  const { tasks } = predictRequest(project("span"), { id: 3, media: "http://here/media/x" })
  expect(tasks).toEqual([{ id: 3, data: { audio: "http://here/media/x" } }])
})

test("percent become pixels of the upright picture, rotated boxes what they are, each with its score and the model's version", () => {
  const rotated = box({ id: "b", score: 0.8 }, { rotation: 90, rectanglelabels: ["cat"] })
  const answer = readPredictions(answered([box(), rotated]), asked("placed"))
  expect(answer?.version).toBe("v2")
  expect(answer?.found).toMatchObject([
    { label: "dog", score: 0.5, shape: { type: "box", x: 100, y: 100, width: 300, height: 200 } },
    { label: "cat", score: 0.8, shape: { type: "rotatedBox", rotation: 90 } },
  ])
  expect(answer?.words).toEqual([
    { word: "dog", count: 1, label: "dog" },
    { word: "cat", count: 1, label: "cat" },
  ])
})

test("a polygon, a text beside a box, and a word that is no label here", () => {
  const polygon = {
    ...{ id: "p", type: "polygonlabels", from_name: "polygon", to_name: "image" },
    value: {
      points: [
        [0, 0],
        [10, 0],
        [10, 20],
      ],
      polygonlabels: ["cat"],
    },
  }
  const text = { id: "a", type: "textarea", from_name: "transcription", to_name: "image", value: { text: ["TOTAL"] } }
  const other = box({ id: "c" }, { rectanglelabels: ["potted plant"] })
  const answer = readPredictions(answered([box(), text, polygon, other]), asked("placed"))
  expect(answer?.found.map(({ label, shape, text: said }) => [label, shape.type, said])).toEqual([
    ["dog", "box", "TOTAL"],
    ["cat", "polygon", undefined],
  ])
  expect(answer?.words.at(-1)).toEqual({ word: "potted plant", count: 1, label: null })
  expect(answer?.unusable).toBe(0)
})

test("choices are of the whole asset, labels of a recording of a stretch of it that lies within it", () => {
  const choices = { from_name: "choice", to_name: "image", type: "choices", value: { choices: ["cat"] } }
  expect(readPredictions(answered([choices]), asked("whole"))?.found).toEqual([
    { label: "cat", score: 0.5, shape: { type: "whole" } },
  ])
  const sure = { ...choices, value: { choices: ["dog"] }, score: 0.7 }
  const both = answered([{ ...choices, score: 0.6 }, sure])
  expect(readPredictions(both, asked("whole"))?.found.map(({ label }) => label)).toEqual(["dog"])
  const several = { ...asked("whole"), several: true }
  expect(readPredictions(both, several)?.found.map(({ label }) => label)).toEqual(["cat", "dog"])
  const span = (start: number, end: number) => ({
    ...{ id: `${start}`, type: "labels", from_name: "label", to_name: "audio" },
    value: { start, end, labels: ["dog"] },
  })
  const heard = readPredictions(answered([span(0.5, 1), span(1, 9), span(5, 6)]), asked("span", 2_000))
  expect(heard?.found.map(({ shape }) => shape)).toEqual([
    { type: "span", startMs: 500, endMs: 1_000 },
    { type: "span", startMs: 1_000, endMs: 2_000 },
  ])
  expect(heard?.unusable).toBe(1)
})

test("what is none of the protocol is null, whatever it is; an empty answer finds nothing", () => {
  for (const text of [
    "",
    "hello",
    "[",
    '"hello"',
    "{}",
    '{"results": 1}',
    '{"results": [1]}',
    '{"results": [{"result": "x"}]}',
  ])
    expect(readPredictions(text, asked("placed"))).toBeNull()
  expect(readPredictions("[".repeat(100_000), asked("placed"))).toBeNull()
  expect(readPredictions('{"results": [], "model_version": 3}', asked("placed"))).toMatchObject({
    version: "3",
    found: [],
  })
  expect(readSetup('{"model_version": "a"}')).toBe("a")
  expect(readSetup("{}")).toBe("")
  expect(readSetup("no")).toBeNull()
  fc.assert(
    fc.property(fc.json(), (text) => void readPredictions(text, asked("placed"))),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (result) => {
      for (const parts of ["placed", "whole", "span"] as const) readPredictions(answered(result), asked(parts))
    }),
    { numRuns: 200 },
  )
})

test("an answer that a model learns from comes back as it was, without who gave it", () => {
  const own = project("placed")
  const region = {
    id: "r",
    label: LabelId.parse("dog"),
    geometry: boxShape({ x: 100, y: 100, width: 300, height: 200 }),
  }
  const event = learntEvent(own, {
    taskId: 3,
    media: "u",
    size,
    body: { regions: [region] as never, nothingHere: false },
  })
  expect(event).toMatchObject({
    ...{ action: "ANNOTATION_CREATED", task: { id: 3, data: { image: "u" } } },
    annotation: { result: [{ value: { x: 10, y: 20, width: 30, height: 40, rectanglelabels: ["dog"] } }] },
  })
  expect(JSON.stringify(event)).not.toMatch(/completed_by|email|person/)
  const whole = { id: "w", label: LabelId.parse("cat"), geometry: { type: "whole" } }
  const chosen = learntEvent(project("whole"), {
    taskId: 1,
    media: "u",
    size,
    body: { regions: [whole] as never, nothingHere: false },
  })
  expect(chosen).toMatchObject({ annotation: { result: [{ type: "choices", value: { choices: ["cat"] } }] } })
  const span = {
    id: "s",
    label: LabelId.parse("dog"),
    geometry: { type: "span", startMs: 500, endMs: 900 },
    transcript: { value: "oui" },
  }
  const heard = learntEvent(project("span"), {
    taskId: 1,
    media: "u",
    size,
    body: { regions: [span] as never, nothingHere: false },
  })
  expect(heard).toMatchObject({
    annotation: { result: [{ value: { start: 0.5, end: 0.9, labels: ["dog"] } }, { value: { text: ["oui"] } }] },
  })
  expect(trainingEvent(own)).toEqual({
    ...{ action: "START_TRAINING", project: { id: own.uid, label_config: mlConfig(own) } },
  })
})
