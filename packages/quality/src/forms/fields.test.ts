import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { dayOf, dayText, FIELD_KINDS, readValue } from "./fields.ts"

describe("what was said to a field", () => {
  test("is read by the field's kind", () => {
    expect(readValue("choice", "car")).toBe("car")
    expect(readValue("choice", false)).toBe("false")
    expect(readValue("choice", 3)).toBe("3")
    expect(readValue("scale", -0)).toBe(0)
    expect(readValue("text", "")).toBe("")
    expect(readValue("point", { x: 1, y: -2, z: 9 })).toEqual({ x: 1, y: -2 })
    expect(readValue("point", [0.5, 2])).toEqual({ x: 0.5, y: 2 })
    expect(readValue("opinion", 4)).toBe(4)
    expect(readValue("opinion", true)).toBe("true")
  })

  test("of several each counts once, in an order of its own", () => {
    expect(readValue("several", ["b", "a", "b"])).toEqual(["a", "b"])
    expect(readValue("opinion", ["b", "a", "b"])).toEqual(["a", "b"])
    expect(readValue("several", [])).toEqual([])
  })

  property.prop([fc.anything(), fc.constantFrom(...FIELD_KINDS)])(
    "never fails, and reads its own values again",
    (said, kind) => {
      const value = readValue(kind, said)
      if (value !== null) expect(readValue(kind, value)).toEqual(value)
    },
  )
})

describe("days", () => {
  property.prop([fc.integer({ min: -700_000, max: 2_900_000 })])("are the same after they were written", (day) => {
    expect(dayOf(dayText(day))).toBe(day)
  })

  test("that are none are none", () => {
    for (const text of ["2026-02-29", "2026-13-01", "2026-1-1", "20261130", "2026-11-30T10:00", " 2026-11-30", ""])
      expect([text, dayOf(text)]).toEqual([text, null])
    expect(dayOf("1970-01-02")).toBe(1)
    expect(dayOf("2024-02-29")).not.toBeNull()
  })
})
