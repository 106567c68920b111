import { describe, expect, test } from "vitest"
import { RULE, region } from "../testing/regions.ts"
import { missUnder, partnersOf, SIZE_BINS, sumFinal } from "./final.ts"
import type { ProjectTask } from "./input.ts"
import { NO_RATIO, ratioOf } from "./ratio.ts"

const box = (label: string, x: number, side = 50) => region(`${label}${x}`, [x, 10, side, side], { label })
type Regions = readonly ReturnType<typeof region>[]
const task = (kept: Regions | null, finalBy: ProjectTask["finalBy"], ...answers: Regions[]): ProjectTask => ({
  task: "t",
  answers: answers.map((regions, i) => ({ person: `p${i}`, atMs: i, regions })),
  final: kept,
  finalBy,
})
const sums = (...tasks: ProjectTask[]) => sumFinal({ labels: ["crate", "sack"], settle: RULE, tasks })

describe("answers against what was kept", () => {
  test("rows are what was kept, columns what people said, the last one missed", () => {
    const kept = [box("crate", 10), box("sack", 200)]
    const { counts } = sums(task(kept, "answers", [box("crate", 10), box("crate", 200)], [box("crate", 12)]))
    expect(counts).toEqual([
      [2, 0, 0],
      [1, 0, 1],
    ])
  })

  test("one answer alone settles itself and tells nothing; a reviewer or gold tells of one answer too", () => {
    const kept = [box("crate", 10)]
    expect(sums(task(kept, "answers", kept)).counts[0]).toEqual([0, 0, 0])
    expect(sums(task(kept, "review", kept)).counts[0]).toEqual([1, 0, 0])
    expect(sums(task(kept, "gold", [])).counts[0]).toEqual([0, 0, 1])
    expect(sums(task(null, "answers", kept, kept)).counts[0]).toEqual([0, 0, 0])
  })

  test("labels that the project does not have any more are left out", () => {
    expect(sums(task([box("gone", 10)], "gold", [box("crate", 10)])).counts).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(sums(task([box("crate", 10)], "gold", [box("gone", 10)])).counts[0]).toEqual([0, 0, 0])
  })

  test("found boxes are counted by the shorter side", () => {
    const { sizes } = sums(task([box("crate", 10, 11), box("crate", 100, 96)], "gold", [box("crate", 100, 96)]))
    expect([sizes[0]?.right, sizes[0]?.all]).toEqual([0, 1])
    expect([sizes.at(-1)?.right, sizes.at(-1)?.all]).toEqual([1, 1])
  })

  test("every answer is compared, also one that says nothing is there", () => {
    const kept = [box("crate", 10), box("sack", 200)]
    const { counts, sizes } = sums(task(kept, "review", [], kept, [box("crate", 500)]))
    expect(counts).toEqual([
      [1, 0, 2],
      [0, 1, 2],
    ])
    expect(sizes.reduce((sum, { all }) => sum + all, 0)).toBe(6)
    expect(sizes.reduce((sum, { right }) => sum + right, 0)).toBe(2)
  })

  test("a picture on which nothing was kept adds nothing", () => {
    const { counts, sizes } = sums(task([], "gold", [box("crate", 10)]))
    expect(counts.flat().every((count) => count === 0)).toBe(true)
    expect(sizes.every(({ all }) => all === 0)).toBe(true)
  })

  test("partners are matched one to one", () => {
    const partner = partnersOf([box("a", 10), box("a", 11)], [box("b", 10)], 0.4)
    expect(partner.filter((one) => one !== undefined)).toHaveLength(1)
  })
})

describe("the size under which people begin to miss", () => {
  const sizes = (...shares: (number | null)[]) =>
    SIZE_BINS.map((_, i) => {
      const share = shares[i] ?? null
      return share === null ? NO_RATIO : ratioOf(share * 100, 100)
    })

  test("is the upper end of the largest size of which more than one in ten is missed", () => {
    expect(missUnder(sizes(0.4, 0.6, 0.8, 0.85, 0.95, 0.97, 0.99, 1))).toBe(24)
    expect(missUnder(sizes(0.95, 0.95, 0.95, 0.95, 0.95, 0.97, 0.99, 1))).toBeNull()
  })

  test("a chance dip among large sizes is pooled with its neighbours", () => {
    expect(missUnder(sizes(0.4, 0.95, 0.95, 0.95, 0.95, 0.97, 0.89, 0.99))).toBe(12)
  })

  test("few boxes, or all sizes alike missed, name no size", () => {
    expect(missUnder(SIZE_BINS.map((_, i) => (i === 0 ? ratioOf(1, 5) : NO_RATIO)))).toBeNull()
    expect(missUnder(sizes(0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8))).toBeNull()
    expect(missUnder(SIZE_BINS.map(() => NO_RATIO))).toBeNull()
  })
})
