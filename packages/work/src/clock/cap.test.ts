import { expect, test } from "vitest"
import { capSeconds, measureCap } from "./cap.ts"

test.each([
  [10, 120],
  [30, 120],
  [45.1, 181],
  [900, 3_600],
  [5_000, 3_600],
])("with %d s for the slowest twentieth of the pilot the cap is %d s", (p95, cap) => expect(capSeconds(p95)).toBe(cap))

test.each([
  { active: 0, extensions: 0, paidSeconds: 0, waitingSeconds: 0, sign: "none" },
  { active: 95, extensions: 0, paidSeconds: 95, waitingSeconds: 0, sign: "none" },
  { active: 96, extensions: 0, paidSeconds: 96, waitingSeconds: 0, sign: "gauge" },
  { active: 120, extensions: 0, paidSeconds: 120, waitingSeconds: 0, sign: "ask" },
  { active: 200, extensions: 0, paidSeconds: 120, waitingSeconds: 80, sign: "ask" },
  { active: 200, extensions: 1, paidSeconds: 200, waitingSeconds: 0, sign: "gauge" },
  { active: 500, extensions: 1, paidSeconds: 240, waitingSeconds: 260, sign: "ask" },
])(
  "TIME-2: $active s of a cap of 120 with $extensions times on: $paidSeconds are paid, $waitingSeconds wait",
  (row) => {
    const { active, extensions, ...expected } = row
    expect(measureCap(active, 120, extensions)).toEqual(expected)
  },
)

test("the cap never cuts: what is paid and what waits are all that was counted", () => {
  for (let active = 0; active < 1_000; active += 7)
    for (const extensions of [0, 1, 3])
      for (const granted of [0, 30]) {
        const { paidSeconds, waitingSeconds } = measureCap(active, 120, extensions, granted)
        expect(paidSeconds).toBe(Math.min(active, 120 * (1 + extensions) + granted))
        expect(paidSeconds + waitingSeconds).toBe(active)
      }
})
