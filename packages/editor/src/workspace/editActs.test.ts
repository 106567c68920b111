import { Attribute, AttributeId, boxShape, type Label, LabelId, RegionId, type WorkRegion } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newRegion, relabel } from "../changes.ts"
import { apply, bodyOf, documentOf, proposalsIn } from "../document.ts"
import { historyOf } from "../history.ts"
import { answerNow, draftNow } from "./answers.ts"
import { type EditAct, stepEditing } from "./editActs.ts"
import {
  type Editing,
  type EditingStart,
  findLabel,
  hintOf,
  isMixed,
  openEditing,
  warningOf,
  writesText,
} from "./editing.ts"
import { unreadLines } from "./unwritten.ts"

const lit = Attribute.parse({ id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: true })
const label = (id: string, more: Partial<Label> = {}): Label => ({
  ...{ id: LabelId.parse(id), name: { en: id }, color: "#e69f00", key: null, hasText: true },
  ...{ attributes: [], retired: false },
  ...more,
})
const crate = label("crate")
const sign = label("sign", { attributes: [lit] })
const old = label("old", { retired: true })
const id = (name: string) => RegionId.parse(name)
const boxAt = (x: number, y = 10) => ({ x, y, width: 40, height: 20 })
const region = (name: string, x: number, y = 10, of = crate): WorkRegion =>
  newRegion(id(name), boxShape(boxAt(x, y)), of.id)
const proposed = (name: string, x: number): WorkRegion => ({ ...region(name, x), proposed: true })

const open = (regions: readonly WorkRegion[] = [], more: Partial<EditingStart> = {}): Editing =>
  openEditing({
    history: historyOf(documentOf({ regions: [...regions], nothingHere: false })),
    ontology: { labels: [old, crate, sign] },
    kind: "boxes",
    size: { width: 400, height: 300 },
    shapes: ["box", "rotatedBox", "polygon"],
    readOnly: null,
    ...more,
  })
/** The task after these acts. */
const after = (editing: Editing, ...acts: readonly EditAct[]): Editing =>
  acts.reduce((now, act) => stepEditing(now, act).editing, editing)
const draw = (name: string, x: number): EditAct => ({ act: "draw", id: id(name), shape: boxShape(boxAt(x)) })
const select = (name: string | null): EditAct => ({ act: "select", id: name === null ? null : id(name) })
const at = ({ document }: Editing, name: string) => document.regions.get(id(name))
const steps = ({ history }: Editing) => history.undos.map((change) => change.label.key)

describe("a step that was worked out elsewhere", () => {
  test("is one that undo takes back, and selects what it says", () => {
    const editing = open([region("a", 10), region("b", 90)])
    const change = relabel(editing.document, id("b"), sign)
    if (!change) throw new Error("it has another label")
    const written = after(editing, { act: "write", change, select: id("b") })
    expect(at(written, "b")?.label).toBe(sign.id)
    expect(written.session.selected).toBe(id("b"))
    expect(at(after(written, { act: "undo" }), "b")?.label).toBe(crate.id)
    expect(after(editing, { act: "write", change }).session.selected).toBeNull()
    expect(after({ ...editing, readOnly: "sent" }, { act: "write", change }).document).toBe(editing.document)
  })

  test("comes after what was typed, which is a step of its own while the caret stays", () => {
    const typing = after(open([region("a", 10)]), { act: "enterText", id: id("a") }, { act: "type", value: "12" })
    const kept = after(typing, { act: "commitText" })
    expect(at(kept, "a")?.transcript?.value).toBe("12")
    expect([kept.visit?.value, steps(kept)]).toEqual(["12", ["change.text"]])
    expect(after(kept, { act: "commitText" })).toBe(kept)
  })
})

describe("what lies on no picture", () => {
  test("is worked on with no tool that draws", () => {
    expect(open([], { kind: "audio" })).toMatchObject({ tools: ["select"], session: { tool: "select" } })
  })
})

