import { expect, test } from "vitest"
import { clusterBoxes } from "./clusters.ts"
import { comparedOf, isCompared, ownSquare, residualsFor } from "./residuals.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

const small: Xywh = [0, 0, 10, 10]
const large: Xywh = [200, 200, 100, 100]
const rows: BoxRow[] = [
  { image: "a", person: "p", boxes: [large, small] },
  { image: "a", person: "q", boxes: [small, large] },
  { image: "a", person: "r", boxes: [large] },
  { image: "a", person: "s", boxes: [] },
  { image: "b", person: "p", boxes: [small] },
  { image: "b", person: "q", boxes: [small] },
  { image: "c", person: "q", boxes: [large] },
]
const votes = boxVotesFrom(rows)
const clusters = clusterBoxes(votes, 0.3)
const residuals = residualsFor(votes, clusters, Float64Array.of(50))

test("three people are compared, two only where few answered, one never", () => {
  const compared = [...clusters.image.keys()].map((c) => isCompared(votes, clusters, c))
  // a: the small one by two of four, the large one by three; b: two of two; c: one.
  expect(compared).toEqual([false, true, true, false])
})

test("residuals lie person by person and size by size", () => {
  expect([residuals.people, residuals.bins, residuals.total]).toEqual([4, 2, 5])
  expect([...residuals.start]).toEqual([0, 1, 2, 3, 4, 4, 5, 5, 5])
  expect([0, 1, 2, 3].map((p) => comparedOf(residuals, p))).toEqual([2, 2, 1, 0])
})

test("every compared box has a place of its own, in its person's and size's stretch", () => {
  const places = [...residuals.position].filter((index) => index >= 0)
  expect(places.sort()).toEqual([0, 1, 2, 3, 4])
  residuals.position.forEach((index, box) => {
    if (index < 0) return
    const size = (votes.edges[4 * box + 2] ?? 0) - (votes.edges[4 * box] ?? 0)
    const cell = (votes.boxPerson[box] ?? 0) * 2 + (size > 50 ? 1 : 0)
    expect(index >= (residuals.start[cell] ?? 0) && index < (residuals.start[cell + 1] ?? 0)).toBe(true)
  })
})

test("who was compared in pairs is known", () => {
  expect([...residuals.paired]).toEqual([0.5, 0.5, 0, 0])
})

test("a person's own part of a difference grows with their own variance and stays within the whole", () => {
  const parts = [0.0001, 0.001, 0.01, 0.1].map((own) => ownSquare(0.2, own, 0.01))
  for (let n = 1; n < parts.length; n++) expect(parts[n]).toBeGreaterThan(parts[n - 1] ?? 1)
  expect(parts[0]).toBeLessThan(0.001)
  expect(ownSquare(0.2, 1e9, 0.01)).toBeCloseTo(0.05, 6)
})
