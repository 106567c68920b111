import { boxShape, LabelId, type ProposalOrigin, RegionId, type WorkRegion } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newRegion } from "./changes.ts"
import { answerOf, apply, bodyOf, documentOf, type EditorDocument, proposalsIn } from "./document.ts"
import { historyOf, invert } from "./history.ts"
import {
  answeredProposals,
  countByScore,
  countProposals,
  inOrderToDecide,
  listProposals,
  proposeRegions,
  splitProposals,
} from "./proposals.ts"
import { answerNow, proposalsNow } from "./workspace/answers.ts"
import { type EditAct, stepEditing } from "./workspace/editActs.ts"
import { type Editing, openEditing } from "./workspace/editing.ts"

const text = LabelId.parse("text")
const id = (name: string) => RegionId.parse(name)
const region = (name: string, x: number, y: number): WorkRegion =>
  newRegion(id(name), boxShape({ x, y, width: 100, height: 20 }), text)
const origin: ProposalOrigin = { source: "model", score: 0.75 }
const offer = (name: string, x: number, y: number): WorkRegion => ({ ...region(name, x, y), origin })
const documentWith = (...regions: readonly WorkRegion[]): EditorDocument =>
  documentOf({ regions: [...regions], nothingHere: false })
const labels = [text, LabelId.parse("total")].map((one) => ({
  ...{ id: one, name: { en: one }, color: "#e69f00", key: null, hasText: true },
  ...{ attributes: [], retired: false },
}))
const open = (...regions: readonly WorkRegion[]): Editing =>
  openEditing({
    history: historyOf(documentWith(...regions)),
    ontology: { labels },
    kind: "transcription",
    size: { width: 600, height: 800 },
    shapes: ["box"],
    readOnly: null,
  })
const after = (editing: Editing, ...acts: readonly EditAct[]): Editing =>
  acts.reduce((now, act) => stepEditing(now, act).editing, editing)
const propose = (...offers: readonly WorkRegion[]): EditAct => ({ act: "propose", offers })
const states = ({ history }: Editing) => listProposals(history).map((one) => [one.region, one.state])

describe("proposals are laid on the picture", () => {
  test("where the reading order has them; what is there keeps its order", () => {
    const there = documentWith(region("last", 10, 300), region("first", 10, 40))
    const change = proposeRegions(there, [
      offer("c", 10, 500),
      offer("b", 10, 200),
      offer("b2", 200, 200),
      offer("a", 10, 0),
    ])
    const laid = change ? apply(there, change) : there
    expect(laid.order).toEqual(["a", "last", "c", "first", "b", "b2"])
    expect(laid.order.filter((one) => there.regions.has(one))).toEqual(["last", "first"])
    expect(proposalsIn(laid).sort()).toEqual(["a", "b", "b2", "c"])
    expect(laid.regions.get(id("a"))).toEqual({ ...offer("a", 10, 0), proposed: true })
  })

  test("on an empty page as they are read, and an answer that nothing is here is taken back by it", () => {
    const empty = documentOf({ regions: [], nothingHere: true })
    const change = proposeRegions(empty, [offer("b", 10, 200), offer("a2", 200, 2), offer("a", 10, 0)])
    const laid = change ? apply(empty, change) : empty
    expect([laid.order, laid.nothingHere]).toEqual([["a", "a2", "b"], false])
    expect(change && apply(laid, invert(change))).toEqual(empty)
  })

  test("but not where something is: what was drawn or proposed before is not proposed again", () => {
    const there = documentWith(region("drawn", 10, 0))
    expect(proposeRegions(there, [offer("same", 12, 2), offer("part", 20, 4)])).toBeNull()
    expect(proposeRegions(there, [offer("beside", 100, 0)])?.edits).toHaveLength(1)
    expect(proposeRegions(there, [])).toBeNull()
    const once = after(open(), propose(offer("a", 0, 0), offer("b", 0, 100)))
    expect(after(once, propose(offer("a2", 1, 1), offer("b2", 1, 99)))).toEqual(once)
  })

  test("as one step that selects the first and enters no text, and is taken back as one", () => {
    const start = open(region("drawn", 10, 40))
    const laid = after(start, propose(offer("b", 10, 200), offer("a", 10, 0)))
    expect([laid.session.selected, laid.visit, laid.proposed]).toEqual(["a", null, 2])
    expect(laid.history.undos.map(({ label }) => label)).toEqual([{ key: "change.propose", params: { count: 2 } }])
    expect(bodyOf(after(laid, { act: "undo" }).document)).toEqual(bodyOf(start.document))
  })

  test("is nothing in what can only be looked at", () => {
    const sent = after(open(), { act: "setReadOnly", readOnly: "sent" })
    expect(after(sent, propose(offer("a", 0, 0)))).toBe(sent)
  })
})

