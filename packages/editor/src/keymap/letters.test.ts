import { boxShape, type Label, LabelId, type ProjectKind, RegionId, type WorkRegion } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { newRegion } from "../changes.ts"
import { documentOf } from "../document.ts"
import { historyOf } from "../history.ts"
import { type EditAct, stepEditing } from "../workspace/editActs.ts"
import { type Editing, openEditing } from "../workspace/editing.ts"
import { unwritten } from "../workspace/unwritten.ts"
import { doDigitsChoose, letterUse } from "./letters.ts"

const label = (id: string, hasText = true): Label => ({
  ...{ id: LabelId.parse(id), name: { en: id }, color: "#e69f00", key: null, hasText },
  ...{ attributes: [], retired: false },
})
const line = label("line")
const stamp = label("stamp", false)
const id = (name: string) => RegionId.parse(name)
const region = (name: string, y: number, of = line): WorkRegion =>
  newRegion(id(name), boxShape({ x: 10, y, width: 40, height: 20 }), of.id)
const written = (name: string, y: number): WorkRegion => ({ ...region(name, y), transcript: { value: name } })
const segment = (name: string, startMs: number, of = line): WorkRegion => ({
  ...{ id: id(name), label: of.id, speaker: "1", geometry: { type: "span", startMs, endMs: startMs + 1_000 } },
})

const open = (regions: readonly WorkRegion[] = [], kind: ProjectKind = "transcription"): Editing =>
  openEditing({
    history: historyOf(documentOf({ regions: [...regions], nothingHere: false })),
    ontology: { labels: [line, stamp], ...(kind === "audio" && { answers: { of: "span", several: true } }) },
    ...{ kind, size: { width: 400, height: 300 }, shapes: ["box"], readOnly: null },
  })
const after = (editing: Editing, ...acts: readonly EditAct[]): Editing =>
  acts.reduce((now, act) => stepEditing(now, act).editing, editing)
const draw = (name: string): EditAct => ({
  ...{ act: "draw", id: id(name), shape: boxShape({ x: 10, y: 10, width: 40, height: 20 }) },
})
const select = (name: string | null): EditAct => ({ act: "select", id: name === null ? null : id(name) })
const leave: EditAct = { act: "leaveText" }
const free: EditAct = { act: "setWriting", writing: false }
/** Where a press goes that would mean this command. */
const use = (editing: Editing, command: string | null = "region.delete", drawing = false) =>
  letterUse(editing, { command, drawing })

describe("letters of a document", () => {
  test("are keys until something is written, and again after Escape", () => {
    expect(use(open())).toBe("keys")
    const drawn = after(open(), draw("a"))
    expect(use(drawn)).toBe("text")
    expect(use(after(drawn, free))).toBe("keys")
    expect(after(drawn, free).visit).toBeNull()
  })

  test("belong to the line in hand also while nothing has the caret", () => {
    expect(use(after(open(), draw("a"), leave))).toBe("text")
  })

  test("mean nothing without a line in hand, while one is drawn, and in a line without a text; digits choose the label", () => {
    const done = after(open(), draw("a"), select(null))
    expect(use(done)).toBe("nothing")
    expect(use(done, null)).toBe("nothing")
    expect(use(done, "label.choose")).toBe("keys")
    expect(use(done, "label.choose", true)).toBe("nothing")
    const bare = after(open([region("s", 10, stamp)]), draw("a"), select("s"))
    expect(use(bare)).toBe("nothing")
    expect(use(bare, "label.choose")).toBe("keys")
  })

  test("are text of the first line that is proposed, but for those that answer it", () => {
    const offers = [region("a", 10), region("b", 50)]
    const proposed = after(open(), { act: "propose", offers })
    expect(proposed.session.selected).toBe("a")
    expect(use(proposed, "task.skip")).toBe("text")
    expect(use(proposed, "tool.box")).toBe("text")
    for (const key of ["proposal.take", "proposal.drop", "proposal.takeAll"]) expect(use(proposed, key)).toBe("keys")
  })

  test("are text after what is proposed was taken, one or all: the caret is in the first of them", () => {
    const offers = [region("a", 10), region("b", 50)]
    for (const ids of [[id("a")], [id("a"), id("b")]]) {
      const taken = after(open(), { act: "propose", offers }, { act: "answerProposals", ids, take: true })
      expect([taken.visit?.region, taken.session.selected, use(taken, "proposal.take")]).toEqual(["a", "a", "text"])
    }
  })

  test("go on as keys to the next proposal after one that has its text already, or was dropped", () => {
    const offers = [written("a", 10), region("b", 50)]
    for (const take of [true, false]) {
      const next = after(open(), { act: "propose", offers }, { act: "answerProposals", ids: [id("a")], take })
      expect([next.visit, next.session.selected, use(next, "proposal.take")]).toEqual([null, "b", "keys"])
    }
  })

  test("go to the line that is left when undo takes the line in hand away", () => {
    const two = after(open([written("a", 10)]), { act: "enterText", id: id("a") })
    const change = {
      label: { key: "change.split" },
      edits: [
        { id: id("a"), before: two.document.regions.get(id("a")) ?? null, after: region("a", 10), at: 0 },
        { id: id("b"), before: null, after: region("b", 50), at: 1 },
      ],
    }
    const split = after(two, { act: "write", change, select: id("b") }, { act: "enterText", id: id("b") })
    const undone = after(split, { act: "undo" })
    expect([undone.visit?.region, undone.session.selected]).toEqual(["a", "a"])
  })

  test("are keys where the answer cannot be changed", () => {
    expect(use(after(open(), draw("a"), { act: "setReadOnly", readOnly: "other_tab" }))).toBe("keys")
  })
})

describe("letters of a recording", () => {
  test("are text from its first text on; with no segment in hand Space plays and digits say who speaks", () => {
    expect(use(open([segment("a", 0)], "audio"))).toBe("keys")
    const writing = after(open([segment("a", 0)], "audio"), select("a"), { act: "enterText", id: id("a") })
    expect(use(writing, "sound.delete")).toBe("text")
    const none = after(writing, select(null))
    expect(use(none, "sound.delete")).toBe("nothing")
    expect(use(none, "sound.play")).toBe("keys")
    expect(use(none, "sound.speaker")).toBe("keys")
  })
})

test("letters of boxes are keys but for the text tool", () => {
  const drawn = after(open([], "boxes"), draw("a"))
  expect(use(drawn)).toBe("keys")
  const tool = after(drawn, { act: "setTool", tool: "text" })
  expect(use(tool)).toBe("text")
  expect(use(after(tool, { act: "setTool", tool: "box" }))).toBe("keys")
})

test("digits choose exactly while no text would take them", () => {
  const drawn = after(open(), draw("a"))
  expect([open(), drawn, after(drawn, select(null)), after(drawn, free)].map(doDigitsChoose)).toEqual([
    ...[true, false, true, true],
  ])
})

describe("regions that would be sent without their text", () => {
  test("are those of documents and recordings, not of pictures; what is only proposed or being written is not", () => {
    const regions = [written("a", 10), region("b", 50), { ...region("c", 90), proposed: true as const }]
    expect(unwritten(open(regions))).toEqual(["b"])
    expect(unwritten(open(regions, "boxes"))).toEqual([])
    const typing = after(open(regions), { act: "enterText", id: id("b") }, { act: "type", value: "b" })
    expect(unwritten(typing)).toEqual([])
    const heard = [segment("a", 0), segment("b", 2_000, stamp)]
    expect(unwritten(open(heard, "audio"))).toEqual(["a"])
  })
})