describe("opening", () => {
  test("the first label that is in use is chosen, and a picture is begun by drawing", () => {
    expect(open().session).toEqual({ tool: "box", selected: null, also: [], label: crate.id, inHand: null, part: null })
    expect(open([], { readOnly: "sent" }).session.tool).toBe("select")
  })

  test("lines that are there are written, in the order in which they came", () => {
    const lines = [region("last", 10, 200), region("right", 200, 12)]
    const opened = open(lines, { kind: "transcription" })
    expect([opened.document.order, opened.session.tool]).toEqual([["last", "right"], "text"])
  })

  test("a page without lines is begun by drawing them, and a drawn line gets the caret", () => {
    const page = open([], { kind: "transcription" })
    expect([page.session.tool, writesText(page), writesText(open())]).toEqual(["box", true, false])
    expect(after(page, draw("a", 10)).visit?.region).toBe("a")
  })

  test("what a model proposes is counted, but not in what was sent", () => {
    const regions = [proposed("a", 10), region("b", 100)]
    expect([open(regions).proposed, open(regions, { readOnly: "sent" }).proposed]).toEqual([1, 0])
  })
})

describe("a label", () => {
  test("key is for the next box, not for the one just drawn; that has an act of its own (found B3)", () => {
    const drawn = after(open(), draw("a", 10), { act: "chooseLabel", label: sign })
    expect([at(drawn, "a")?.label, drawn.session.label, drawn.recent]).toEqual(["crate", "sign", ["sign"]])
    const other = after(drawn, { act: "relabelDrawn", label: sign })
    expect([at(other, "a")?.label, other.session.label]).toEqual(["sign", "sign"])
  })

  test("key is about a region that was selected on purpose, also one just drawn and then pressed", () => {
    const pressed = after(open(), draw("a", 10), select("a"), { act: "chooseLabel", label: sign })
    expect(at(pressed, "a")?.label).toBe("sign")
  })

  test("of what is selected is that of the next box too, unless nobody may use it any more", () => {
    const regions = [region("a", 10, 10, sign), region("b", 100, 10, old)]
    expect(after(open(regions), select("a")).session.label).toBe("sign")
    expect(after(open(regions), select("b")).session.label).toBe("crate")
    expect(findLabel(open(), old.id)?.retired).toBe(true)
  })

  test("chosen while typing keeps the text as a step of its own, and the caret", () => {
    const typing = after(
      open([region("a", 10)]),
      select("a"),
      { act: "enterText", id: id("a") },
      { act: "type", value: "STOP" },
    )
    const chosen = after(typing, { act: "chooseLabel", label: sign })
    expect(at(chosen, "a")).toMatchObject({ label: "sign", transcript: { value: "STOP" } })
    expect([steps(chosen), chosen.visit?.region]).toEqual([["change.text", "change.label"], "a"])
  })
})

describe("text", () => {
  const entered = after(open([region("a", 10)]), { act: "enterText", id: id("a") })

  test("that is being typed is in what is saved and sent, and one step when the caret leaves", () => {
    const typing = after(entered, { act: "type", value: "ST" }, { act: "type", value: "STOP" })
    expect([at(typing, "a")?.transcript, draftNow(typing).body.regions[0]?.transcript]).toEqual([
      undefined,
      { value: "STOP" },
    ])
    expect(answerNow(typing).regions[0]?.transcript).toEqual({ value: "STOP" })
    expect(steps(after(typing, { act: "leaveText" }))).toEqual(["change.text"])
  })

  test("says that it changed, so that it is saved; what cannot be stored changes nothing", () => {
    expect(stepEditing(entered, { act: "type", value: "A" }).typed).toBe(true)
    expect(stepEditing(entered, { act: "type", value: "\u0000" }).typed).toBe(false)
    expect(stepEditing(open(), { act: "mark", mark: "unsure" }).typed).toBe(false)
  })

  test("of a line is left when another one is entered, another tool taken, or something else selected", () => {
    const typing = after(
      open([region("a", 10), region("b", 100)]),
      { act: "enterText", id: id("a") },
      { act: "type", value: "A" },
    )
    for (const act of [{ act: "enterText", id: id("b") }, { act: "setTool", tool: "box" }, select("b")] as EditAct[])
      expect(at(after(typing, act), "a")?.transcript).toEqual({ value: "A" })
    expect(after(typing, select("b"), { act: "setTool", tool: "text" }).visit?.region).toBe("b")
  })

  test("that somebody takes back while the caret is there shows in the field", () => {
    const written = after(entered, { act: "type", value: "A" }, { act: "leaveText" }, { act: "enterText", id: id("a") })
    expect([written.visit?.value, after(written, { act: "undo" }).visit?.value]).toEqual(["A", ""])
  })

  test("is missing in the lines that nobody wrote or marked, in a document that can be written", () => {
    const lines = [region("a", 10), region("b", 60), region("c", 110)]
    const acts: EditAct[] = [
      { act: "enterText", id: id("a") },
      { act: "type", value: "BREAD" },
    ]
    const read = after(
      open(lines, { kind: "transcription" }),
      ...acts,
      { act: "enterText", id: id("c") },
      { act: "mark", mark: "illegible" },
      { act: "leaveText" },
    )
    expect([unreadLines(read), unreadLines(open(lines))]).toEqual([["b"], []])
    expect(unreadLines(open(lines, { kind: "transcription", readOnly: "sent" }))).toEqual([])
  })
})