test("a model's proposals are decided in reading order, not by score; what somebody drew or wrote before keeps its order", () => {
  const proposed = (name: string, x: number, y: number): WorkRegion => ({ ...offer(name, x, y), proposed: true })
  const byScore = [proposed("low", 10, 300), proposed("right", 200, 10), proposed("left", 10, 12)]
  const body = { regions: byScore, nothingHere: false }
  const names = (of: { readonly regions: readonly WorkRegion[] }) => of.regions.map((one) => one.id)
  expect(names(inOrderToDecide("boxes", body))).toEqual(["left", "right", "low"])
  const begun = { ...body, regions: [...byScore, region("own", 10, 100)] }
  expect(inOrderToDecide("boxes", begun)).toBe(begun)
  expect(inOrderToDecide("transcription", body)).toBe(body)
})

describe("what became of proposals", () => {
  const laid = after(open(), propose(offer("a", 0, 0), offer("b", 0, 100), offer("c", 0, 200), offer("d", 0, 300)))

  test("is open, taken, changed or refused, with where they come from", () => {
    const decided = after(
      laid,
      { act: "answerProposals", ids: [id("a")], take: true },
      { act: "answerProposals", ids: [id("b")], take: false },
      { act: "reshape", id: id("c"), shape: boxShape({ x: 5, y: 205, width: 90, height: 20 }), isResized: true },
    )
    expect(states(decided)).toEqual([
      ["a", "taken"],
      ["b", "refused"],
      ["c", "changed"],
      ["d", "open"],
    ])
    expect(listProposals(decided.history).every((one) => one.origin === origin)).toBe(true)
    expect(countProposals(listProposals(decided.history))).toEqual({ open: 1, taken: 1, changed: 1, refused: 1 })
    expect(states(after(decided, { act: "undo" }, { act: "undo" }, { act: "undo" })).map(([, state]) => state)).toEqual(
      Array(4).fill("open"),
    )
  })

  test("is told with the answer: which are in it, and how many were dropped or never looked at", () => {
    expect(answeredProposals(open(region("own", 0, 0)).history)).toBeNull()
    const decided = after(
      laid,
      { act: "answerProposals", ids: [id("a")], take: true },
      { act: "answerProposals", ids: [id("b")], take: false },
      { act: "reshape", id: id("c"), shape: boxShape({ x: 5, y: 205, width: 90, height: 20 }), isResized: true },
    )
    expect(proposalsNow(decided)).toEqual({ taken: ["a"], changed: ["c"], refused: 1, untouched: 1 })
    const typing = after(decided, { act: "enterText", id: id("d") }, { act: "type", value: "x" })
    expect(proposalsNow(typing)).toEqual({ taken: ["a", "d"], changed: ["c"], refused: 1, untouched: 0 })
    expect(answerNow(typing).regions.map((one) => one.id)).toEqual(["a", "c", "d"])
  })

  test.each(["previous", "lines"] as const)("is not told of what no model said: %s", (source) => {
    const asked: WorkRegion = { ...region("p", 0, 400), origin: { source, score: null } }
    expect(proposalsNow(after(open(), propose(asked)))).toBeNull()
    expect(proposalsNow(after(laid, propose(asked)))).toMatchObject({ untouched: 4 })
  })

  test("is told of those that do not say where they come from: earlier programs wrote no more", () => {
    const { origin: _, ...bare } = offer("p", 0, 400)
    expect(proposalsNow(after(open(), propose(bare)))).toMatchObject({ untouched: 1 })
  })

  test("'nothing here' drops those that are open, as one step; with a region of somebody's own it is nothing", () => {
    const none = after(laid, { act: "nothingHere" })
    expect([none.document.order, none.document.nothingHere, none.proposed]).toEqual([[], true, 0])
    expect(proposalsNow(none)).toEqual({ taken: [], changed: [], refused: 4, untouched: 0 })
    expect(bodyOf(after(none, { act: "undo" }).document)).toEqual(bodyOf(laid.document))
    const mixed = after(laid, { act: "answerProposals", ids: [id("a")], take: true })
    expect(after(mixed, { act: "nothingHere" }).document).toBe(mixed.document)
  })

  test("written into is taken, taken and then moved or relabelled is changed, taken and then deleted is refused", () => {
    const written = after(
      laid,
      { act: "enterText", id: id("a") },
      { act: "type", value: "12,50" },
      { act: "leaveText" },
    )
    expect(states(written)[0]).toEqual(["a", "taken"])
    const all = after(laid, { act: "answerProposals", ids: proposalsIn(laid.document), take: true })
    const moved = after(all, {
      act: "reshape",
      id: id("b"),
      shape: boxShape({ x: 50, y: 100, width: 100, height: 20 }),
      isResized: false,
    })
    expect(states(moved)[1]).toEqual(["b", "changed"])
    const label = labels[1]
    const relabelled = label ? after(all, { act: "select", id: id("b") }, { act: "chooseLabel", label }) : all
    expect(states(relabelled)[1]).toEqual(["b", "changed"])
    expect(states(after(all, { act: "delete", ids: [id("b")] }))[1]).toEqual(["b", "refused"])
  })

  test("an untouched one is never part of the answer, and an answered one says no more that it was one", () => {
    const act = fc.constantFrom("take", "drop", "move", "write", "undo", "redo", "nothing")
    const names = fc.constantFrom("a", "b", "c", "d")
    fc.assert(
      fc.property(fc.array(fc.tuple(act, names), { maxLength: 12 }), (acts) => {
        const now = acts.reduce((editing, [what, name]) => after(editing, ...actsOf(what, id(name))), laid)
        const answer = answerOf(now.document)
        const openOnes = new Set(
          listProposals(now.history).flatMap((one) => (one.state === "open" ? [one.region] : [])),
        )
        expect(answer.regions.some((one) => openOnes.has(one.id))).toBe(false)
        expect(answer.regions.length + openOnes.size).toBe(now.document.order.length)
        expect(answer.regions.some((one) => "proposed" in one || "origin" in one)).toBe(false)
      }),
    )
  })

  function actsOf(what: string, of: RegionId): EditAct[] {
    if (what === "take" || what === "drop") return [{ act: "answerProposals", ids: [of], take: what === "take" }]
    if (what === "move")
      return [{ act: "reshape", id: of, shape: boxShape({ x: 7, y: 9, width: 80, height: 30 }), isResized: false }]
    if (what === "write") return [{ act: "enterText", id: of }, { act: "type", value: "x" }, { act: "leaveText" }]
    return what === "undo" || what === "redo" ? [{ act: what }] : []
  }
})

