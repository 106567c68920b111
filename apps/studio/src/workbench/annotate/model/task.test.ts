import {
  bodyOf,
  documentOf,
  type EditAct,
  type EditingStart,
  FLAG_FAINT,
  FLAG_OPEN,
  FLAG_PROPOSED,
  hasFlag,
  hintOf,
  historyOf,
  numberOf,
  openEditing,
  stepEditing,
} from "@justesse/editor"
import {
  Attribute,
  AttributeId,
  boxOf,
  boxShape,
  type Label,
  LabelId,
  type Region,
  RegionId,
  type WorkRegion,
} from "@justesse/types"
import type { Guide } from "@justesse/types/wire/work"
import { describe, expect, test } from "vitest"
import { firstWarnings, nextWarnings } from "./coach.ts"
import { followScene } from "./scene.ts"
import { TaskModel } from "./task.ts"

const lit = Attribute.parse({ id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: true })
const label = (id: string, attributes: Attribute[] = []): Label => ({
  id: LabelId.parse(id),
  name: { en: id },
  color: "#e69f00",
  key: null,
  hasText: true,
  attributes,
  retired: false,
})
const sign = label("sign", [lit])
const crate = label("crate")
const box = (x: number, y = 10) => ({ x, y, width: 40, height: 20 })
const region = (id: string, x: number, y = 10): Region => ({
  id: RegionId.parse(id),
  geometry: boxShape(box(x, y)),
  label: crate.id,
})

function open(regions: WorkRegion[] = [], more: Partial<EditingStart> = {}): TaskModel {
  const editing = openEditing({
    history: historyOf(documentOf({ regions, nothingHere: false })),
    ontology: { labels: [crate, sign] },
    kind: "boxes",
    size: { width: 400, height: 300 },
    shapes: ["box"],
    readOnly: null,
    ...more,
  })
  const model = new TaskModel(editing, perform)
  function perform(act: EditAct): void {
    const before = model.snapshot
    const { editing: after, changes } = stepEditing(before, act)
    model.follow(after)
    const step = { of: "task", before, after, changes } as const
    followScene(model.scene, step, model.solidFrom.getState())
    if (changes.length > 0) perform({ act: "foundWarnings", warnings: nextWarnings(model.scene, step) })
  }
  perform({ act: "foundWarnings", warnings: firstWarnings(model.scene, editing) })
  return model
}
const boundsAt = (model: TaskModel, place: number) => {
  const region = at(model, place)
  return region && boxOf(region)
}
const at = (model: TaskModel, place: number) =>
  model.document.regions.get(model.document.order[place] ?? RegionId.parse("none"))

