import { boxShape, type Label, LabelId, RegionId } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addRegion, newRegion } from "./changes.ts"
import { apply, documentOf } from "./document.ts"
import { chooseDraft, type LocalDraft, saveStateOf, saveStatusOf, shouldSend, stepSave } from "./drafts.ts"
import { commit, historyOf, undo } from "./history.ts"
import { inReadingOrder } from "./readingOrder.ts"
import {
  afterDrawing,
  chooseLabel,
  dropMissing,
  labelTarget,
  nextPart,
  rangeOf,
  relabelDrawn,
  type Session,
  selectRegion,
  sessionOf,
  whenDrawingStarts,
} from "./session.ts"
import { EMPTY_DOCUMENT } from "./testing/empty.ts"
import { enterText, isRead, leaveText, toggleMark, transcriptOf, typeText } from "./textVisit.ts"

const label = (name: string, more: Partial<Label> = {}): Label => ({
  id: LabelId.parse(name),
  name: { en: name },
  color: "#e69f00",
  key: null,
  hasText: false,
  attributes: [],
  retired: false,
  ...more,
})
const sign = label("sign")
const crate = label("crate")
const r1 = RegionId.parse("r1")
const r2 = RegionId.parse("r2")
const box = { x: 10, y: 10, width: 20, height: 20 }
const one = documentOf({ regions: [newRegion(r1, boxShape(box), sign.id)], nothingHere: false })
const holding = (session: Session, ...locked: readonly RegionId[]) => ({
  session,
  document: one,
  locked: new Set(locked),
})

describe("labels before and after drawing", () => {
  test("what is locked keeps its label, and the next region gets the chosen one", () => {
    const chosen = selectRegion(sessionOf([sign, crate], "box"), r1)
    expect(chooseLabel(holding(chosen, r1), crate)).toMatchObject({ session: { label: "crate" }, change: null })
    expect(relabelDrawn(holding(chosen, r1), crate)).toBeNull()
    expect(relabelDrawn(holding(chosen), crate)).not.toBeNull()
  })

  test("the first label that is in use is chosen at the start", () => {
    expect(sessionOf([label("old", { retired: true }), crate], "box").label).toBe("crate")
    expect(sessionOf([], "box").label).toBeNull()
  })

  test("a label key after drawing is for the next box; another one is for the box just drawn (found B3)", () => {
    const drawn = afterDrawing(sessionOf([sign, crate], "box"), r1)
    expect(labelTarget(drawn)).toBeNull()
    expect(chooseLabel(holding(drawn), crate)).toMatchObject({ session: { label: "crate" }, change: null })
    const change = relabelDrawn(holding(drawn), crate)
    expect(change && apply(one, change).regions.get(r1)?.label).toBe("crate")
    const onPurpose = selectRegion(drawn, r1)
    expect(labelTarget(onPurpose)).toBe(r1)
    expect(chooseLabel(holding(onPurpose), crate).change).not.toBeNull()
    expect(relabelDrawn(holding(sessionOf([sign], "box")), crate)).toBeNull()
    const starting = whenDrawingStarts(drawn)
    expect(labelTarget(starting)).toBeNull()
    expect(chooseLabel(holding(starting), crate)).toMatchObject({ session: { label: "crate" }, change: null })
  })

  test("a label key acts on the selected region", () => {
    const chosen = selectRegion(sessionOf([sign, crate], "select"), r1)
    expect(chooseLabel(holding(chosen), crate).change).not.toBeNull()
    expect(chooseLabel(holding(chosen), sign).change).toBeNull()
    expect(selectRegion(chosen, r1)).toBe(chosen)
  })

  test("selecting another region lets the box in hand go", () => {
    const drawn = afterDrawing(sessionOf([sign], "box"), r1)
    expect(selectRegion(drawn, r2).inHand).toBeNull()
    expect(selectRegion(drawn, r1)).toMatchObject({ selected: r1, inHand: null })
  })

  test("W walks the edges and comes back to the whole box", () => {
    let session = selectRegion(sessionOf([sign], "select"), r1)
    const seen = [1, 2, 3, 4, 5].map(() => {
      session = nextPart(session, one)
      return session.part
    })
    expect(seen).toEqual([...[3, 0, 1, 2].map((index) => ({ part: "side", ring: 0, index })), null])
  })

  test("undoing the box that is selected selects nothing", () => {
    const history = commit(historyOf(EMPTY_DOCUMENT), addRegion(EMPTY_DOCUMENT, newRegion(r1, boxShape(box), sign.id)))
    const session = afterDrawing(sessionOf([sign], "box"), r1)
    expect(dropMissing(session, history.document)).toBe(session)
    expect(dropMissing(session, undo(history).document)).toMatchObject({ selected: null, inHand: null })
  })
})

test("a range of the list goes from one region to another in either direction, the other one first", () => {
  const order = ["a", "b", "c", "d"].map((name) => RegionId.parse(name))
  const [a, b, , d] = order as [RegionId, RegionId, RegionId, RegionId] // the four of above
  expect(rangeOf(order, b, d)).toEqual(["d", "c", "b"])
  expect(rangeOf(order, d, b)).toEqual(["b", "c", "d"])
  expect(rangeOf(order, a, a)).toEqual(["a"])
  // A filter may have taken the one it begins with out of the list.
  expect(rangeOf(order, r1, b)).toEqual(["b"])
  expect(rangeOf(order, b, r1)).toEqual([])
})