test("scores part proposals into solid and faint ones; who does not say how sure it is, is solid", () => {
  const scored = (name: string, score: number | null): WorkRegion => ({
    ...region(name, 0, 0),
    ...{ proposed: true, origin: { source: "model", score } },
  })
  const bare: WorkRegion = { ...region("bare", 0, 0), proposed: true }
  const document = documentWith(
    ...[scored("low", 0.2), scored("edge", 0.5), scored("sure", 1), scored("said", null), bare, region("own", 0, 0)],
  )
  expect(splitProposals(document, 0.5)).toEqual({ solid: ["edge", "sure", "said", "bare"], faint: ["low"] })
  expect(splitProposals(document, 0)).toMatchObject({ faint: [] })
  expect(countByScore(document, 10)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 1])
})

test("a proposal keeps its shape: a rotated line stays rotated", () => {
  const geometry = { type: "rotatedBox" as const, x: 10, y: 10, width: 200, height: 20, rotation: 4 }
  const change = proposeRegions(documentWith(), [{ id: id("r"), label: text, geometry, origin }])
  expect(change?.edits[0]?.after?.geometry).toEqual(geometry)
  expect(
    proposeRegions(
      documentWith({ id: id("b"), label: text, geometry: boxShape({ x: 0, y: 0, width: 300, height: 60 }) }),
      [{ id: id("r"), label: text, geometry }],
    ),
  ).toBeNull()
})
