import fc from "fast-check"
import { expect, test } from "vitest"
import { mayDraw, type Tier, tiersFor } from "./queuePolicy.ts"

const tier = (id: number, more: Partial<Tier> = {}): Tier => ({
  id,
  priority: 0,
  personId: null,
  groupId: null,
  ...more,
})
const awa = { id: 7, groups: [3, 4] }

test.each([
  { name: "no tiers", tiers: [], expected: [] },
  {
    name: "higher priority first, then the older tier",
    tiers: [tier(3), tier(1), tier(2, { priority: 5 })],
    expected: [2, 1, 3],
  },
  {
    name: "mine, then my group's, then everybody's",
    tiers: [tier(1, { priority: 9 }), tier(2, { groupId: 4 }), tier(3, { personId: 7, priority: -1 })],
    expected: [3, 2, 1],
  },
  { name: "never what is for others", tiers: [tier(1, { personId: 8 }), tier(2, { groupId: 9 })], expected: [] },
  {
    name: "a person's reservation holds against their group",
    tiers: [tier(1, { personId: 8, groupId: 3 })],
    expected: [],
  },
])("tiersFor: $name", ({ tiers, expected }) => {
  expect(tiersFor(awa, tiers).map(({ id }) => id)).toEqual(expected)
})

test("the tiers that come back are exactly those one may draw from, in an order that does not depend on theirs", () => {
  const who = fc.option(fc.integer({ min: 6, max: 8 }))
  const some = fc.uniqueArray(
    fc.record({
      id: fc.nat(50),
      priority: fc.integer({ min: -2, max: 2 }),
      personId: who,
      groupId: fc.option(fc.nat(5)),
    }),
    { selector: ({ id }) => id },
  )
  fc.assert(
    fc.property(some, (tiers) => {
      const mine = tiersFor(awa, tiers)
      expect(mine).toEqual(tiersFor(awa, tiers.toReversed()))
      expect(new Set(mine)).toEqual(new Set(tiers.filter((one) => mayDraw(awa, one))))
    }),
  )
})
