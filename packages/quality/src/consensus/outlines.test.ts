import { cornersOfBox, type Region, ringsOf, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { overlapOf } from "../shapes/overlap.ts"
import { drawOutlines } from "../testing/outlineCrowd.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { type Answer, consensus } from "./index.ts"

const run = (answers: readonly Answer[]) =>
  consensus({ answers, settle: RULE, size: { width: 2_000, height: 2_000 }, letterSeed: 7 })
const drawn = (id: string, geometry: Shape, more: Partial<Pick<Region, "flags" | "level">> = {}) =>
  region(id, [0, 0, 1, 1], { geometry, ...more })
const outline = (...sides: readonly [x: number, y: number, side: number][]): Shape => ({
  type: "polygon",
  rings: sides.map(([x, y, side]) => cornersOfBox({ x, y, width: side, height: side })),
})

describe("outlines of one thing", () => {
  const [thing] = drawOutlines(1, 3)
  const shapes = (thing?.votes ?? []).map(({ shape }) => shape)
  const answers = shapes.map((shape, n) => answer(`p${n}`, drawn(`r${n}`, shape)))

  test("that agree settle on the line between them", () => {
    const { settled: final, differences } = run(answers)
    expect(differences).toEqual([])
    expect(final).toHaveLength(1)
    expect(final[0]?.provenance.method).toBe("median")
    const merged = final[0]?.region.geometry
    if (!thing || !merged) throw new Error("nothing was settled")
    expect(merged.type).toBe("polygon")
    const truth: Shape = { type: "polygon", rings: thing.truth.map((ring) => [...ring]) }
    const single = shapes.map((shape) => overlapOf(shape, truth))
    expect(overlapOf(merged, truth)).toBeGreaterThan(single.reduce((sum, one) => sum + one, 0) / single.length)
  })

  test("give the same bits whatever the order of the answers", () => {
    const expected = run(answers)
    for (const order of [
      [2, 0, 1],
      [1, 2, 0],
      [2, 1, 0],
    ])
      expect(run(order.flatMap((n) => answers[n] ?? [])).settled).toEqual(expected.settled)
  })

  test("that are the same stay as they are, with all that was said of them", () => {
    const same = ["a", "b", "c"].map((name) =>
      answer(name, drawn("r", shapes[0] ?? outline(), { flags: { occluded: true }, level: "line" })),
    )
    const [only] = run(same).settled
    expect(only?.region).toEqual(same[0]?.body.regions[0])
    expect(only?.provenance.method).toBe("agreed")
  })
})

test("outlines that differ in a hole go to a reviewer, although they overlap enough", () => {
  const [whole, holed] = [outline([0, 0, 100]), outline([0, 0, 100], [40, 40, 20])]
  expect(overlapOf(whole, holed)).toBeGreaterThan(RULE.settleIou)
  const { settled: final, differences } = run([answer("ada", drawn("r", whole)), answer("ben", drawn("r", holed))])
  expect(final).toEqual([])
  expect(differences).toHaveLength(1)
  expect(differences[0]?.kind).toBe("place")
})

test("of three, two with the hole, the hole is settled", () => {
  const shapes = [outline([0, 0, 100]), outline([0, 0, 100], [40, 40, 20]), outline([1, 0, 100], [40, 41, 20])]
  const { settled: final } = run(shapes.map((shape, n) => answer(`p${n}`, drawn(`r${n}`, shape))))
  expect(final).toHaveLength(1)
  expect(final[0] && ringsOf(final[0].region.geometry)).toHaveLength(2)
})

test("a box and an outline of one thing go to a reviewer", () => {
  const box = region("b", [0, 0, 100, 100])
  const { differences } = run([answer("ada", box), answer("ben", drawn("r", outline([1, 1, 100])))])
  expect(differences.map(({ kind }) => kind)).toEqual(["place"])
})
