import { expect, test } from "vitest"
import { addressOf, iconOf } from "./addresses.ts"
import { KINDS } from "./useEventSentence.ts"

test("what happened leads to the page that shows it", () => {
  const address = (what: string, detail = {}) => {
    const link = addressOf("shop", { what, detail })
    return link && String(link.to).replace(/\$(\w+)/g, (_, param) => Object(link.params)[param])
  }
  expect(address("review.decided", { task: 7, asset: 12 })).toBe("/p/shop/images/12")
  expect(address("version.frozen", { version: 2, pictures: 9 })).toBe("/p/shop/versions/2")
  expect(address("export.started", { version: 2, format: "coco" })).toBe("/p/shop/versions/2")
  expect(address("ontology.saved", { version: 3, import: 4 })).toBe("/p/shop/labels")
  expect(address("import.done", { import: 4 })).toBe("/p/shop/imports/4")
  expect(address("suspects.sent", { set: 5, suspects: 2 })).toBe("/p/shop/models/5")
  expect(address("assets.exclude", { changed: 3, undo: 1 })).toBe("/p/shop/images")
  expect(address("predictions.removed", { set: 5, name: "x" })).toBeNull()
  expect(address("project.paused")).toBeNull()
})

test("every kind that the filter offers has an icon of its own subject", () => {
  const bare = KINDS.filter((what) => !what.startsWith("project.") && iconOf({ what }) === "folder")
  expect(bare).toEqual([])
})