describe("regions", () => {
  test("are walked in the order of the list, around the end, either way", () => {
    const three = open([region("a", 10), region("b", 60), region("c", 110)])
    const walk = (by: 1 | -1, times: number) =>
      after(three, ...Array.from({ length: times }, () => ({ act: "step", by }) as const)).session.selected
    expect([walk(1, 1), walk(1, 4), walk(-1, 1), walk(-1, 3)]).toEqual(["a", "a", "c", "a"])
    expect(after(open(), { act: "step", by: 1 }).session.selected).toBeNull()
  })

  test("that are locked are neither moved by arrows nor deleted; one act locks and frees", () => {
    const locked = after(open([region("a", 10)]), select("a"), { act: "lock", ids: [id("a")], on: true })
    const still = after(locked, { act: "nudge", dx: 5, dy: 0 }, { act: "delete", ids: [id("a")] })
    expect(still.document).toBe(locked.document)
    expect(
      after(still, { act: "lock", ids: [id("a")], on: false }, { act: "delete", ids: [id("a")] }).document.order,
    ).toEqual([])
    expect(after(locked, { act: "hide", ids: [id("a")], on: true }).hidden).toEqual(new Set(["a"]))
  })

  test("copied lie beside their original and are in hand", () => {
    const copied = after(open([region("a", 10)]), select("a"), { act: "duplicate", copies: [id("b")], byPx: 4 })
    expect([copied.document.order, copied.session.selected, copied.session.inHand, steps(copied)]).toEqual([
      ...[["a", "b"], "b", "b", ["change.duplicate"]],
    ])
    expect(after(open(), { act: "duplicate", copies: [id("b")], byPx: 4 }).document.order).toEqual([])
  })

  test("that go are not selected any more; what was just drawn is not in hand when the next one begins", () => {
    const drawn = after(open(), draw("a", 10))
    expect(after(drawn, { act: "undo" }).session.selected).toBeNull()
    expect(after(drawn, { act: "hold", inHand: "drawing" }).session).toMatchObject({ selected: null, inHand: null })
    expect(after(drawn, { act: "setTool", tool: "select" }).session).toMatchObject({ selected: "a", inHand: null })
  })

  test("named missing in something stay named until it is given", () => {
    const lacking = after(open([region("a", 10, 10, sign)]), { act: "check" })
    expect(lacking.problems).toMatchObject([{ kind: "attribute_missing", attribute: "lit" }])
    const given = after(lacking, select("a"), { act: "stepAttribute", position: 1 })
    expect([given.problems, at(given, "a")?.attributes]).toEqual([[], { lit: true }])
    const cleared = after(given, { act: "setAttribute", id: id("a"), attribute: AttributeId.parse("lit"), value: null })
    expect(at(cleared, "a")?.attributes?.[AttributeId.parse("lit")]).toBeUndefined()
  })

  test("that several selected regions say unlike values of are mixed, until one value is given to all of them", () => {
    const many = open([region("a", 10, 10, sign), region("b", 60, 10, sign), region("c", 120)])
    const give = (name: string, value: boolean | null) =>
      ({ act: "setAttribute", id: id(name), attribute: lit.id, value }) as const
    const mixed = (now: Editing) => isMixed(now, id("a"), lit.id)
    const one = after(many, select("a"), give("a", true))
    expect(mixed(one)).toBe(false)
    const all = after(one, { act: "selectMany", ids: [id("b"), id("c")], adds: true })
    expect(mixed(all)).toBe(true)
    const locked = after(all, { act: "lock", ids: [id("b")], on: true })
    expect(mixed(locked)).toBe(false)
    const evened = after(all, give("a", false))
    expect([mixed(evened), at(evened, "b")?.attributes, at(evened, "c")?.attributes]).toEqual([
      false,
      { lit: false },
      undefined,
    ])
  })

  test("without a digit, as from the palette, get a value where none is yet, and then step on at the first", () => {
    const two = label("sign", { attributes: [lit, { ...lit, id: AttributeId.parse("new") }] })
    const step = { act: "stepAttribute", position: 0 } as const
    const lacking = after(open([region("a", 10, 10, two)], { ontology: { labels: [two] } }), select("a"))
    expect(at(after(lacking, step), "a")?.attributes).toEqual({ lit: true })
    expect(at(after(lacking, step, step), "a")?.attributes).toEqual({ lit: true, new: true })
    expect(at(after(lacking, step, step, step), "a")?.attributes).toEqual({ lit: false, new: true })
    expect(at(after(open([region("b", 10)]), select("b"), step), "b")?.attributes).toBeUndefined()
  })

  test("none on purpose is an answer, refused while there are some and taken back by drawing", () => {
    expect(after(open(), { act: "check" }).problems).toEqual([{ kind: "nothing_said" }])
    const none = after(open(), { act: "nothingHere" })
    expect([none.document.nothingHere, after(none, { act: "check" }).problems]).toEqual([true, []])
    expect(after(none, draw("a", 10)).document.nothingHere).toBe(false)
    expect(after(open([region("a", 10)]), { act: "nothingHere" }).document.nothingHere).toBe(false)
  })

  test("that look drawn twice are pointed out one at a time; what is kept is not mentioned again", () => {
    const found: EditAct = {
      act: "foundWarnings",
      warnings: new Map([
        [id("b"), [{ id: id("b"), rule: "twice", other: id("a") }]],
        [id("c"), [{ id: id("c"), rule: "twice", other: id("a") }]],
      ]),
    }
    const three = after(open([region("a", 10), region("b", 11), region("c", 12)]), found)
    expect(hintOf(three)).toEqual({ id: "b", rule: "twice", other: "a" })
    const kept = after(three, { act: "answerHint", mend: false })
    expect([hintOf(kept)?.id, kept.document.order.length]).toEqual(["c", 3])
    expect(after(kept, { act: "answerHint", mend: true }).document.order).toEqual(["a", "b"])
    expect(after(open(), { act: "answerHint", mend: true }).document.order).toEqual([])
    // What is selected comes first; what was sent is left alone.
    expect(hintOf(after(three, select("c")))?.id).toBe("c")
    expect(hintOf(after(three, { act: "setReadOnly", readOnly: "sent" }))).toBeNull()
    // Kept until it changes.
    const moved = after(kept, select("b"), { act: "nudge", dx: 1, dy: 0 })
    expect(hintOf(moved)?.id).toBe("b")
  })

  test("of a region the first thing is said that nobody keeps as it is, and then nothing", () => {
    const warnings = new Map([
      [
        id("a"),
        [
          { id: id("a"), rule: "tiny" as const, pixels: 2 },
          { id: id("a"), rule: "twice" as const, other: id("b") },
        ],
      ],
    ])
    const found = after(open([region("a", 10), region("b", 11)]), { act: "foundWarnings", warnings })
    const keep: EditAct = { act: "answerHint", mend: false }
    const rules = [found, after(found, keep), after(found, keep, keep)].map((one) => warningOf(one, id("a"))?.rule)
    expect(rules).toEqual(["tiny", "twice", undefined])
    expect(warningOf(found, id("b"))).toBeNull()
    expect(warningOf(after(found, { act: "setReadOnly", readOnly: "sent" }), id("a"))).toBeNull()
  })

  test("what only a person can mend takes them there, and it is said no more while they are at it", () => {
    const found: EditAct = {
      act: "foundWarnings",
      warnings: new Map([[id("b"), [{ id: id("b"), rule: "text" }]]]),
    }
    const there = after(open([region("a", 10), region("b", 100)]), found, { act: "answerHint", mend: true })
    expect([there.session.selected, there.visit?.region, hintOf(there)]).toEqual(["b", "b", null])
    expect(hintOf(after(there, select(null)))?.rule).toBe("text")
  })

  test("what is asked of the region that was selected on purpose is said, never of another one meanwhile", () => {
    const warnings = new Map(
      (["a", "b"] as const).map((name) => [
        id(name),
        [{ id: id(name), rule: "attribute" as const, attribute: lit.id }],
      ]),
    )
    const found = after(open([region("a", 10), region("b", 100)]), { act: "foundWarnings", warnings })
    expect(hintOf(found)?.id).toBe("a")
    const there = after(found, { act: "answerHint", mend: true })
    expect([there.session.selected, hintOf(there)?.id]).toEqual(["a", "a"])
    expect(hintOf(after(found, select("b")))?.id).toBe("b")
  })
})

