import fc from "fast-check"
import { expect, test } from "vitest"
import { CLAIM_ANSWER_MS, type ClaimFacts, decideClaim, grantedOf } from "./claims.ts"

const FACTS: ClaimFacts = {
  claimedSeconds: 300,
  sessionSeconds: 7_200,
  grantedInSession: 0,
  grantedToday: 0,
  wallSeconds: 10_000,
}

test.each([
  { name: "within both limits it is granted at once", facts: {}, granted: 300 },
  { name: "a tenth of the session is the most", facts: { sessionSeconds: 1_200 }, granted: 120 },
  { name: "ten minutes a day are the most", facts: { claimedSeconds: 900, grantedToday: 200 }, granted: 400 },
  {
    name: "what was granted in the session counts",
    facts: { sessionSeconds: 1_200, grantedInSession: 100 },
    granted: 20,
  },
  { name: "nobody worked longer than the clock on the wall", facts: { wallSeconds: 7_260 }, granted: 60 },
  { name: "nothing is left of the day", facts: { grantedToday: 600 }, granted: 0 },
])("a claim of missing time: $name", ({ facts, granted }) => {
  const all = { ...FACTS, ...facts }
  expect(decideClaim(all)).toEqual({ grantedSeconds: granted, askedSeconds: all.claimedSeconds - granted })
})

test("a claim is granted or asked about, and never refused by rule", () => {
  const seconds = fc.nat(20_000)
  const facts = fc.record({
    claimedSeconds: seconds,
    sessionSeconds: seconds,
    grantedInSession: seconds,
    grantedToday: seconds,
    wallSeconds: seconds,
  })
  const holds = fc.property(facts, (drawn) => {
    const { grantedSeconds, askedSeconds } = decideClaim(drawn)
    expect(grantedSeconds).toBeGreaterThanOrEqual(0)
    expect(grantedSeconds + askedSeconds).toBe(drawn.claimedSeconds)
    expect(grantedSeconds).toBeLessThanOrEqual(600)
  })
  fc.assert(holds)
})

test("what goes to a person waits for 72 hours, and is granted by silence", () => {
  const claim = { askedSeconds: 500, atMs: 1_000 }
  expect(grantedOf(claim, null, 1_000 + CLAIM_ANSWER_MS - 1)).toBeNull()
  expect(grantedOf(claim, null, 1_000 + CLAIM_ANSWER_MS)).toBe(500)
  expect(grantedOf(claim, 120, 2_000)).toBe(120)
  expect(grantedOf(claim, 9_000, 2_000)).toBe(500)
  expect(grantedOf(claim, -5, 2_000)).toBe(0)
})
