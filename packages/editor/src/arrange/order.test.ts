import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { apply, bodyOf } from "../document.ts"
import { invert } from "../history.ts"
import { after, id, open, region } from "../testing/arranging.ts"
import { type OrderStep, orderRegions, reordered } from "./order.ts"

const names = ["a", "b", "c", "d", "e"].map(id)
const task = open(names.map((name, at) => region(name, 50 * at)))
const order = (to: OrderStep, ...which: readonly string[]) =>
  after(task, { act: "order", ids: which.map(id), to }).document.order.join("")

describe("the order of the list", () => {
  test.each([
    ["first", ["d"], "dabce"],
    ["last", ["b"], "acdeb"],
    ["up", ["c"], "acbde"],
    ["down", ["c"], "abdce"],
    ["first", ["e", "b"], "beacd"],
    ["up", ["b", "c"], "bcade"],
    ["down", ["b", "c"], "adbce"],
    ["up", ["a", "c"], "acbde"],
    ["down", ["e"], "abcde"],
    ["up", [], "abcde"],
  ] as const)("%s: %s gives %s", (to, which, wanted) => expect(order(to, ...which)).toBe(wanted))

  test("nothing that moves is no step, and what moves is one that can be taken back", () => {
    expect(orderRegions(task.document, [id("a")], "up")).toBeNull()
    expect(orderRegions(task.document, [id("gone")], "last")).toBeNull()
    const moved = after(task, { act: "order", ids: [id("e"), id("a")], to: "up" })
    expect(after(moved, { act: "undo" }).document).toEqual(task.document)
  })

  test("is always the same regions, each once; those that are not named keep theirs; undo gives it back", () => {
    const some = fc.subarray(names)
    const way = fc.constantFrom<OrderStep>("first", "up", "down", "last")
    fc.assert(
      fc.property(some, way, (ids, to) => {
        const wanted = reordered(names, new Set(ids), to)
        expect([...wanted].sort()).toEqual(names)
        expect(wanted.filter((one) => !ids.includes(one))).toEqual(names.filter((one) => !ids.includes(one)))
        expect(wanted.filter((one) => ids.includes(one))).toEqual(ids)
        const change = orderRegions(task.document, ids, to)
        const now = change ? apply(task.document, change) : task.document
        expect(now.order).toEqual(wanted)
        expect(change ? bodyOf(apply(now, invert(change))) : bodyOf(now)).toEqual(bodyOf(task.document))
      }),
    )
  })
})
