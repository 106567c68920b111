import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type SplitItem, type SplitPlan, splitsOf, unitHash } from "./splits.ts"

const parts = [
  { name: "train", share: 80 },
  { name: "val", share: 10 },
  { name: "test", share: 10 },
]
const hashed: SplitPlan = { parts, seed: "7", by: "hash" }
const stratified: SplitPlan = { parts, seed: "7", by: "label" }

/** How many items each part has, in the plan's order, then kept parts that the plan does not name. */
function splitCounts(splits: ReadonlyMap<string, string>, { parts: named }: SplitPlan): Map<string, number> {
  const counts = new Map(named.map(({ name }) => [name, 0]))
  for (const split of [...splits.values()].sort()) counts.set(split, (counts.get(split) ?? 0) + 1)
  return counts
}

const items: fc.Arbitrary<SplitItem[]> = fc.uniqueArray(
  fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 8 }),
      document: fc.constantFrom("one", "two", "three"),
      labels: fc.array(fc.constantFrom("cat", "dog", "owl"), { maxLength: 3 }),
      before: fc.constantFrom("train", "val", "test"),
    },
    { requiredKeys: ["id"] },
  ),
  { maxLength: 60, selector: (item) => item.id },
)
const plan: fc.Arbitrary<SplitPlan> = fc.record({
  parts: fc.constantFrom(parts, parts.slice(0, 2), [{ name: "all", share: 0.5 }]),
  seed: fc.string({ maxLength: 3 }),
  by: fc.constantFrom("hash", "label"),
})

const many = (count: number, of: (i: number) => Partial<SplitItem> = () => ({})) =>
  Array.from({ length: count }, (_, i): SplitItem => ({ id: `picture-${i}.jpg`, ...of(i) }))

