import { describe, expect, test } from "vitest"
import { RULE, region } from "../testing/regions.ts"
import type { ProjectTask } from "./input.ts"
import { pairSums } from "./pairs.ts"

type Regions = readonly ReturnType<typeof region>[]
const crate = (id: string, x: number, more: Parameters<typeof region>[2] = {}) =>
  region(id, [x, 10, 50, 50], { label: "crate", ...more })

function task(name: string, ...answers: Regions[]): ProjectTask {
  const people = answers.map((regions, i) => ({ person: `p${i}`, atMs: 1_000 * (i + 1), regions }))
  return { task: name, answers: people, final: null, finalBy: "answers" }
}
const sums = (tasks: ProjectTask[], readsText = false) => pairSums({ readsText, settle: RULE, tasks })

describe("agreement of people", () => {
  test("boxes of both sides are counted; the same label and half the area agree", () => {
    const { agreement, byLabel } = sums([
      task(
        "t",
        [crate("a", 10), crate("b", 200)],
        [crate("a", 12), crate("b", 200, { label: "sack" }), crate("c", 400)],
      ),
    ])
    expect([agreement.right, agreement.all]).toEqual([2, 5])
    expect([byLabel.get("crate")?.right, byLabel.get("crate")?.all]).toEqual([2, 4])
    expect([byLabel.get("sack")?.right, byLabel.get("sack")?.all]).toEqual([0, 1])
  })

  test("two answers that nothing is there agree on one thing; one alone says nothing", () => {
    expect(sums([task("t", [], [])]).agreement).toMatchObject({ pictures: 1, right: 1, all: 1 })
    expect(sums([task("t", [crate("a", 10)])]).agreement.pictures).toBe(0)
  })

  test("a picture counts once, however many people answered it", () => {
    const three = sums([task("t", [crate("a", 10)], [crate("a", 10)], [])]).agreement
    expect(three).toMatchObject({ pictures: 1, right: 2 / 3 })
    expect(three.all).toBeCloseTo(4 / 3, 12)
  })

  test("in transcription texts must be the same under the project's rule", () => {
    const said = (text: string) => [crate("a", 10, { text })]
    expect(sums([task("t", said("12.5"), said("12.5"))], true).agreement.right).toBe(2)
    expect(sums([task("t", said("12.5"), said("12.6"))], true).agreement.right).toBe(0)
    expect(sums([task("t", said("12.5"), said("12.6"))], false).agreement.right).toBe(2)
    const loose = { ...RULE, text: "ignore_case_and_spaces" as const }
    const pair = [task("t", said("No 5"), said("no  5"))]
    expect(pairSums({ readsText: true, settle: loose, tasks: pair }).agreement.right).toBe(2)
  })

  test("edits are counted over the mean length of matched texts", () => {
    const { cer } = sums([task("t", [crate("a", 10, { text: "abcd" })], [crate("a", 10, { text: "abXd" })])])
    expect([cer.right, cer.all]).toEqual([1, 4])
    expect(sums([task("t", [crate("a", 10)], [crate("a", 10)])]).cer.pictures).toBe(0)
  })

  test("a person's own figure is the agreement with the others alone", () => {
    const both = [crate("a", 10)]
    const { byPerson, itemsOf } = sums([task("t", both, both, [crate("a", 300)]), task("u", both, both)])
    expect(byPerson.get("p0")).toMatchObject({ pictures: 2, right: 3, all: 4 })
    expect(byPerson.get("p2")).toMatchObject({ pictures: 1, right: 0, all: 2 })
    expect([itemsOf.get("p0"), itemsOf.get("p2")]).toEqual([2, 1])
  })

  test("a picture belongs to the moment at which the second answer came", () => {
    expect(sums([task("t", [], [], [])]).byTask.map(({ atMs }) => atMs)).toEqual([2_000])
  })
})
