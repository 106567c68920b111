import { describe, expect, test } from "vitest"
import { answerTargetMs, listToAssign } from "./queue.ts"

function appeal(id: string, authorId: number, appealedAtMs: number, isAssigned = false) {
  const assigned = isAssigned ? { adjudicatorId: 21, authorIsFirst: true } : null
  return { id, authorId, state: { appealedAtMs, assigned } }
}
const many = (count: number, authorId: number, isAssigned: boolean) =>
  Array.from({ length: count }, (_, i) => appeal(`${authorId}/${String(i).padStart(2, "0")}`, authorId, i, isAssigned))

describe("an appeal has a third person drawn", () => {
  test("at once while its author has fewer than twenty with one", () => {
    expect(listToAssign([...many(19, 1, true), appeal("a", 1, 99)]).map(({ id }) => id)).toEqual(["a"])
    expect(listToAssign([...many(20, 1, true), appeal("a", 1, 99)])).toEqual([])
  })

  test("oldest first, and nobody waits for what others appeal", () => {
    const waiting = [appeal("b", 1, 50), appeal("a", 1, 40), appeal("c", 2, 60)]
    expect(listToAssign([...many(19, 1, true), ...waiting]).map(({ id }) => id)).toEqual(["a", "c"])
  })

  test("for twenty of fifty that come at once", () => {
    expect(listToAssign(many(50, 1, false)).map(({ id }) => id)).toEqual(many(20, 1, false).map(({ id }) => id))
  })
})

test.each([
  ["Monday", "2026-11-30T10:00:00Z", 0, "2026-12-08T00:00:00Z"],
  ["Friday", "2026-12-04T10:00:00Z", 0, "2026-12-12T00:00:00Z"],
  ["Saturday", "2026-12-05T10:00:00Z", 0, "2026-12-12T00:00:00Z"],
  ["Sunday", "2026-12-06T23:00:00Z", 0, "2026-12-12T00:00:00Z"],
  ["Sunday night, which is Monday there", "2026-12-06T23:30:00Z", 60, "2026-12-14T23:00:00Z"],
])("an appeal of a %s is to be answered by the end of the fifth working day", (_day, from, offset, until) => {
  expect(new Date(answerTargetMs(Date.parse(from), offset)).toISOString()).toBe(new Date(until).toISOString())
})
