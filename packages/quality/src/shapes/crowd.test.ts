import { movedShape, ringsOf } from "@justesse/types"
import { expect, test } from "vitest"
import { drawOutlines } from "../testing/outlineCrowd.ts"
import { consensusOfShapes, type ShapeRow } from "./crowd.ts"
import { overlapOfRings } from "./overlap.ts"

/** 20 pictures with two things each, drawn by three people; one of them sees a third thing on the first picture. */
const things = drawOutlines(40, 31)
const rows: ShapeRow[] = Array.from({ length: 20 }, (_, n) => {
  const [here, there] = [things[2 * n], things[2 * n + 1]]
  return (here?.votes ?? []).map(({ person, shape }, p) => {
    const second = there?.votes[p]?.shape
    const shapes = second ? [movedShape(second, 3_000, 0), shape] : [shape]
    return {
      image: `p${String(n).padStart(2, "0")}`,
      person,
      shapes: n === 0 && p === 0 ? [...shapes, movedShape(shape, 0, 3_000)] : shapes,
    }
  })
}).flat()

test("each picture has its things, nearer to the truth than what the best person drew on average", () => {
  const { images, habits } = consensusOfShapes(rows)
  expect(images.map(({ image }) => image)).toEqual([...new Set(rows.map(({ image }) => image))])
  expect([...habits.keys()]).toEqual(["careful", "coarse", "quick"])
  let [mine, best] = [0, 0]
  images.forEach(({ shapes, people }, n) => {
    expect([people, shapes.length]).toEqual([3, 2])
    const truth = things[2 * n]?.truth ?? []
    const careful = things[2 * n]?.votes[0]?.shape
    const own = shapes.map(({ shape }) => overlapOfRings(ringsOf(shape), truth))
    mine += Math.max(...own) / images.length
    best += (careful ? overlapOfRings(ringsOf(careful), truth) : 0) / images.length
  })
  expect(mine).toBeGreaterThan(best)
})

test("what one of three drew alone is left out, with who drew it", () => {
  const [first] = consensusOfShapes(rows).images
  expect(first?.leftOut).toMatchObject([{ confidence: 1 / 3, votes: [{ person: "careful", index: 2 }] }])
  expect(first?.shapes[0]?.votes.map(({ person }) => person)).toEqual(["careful", "coarse", "quick"])
})

test("the order of the rows changes nothing, and empty answers count as people", () => {
  const few = rows.slice(0, 6)
  expect(consensusOfShapes([...few].reverse())).toEqual(consensusOfShapes(few))
  const more = ["x", "y", "z", "w", "v"].map((person) => ({ image: "p01", person, shapes: [] }))
  const [, second] = consensusOfShapes([...few, ...more]).images
  expect(second).toMatchObject({ people: 8, shapes: [] })
  // Two things, and what the coarse one made of the second: too few corners to be taken for it.
  expect(second?.leftOut).toHaveLength(3)
  expect(consensusOfShapes([]).images).toEqual([])
})
