import { describe, expect, test } from "vitest"
import { answerOf, proposalsIn } from "../document.ts"
import { after, cornersOf, id, open, region } from "../testing/arranging.ts"
import type { EditAct } from "../workspace/editActs.ts"
import { movedTogether, offersOf } from "./previous.ts"

const right = (dx: number, dy = 0): EditAct => ({ act: "nudge", dx, dy })
const laid = after(open([region("own", 200, 200)]), {
  act: "propose",
  offers: offersOf([region("a", 10), region("b", 60)]),
})

describe("regions of the picture before, laid as proposals", () => {
  test("are nobody's answer, and the first is in hand", () => {
    expect(proposalsIn(laid.document)).toEqual(["a", "b"])
    expect(answerOf(laid.document).regions.map((one) => one.id)).toEqual(["own"])
    expect(laid.session.selected).toBe("a")
  })

  test("are moved together by arrows and stay proposals; what is there does not move", () => {
    const moved = after(laid, right(5), right(0, 3))
    expect(cornersOf(moved)).toEqual([
      [15, 13],
      [65, 13],
      [200, 200],
    ])
    expect([moved.proposed, proposalsIn(moved.document)]).toEqual([2, ["a", "b"]])
    expect(cornersOf(after(moved, { act: "undo" }, { act: "undo" }))).toEqual(cornersOf(laid))
  })

  test("keep their distances at the edge of the picture", () => {
    const moved = after(laid, right(-50, -4), right(-50))
    expect(cornersOf(moved).slice(0, 2)).toEqual([
      [0, 6],
      [50, 6],
    ])
    expect(after(moved, right(-1)).history).toBe(moved.history)
  })

  test("until one is taken: then arrows move the one that is selected, which is somebody's own by that", () => {
    const taken = after(laid, { act: "answerProposals", ids: [id("b")], take: true }, right(5))
    expect(cornersOf(taken)).toEqual([
      [15, 10],
      [60, 10],
      [200, 200],
    ])
    expect(movedTogether(taken.history)).toEqual([])
    expect(proposalsIn(taken.document)).toEqual([])
    const back = after(laid, { act: "answerProposals", ids: [id("b")], take: true }, { act: "undo" })
    expect(movedTogether(back.history)).toEqual(["a", "b"])
  })

  test("go on together where one was dropped, and not from a region of one's own", () => {
    const dropped = after(laid, { act: "answerProposals", ids: [id("b")], take: false })
    expect(cornersOf(after(dropped, right(5)))).toEqual([
      [15, 10],
      [200, 200],
    ])
    const own = after(laid, { act: "select", id: id("own") }, right(5))
    expect(cornersOf(own)).toEqual([
      [10, 10],
      [60, 10],
      [205, 200],
    ])
  })
})