describe("whatever is split", () => {
  test("every item has exactly one part of the plan, or the one it was kept in", () => {
    fc.assert(
      fc.property(items, plan, (all, chosen) => {
        const found = splitsOf(all, chosen)
        expect([...found.keys()].sort()).toEqual(all.map((item) => item.id).sort())
        const names = new Set([...chosen.parts.map((part) => part.name), "test"])
        expect([...found.values()].filter((part) => !names.has(part))).toEqual([])
      }),
    )
  })

  test("the order of the items changes nothing", () => {
    fc.assert(
      fc.property(items, plan, fc.integer(), (all, chosen, round) => {
        const shuffled = [...all].sort((a, b) => unitHash(`${round}`, a.id) - unitHash(`${round}`, b.id))
        const asList = (found: Map<string, string>) => [...found].sort(([a], [b]) => (a < b ? -1 : 1))
        expect(asList(splitsOf(shuffled, chosen))).toEqual(asList(splitsOf(all, chosen)))
      }),
    )
  })

  test("a document never crosses", () => {
    fc.assert(
      fc.property(items, plan, (all, chosen) => {
        const found = splitsOf(all, chosen)
        for (const document of ["one", "two", "three"]) {
          const pages = all.filter((item) => item.document === document)
          expect(new Set(pages.map((page) => found.get(page.id))).size).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test("what was in the test part stays in it, and takes the pages of its document along", () => {
    fc.assert(
      fc.property(items, plan, (all, chosen) => {
        const found = splitsOf(all, chosen)
        const kept = all.filter((item) => item.before === "test")
        const documents = new Set(kept.flatMap((item) => item.document ?? []))
        const along = all.filter((item) => item.document !== undefined && documents.has(item.document))
        for (const item of [...kept, ...along]) expect(found.get(item.id)).toBe("test")
      }),
    )
  })

  test("split again by the same plan, with every part kept, nothing moves", () => {
    fc.assert(
      fc.property(items, plan, (all, chosen) => {
        const first = splitsOf(all, chosen)
        const again = all.map((item) => ({ ...item, before: first.get(item.id) }))
        expect(splitsOf(again, { ...chosen, keep: ["train", "val", "test", "all"] })).toEqual(first)
      }),
    )
  })
})

describe("by hash", () => {
  test("what is added later moves nothing", () => {
    fc.assert(
      fc.property(items, items, (old, fresh) => {
        const bare = (all: readonly SplitItem[]) => all.map(({ id }) => ({ id }))
        const known = new Set(old.map((item) => item.id))
        const before = splitsOf(bare(old), hashed)
        const after = splitsOf(bare([...fresh.filter((item) => !known.has(item.id)), ...old]), hashed)
        for (const [id, part] of before) expect(after.get(id)).toBe(part)
      }),
    )
  })

  test("shares are met within what chance allows, for any seed", () => {
    for (const seed of ["", "1", "2", "é"]) {
      const counts = splitCounts(splitsOf(many(10_000), { ...hashed, seed }), hashed)
      // Four standard deviations of 10,000 draws at a tenth are 120.
      expect(Math.abs((counts.get("test") ?? 0) - 1_000)).toBeLessThan(120)
      expect(Math.abs((counts.get("val") ?? 0) - 1_000)).toBeLessThan(120)
    }
  })

  test("another seed is another split, and a part of share 0 stays empty", () => {
    const one = splitsOf(many(100), hashed)
    expect(splitsOf(many(100), { ...hashed, seed: "8" })).not.toEqual(one)
    const none = { ...hashed, parts: [...parts, { name: "extra", share: 0 }] }
    expect(splitsOf(many(100), none)).toEqual(one)
    expect(splitCounts(one, none).get("extra")).toBe(0)
  })

  test("the split of today is the split of ever: these parts are written down", () => {
    expect([...splitsOf(many(6), { ...hashed, seed: "1" })].map(([id, part]) => `${id} ${part}`)).toEqual([
      "picture-0.jpg train",
      "picture-4.jpg train",
      "picture-1.jpg train",
      "picture-5.jpg train",
      "picture-3.jpg train",
      "picture-2.jpg train",
    ])
  })
})

describe("by label", () => {
  test("every label is shared out as asked, to the picture, where each has one label", () => {
    const all = many(1_000, (i) => ({ labels: [i % 100 === 0 ? "rare" : i % 10 === 1 ? "some" : "most"] }))
    const found = splitsOf(all, stratified)
    const count = (label: string, part: string) =>
      all.filter((item) => item.labels?.[0] === label && found.get(item.id) === part).length
    expect(["train", "val", "test"].map((part) => count("rare", part))).toEqual([8, 1, 1])
    expect(["train", "val", "test"].map((part) => count("some", part))).toEqual([80, 10, 10])
    expect(["train", "val", "test"].map((part) => count("most", part))).toEqual([712, 89, 89])
  })

  test("with several labels a picture every share is near, and the whole is too", () => {
    const names = ["cat", "dog", "owl", "fox"]
    const frequency = [0.5, 0.2, 0.05, 0.01]
    const all = many(2_000, (i) => ({
      labels: names.filter((name, n) => unitHash(name, `${i}`) < (frequency[n] ?? 0)),
    }))
    const found = splitsOf(all, stratified)
    for (const name of names) {
      const those = all.filter((item) => item.labels?.includes(name))
      const test = those.filter((item) => found.get(item.id) === "test").length
      expect(Math.abs(test - those.length / 10)).toBeLessThanOrEqual(2)
    }
    expect(splitCounts(found, stratified).get("test")).toBe(200)
  })

  test("what is kept counts: the rest fills up to the shares", () => {
    const all = many(100, (i) => ({ labels: ["cat"], before: i < 8 ? "test" : "train" }))
    const counts = splitCounts(splitsOf(all, stratified), stratified)
    expect([...counts]).toEqual([
      ["train", 80],
      ["val", 10],
      ["test", 10],
    ])
  })
})

test("counts name every part of the plan, and kept parts that it does not have", () => {
  const plan = { ...hashed, parts: [{ name: "train", share: 1 }] }
  const found = splitsOf([{ id: "a", before: "test" }, { id: "b" }], plan)
  expect([...splitCounts(found, plan)]).toEqual([
    ["train", 1],
    ["test", 1],
  ])
  expect(splitsOf([{ id: "a" }], { ...plan, parts: [] })).toEqual(new Map())
})
