import { expect, test } from "vitest"
import { metricsText } from "./metrics.ts"

const FACTS = {
  ...{ version: "0.1.0", engine: "postgres", startedAtMs: 1_500, memoryBytes: 7 },
  room: { freeBytes: 1, totalBytes: 2 },
}
const SAMPLE = /^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+$/

// Found T30: /metrics was the studio's page.
test("each gauge stands under its help and type, in Prometheus' form", () => {
  const lines = metricsText({ ...FACTS, ready: { ok: true } }).split("\n")
  expect(lines.pop()).toBe("")
  for (let at = 0; at < lines.length; at += 3) {
    const name = /^# HELP (\w+) ./.exec(lines[at] ?? "")?.[1]
    expect(lines[at + 1]).toBe(`# TYPE ${name} gauge`)
    expect(lines[at + 2]).toMatch(SAMPLE)
    expect(lines[at + 2]?.split(/[ {]/)[0]).toBe(name)
  }
  expect(lines).toContain('justesse_ready{why=""} 1')
  expect(lines).toContain("process_start_time_seconds 1.5")
})

test("a studio that is not ready says why", () => {
  const text = metricsText({ ...FACTS, ready: { ok: false, code: "busy" } })
  expect(text).toContain('justesse_ready{why="busy"} 0')
})
