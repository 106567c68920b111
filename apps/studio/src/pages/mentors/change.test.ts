import { AnnotationBody, Label } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { boxBetween, choicesFor, NO_CHANGE, rightOf } from "./change.ts"

const body = AnnotationBody.parse({
  nothingHere: false,
  regions: [
    { id: "plain", label: "car", geometry: { type: "box", x: 1, y: 1, width: 9, height: 9 } },
    {
      ...{ id: "read", label: "plate", geometry: { type: "box", x: 1, y: 1, width: 9, height: 9 } },
      transcript: { value: "AB 12" },
    },
  ],
})
const label = (id: string, attributes: unknown[] = []) =>
  Label.parse({ id, name: { en: id }, color: "#aa0000", key: null, hasText: false, attributes, retired: false })

describe("what a note can be about", () => {
  test("of the whole picture is what was missed, of a region what such a one can have wrong", () => {
    expect(choicesFor(undefined, [])).toEqual(["missed", "other"])
    expect(choicesFor(body.regions[0], [label("car")])).toEqual(["edges", "extra", "twice", "other"])
    const both = [label("car"), label("plate")]
    expect(choicesFor(body.regions[1], both)).toEqual(["edges", "label", "text", "spaces", "extra", "twice", "other"])
  })
})

describe("what is right there", () => {
  const place = { x: 1, y: 2, width: 3, height: 4 }
  test.each([
    ["nothing chosen", { about: null }, "", null],
    ["an edge says nothing more", { about: "edges" }, "ignored", { label: null, text: null, place: null }],
    ["a label has to be chosen", { about: "label" }, "", null],
    ["a label", { about: "label", label: "car" }, "", { label: "car", text: null, place: null }],
    ["a text has to be written", { about: "text" }, "", null],
    ["a text", { about: "spaces" }, "AB12", { label: null, text: "AB12", place: null }],
    ["what was missed without its place", { about: "missed", label: "car" }, "", null],
    ["what was missed", { about: "missed", label: "car", place }, "", { label: "car", text: null, place }],
  ] as const)("%s", (_, change, text, expected) => {
    expect(rightOf({ ...NO_CHANGE, ...change }, text)).toEqual(expected)
  })

  test("a drag either way is a box inside of the picture, and a press is none", () => {
    const size = { width: 100, height: 50 }
    const corners = [
      { x: 30.4, y: 60 },
      { x: -5, y: 10.2 },
    ] as const
    expect(boxBetween(corners, size)).toEqual({ x: 0, y: 10, width: 30, height: 40 })
    expect(boxBetween([corners[0], corners[0]], size)).toBeNull()
  })
})
