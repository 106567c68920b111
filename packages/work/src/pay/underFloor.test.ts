import { expect, test } from "vitest"
import { missingToFloor } from "./underFloor.ts"

const session = { sessionId: 1, projectId: 1, floorMicrosPerHour: 12_000_000 }

test("PAY-1: 11 min 54 s at 12 an hour are 2.38; 0.91 is 1.47 too little, a micro-unit is told, and what is reached lacks nothing", () => {
  expect(missingToFloor({ ...session, paidMicros: 910_000, seconds: 714 })).toBe(1_470_000)
  expect(missingToFloor({ ...session, paidMicros: 2_379_999, seconds: 714 })).toBe(1)
  expect(missingToFloor({ ...session, paidMicros: 2_380_000, seconds: 714 })).toBe(0)
  expect(missingToFloor({ ...session, paidMicros: 9_000_000, seconds: 0 })).toBe(0)
})
