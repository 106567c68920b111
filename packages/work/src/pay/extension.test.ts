import { describe, expect, test } from "vitest"
import { TERMS } from "../testing/terms.ts"
import { claimableSeconds, decideExtension } from "./extension.ts"
import { timeMicros } from "./terms.ts"

const CAP = TERMS.capSeconds
const PER_CAP = timeMicros(TERMS.floorMicrosPerHour, CAP)
const facts: Parameters<typeof decideExtension>[0] = {
  ...{ assignmentId: "7", state: "leased", isSessionClosed: false, activeSeconds: CAP, terms: TERMS, extensions: 0 },
  exposed: { undecidedSeconds: CAP, decidedAnswers: 20 },
  funds: { projectId: 1, sessionId: "3", freeMicros: PER_CAP, trancheMicros: 0 },
}

describe("going on beyond a time limit", () => {
  test("reserves one more cap, once the limit is reached and each time it is again", () => {
    const granted = decideExtension(facts)
    expect(granted).toMatchObject({ status: "granted" })
    const moves = granted.status === "granted" ? granted.moves : []
    expect(moves.map(({ to, amountMicros }) => [to, amountMicros])).toEqual([
      ["assignment_reserve:7", 0],
      ["assignment_reserve:7", PER_CAP],
    ])
    expect(decideExtension({ ...facts, activeSeconds: CAP - 1 }).status).toBe("early")
    expect(decideExtension({ ...facts, extensions: 1 }).status).toBe("early")
    expect(decideExtension({ ...facts, extensions: 1, activeSeconds: 2 * CAP }).status).toBe("granted")
  })

  test.each([
    ["ended", { state: "submitted" }],
    ["ended", { state: "expired" }],
    ["ended", { isSessionClosed: true }],
    ["unfunded", { funds: { ...facts.funds, freeMicros: PER_CAP - 1 } }],
    ["exposed", { exposed: { undecidedSeconds: 1_201 - CAP, decidedAnswers: 0 } }],
    ["granted", { exposed: { undecidedSeconds: 1_200 - CAP, decidedAnswers: 0 } }],
  ] as const)("%s: %o", (status, change) => {
    expect(decideExtension({ ...facts, ...change }).status).toBe(status)
  })

  test("what waits is claimed once, of leases that went beyond their limit alone", () => {
    const lease = (activeSeconds: number, extensions = 0) => ({ activeSeconds, capSeconds: 120, extensions })
    expect(claimableSeconds([lease(100), lease(150), lease(300, 1)], 0)).toBe(90)
    expect(claimableSeconds([lease(150), lease(300, 1)], 60)).toBe(30)
    expect(claimableSeconds([lease(150)], 90)).toBe(0)
    expect(claimableSeconds([], 0)).toBe(0)
  })
})
