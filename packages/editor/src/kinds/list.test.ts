import { KINDS, LabelId, ProjectKind, RegionId, type WorkRegion } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { RULE_NAMES } from "../coach/contract.ts"
import { documentOf } from "../document.ts"
import { EDITINGS } from "./list.ts"

const region = (id: string, y: number, more: Partial<WorkRegion> = {}): WorkRegion => ({
  id: RegionId.parse(id),
  geometry: { type: "box", x: 10, y, width: 200, height: 20 },
  label: LabelId.parse("line"),
  ...more,
})
const regions = [region("last", 200), region("first", 10), region("middle", 100)]
const document = documentOf({ regions, nothingHere: false })

describe.each(ProjectKind.options)("%s", (kind) => {
  const { coach, begin, isOpen } = EDITINGS[kind]
  const { readsLines } = KINDS[kind]

  test("begins with all that is there: lines as they are read, things as they were found", () => {
    const begun = begin(document)
    expect(begun.order).toEqual(readsLines ? ["first", "middle", "last"] : ["last", "first", "middle"])
    expect([...begun.regions.values()].map(({ id }) => id).sort()).toEqual(regions.map(({ id }) => id).sort())
    expect(begin(documentOf({ regions: [], nothingHere: true })).nothingHere).toBe(true)
  })

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