describe("proposals", () => {
  const three = open([proposed("a", 10), region("b", 100), proposed("c", 200)])

  test("are taken or dropped as one step, and the choice goes on to the next one", () => {
    const taken = after(three, select("a"), { act: "answerProposals", ids: [id("a")], take: true })
    expect([taken.proposed, taken.session.selected, steps(taken)]).toEqual([1, "c", ["change.take"]])
    const none = after(taken, { act: "answerProposals", ids: proposalsIn(taken.document), take: false })
    expect([none.proposed, none.document.order, after(none, { act: "undo" }, { act: "undo" }).proposed]).toEqual([
      ...[0, ["a", "b"], 2],
    ])
  })

  test("are somebody's own once they are changed or read, and in what is sent none is left", () => {
    expect(after(three, { act: "reshape", id: id("a"), shape: boxShape(boxAt(12)), isResized: false }).proposed).toBe(1)
    const read = after(three, { act: "takeRead", id: id("a") }, { act: "takeRead", id: id("b") })
    expect([read.proposed, steps(read)]).toEqual([1, ["change.take"]])
    expect(answerNow(three).regions.some((one) => "proposed" in one)).toBe(false)
    expect(draftNow(three).body.regions.map((one) => one.proposed)).toEqual([true, undefined, true])
  })
})

