import { Attribute, AttributeId, boxShape, Label, LabelId, Region, RegionId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { attributeValues, nextAttributeValue } from "./attributes.ts"
import {
  addRegion,
  answerNothingHere,
  answerWhole,
  answerWhy,
  CHANGE_KEYS,
  deleteRegions,
  duplicateRegion,
  findWhy,
  newRegion,
  nudgePart,
  nudgeRegion,
  relabel,
  reshapeRegion,
  sameTranscript,
  setAttribute,
  setTranscript,
  takeProposals,
} from "./changes.ts"
import { answerOf, apply, type Change, documentOf, type EditorDocument, proposalsIn } from "./document.ts"
import { commit, historyOf, invert, undo } from "./history.ts"
import { EMPTY_DOCUMENT } from "./testing/empty.ts"

const id = RegionId.parse("r1")
const lit = AttributeId.parse("lit")
const side = AttributeId.parse("side")
const limits = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const box = { x: 100, y: 80, width: 120, height: 60 }

const choice: Attribute = {
  id: side,
  name: { en: "side" },
  kind: "choice",
  options: [
    { id: "front", name: { en: "front" } },
    { id: "back", name: { en: "back" } },
  ],
  required: false,
}
const yesNo: Attribute = { id: lit, name: { en: "lit" }, kind: "yes_no", options: [], required: true }
const sign: Label = {
  id: LabelId.parse("sign"),
  name: { en: "sign" },
  color: "#f0e442",
  key: null,
  hasText: true,
  attributes: [yesNo, choice],
  retired: false,
}
const crate: Label = { ...sign, id: LabelId.parse("crate"), name: { en: "crate" }, attributes: [choice] }

const of = (more: Partial<Region> = {}): EditorDocument =>
  documentOf({ regions: [{ ...newRegion(id, boxShape(box), sign.id), ...more }], nothingHere: false })

function after(document: EditorDocument, change: Change | null): Region | undefined {
  return change ? apply(document, change).regions.get(id) : undefined
}

describe("what a model proposes", () => {
  const other = RegionId.parse("r2")
  const document = documentOf({
    regions: [
      { ...newRegion(id, boxShape(box), sign.id), proposed: true },
      { ...newRegion(other, boxShape(box), sign.id), proposed: true },
    ],
    nothingHere: false,
  })

  test.each<{ name: string; change: Change | null }>([
    { name: "moved", change: nudgeRegion(document, id, 1, 0, limits) },
    { name: "given another label", change: relabel(document, id, crate) },
    { name: "answered about", change: setAttribute(document, id, lit, true) },
    { name: "read", change: setTranscript(document, id, { value: "STOP" }, "change.text") },
    { name: "taken", change: takeProposals(document, [id]) },
  ])("is somebody's own once it is $name, and proposed again when that is undone", ({ change }) => {
    if (!change) return expect.fail("nothing was changed")
    const done = apply(document, change)
    expect(proposalsIn(done)).toEqual([other])
    expect(proposalsIn(apply(done, invert(change)))).toEqual([id, other])
  })

  test("is taken all at once as one step", () => {
    const change = takeProposals(document, [other, id, RegionId.parse("gone")])
    const history = change && commit(historyOf(document), change)
    expect(change?.label).toEqual({ key: "change.take", params: { count: 2 } })
    expect(history && proposalsIn(history.document)).toEqual([])
    expect(history && undo(history).document).toEqual(document)
    expect(history && takeProposals(history.document, [id])).toBeNull()
  })

  test("is what it is while nothing about it changes", () => {
    expect(relabel(document, id, sign)).toBeNull()
    expect(nudgeRegion(document, id, 0, 0, limits)).toBeNull()
  })

  test("is no part of a person's answer until it is taken, and a copy of it is theirs", () => {
    expect(answerOf(document).regions).toEqual([])
    const taken = takeProposals(document, [other])
    expect(taken && answerOf(apply(document, taken)).regions).toEqual([newRegion(other, boxShape(box), sign.id)])
    const own = of()
    expect(answerOf(own).regions[0]).toBe(own.regions.get(id))
    const copied = duplicateRegion(document, id, RegionId.parse("copy"), 5, limits)
    expect(copied?.edits[0]?.after).not.toHaveProperty("proposed")
  })
})

describe("boxes", () => {
  test("a drawn box becomes a region at the end of the list", () => {
    const document = apply(of(), addRegion(of(), newRegion(RegionId.parse("r2"), boxShape(box), crate.id)))
    expect(document.order).toEqual(["r1", "r2"])
    expect(Region.safeParse(document.regions.get(RegionId.parse("r2"))).success).toBe(true)
  })

  test("drawing takes 'nothing here' back, and undo would say it again", () => {
    const said = { ...EMPTY_DOCUMENT, nothingHere: true }
    const change = addRegion(said, newRegion(id, boxShape(box), sign.id))
    expect(apply(said, change).nothingHere).toBe(false)
    expect(change.nothingHere).toEqual({ before: true, after: false })
  })

  test("moving an outline moves each of its points", () => {
    const ring = [
      { x: 100, y: 80 },
      { x: 220, y: 80 },
      { x: 220, y: 140 },
    ]
    const document = of({ geometry: { type: "polygon", rings: [ring] } })
    const moved = after(document, nudgeRegion(document, id, 1, 0, limits))
    expect(moved?.geometry).toEqual({ type: "polygon", rings: [ring.map(({ x, y }) => ({ x: x + 1, y }))] })
  })

  test("moving a box to where it is changes nothing", () => {
    expect(reshapeRegion(of(), id, boxShape(box), "change.move")).toBeNull()
    expect(reshapeRegion(EMPTY_DOCUMENT, id, boxShape(box), "change.move")).toBeNull()
  })

  test("arrows move the whole box one pixel, and not out of the picture", () => {
    expect(after(of(), nudgeRegion(of(), id, 1, 0, limits))?.geometry).toMatchObject({ x: 101, y: 80 })
    expect(after(of(), nudgeRegion(of(), id, 1_000, 0, limits))?.geometry).toMatchObject({ x: 280, width: 120 })
  })

  test.each([
    { edge: "left", by: -1, index: 3, expected: { x: 99, y: 80, width: 121, height: 60 } },
    { edge: "right", by: 10, index: 1, expected: { x: 100, y: 80, width: 130, height: 60 } },
    { edge: "top", by: 1, index: 0, expected: { x: 100, y: 81, width: 120, height: 59 } },
    { edge: "bottom", by: -10, index: 2, expected: { x: 100, y: 80, width: 120, height: 50 } },
  ] as const)("an arrow moves the $edge edge by $by", ({ by, index, expected }) => {
    const step = index % 2 === 1 ? { dx: by, dy: 0 } : { dx: 0, dy: by }
    const change = nudgePart(of(), id, { part: "side", ring: 0, index }, step, limits)
    expect(after(of(), change)?.geometry).toMatchObject(expected)
  })

  test("an edge does not pass its opposite", () => {
    expect(
      after(of(), nudgePart(of(), id, { part: "side", ring: 0, index: 3 }, { dx: 500, dy: 0 }, limits))?.geometry,
    ).toMatchObject({ x: 217, width: 3 })
  })

  test("a copy has the label and the attributes, not the text, and lies beside", () => {
    const document = of({ attributes: { [lit]: true }, transcript: { value: "STOP" }, foreign: { a: 1 } })
    const copy = RegionId.parse("copy")
    const change = duplicateRegion(document, id, copy, 8, limits)
    const made = change ? apply(document, change).regions.get(copy) : undefined
    expect(made).toEqual({
      ...newRegion(copy, boxShape({ ...box, x: 108, y: 88 }), sign.id),
      attributes: { lit: true },
    })
  })

  test("nothing selected, nothing deleted or copied", () => {
    expect(deleteRegions(of(), [])).toBeNull()
    expect(deleteRegions(of(), [RegionId.parse("other")])).toBeNull()
    expect(duplicateRegion(EMPTY_DOCUMENT, id, RegionId.parse("copy"), 8, limits)).toBeNull()
  })
})

describe("labels and attributes", () => {
  test("another label keeps the attributes that it has too", () => {
    const document = of({ attributes: { [lit]: true, [side]: "back" } })
    expect(after(document, relabel(document, id, crate))).toMatchObject({
      label: "crate",
      attributes: { side: "back" },
    })
  })

  test("a label without these attributes leaves none behind", () => {
    const document = of({ attributes: { [lit]: true } })
    expect(after(document, relabel(document, id, crate))).not.toHaveProperty("attributes")
  })

  test("the label that a region has already is no change", () => {
    expect(relabel(of(), id, sign)).toBeNull()
  })

  test("an attribute is set, changed and cleared", () => {
    const set = of({ attributes: { [side]: "front" } })
    expect(after(of(), setAttribute(of(), id, lit, false))?.attributes).toEqual({ lit: false })
    expect(after(set, setAttribute(set, id, side, "back"))?.attributes).toEqual({ side: "back" })
    expect(after(set, setAttribute(set, id, side, null))).not.toHaveProperty("attributes")
    expect(setAttribute(set, id, side, "front")).toBeNull()
    expect(setAttribute(of(), id, side, null)).toBeNull()
  })

  test("a key steps an optional attribute through its values and back to none", () => {
    const walk = [undefined, "front", "back"].map((value) => nextAttributeValue(choice, value))
    expect(walk).toEqual(["front", "back", null])
  })

  test("a key steps a required attribute around without leaving it empty", () => {
    expect([undefined, true, false].map((value) => nextAttributeValue(yesNo, value))).toEqual([true, false, true])
    expect(attributeValues(yesNo)).toEqual([true, false])
  })
})

describe("text and nothing", () => {
  test("a text is kept exactly as typed", () => {
    const typed = "  TVA 18 %  "
    const text = setTranscript(of(), id, { value: typed }, "change.text")
    expect(after(of(), text)?.transcript).toEqual({ value: typed })
    const document = of({ transcript: { value: typed } })
    expect(after(document, setTranscript(document, id, null, "change.text"))).not.toHaveProperty("transcript")
    expect(setTranscript(document, id, { value: typed }, "change.text")).toBeNull()
  })

  test("marks are a set: their order says nothing", () => {
    expect(
      sameTranscript({ value: "a", marks: ["unsure", "struck"] }, { value: "a", marks: ["struck", "unsure"] }),
    ).toBe(true)
    expect(sameTranscript({ value: "a" }, { value: "a", marks: ["struck"] })).toBe(false)
    expect(sameTranscript(null, null)).toBe(true)
    expect(sameTranscript({ value: "" }, null)).toBe(false)
  })

  test("'nothing here' is refused while regions exist", () => {
    expect(answerNothingHere(of(), true)).toBeNull()
    const change = answerNothingHere(EMPTY_DOCUMENT, true)
    expect(change && apply(EMPTY_DOCUMENT, change).nothingHere).toBe(true)
    expect(answerNothingHere(EMPTY_DOCUMENT, false)).toBeNull()
  })

  test("every step is labelled with a key of the interface, never with a sentence", () => {
    const document = of()
    const changes = [
      nudgeRegion(document, id, 1, 1, limits),
      relabel(document, id, crate),
      setAttribute(document, id, lit, true),
      deleteRegions(document, [id]),
    ]
    for (const change of changes) expect(CHANGE_KEYS).toContain(change?.label.key)
  })
})

describe("what is said of a whole asset", () => {
  const [cat, dog] = [LabelId.parse("cat"), LabelId.parse("dog")]
  const ids = ["a", "b", "c"].map((one) => RegionId.parse(one))
  const say = (document: EditorDocument, at: number, label: LabelId, several: boolean): EditorDocument => {
    const change = answerWhole(document, ids[at] ?? id, label, several)
    return change ? apply(document, change) : document
  }
  const said = ({ order, regions }: EditorDocument) => order.map((one) => regions.get(one)?.label)

  test("one label takes the place of the one before, as one step that can be taken back", () => {
    const first = say(EMPTY_DOCUMENT, 0, cat, false)
    const change = answerWhole(first, ids[1] ?? id, dog, false)
    if (!change) throw new Error("a change expected")
    const second = apply(first, change)
    expect([said(first), said(second), said(apply(second, invert(change)))]).toEqual([["cat"], ["dog"], ["cat"]])
    expect(answerWhole(second, ids[2] ?? id, dog, false)).toBeNull()
  })

  test("what made somebody say so stays where they say something else, and is taken back as a step", () => {
    const why = { tags: ["clear"], words: "short" }
    expect(answerWhy(EMPTY_DOCUMENT, why)).toBeNull()
    const first = say(EMPTY_DOCUMENT, 0, cat, false)
    const change = answerWhy(first, why)
    if (!change) throw new Error("a change expected")
    const reasoned = apply(first, change)
    expect([findWhy(first), findWhy(reasoned)]).toEqual([{ tags: [], words: "" }, why])
    expect(findWhy(say(reasoned, 1, dog, false))).toEqual(why)
    expect(apply(reasoned, invert(change))).toEqual(first)
    expect(answerWhy(reasoned, why)).toBeNull()
    // Nothing given is nothing stored.
    const none = answerWhy(reasoned, { tags: [], words: "" })
    expect(none && apply(reasoned, none)).toEqual(first)
  })

  test("several join and leave", () => {
    const both = say(say(EMPTY_DOCUMENT, 0, cat, true), 1, dog, true)
    expect([said(both), said(say(both, 2, cat, true))]).toEqual([["cat", "dog"], ["dog"]])
  })

  test("none of these takes the place of what was said, and a label that of none", () => {
    const first = say(EMPTY_DOCUMENT, 0, cat, false)
    expect(answerNothingHere(first, true)).toBeNull()
    const none = answerNothingHere(first, true, true)
    if (!none) throw new Error("a change expected")
    const empty = apply(first, none)
    expect([said(empty), empty.nothingHere]).toEqual([[], true])
    const again = say(empty, 1, dog, false)
    expect([said(again), again.nothingHere]).toEqual([["dog"], false])
  })

  test("what a model proposed is taken by the same key", () => {
    const open = documentOf({
      regions: [{ id, geometry: { type: "whole" }, label: cat, proposed: true }],
      nothingHere: false,
    })
    const taken = say(open, 1, cat, false)
    expect([said(taken), proposalsIn(taken)]).toEqual([["cat"], []])
    expect(said(say(open, 1, dog, false))).toEqual(["dog"])
  })
})
