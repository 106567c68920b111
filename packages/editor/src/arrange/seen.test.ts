import { boxShape, type RegionId } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { answerOf } from "../document.ts"
import { after, cornersOf, crate, id, lit, open, region, sign } from "../testing/arranging.ts"
import { answerNow, draftNow } from "../workspace/answers.ts"
import type { EditAct } from "../workspace/editActs.ts"
import { areAll, regionsOfLabel, seenHere, withEach } from "./seen.ts"

const names = ["a", "b", "c"].map(id)
const task = open([region("a", 10), region("b", 60, 10, sign), region("c", 110)])
const lock = (on: boolean, ...which: readonly string[]): EditAct => ({ act: "lock", ids: which.map(id), on })

describe("what is hidden and locked", () => {
  test("is by region or by label", () => {
    const seen = after(task, { act: "hide", ids: regionsOfLabel(task.document, crate.id), on: true }, lock(true, "b"))
    expect([[...seen.hidden], [...seen.locked]]).toEqual([["a", "c"], ["b"]])
  })

  test("goes by the same key where all of it is", () => {
    const set: ReadonlySet<RegionId> = new Set([id("a")])
    expect([areAll(set, [id("a")]), areAll(set, names), areAll(set, [])]).toEqual([true, false, false])
    expect([...withEach(set, names, true)]).toEqual(names)
    expect([...withEach(set, names, false)]).toEqual([])
    expect(withEach(set, [id("a")], true)).toBe(set)
  })

  test("is what it was when the task is seen again, as far as it is there", () => {
    const seen = { hidden: new Set([id("a"), id("gone")]), locked: new Set([id("b")]) }
    const again = after(task, { act: "see", seen })
    expect([[...again.hidden], [...again.locked]]).toEqual([["a"], ["b"]])
    expect(seenHere(task.document, { hidden: new Set(), locked: new Set([id("gone")]) }).locked.size).toBe(0)
  })

  test("never changes what is sent or kept, whatever it is", () => {
    const some = fc.subarray(names)
    fc.assert(
      fc.property(some, some, fc.boolean(), (hidden, locked, on) => {
        const seen = after(task, { act: "hide", ids: hidden, on }, { act: "lock", ids: locked, on })
        expect(answerNow(seen)).toEqual(answerNow(task))
        expect(draftNow(seen)).toEqual(draftNow(task))
        expect(answerOf(seen.document)).toEqual(answerOf(task.document))
      }),
    )
  })

  test("a locked region is changed by nothing that a hand does", () => {
    const held = id("a")
    const shape = boxShape({ x: 0, y: 0, width: 99, height: 99 })
    const acts: readonly EditAct[] = [
      { act: "nudge", dx: 5, dy: 5 },
      { act: "reshape", id: held, shape, isResized: true },
      { act: "reshape", id: held, shape, isResized: false },
      { act: "chooseLabel", label: sign },
      { act: "relabelDrawn", label: sign },
      { act: "setAttribute", id: held, attribute: lit.id, value: true },
      { act: "stepAttribute", position: 1 },
      { act: "delete", ids: [held] },
      { act: "answerProposals", ids: [held], take: true },
      { act: "enterText", id: held },
      { act: "type", value: "STOP" },
      { act: "mark", mark: "unsure" },
      { act: "leaveText" },
    ]
    const offered = open([{ ...region("a", 10), proposed: true }])
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 12 }), fc.boolean(), (does, isOffer) => {
        const start = after(isOffer ? offered : task, lock(true, "a"), { act: "select", id: held })
        const end = after(start, ...does)
        expect(end.document).toEqual(start.document)
      }),
    )
    expect(
      cornersOf(after(task, lock(true, "a"), lock(false, "a"), { act: "select", id: held }, ...acts.slice(0, 1)))[0],
    ).toEqual([15, 15])
  })
})