describe("a part of the selected region", () => {
  const outline: WorkRegion = {
    ...region("o", 10),
    geometry: {
      type: "polygon",
      rings: [
        [
          { x: 10, y: 10 },
          { x: 60, y: 10 },
          { x: 60, y: 60 },
          { x: 10, y: 60 },
        ],
      ],
    },
  }
  const opened = () => after(open([outline]), select("o"))
  const point = (index: number) => ({ part: "point", ring: 0, index }) as const

  test("is moved by the arrows, removed by Delete, and the next point is taken then", () => {
    const moved = after(opened(), { act: "setPart", part: point(3) }, { act: "nudge", dx: 5, dy: 0 })
    expect(moved.document.regions.get(id("o"))?.geometry).toMatchObject({ rings: [[{}, {}, {}, { x: 15, y: 60 }]] })
    const removed = after(moved, { act: "removePoint" })
    expect(steps(removed)).toEqual(["change.resize", "change.point"])
    expect(removed.session.part).toEqual(point(2))
    const least = after(removed, { act: "removePoint" })
    expect(least.document).toBe(removed.document)
  })

  test("that is none, or of a locked region, is not removed", () => {
    expect(after(opened(), { act: "removePoint" }).document.order).toEqual(["o"])
    const locked = after(
      opened(),
      { act: "setPart", part: point(0) },
      { act: "lock", ids: [id("o")], on: true },
      { act: "removePoint" },
    )
    expect(steps(locked)).toEqual([])
  })

  test("is let go with the region, and walked through by one key", () => {
    const walked = after(opened(), { act: "nextPart" }, { act: "nextPart" })
    expect(walked.session.part).toEqual(point(1))
    expect(after(walked, select(null)).session.part).toBeNull()
    expect(after(walked, { act: "setPart", part: null }).session).toMatchObject({ selected: "o", part: null })
  })
})

