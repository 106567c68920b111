import { Disagreement } from "@justesse/types"
import { expect, test } from "vitest"
import { actsOn } from "./acts.ts"

const at = (x: number) => ({ id: "r", label: "car", geometry: { type: "box", x, y: 10, width: 90, height: 20 } })
const between = (...regions: (object | null)[]) =>
  Disagreement.parse({
    ...{ id: "d", kind: "place", place: { x: 10, y: 10, width: 90, height: 20 }, proposal: null, confidence: 1 },
    candidates: regions.map((region, i) => ({ letters: ["ABC"[i]], region, share: 1 / regions.length })),
  })
const boxes = { kind: "boxes", look: "first" } as const

test("edges are merged where two people's lie apart, and nowhere else", () => {
  expect(actsOn(between(at(10), at(20)), boxes)).toContain("merge")
  expect(actsOn(between(at(10), null), boxes)).not.toContain("merge")
  expect(actsOn(between(at(10), at(10)), boxes)).not.toContain("merge")
  expect(actsOn(between(at(10), at(20)), { kind: "audio", look: "first" })).not.toContain("merge")
})

test("that nothing is there is said once: by the answer that says so, else by an act", () => {
  expect(actsOn(between(at(10), null), boxes)).not.toContain("none")
  expect(actsOn(between(at(10), at(20)), boxes)).toContain("none")
})

test("a second look only decides", () => {
  const acts = actsOn(between(at(10), at(20)), { kind: "boxes", look: "second" })
  expect(acts).toEqual(["merge", "edit", "none", "undecidable", "ask"])
})
