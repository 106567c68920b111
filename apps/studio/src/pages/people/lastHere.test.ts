import { expect, test } from "vitest"
import { lastHere } from "./lastHere.ts"

test("nobody behind a pseudonym is said to be not yet here", () => {
  expect(lastHere({ email: null, lastSeenDay: null, you: false })).toBe("hidden")
  expect(lastHere({ email: "a@example.org", lastSeenDay: null, you: false })).toBe("never")
  expect(lastHere({ email: null, lastSeenDay: null, you: true })).toBe("never")
  expect(lastHere({ email: null, lastSeenDay: "2026-05-01", you: true })).toBe("2026-05-01T12:00:00")
})
