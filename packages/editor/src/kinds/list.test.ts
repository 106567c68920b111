import { KINDS, LabelId, ProjectKind, RegionId, type WorkRegion } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { RULE_NAMES } from "../coach/contract.ts"
import { EDITINGS } from "./list.ts"

const region = (id: string, y: number, more: Partial<WorkRegion> = {}): WorkRegion => ({
  id: RegionId.parse(id),
  geometry: { type: "box", x: 10, y, width: 200, height: 20 },
  label: LabelId.parse("line"),
  ...more,
})

describe.each(ProjectKind.options)("%s", (kind) => {
  const { coach, isOpen } = EDITINGS[kind]
  const { readsLines } = KINDS[kind]

  test("what waits is a line until it is read or marked, and a thing while it is only proposed", () => {
    const isDashed = (more: Partial<WorkRegion>) => isOpen(region("a", 10, more))
    expect(isDashed({})).toBe(readsLines)
    expect(isDashed({ proposed: true })).toBe(true)
    expect(isDashed({ proposed: true, transcript: { value: "12.5" } })).toBe(!readsLines)
    expect(isDashed({ transcript: { value: "", marks: ["illegible"] } })).toBe(false)
  })

  test("the coach asks for a text where nothing else counts what is not written, and says all else in its order", () => {
    expect(coach).toEqual(RULE_NAMES.filter((rule) => coach.includes(rule)))
    // What lies nowhere on a picture cannot lie wrongly there.
    const isPlaced = KINDS[kind].parts === "placed"
    expect(coach.includes("text")).toBe(isPlaced && !readsLines)
    expect(coach.filter((rule) => rule !== "text")).toEqual(isPlaced ? RULE_NAMES.slice(0, -1) : [])
  })
})