describe("several regions at once", () => {
  const three = () => open([region("a", 10), region("b", 60), region("c", 110)])
  const many = (...names: string[]): EditAct => ({ act: "selectMany", ids: names.map(id), adds: false })
  const xs = (editing: Editing) =>
    editing.document.order.map((one) => at(editing, one)?.geometry).map((shape) => shape?.type === "box" && shape.x)

  test("are taken one by one, let go one by one, and all with one press on another", () => {
    const two = after(three(), select("a"), { act: "selectMany", ids: [id("b")], adds: true })
    expect([two.session.selected, two.session.also]).toEqual(["b", ["a"]])
    const one = after(two, { act: "selectMany", ids: [id("b")], adds: true })
    expect([one.session.selected, one.session.also]).toEqual(["a", []])
    expect(after(two, select("b")).session.also).toEqual([])
    expect(after(two, select("c")).session).toMatchObject({ selected: "c", also: [] })
  })

  test("get a label, move, are copied and deleted in one step each, and one undo takes each back", () => {
    const chosen = after(three(), many("a", "c"))
    const labelled = after(chosen, { act: "chooseLabel", label: sign })
    expect(labelled.document.order.map((one) => at(labelled, one)?.label)).toEqual([sign.id, crate.id, sign.id])
    const nudged = after(labelled, { act: "nudge", dx: 5, dy: 0 })
    expect(xs(nudged)).toEqual([15, 60, 115])
    const moved = after(nudged, { act: "reshape", id: id("c"), shape: boxShape(boxAt(120)), isResized: false })
    expect(xs(moved)).toEqual([20, 60, 120])
    const copied = after(moved, { act: "duplicate", copies: [id("d"), id("e")], byPx: 4 })
    expect([xs(copied), copied.session.selected, copied.session.also]).toEqual([[20, 60, 120, 24, 124], "d", ["e"]])
    const deleted = after(copied, { act: "delete", ids: [id("d"), id("e")] })
    expect(steps(deleted)).toEqual(["change.label", "change.move", "change.move", "change.duplicate", "change.delete"])
    const back = after(deleted, ...steps(deleted).map((): EditAct => ({ act: "undo" })))
    expect(back.document).toEqual(three().document)
  })

  test("say the same to a question that they have in common; a locked one stays where it is", () => {
    const signs = open([region("a", 10, 10, sign), region("b", 60, 10, sign), region("c", 110)])
    const asked = after(signs, many("a", "b", "c"), {
      act: "setAttribute",
      id: id("a"),
      attribute: lit.id,
      value: true,
    })
    expect(asked.document.order.map((one) => at(asked, one)?.attributes?.[lit.id])).toEqual([true, true, undefined])
    const locked = after(
      three(),
      many("a", "b"),
      { act: "lock", ids: [id("a")], on: true },
      { act: "nudge", dx: 5, dy: 0 },
    )
    expect(xs(locked)).toEqual([10, 65, 110])
  })

  test("that undo took away are not selected any more; drawing begins with none", () => {
    const chosen = after(three(), draw("n1", 160), many("a", "n1"), { act: "undo" })
    expect([chosen.session.selected, chosen.session.also]).toEqual(["a", []])
    expect(after(three(), many("a", "b"), { act: "hold", inHand: "drawing" }).session.also).toEqual([])
  })
})

test("C-08 a thousand boxes deleted by a stray key are back with one undo, and a storm of undo and redo loses none", () => {
  const boxes = Array.from({ length: 1_000 }, (_, n) => region(`r${n}`, n % 300, Math.floor(n / 40)))
  const opened = after(open(boxes), { act: "selectMany", ids: boxes.map((one) => one.id), adds: false })
  const gone = after(opened, { act: "delete", ids: boxes.map((one) => one.id) })
  expect(gone.document.order).toEqual([])
  expect(after(gone, { act: "undo" }).document).toEqual(opened.document)
  const storm = Array.from({ length: 300 }, (_, n): EditAct => ({ act: n % 3 === 2 ? "redo" : "undo" }))
  const after300 = after(gone, ...storm)
  expect(after(after300, { act: "undo" }, { act: "undo" }).document).toEqual(opened.document)
})

