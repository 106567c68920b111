import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import {
  addToSum,
  type ChainHash,
  type ChainState,
  computeMark,
  EMPTY_SUM,
  endWalk,
  hashSeal,
  joinSums,
  judgeHead,
  type MarkChange,
  passSeal,
  readSum,
  type Seal,
  SUM_BYTES,
  sealChanges,
  WALK_BEGIN,
  writeSum,
} from "./chain.ts"

/** A hash of tests: mixes well enough that two texts of a test never meet. */
function mix(text: string, seed: number): number {
  let value = seed >>> 0
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 2_654_435_761)
    value = (value ^ (value >>> 15)) >>> 0
  }
  return value
}
const hash: ChainHash = {
  digest: (text) =>
    Array.from({ length: 6 }, (_, n) =>
      mix(text, n + 1)
        .toString(16)
        .padStart(8, "0"),
    ).join(""),
  spread: (text) => Uint8Array.from({ length: SUM_BYTES }, (_, n) => mix(text, n + 100) >>> 8),
}

const fresh = (id: number): ChainState => ({ id, seq: 0, hash: "", sum: EMPTY_SUM })
const added = (key: string, mark = "m"): MarkChange => ({ key, before: null, after: mark })

/** Seals each list of changes with one chain. */
function sealed(...batches: MarkChange[][]): { state: ChainState; seals: Seal[] } {
  let state = fresh(1)
  const seals: Seal[] = []
  for (const [n, batch] of batches.entries()) {
    const next = sealChanges(state, batch, 1_000 + n, hash)
    if (!next) continue
    state = next.state
    seals.push(next.seal)
  }
  return { state, seals }
}

function problemsOf(state: ChainState, seals: readonly Seal[]) {
  let walk = WALK_BEGIN
  const problems = []
  for (const seal of seals) {
    const passed = passSeal(walk, seal, hash)
    walk = passed.walk
    if (passed.problem) problems.push(passed.problem)
  }
  const end = endWalk(walk, state, hash)
  return end ? [...problems, end] : problems
}

const three = () => sealed([added("a")], [added("b"), added("c")], [added("d")])

describe("a chain", () => {
  test("that was not touched walks clean, and an empty one too", () => {
    const { state, seals } = three()
    expect(seals.map(({ seq, rows }) => [seq, rows])).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
    ])
    expect(problemsOf(state, seals)).toEqual([])
    expect(problemsOf(fresh(1), [])).toEqual([])
  })
  test("makes no seal where nothing changed", () => {
    expect(sealChanges(fresh(1), [], 1, hash)).toBeNull()
    expect(sealChanges(fresh(1), [{ key: "a", before: "m", after: "m" }], 1, hash)).toBeNull()
  })
  test.each<[string, (seals: Seal[]) => Seal[], object]>([
    ["a seal in the middle is gone", ([a, , c]) => [a, c] as Seal[], { seq: 2, what: "missing" }],
    ["the first is gone", ([, b, c]) => [b, c] as Seal[], { seq: 1, what: "missing" }],
    ["the last is gone", ([a, b]) => [a, b] as Seal[], { seq: 3, what: "missing" }],
    ["a seal says another time", ([a, b, c]) => [a, { ...b, atMs: 5 }, c] as Seal[], { seq: 2, what: "changed" }],
    ["a seal holds another sum", ([a, b, c]) => [{ ...a, rowsHash: "x" }, b, c] as Seal[], { seq: 1, what: "changed" }],
    ["the last counts other rows", ([a, b, c]) => [a, b, { ...c, rows: 9 }] as Seal[], { seq: 3, what: "changed" }],
    ["one more than it says", ([a, b, c]) => [a, b, c, { ...c, seq: 4 }] as Seal[], { seq: 4, what: "changed" }],
  ])("of which %s", (_, change, problem) => {
    const { state, seals } = three()
    expect(problemsOf(state, change(seals))).toContainEqual({ chainId: 1, ...problem })
  })
  test("whose sum or end was changed does not end where it says", () => {
    const { state, seals } = three()
    expect(problemsOf({ ...state, sum: EMPTY_SUM }, seals)).toEqual([{ chainId: 1, seq: 3, what: "changed" }])
    expect(problemsOf({ ...state, hash: "x" }, seals)).toEqual([{ chainId: 1, seq: 3, what: "changed" }])
  })
})

describe("a sum", () => {
  property.prop([fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 6 })])(
    "is the same in any order and over any chains, and nothing is left when all is given back",
    (rows) => {
      const forth = sealed(rows.map(([key, mark]) => added(key, mark))).state.sum
      const back = sealed(...[...rows].reverse().map(([key, mark]) => [added(key, mark)])).state.sum
      expect(back).toBe(forth)
      const joined = readSum(EMPTY_SUM)
      for (const [key, mark] of rows) joinSums(joined, readSum(sealed([added(key, mark)]).state.sum))
      expect(writeSum(joined)).toBe(forth)
      for (const [key, mark] of rows) addToSum(joined, key, mark, -1, hash)
      expect(writeSum(joined)).toBe(EMPTY_SUM)
    },
  )
  test("tells marks, keys and swapped rows apart", () => {
    const sums = [
      [added("a", "x"), added("b", "y")],
      [added("a", "y"), added("b", "x")],
      [added("a", "x"), added("b", "x")],
      [added("a", "x")],
    ].map((rows) => sealed(rows).state.sum)
    expect(new Set(sums).size).toBe(4)
  })
  test("is refused where it is none", () => {
    for (const text of ["", "0", EMPTY_SUM.replace(/.$/, "g"), `${EMPTY_SUM}0`]) expect(() => readSum(text)).toThrow()
  })
})

test("a mark follows each value, its kind and its place", () => {
  const rows = [[1, "2"], ["1", "2"], [12, ""], ["12"], [null, "2"], ["2", 1]]
  const marks = rows.map((values) => computeMark(values, hash))
  expect(new Set(marks).size).toBe(rows.length)
  expect(marks.every((mark) => mark.length === 22)).toBe(true)
})

test("a head is whole, lost, or of another chain", () => {
  const { seals } = three()
  const [, second] = seals
  if (!second) throw new Error("three seals were made")
  const head = { chainId: 1, seq: 2, hash: hashSeal(second, hash) }
  expect(judgeHead(head, second, hash)).toBe("whole")
  expect(judgeHead(head, undefined, hash)).toBe("lost")
  expect(judgeHead(head, { ...second, rowsHash: "x" }, hash)).toBe("other")
})
