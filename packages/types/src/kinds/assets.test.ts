import { expect, test } from "vitest"
import { Region } from "../annotation.ts"
import { answerProblems } from "../answer.ts"
import { placeAsked } from "../forms/asked.ts"
import { Field } from "../forms/field.ts"
import { LabelId } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { ASSET_KINDS, assetKindOf } from "./assets.ts"
import { assetsTaken, KINDS } from "./list.ts"

test.each([
  ["image/jpeg", "image"],
  ["audio/flac", "audio"],
  ["video/mp4", "video"],
  ["text/markdown", "text"],
  ["application/octet-stream", "image"],
])("%s is %s to whoever works on it", (mediaType, kind) => {
  expect(assetKindOf(mediaType)).toBe(kind)
})

test("what is answered about as a whole may be anything; what is drawn on is a picture", () => {
  expect(KINDS.rating.assets).toEqual(ASSET_KINDS)
  expect(KINDS.boxes.assets).toEqual(["image"])
})

test("a form that asks for a place takes pictures alone, until it asks for none", () => {
  const asked = (kind: Field["kind"], retired = false) => [
    {
      ...{
        id: LabelId.parse(kind),
        name: { en: kind },
        color: "#000000",
        key: null,
        hasText: false,
        attributes: [],
        retired,
      },
      field: Field.parse({ kind, must: true, cannotTell: false, compared: kind === "point" ? "within" : "exactly" }),
    },
  ]
  expect(assetsTaken("form", [...asked("date"), ...asked("point")])).toEqual(["image"])
  expect(assetsTaken("form", [...asked("date"), ...asked("point", true)])).toEqual(ASSET_KINDS)
  expect(assetsTaken("boxes", [])).toEqual(["image"])
  expect([placeAsked([...asked("date"), ...asked("point")]), placeAsked(asked("yes_no"))]).toEqual([2, null])
})

test("reasons beside an opinion are those that are asked for, each once", () => {
  const label = { ...{ id: "4", name: { en: "easy" }, color: "#000000", key: "4" }, hasText: false, attributes: [] }
  const tags = [{ id: "long", name: { en: "long sentences" } }]
  const asked = (more: object) =>
    Ontology.parse({ labels: [{ ...label, retired: false }], answers: { of: "whole", several: false, ...more } })
  const said = (value: unknown) => ({
    regions: [Region.parse({ id: "r", geometry: { type: "whole" }, label: "4", value })],
    nothingHere: false,
  })
  const kinds = (value: unknown, more: object = { tags }) =>
    answerProblems(said(value), asked(more)).map(({ kind }) => kind)
  expect([kinds(["long"]), kinds([]), kinds(["short"]), kinds(["long", "long"]), kinds("long")]).toEqual([
    ...[[], [], ["field_value"], ["field_value"], ["field_value"]],
  ])
  // Nobody asks for reasons: none is taken.
  expect(kinds(["long"], {})).toEqual(["field_value"])
  expect(kinds({ said: [{ value: "long", people: 2 }] })).toEqual([])
  expect(() => asked({ tags: [...tags, ...tags] })).toThrow("tag_id_twice")
})