describe("text", () => {
  const enter = () => enterText(one, r1) ?? failed()

  test("a whole visit is one step, however much was typed", () => {
    const visit = ["T", "TV", "TVA"].reduce(typeText, enter())
    const change = leaveText(one, visit)
    expect(change?.label.key).toBe("change.text")
    expect(change && apply(one, change).regions.get(r1)?.transcript).toEqual({ value: "TVA" })
  })

  test("looking and leaving is no step", () => {
    expect(leaveText(one, enter())).toBeNull()
    expect(leaveText(one, typeText(typeText(enter(), "x"), ""))).toBeNull()
    expect(enterText(one, r2)).toBeNull()
  })

  test("marks are set and taken off; a mark alone counts as read", () => {
    const marked = toggleMark(enter(), "illegible")
    expect(transcriptOf(marked)).toEqual({ value: "", marks: ["illegible"] })
    expect(isRead(transcriptOf(marked) ?? undefined)).toBe(true)
    expect(transcriptOf(toggleMark(marked, "illegible"))).toBeNull()
    expect(leaveText(one, marked)?.label.key).toBe("change.mark")
    expect(isRead(undefined)).toBe(false)
    expect(isRead({ value: "" })).toBe(false)
  })

  test("what cannot be stored is not taken", () => {
    expect(typeText(enter(), "a\u0000").value).toBe("")
    expect(typeText(enter(), "\ud800").value).toBe("")
    expect(typeText(enter(), "x".repeat(20_001)).value).toBe("")
  })

  test("a language that was there stays", () => {
    const french = documentOf({
      regions: [{ ...newRegion(r1, boxShape(box), sign.id), transcript: { value: "a", language: "fr" } }],
      nothingHere: false,
    })
    const visit = enterText(french, r1) ?? failed()
    expect(transcriptOf(typeText(visit, "b"))).toEqual({ value: "b", language: "fr" })
  })
})

describe("reading order", () => {
  const line = (y: number, ...xs: number[]) => xs.map((x) => ({ x, y, width: 40, height: 20 }))

  const itself = <T>(box: T) => box

  test("lines from the top, each from the left, though the line is skewed", () => {
    const skewed = [...line(0, 10), ...line(6, 200), ...line(12, 400), ...line(30, 10), ...line(36, 200)]
    expect(inReadingOrder([...skewed].reverse(), itself)).toEqual(skewed)
  })

  test("the order in which they come says nothing", () => {
    const boxes = fc.uniqueArray(
      fc.record({ x: fc.nat(500), y: fc.nat(500), width: fc.integer({ min: 5, max: 60 }), height: fc.constant(20) }),
      { selector: (b) => `${b.x},${b.y},${b.width}`, maxLength: 20 },
    )
    fc.assert(
      fc.property(boxes, (list) => {
        expect(inReadingOrder([...list].reverse(), itself)).toEqual(inReadingOrder(list, itself))
      }),
    )
  })

  test("a letter between two lines belongs to one of them; nothing is lost", () => {
    const boxes = [...line(0, 0, 50), ...line(100, 0), { x: 200, y: 5, width: 8, height: 8 }]
    expect(inReadingOrder(boxes, itself)).toHaveLength(4)
    expect(inReadingOrder([], itself)).toEqual([])
  })
})

describe("drafts", () => {
  const body = { regions: [], nothingHere: true }
  const local: LocalDraft = { revision: 4, body, undos: [], redos: [], sentRevision: 2 }

  test("the later draft wins; the one on this computer when they are equal", () => {
    expect(chooseDraft(local, { revision: 3, body: { regions: [], nothingHere: false } }).body).toBe(body)
    expect(chooseDraft(local, { revision: 4, body })).toMatchObject({ revision: 4, sentRevision: 4 })
    expect(chooseDraft(local, { revision: 5, body })).toMatchObject({ revision: 5, sentRevision: 5, undos: [] })
    expect(chooseDraft(null, { revision: 0, body })).toMatchObject({ revision: 0, sentRevision: 0 })
  })

  test("the word is 'saved' only when the server has the newest stroke", () => {
    let state = saveStateOf({ ...local, revision: 2 })
    expect(saveStatusOf(state)).toBe("saved")
    state = stepSave(state, { type: "edited" })
    expect([saveStatusOf(state), shouldSend(state)]).toEqual(["saving", true])
    state = stepSave(stepSave(state, { type: "kept", revision: 3 }), { type: "sending", revision: 3 })
    expect(shouldSend(state)).toBe(false)
    state = stepSave(state, { type: "edited" })
    state = stepSave(state, { type: "arrived", revision: 3 })
    expect([saveStatusOf(state), shouldSend(state), state.keptRevision]).toEqual(["saving", true, 3])
    state = stepSave(stepSave(state, { type: "sending", revision: 4 }), { type: "arrived", revision: 4 })
    expect(saveStatusOf(state)).toBe("saved")
  })

  test("without network it is kept here and tried again", () => {
    let state = stepSave(saveStateOf({ ...local, revision: 2 }), { type: "edited" })
    state = stepSave(stepSave(state, { type: "sending", revision: 3 }), { type: "failed" })
    // The disk of this computer takes its time: nothing is said before it has it.
    expect(saveStatusOf(state)).toBe("saving")
    state = stepSave(state, { type: "kept", revision: 3 })
    expect([saveStatusOf(state), shouldSend(state)]).toEqual(["kept_here", true])
    state = stepSave(stepSave(state, { type: "sending", revision: 3 }), { type: "arrived", revision: 3 })
    expect(saveStatusOf(state)).toBe("saved")
  })

  test("a draft that is older than the stored one rises above it", () => {
    let state = stepSave(saveStateOf({ ...local, revision: 2 }), { type: "edited" })
    state = stepSave(state, { type: "older", storedRevision: 9 })
    expect(state.revision).toBe(10)
    expect(shouldSend(state)).toBe(true)
  })
})

function failed(): never {
  throw new Error("the region is gone")
}
