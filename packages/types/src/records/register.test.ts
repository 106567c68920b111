import { describe, expect, test } from "vitest"
import { findUndeclared, type Measure, REGISTER, RULES } from "./register.ts"

describe("the register of what is measured", () => {
  test("knows a field where it is declared, and nowhere else", () => {
    expect(findUndeclared("work.heartbeat", ["assignmentId", "fence", "batches[].seconds"])).toEqual([])
    expect(findUndeclared("work.heartbeat", ["mood", "batches[].pointer", "text"])).toEqual([
      ...["mood", "batches[].pointer", "text"],
    ])
    expect(findUndeclared("work.nowhere", ["seconds", "project"])).toEqual(["seconds"])
    expect(findUndeclared("work.submitNext", ["body.regions[].foreign.x.y", "body.timings[]"])).toEqual([
      "body.timings[]",
    ])
  })

  test("a line that is taken out of it is missed", () => {
    const { ticks: _, ...rest } = REGISTER
    const fields = ["activity", "batches[].seconds"]
    expect(findUndeclared("work.heartbeat", fields, rest as Readonly<Record<string, Measure>>)).toEqual(fields)
  })

  test("says of each thing why it may be kept, who reads it and how long, and nobody but its person reads raw seconds", () => {
    for (const measure of Object.values<Measure>(REGISTER)) {
      expect(measure.readers).toContain("you")
      expect(measure.tables.length).toBeGreaterThan(0)
    }
    expect(REGISTER.ticks).toMatchObject({ readers: ["you"], kept: "days90" })
    const names = JSON.stringify(REGISTER)
    expect(names).not.toMatch(/mood|fatigue|keystroke|screen|camera|webcam|pointerPath|zoom/i)
  })

  test("no rule that runs without a person rejects, bans or takes back pay", () => {
    expect(new Set(Object.values(RULES))).toEqual(new Set(["accepts", "asks_more", "gives_back", "measures", "orders"]))
  })
})
