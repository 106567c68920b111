import { expect, test } from "vitest"
import { capSeconds } from "./cap.ts"

test.each([
  [10, 120],
  [30, 120],
  [45.1, 181],
  [900, 3_600],
  [5_000, 3_600],
])("with %d s for the slowest twentieth of the pilot the cap is %d s", (p95, cap) => expect(capSeconds(p95)).toBe(cap))