describe("what a model proposes", () => {
  const proposed = (id: string, x: number) => ({ ...region(id, x), proposed: true as const })
  const isDashed = (model: TaskModel, id: string) => hasFlag(model.scene, RegionId.parse(id), FLAG_OPEN)
  const [a, b, c] = ["a", "b", "c"].map((id) => RegionId.parse(id))
  const model3 = () => open([proposed("a", 10), region("b", 100), proposed("c", 200)])

  test("is dashed and counted until it is taken, changed or dropped; all of it can be undone", () => {
    const model = model3()
    expect([isDashed(model, "a"), isDashed(model, "b"), model.snapshot.proposed]).toEqual([true, false, 2])
    model.answerProposals(a ? [a] : [], true)
    expect([isDashed(model, "a"), model.snapshot.proposed]).toEqual([false, 1])
    model.undo()
    expect([isDashed(model, "a"), model.snapshot.proposed]).toEqual([true, 2])
    model.moved({ id: a ?? region("a", 0).id, shape: boxShape(box(12)), handle: null })
    expect(isDashed(model, "a")).toBe(false)
    model.answerProposals(c ? [c] : [], false)
    expect([model.document.order, model.snapshot.proposed]).toEqual([[a, b], 0])
    model.undo()
    expect(model.snapshot.proposed).toBe(1)
  })

  test("leads from one to the next, and the choice of another region stays", () => {
    const model = model3()
    model.select(a ?? null)
    model.answerProposals(a ? [a] : [], true)
    expect(model.snapshot.session.selected).toBe(c)
    model.answerProposals(c ? [c] : [], false)
    expect(model.snapshot.session.selected).toBeNull()
    const other = model3()
    other.select(b ?? null)
    other.answerProposals(c ? [c] : [], true)
    expect(other.snapshot.session.selected).toBe(b)
  })

  test("is told apart on a document, where a line that is taken and not written yet is dashed as well", () => {
    const page = open([region("a", 10)], { kind: "transcription" })
    const isProposed = (id: string) => hasFlag(page.scene, RegionId.parse(id), FLAG_PROPOSED)
    const origin = { source: "lines" as const, score: 0.9 }
    page.propose([
      { ...region("b", 100), origin },
      { ...region("same", 11), origin },
    ])
    expect([page.document.order, page.snapshot.session.selected]).toEqual([[a, b], b])
    expect([isProposed("a"), isProposed("b"), isDashed(page, "a"), isDashed(page, "b")]).toEqual([
      false,
      true,
      true,
      true,
    ])
    page.answerProposals(b ? [b] : [], true)
    expect([isProposed("b"), isDashed(page, "b"), at(page, 1)]).toEqual([false, true, region("b", 100)])
    page.undo()
    expect([isProposed("b"), at(page, 1)?.origin]).toEqual([true, origin])
    page.undo()
    expect(page.document.order).toEqual([a])
  })

  test("is faint below a score that can be moved, until it is answered; taken back it is as faint as before", () => {
    const scored = (name: string, x: number, score: number): WorkRegion => ({
      ...{ ...region(name, x), proposed: true, origin: { source: "model", score } },
    })
    const page = open([scored("a", 10, 0.9), scored("b", 100, 0.4), region("c", 200)])
    const faint = () => ["a", "b", "c"].filter((id) => hasFlag(page.scene, RegionId.parse(id), FLAG_FAINT))
    expect(faint()).toEqual([])
    expect([page.setSolidFrom(0.5).length, faint()]).toEqual([1, ["b"]])
    expect([page.setSolidFrom(0.95).length, faint()]).toEqual([1, ["a", "b"]])
    page.answerProposals(b ? [b] : [], true)
    expect(faint()).toEqual(["a"])
    page.undo()
    expect(faint()).toEqual(["a", "b"])
  })

  test("is kept as a proposal in the draft and is no part of the answer", () => {
    const model = model3()
    expect(model.draftNow().body.regions.map((one) => one.proposed)).toEqual([true, undefined, true])
    expect(model.answerNow().regions).toEqual([region("b", 100)])
    const { body, undos, redos } = model.draftNow()
    const again = open([], { history: { document: documentOf(body), undos, redos } })
    expect(again.snapshot.proposed).toBe(2)
  })

  test("is left alone in an answer that was sent, and where it is fixed it is not dropped", () => {
    const sent = open([proposed("a", 10)], { readOnly: "sent" })
    expect(sent.snapshot.proposed).toBe(0)
    const model = model3()
    model.lock([a ?? region("a", 0).id], true)
    model.answerProposals(a ? [a] : [], false)
    expect(model.document.order).toHaveLength(3)
  })
})

describe("a task in the hand", () => {
  test("a drawn box has the chosen label, is selected, and takes another label by a key of its own (found B3)", () => {
    const model = open()
    model.created(boxShape(box(10)))
    expect(model.snapshot.session.selected).toBe(model.document.order[0])
    expect(at(model, 0)?.label).toBe("crate")
    model.chooseLabel(sign)
    expect(at(model, 0)?.label).toBe("crate")
    expect(model.snapshot.session.label).toBe("sign")
    model.relabelDrawn(sign)
    expect(at(model, 0)?.label).toBe("sign")
    model.select(model.document.order[0] ?? null)
    model.chooseLabel(crate)
    expect(at(model, 0)?.label).toBe("crate")
  })

  test("undo and redo go through whole gestures and say what they were", () => {
    const model = open()
    model.created(boxShape(box(10)))
    model.relabelDrawn(sign)
    expect(model.snapshot.undoLabel).toBe("change.label")
    model.undo()
    expect(at(model, 0)?.label).toBe("crate")
    model.undo()
    expect(model.document.order).toEqual([])
    expect(model.snapshot.session.selected).toBeNull()
    model.redo()
    model.redo()
    expect(at(model, 0)?.label).toBe("sign")
  })

  test("what is saved holds the text that is being typed", () => {
    const model = open([region("a", 10)])
    model.enterText(RegionId.parse("a"))
    model.type("ST")
    expect(model.document.regions.get(RegionId.parse("a"))?.transcript).toBeUndefined()
    expect(model.draftNow().body.regions[0]?.transcript).toEqual({ value: "ST" })
    model.type("STOP")
    model.leaveText()
    expect(model.draftNow().undos).toHaveLength(1)
  })

  test("a label key while typing keeps the text as a step of its own", () => {
    const model = open([region("a", 10)])
    model.select(RegionId.parse("a"))
    model.enterText(RegionId.parse("a"))
    model.type("STOP")
    model.chooseLabel(sign)
    expect(at(model, 0)).toMatchObject({ label: "sign", transcript: { value: "STOP" } })
    expect(model.draftNow().undos.map((change) => change.label.key)).toEqual(["change.text", "change.label"])
  })

  test("lines without text or mark are known before a document is sent", () => {
    const lines = [region("a", 10), region("b", 60), region("c", 110)]
    const model = open(lines, { kind: "transcription" })
    model.enterText(RegionId.parse("a"))
    model.type("BREAD")
    model.enterText(RegionId.parse("c"))
    model.mark("illegible")
    model.leaveText()
    expect(model.unread()).toEqual(["b"])
    expect(open(lines).unread()).toEqual([])
    expect(open(lines, { kind: "transcription", readOnly: "sent" }).unread()).toEqual([])
  })

  test("a locked region is neither moved by arrows nor deleted", () => {
    const model = open([region("a", 10)])
    model.select(RegionId.parse("a"))
    model.lock([RegionId.parse("a")], true)
    model.nudge(5, 0)
    model.delete()
    expect(boundsAt(model, 0)?.x).toBe(10)
  })
})

