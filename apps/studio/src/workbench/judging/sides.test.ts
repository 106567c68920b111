import { LabelId, type Region, RegionId } from "@justesse/types"
import { describe, expect, it } from "vitest"
import { aroundAll, differingOf } from "./sides.ts"

const box = (id: string, x: number, label = "person"): Region => ({
  id: RegionId.parse(id),
  label: LabelId.parse(label),
  geometry: { type: "box", x, y: 10, width: 20, height: 30 },
})
const side = (...regions: Region[]) => ({ regions })

describe("two answers that somebody judges", () => {
  it("differ where only one has a region so, whatever regions are called", () => {
    const [mine, theirs] = differingOf([side(box("a", 0), box("b", 50)), side(box("x", 50), box("y", 4))])
    expect([mine.map(({ id }) => id), theirs.map(({ id }) => id)]).toEqual([["a"], ["y"]])
  })

  it("differ by a label in the same place, and by a region that the other has not", () => {
    expect(differingOf([side(box("a", 0)), side(box("a", 0, "child"))]).map((all) => all.length)).toEqual([1, 1])
    expect(differingOf([side(box("a", 0)), side()]).map((all) => all.length)).toEqual([1, 0])
  })

  it("are looked at around what differs, and as a whole where nothing does", () => {
    expect(aroundAll([box("a", 0), box("b", 50)])).toEqual({ x: 0, y: 10, width: 70, height: 30 })
    expect(aroundAll([])).toBeNull()
  })
})