describe("the label of the next region", () => {
  test("is given back by undo before the step that came earlier", () => {
    const drawn = after(open(), draw("n1", 10), { act: "chooseLabel", label: sign })
    expect(drawn.session.label).toBe(sign.id)
    const back = after(drawn, { act: "undo" })
    expect([back.session.label, back.document.order]).toEqual([crate.id, ["n1"]])
    expect(after(back, { act: "undo" }).document.order).toEqual([])
  })

  test("is no step of its own once something was drawn with it", () => {
    const drawn = after(open(), { act: "chooseLabel", label: sign }, draw("n1", 10))
    const back = after(drawn, { act: "undo" })
    expect([back.session.label, back.document.order]).toEqual([sign.id, []])
  })

  test("is that of the region just drawn for somebody who labels after drawing, and only then", () => {
    const before = after(open(), draw("n1", 10), { act: "chooseLabel", label: sign })
    expect(before.document.regions.get(id("n1"))?.label).toBe(crate.id)
    const behind = after(open(), draw("n1", 10), { act: "chooseLabel", label: sign, isAfter: true })
    expect(behind.document.regions.get(id("n1"))?.label).toBe(sign.id)
    expect(behind.session.label).toBe(sign.id)
  })
})

test("a tool that the project does not ask for is not taken", () => {
  const boxes = open([], { shapes: ["box"] })
  expect(after(boxes, { act: "setTool", tool: "outline" }).session.tool).toBe("box")
  expect(after(open([], { shapes: ["quad"] })).session.tool).toBe("outline")
})

const anyAct: fc.Arbitrary<EditAct> = fc.oneof(
  fc
    .record({ n: fc.integer({ min: 0, max: 9 }), x: fc.integer({ min: 0, max: 300 }) })
    .map(({ n, x }) => draw(`n${n}`, x)),
  fc.constantFrom("a", "b", "n1", "n2").map((name): EditAct => ({ act: "delete", ids: [id(name)] })),
  fc.constantFrom("a", "b", "n1", null).map(select),
  fc.constantFrom<EditAct[]>(
    { act: "undo" },
    { act: "redo" },
    { act: "leaveText" },
    { act: "nextPart" },
    { act: "nothingHere" },
    { act: "check" },
  ),
  fc.constantFrom("a", "b", "n1").map((name): EditAct => ({ act: "enterText", id: id(name) })),
  fc.constantFrom("A", "B", "").map((value): EditAct => ({ act: "type", value })),
  fc.constantFrom(crate, sign).map((one): EditAct => ({ act: "chooseLabel", label: one })),
  fc.integer({ min: -30, max: 30 }).map((dx): EditAct => ({ act: "nudge", dx, dy: 3 })),
  fc.constantFrom("a", "n1").map((name): EditAct => ({ act: "lock", ids: [id(name)], on: true })),
)

describe("whatever a hand does", () => {
  const start = open([region("a", 10), proposed("b", 100)])

  test("the changes that an act tells lead from the document before it to the one after it", () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
        let now = start
        for (const act of acts) {
          const { editing, changes } = stepEditing(now, act)
          const { order, regions } = changes.reduce(apply, now.document)
          expect([order, regions]).toEqual([editing.document.order, editing.document.regions])
          now = editing
        }
      }),
    )
  })

  test("what is selected and written is there, proposals are counted, and a task given to an act stays as it was", () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
        const before = JSON.stringify(bodyOf(start.document))
        const end = after(start, ...acts)
        const { selected, inHand } = end.session
        for (const one of [selected, inHand, end.visit?.region ?? null])
          expect(one === null || end.document.regions.has(one)).toBe(true)
        expect(end.proposed).toBe(proposalsIn(end.document).length)
        expect(JSON.stringify(bodyOf(start.document))).toBe(before)
      }),
    )
  })

  test.each(["sent", "other_tab", "taken_over"] as const)("nothing changes what is read only: %s", (readOnly) => {
    const viewed = open([region("a", 10), proposed("b", 100)], { readOnly })
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 40 }), (acts) => {
        const end = after(viewed, ...acts)
        expect([end.document, end.history.undos]).toEqual([viewed.document, []])
      }),
    )
  })
})
