import type { Budget } from "@justesse/types/wire/pay"

/** A project's money on an ordinary day: priced from its owner's own five, with a little of everything. */
export const MONEY: NonNullable<Budget["money"]> = {
  ...{ currency: "EUR", floorMicrosPerHour: 12_000_000, freeMicros: 5, reservedMicros: 0, paidMicros: 0 },
  learning: { percent: 5, fundMicros: 0, spentMicros: 0, donatedMicros: 0 },
  ...{
    ownSeconds: [1, 2, 3, 4, 5],
    coming: null,
    answersLeft: 9,
    expectedMicros: 1,
    quotedMicros: 1,
    missingMicros: 0,
    people: 3,
    atOnceMicros: 4,
  },
  ...{ lastsDays: null, isRunningOut: false, unfunded: null, undecidedMicros: 0, deposits: [], exposure: [] },
  quote: {
    ...{ basis: "own", medianSeconds: 58, meanSeconds: 59, upperSeconds: 88.5 },
    ...{ priceMicros: null, bonusMicros: 30_000, quotedMicros: 295_000 },
  },
  price: { priceMicros: null, bonusMicros: 30_000, fromMs: 1, capSeconds: 240 },
}
