import fc from "fast-check"
import { expect, test } from "vitest"
import { type Decided, whyNotNow, withDecision, withoutLatest } from "./review.ts"

const mine = { reviewerId: 1, reservedUntilMs: 100, revision: 4 }
const act = { personId: 1, revision: 4, nowMs: 50 }
test.each([
  { name: "one's own", review: mine, act, why: null },
  { name: "nobody's", review: { ...mine, reviewerId: null }, act, why: null },
  { name: "somebody else's", review: { ...mine, reviewerId: 2 }, act, why: "reserved_by_other" },
  { name: "somebody else's until now", review: { ...mine, reviewerId: 2 }, act: { ...act, nowMs: 100 }, why: null },
  { name: "changed since", review: { ...mine, revision: 5 }, act, why: "conflict" },
  {
    name: "changed by whoever has it now",
    review: { ...mine, reviewerId: 2, revision: 5 },
    act,
    why: "reserved_by_other",
  },
])("may one act on a review: $name", ({ review, act: wanted, why }) => {
  expect(whyNotNow(review, wanted)).toBe(why)
})

test("taking back walks through the decisions, latest first, each once, and leaves nothing", () => {
  const step = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(9))
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let all: Decided<string, number> = { decisions: new Map(), order: [] }
      for (const [id, decision] of steps) all = withDecision(all, id, decision)
      const latest = new Map<string, number>()
      for (const [id, decision] of steps) {
        latest.delete(id)
        latest.set(id, decision)
      }
      expect([...latest]).toEqual(all.order.map((id) => [id, all.decisions.get(id)]))
      for (const id of [...latest.keys()].reverse()) {
        const before = all
        const back = withoutLatest(all)
        expect(back?.id).toBe(id)
        expect(before.decisions.has(id)).toBe(true)
        all = back ?? all
      }
      expect([all.decisions.size, withoutLatest(all)]).toEqual([0, null])
    }),
  )
})
