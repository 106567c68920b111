import { LabelId, RegionId } from "@justesse/types"
import { expect, test } from "vitest"
import { answerField } from "./changes.ts"
import { apply, documentOf, type EditorDocument } from "./document.ts"

const open = LabelId.parse("open")
const said = (document: EditorDocument) => document.order.map((id) => document.regions.get(id)?.value)

/** The document after each of some answers to one question. */
function after(...values: Parameters<typeof answerField>[3][]): EditorDocument {
  let document = documentOf({ regions: [], nothingHere: true })
  for (const [at, value] of values.entries()) {
    const change = answerField(document, RegionId.parse(`r${at}`), open, value)
    if (change) document = apply(document, change)
  }
  return document
}

test("a question has one answer, whatever was said before; saying it takes nothing here back", () => {
  const document = after("yes", "no", "no")
  expect(said(document)).toEqual(["no"])
  expect([...document.regions.values()]).toEqual([
    { id: "r0", geometry: { type: "whole" }, label: "open", value: "no" },
  ])
  expect(document.nothingHere).toBe(false)
})

test("an answer is taken back, and taken back again nothing changes", () => {
  expect(said(after("yes", null))).toEqual([])
  expect(said(after(null, null))).toEqual([])
  const document = after({ x: 1, y: 2 })
  expect(answerField(document, RegionId.parse("x"), open, { y: 2, x: 1 })).toBeNull()
  expect(answerField(after(), RegionId.parse("x"), open, null)).toBeNull()
})
