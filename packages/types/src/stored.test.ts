import { describe, expect, test } from "vitest"
import { StoredBody, StoredDecision, StoredDisagreement, StoredRegion, StoredWorkBody, upgradeBody } from "./stored.ts"

const FIRST = { id: "r1", shape: "box", x: 1, y: 2, width: 30, height: 40, label: "sign" }
const BOX = { type: "box", x: 1, y: 2, width: 30, height: 40 }
const TODAY = { id: "r1", geometry: BOX, label: "sign" }
const triangle = [
  { x: 1, y: 2 },
  { x: 31, y: 2 },
  { x: 31, y: 42 },
]
const four = [...triangle, { x: 1, y: 42 }]
const rotation = { x: 5, y: 6, width: 20, height: 10, rotation: 30 }

describe("a region of the first form", () => {
  test.each([
    { name: "a box", more: {}, geometry: BOX },
    { name: "an outline", more: { outline: triangle }, geometry: { type: "polygon", rings: [triangle] } },
    { name: "four corners", more: { outline: four }, geometry: { type: "polygon", rings: [four] } },
    { name: "a rotated box", more: { outline: four, turned: rotation }, geometry: { type: "rotatedBox", ...rotation } },
    { name: "an outline that the box left", more: { outline: triangle, outlineStale: true }, geometry: BOX },
    {
      name: "a rotation that the box left",
      more: { outline: four, turned: rotation, outlineStale: true },
      geometry: BOX,
    },
    { name: "an outline without area", more: { outline: [four[0], four[0], four[0]] }, geometry: BOX },
  ])("that is $name", ({ more, geometry }) => {
    expect(StoredRegion.parse({ ...FIRST, ...more })).toEqual({ ...TODAY, geometry })
  })

  test("keeps all that is said about it; four corners around its text are a quad", () => {
    const said = {
      ...{
        attributes: { lit: true },
        transcript: { value: "STOP" },
        flags: { occluded: true },
        level: "line",
        parent: "p",
      },
      foreign: { coco: { area: 3 } },
    }
    const read = StoredRegion.parse({ ...FIRST, ...said, outline: four })
    expect(read).toEqual({ ...TODAY, ...said, geometry: { type: "quad", points: four } })
    expect(StoredRegion.parse(read)).toEqual(read)
  })

  test("that is none is refused as before", () => {
    expect(StoredRegion.safeParse({ ...FIRST, x: "1" }).success).toBe(false)
    expect(StoredRegion.safeParse({ ...FIRST, width: 0 }).success).toBe(false)
    expect(StoredRegion.safeParse({ ...FIRST, z: 1 }).success).toBe(false)
  })
})

test("bodies, drafts, disagreements and decisions are read in either form", () => {
  const body = (region: object) => ({ regions: [region], nothingHere: false })
  expect(StoredBody.parse(body(FIRST))).toEqual(body(TODAY))
  expect(StoredWorkBody.parse(body({ ...FIRST, proposed: true }))).toEqual(body({ ...TODAY, proposed: true }))
  const current = body(TODAY)
  expect(upgradeBody(current)).toBe(current)
  const disagreement = (region: object) => ({
    ...{ id: "d", kind: "place", place: { x: 0, y: 0, width: 9, height: 9 }, confidence: 1, proposal: region },
    candidates: [
      { letters: ["A"], region, share: 1 },
      { letters: ["B"], region: null, share: 0 },
    ],
  })
  expect(StoredDisagreement.parse(disagreement(FIRST))).toEqual(disagreement(TODAY))
  const decision = (region: object) => ({ outcome: "edit", region, reason: { code: "edges", clause: null, note: "" } })
  expect(StoredDecision.parse(decision(FIRST))).toEqual(decision(TODAY))
})
