import { expect, test } from "vitest"
import { iconOf, placeOf } from "./places.ts"
import { KINDS } from "./useEventSentence.ts"

test("what happened leads to the page that shows it", () => {
  const place = (what: string, detail = {}) => placeOf("shop", { what, detail })
  expect(place("review.decided", { task: 12 })).toBe("/p/shop/images/12")
  expect(place("version.frozen", { version: 2, pictures: 9 })).toBe("/p/shop/versions/2")
  expect(place("export.started", { version: 2, format: "coco" })).toBe("/p/shop/versions/2")
  expect(place("ontology.saved", { version: 3, import: 4 })).toBe("/p/shop/labels")
  expect(place("import.done", { import: 4 })).toBe("/p/shop/imports/4")
  expect(place("suspects.sent", { set: 5, suspects: 2 })).toBe("/p/shop/models/5")
  expect(place("assets.exclude", { changed: 3, undo: 1 })).toBe("/p/shop/images")
  expect(place("predictions.removed", { set: 5, name: "x" })).toBeNull()
  expect(place("project.paused")).toBeNull()
})

test("every kind that the filter offers has an icon of its own subject", () => {
  const bare = KINDS.filter((what) => !what.startsWith("project.") && iconOf({ what }) === "folder")
  expect(bare).toEqual([])
})