describe("before sending", () => {
  test("a required answer that is empty is named, until it is given", () => {
    const model = open()
    model.chooseLabel(sign)
    model.created(boxShape(box(10)))
    expect(model.check()).toMatchObject([{ kind: "attribute_missing", attribute: "lit" }])
    model.stepAttribute(1)
    expect(model.snapshot.problems).toEqual([])
    expect(at(model, 0)?.attributes).toEqual({ [AttributeId.parse("lit")]: true })
    expect(model.check()).toEqual([])
  })

  test("'nothing here' is refused while there are regions, and taken back by drawing", () => {
    const model = open()
    expect(model.check()).toEqual([{ kind: "nothing_said" }])
    expect(model.answerNothingHere()).toBe("said")
    expect(model.check()).toEqual([])
    model.created(boxShape(box(10)))
    expect(model.document.nothingHere).toBe(false)
    expect(model.answerNothingHere()).toBe("refused")
  })
})

describe("hints", () => {
  /** Boxes that nobody writes into: what lacks a text is another hint. */
  const plain = { ontology: { labels: [{ ...crate, hasText: false }] } }

  test("a box drawn twice is pointed out; kept, it is not mentioned again", () => {
    const model = open([region("a", 10)], plain)
    model.created(boxShape(box(10.5)))
    expect(hintOf(model.snapshot)?.other).toBe("a")
    model.answerHint(false)
    expect(hintOf(model.snapshot)).toBeNull()
    model.created(boxShape(box(10.7)))
    expect(hintOf(model.snapshot)).not.toBeNull()
    model.answerHint(true)
    expect(model.document.order).toHaveLength(2)
  })

  test("moving the twin away ends the hint", () => {
    const model = open([region("a", 10), region("b", 10)], plain)
    expect(hintOf(model.snapshot)).toEqual({ id: "b", rule: "twice", other: "a" })
    model.moved({ id: RegionId.parse("b"), shape: boxShape(box(200)), handle: null })
    expect(hintOf(model.snapshot)).toBeNull()
  })
})

describe("documents", () => {
  const lines = [region("last", 10, 200), region("right", 200, 12), region("left", 10, 10)]

  test("lines that nobody edited are put in reading order before they come, and are numbered so", async () => {
    const { transcription } = await import("../kinds/transcription.tsx")
    const body = { regions: lines, nothingHere: false }
    // Of the guide only which way lines are read is asked.
    const begun = transcription.arrange?.(body, {} as Guide) ?? expect.fail()
    const model = open(begun.regions, { kind: "transcription" })
    expect(model.document.order).toEqual(["left", "right", "last"])
    expect(numberOf(model.scene, RegionId.parse("last"))).toBe(3)
    expect(model.snapshot.session.tool).toBe("text")
  })

  test("a draft keeps the order in which it was saved", () => {
    expect(open(lines, { kind: "transcription" }).document.order).toEqual(["last", "right", "left"])
  })

  test("a page without lines is begun by drawing them, and a drawn line gets the caret", () => {
    const model = open([], { kind: "transcription" })
    expect(model.snapshot.session.tool).toBe("box")
    model.created(boxShape(box(10)))
    expect(model.snapshot.visit?.region).toBe(model.document.order[0])
  })
})

describe("what can only be looked at", () => {
  test.each(["sent", "other_tab", "taken_over"] as const)("nothing changes while it is read only: %s", (readOnly) => {
    const model = open([region("a", 10)], { readOnly })
    const before = bodyOf(model.document)
    model.select(RegionId.parse("a"))
    model.created(boxShape(box(100)))
    model.moved({ id: RegionId.parse("a"), shape: boxShape(box(90)), handle: null })
    model.chooseLabel(sign)
    model.delete()
    model.enterText(RegionId.parse("a"))
    model.type("x")
    model.leaveText()
    expect(bodyOf(model.document)).toEqual(before)
    expect(model.editable).toBe(false)
  })

  test("a draft of an earlier visit brings its steps back", () => {
    const first = open()
    first.created(boxShape(box(10)))
    const { body, undos, redos } = JSON.parse(JSON.stringify(first.draftNow()))
    const again = open([], { history: { document: documentOf(body), undos, redos } })
    again.undo()
    expect(bodyOf(again.document)).toEqual({ regions: [], nothingHere: false })
  })
})
