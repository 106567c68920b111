import { AnnotationBody } from "@justesse/types"
import { describe, expect, it } from "vitest"
import { furthestEdge, holdsHere, pairOf } from "./compared.ts"

const body = (regions: readonly object[]) => AnnotationBody.parse({ regions, nothingHere: false })
const at = (id: string, x: number, width: number, text?: string) => ({
  ...{ id, label: "person", geometry: { type: "box", x, y: 10, width, height: 80 } },
  ...(text !== undefined && { transcript: { value: text, state: "read" } }),
})
const metric = (name: "edge_px" | "iou" | "cer" | "chance_p", value: number) => ({
  ...{ type: "metric" as const, name, partId: "a", value, threshold: 12 },
})

describe("what a rejection is about", () => {
  const mine = body([at("b", 500, 40), at("a", 100, 120)])
  const theirs = body([at("x", 900, 40), at("y", 100, 100)])

  it("is my region that the evidence names, beside the one that lies most over it", () => {
    const pair = pairOf([metric("edge_px", 20)], mine, theirs)
    expect([pair.mine?.id, pair.theirs?.id]).toEqual(["a", "y"])
    expect(furthestEdge(pair)).toEqual({ side: "right", mine: 220, theirs: 200, px: 20 })
  })

  it("is nothing of mine where an object is missing", () => {
    const pair = pairOf([{ type: "region", box: { x: 900, y: 10, width: 40, height: 80 } }], mine, theirs)
    expect([pair.mine, pair.theirs?.id, furthestEdge(pair)]).toEqual([null, "x", null])
  })
})

describe("a figure computed again in the browser", () => {
  const pair = pairOf([metric("edge_px", 20)], body([at("a", 100, 120)]), body([at("y", 100, 100)]))

  it("holds where it comes out the same, and does not where somebody wrote another", () => {
    expect(holdsHere(metric("edge_px", 20), pair)).toBe(true)
    expect(holdsHere(metric("edge_px", 20.5), pair)).toBe(false)
    expect(holdsHere(metric("iou", 100 / 120), pair)).toBe(true)
    expect(holdsHere(metric("iou", 0.5), pair)).toBe(false)
  })

  it("is not told where it needs more than the two answers", () => {
    expect(holdsHere(metric("chance_p", 0.4), pair)).toBeNull()
    expect(holdsHere({ type: "reference" }, pair)).toBeNull()
    expect(holdsHere(metric("edge_px", 20), { mine: null, theirs: null })).toBeNull()
  })
})
