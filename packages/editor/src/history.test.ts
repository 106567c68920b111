import type { LabelId, Region, RegionId } from "@justesse/types"
import { boxShape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addRegion, answerNothingHere, deleteRegions, newRegion, reshapeRegion } from "./changes.ts"
import { apply, bodyOf, type Change, documentOf, type EditorDocument } from "./document.ts"
import { commit, HISTORY_DEPTH, type History, historyOf, invert, redo, undo } from "./history.ts"
import { EMPTY_DOCUMENT } from "./testing/empty.ts"

const EMPTY_HISTORY = historyOf(EMPTY_DOCUMENT)
const id = (n: number) => `r${n}` as RegionId // a test's own id
const sign = "sign" as LabelId // a label id that fits its pattern
const region = (n: number, x = 0): Region => newRegion(id(n), boxShape({ x, y: 0, width: 10, height: 10 }), sign)

type Act = { readonly kind: "add" | "move" | "delete" | "nothing"; readonly n: number; readonly x: number }

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom("add", "move", "delete", "nothing"),
  n: fc.integer({ min: 0, max: 8 }),
  x: fc.integer({ min: 0, max: 90 }),
})

function changeOf(document: EditorDocument, { kind, n, x }: Act): Change | null {
  if (kind === "add") return document.regions.has(id(n)) ? null : addRegion(document, region(n, x))
  if (kind === "move")
    return reshapeRegion(document, id(n), boxShape({ x, y: 1, width: 10, height: 10 }), "change.move")
  if (kind === "delete") return deleteRegions(document, [id(n), id(n + 1)])
  return answerNothingHere(document, !document.nothingHere)
}

function play(start: History, acts: readonly Act[]): History {
  return acts.reduce((history, one) => {
    const change = changeOf(history.document, one)
    return change ? commit(history, change) : history
  }, start)
}

const times = (n: number, step: (h: History) => History, from: History) =>
  Array.from({ length: n }).reduce<History>((h) => step(h), from)

describe("undo and redo", () => {
  test("undoing everything restores the start; redoing everything restores the end", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const end = play(EMPTY_HISTORY, acts)
        const start = times(acts.length, undo, end)
        expect(bodyOf(start.document)).toEqual(bodyOf(EMPTY_DOCUMENT))
        expect(bodyOf(times(acts.length, redo, start).document)).toEqual(bodyOf(end.document))
      }),
    )
  })

  test("any mixture of undo and redo is always one of the states that were seen", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 40 }), (acts, ways) => {
        const seen = new Set([JSON.stringify(bodyOf(EMPTY_DOCUMENT))])
        let history = EMPTY_HISTORY
        for (const one of acts) {
          history = play(history, [one])
          seen.add(JSON.stringify(bodyOf(history.document)))
        }
        for (const back of ways) {
          history = back ? undo(history) : redo(history)
          expect(seen.has(JSON.stringify(bodyOf(history.document)))).toBe(true)
        }
      }),
    )
  })

  test("a change and its inverse leave the document as it was, order and all", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), act, (acts, last) => {
        const { document } = play(EMPTY_HISTORY, acts)
        const change = changeOf(document, last)
        if (!change) return
        expect(bodyOf(apply(apply(document, change), invert(change)))).toEqual(bodyOf(document))
        expect(invert(invert(change))).toEqual(change)
      }),
    )
  })

  test("a new step forgets what was undone", () => {
    const two = play(EMPTY_HISTORY, [
      { kind: "add", n: 1, x: 0 },
      { kind: "add", n: 2, x: 0 },
    ])
    const forked = play(undo(two), [{ kind: "add", n: 3, x: 0 }])
    expect(redo(forked)).toBe(forked)
    expect(forked.document.order).toEqual([id(1), id(3)])
  })

  test("nothing to undo or redo changes nothing", () => {
    expect(undo(EMPTY_HISTORY)).toBe(EMPTY_HISTORY)
    expect(redo(EMPTY_HISTORY)).toBe(EMPTY_HISTORY)
  })

  test("a change without an effect is not a step", () => {
    const one = play(EMPTY_HISTORY, [{ kind: "add", n: 1, x: 5 }])
    expect(commit(one, { label: { key: "change.move" }, edits: [] })).toBe(one)
    const said = { label: { key: "change.nothing" }, edits: [], nothingHere: { before: true, after: true } }
    expect(commit(one, said)).toBe(one)
  })

  test("at least 200 steps can be taken back, and the oldest are forgotten beyond the depth", () => {
    const acts = Array.from({ length: HISTORY_DEPTH + 50 }, (_, n): Act => ({ kind: "nothing", n, x: 0 }))
    const end = play(EMPTY_HISTORY, acts)
    expect(HISTORY_DEPTH).toBeGreaterThanOrEqual(200)
    expect(end.undos).toHaveLength(HISTORY_DEPTH)
    expect(times(HISTORY_DEPTH, undo, end).undos).toHaveLength(0)
  })

  test("a history is plain data: written and read again it goes on", () => {
    const end = play(EMPTY_HISTORY, [
      { kind: "add", n: 1, x: 0 },
      { kind: "delete", n: 1, x: 0 },
    ])
    const undos: Change[] = JSON.parse(JSON.stringify(end.undos))
    const again = { ...historyOf(documentOf(bodyOf(end.document))), undos }
    expect(undo(again).document.order).toEqual([id(1)])
  })
})

describe("document", () => {
  test("a body read and written again is the same", () => {
    const body = { regions: [region(2), region(1, 4)], nothingHere: false }
    expect(bodyOf(documentOf(body))).toEqual(body)
  })

  test("deleting two regions and undoing puts both back in their places", () => {
    const body = { regions: [region(0), region(1), region(2), region(3)], nothingHere: false }
    const history = historyOf(documentOf(body))
    const change = deleteRegions(history.document, [id(2), id(0)])
    expect(change?.label).toEqual({ key: "change.delete", params: { count: 2 } })
    const after = commit(history, change ?? { label: { key: "" }, edits: [] })
    expect(after.document.order).toEqual([id(1), id(3)])
    expect(bodyOf(undo(after).document)).toEqual(body)
  })

  test("an edit of a region that is gone does nothing", () => {
    const change: Change = { label: { key: "x" }, edits: [{ id: id(9), before: region(9), after: null, at: 0 }] }
    expect(bodyOf(apply(EMPTY_DOCUMENT, change))).toEqual(bodyOf(EMPTY_DOCUMENT))
  })

  test("the document before a change is not touched", () => {
    const before = documentOf({ regions: [region(1)], nothingHere: false })
    apply(before, addRegion(before, region(2)))
    expect(before.order).toEqual([id(1)])
    expect(before.regions.size).toBe(1)
  })
})
