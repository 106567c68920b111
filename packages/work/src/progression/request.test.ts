import { describe, expect, test } from "vitest"
import { criteriaOf, type ProgressFacts } from "./criteria.ts"
import { againFromMs, factsToSend, whyNotAskToReview } from "./request.ts"

const DAY = 86_400_000
const facts: ProgressFacts = {
  ...{ accepted: 400, compared: { stood: 380, n: 400 }, activeSeconds: 100_000, usefulNotes: 7 },
}
const reached = criteriaOf("reviewer", facts)
const who = { isReviewer: false, isOwner: false, criteria: reached }

describe("asking to review", () => {
  test("is for whoever reaches all that is asked and has not the role", () => {
    expect(whyNotAskToReview(who, null, 0)).toBeNull()
    expect(whyNotAskToReview({ ...who, isReviewer: true }, null, 0)).toBe("has_role")
    expect(whyNotAskToReview({ ...who, isOwner: true }, null, 0)).toBe("has_role")
    const short = criteriaOf("reviewer", { ...facts, usefulNotes: 4 })
    expect(whyNotAskToReview({ ...who, criteria: short }, null, 0)).toBe("not_reached")
  })

  test("is once while it is open, and again 30 days after a no", () => {
    expect(whyNotAskToReview(who, { answer: null, answeredAtMs: null }, 9)).toBe("open")
    const no = { answer: "no", answeredAtMs: DAY } as const
    expect(againFromMs(no)).toBe(31 * DAY)
    expect(whyNotAskToReview(who, no, 31 * DAY - 1)).toBe("asked_lately")
    expect(whyNotAskToReview(who, no, 31 * DAY)).toBeNull()
    // Or once they practised.
    expect(whyNotAskToReview(who, { ...no, practised: 11 }, DAY)).toBe("asked_lately")
    expect(whyNotAskToReview(who, { ...no, practised: 12 }, DAY)).toBeNull()
    // Who had the role and gave it up asks at once.
    expect(whyNotAskToReview(who, { answer: "yes", answeredAtMs: DAY }, DAY)).toBeNull()
  })

  test("sends what was ticked, never hours, in the order in which it is published", () => {
    expect(factsToSend(reached, [])).toEqual([])
    expect(factsToSend(reached, ["usefulNotes", "accepted"])).toEqual([
      { name: "accepted", value: 400, over: null },
      { name: "usefulNotes", value: 7, over: null },
    ])
    expect(factsToSend(reached, ["hours" as never])).toEqual([])
    expect(factsToSend(reached, ["accuracy"])[0]?.over).toMatchObject({ n: 400, ratio: 0.95 })
  })
})
