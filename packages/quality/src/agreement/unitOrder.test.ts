import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { countsOf } from "./coincidences.ts"
import { groupsInOrder } from "./unitOrder.ts"
import { type UnitVote, unitTable } from "./units.ts"

/** One word a unit, one letter a judgement. */
function countsOfWords(words: readonly string[]) {
  const rows = words.flatMap((word, u): UnitVote[] =>
    [...word].map((label, p) => ({ task: `u${String(u).padStart(2, "0")}`, person: `p${p}`, label })),
  )
  return countsOf(unitTable(rows, "nominal"))
}

/** What each unit says, in the order found, after naming letters by their first use in that order. */
function pattern(words: readonly string[]): string {
  const counts = countsOfWords(words)
  const pairable = words.filter((word) => word.length >= 2)
  const ordered = groupsInOrder(counts, undefined)
    .flat()
    .map((u) => pairable[u] ?? "")
  const name = new Map<string, string>()
  const named = ordered.map((word) => {
    const letters = [...word].sort()
    // Within a unit the commoner letter is named first, so that the pattern itself knows no names.
    const times = (letter: string) => letters.filter((other) => other === letter).length
    const distinct = [...new Set(letters)].sort((a, b) => times(b) - times(a))
    return distinct.map((letter) => {
      if (!name.has(letter)) name.set(letter, String.fromCharCode(65 + name.size))
      return times(letter)
    })
  })
  return JSON.stringify(named)
}

describe("the order of units for drawing", () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  })
  const swapped: Record<string, string> = { a: "c", b: "d", c: "b", d: "a" }

  test("does not change when labels are renamed or units come in another order", () => {
    fc.assert(
      fc.property(words, (list) => {
        const renamed = list.map((word) => [...word].map((letter) => swapped[letter] ?? letter).join(""))
        expect(pattern(renamed)).toBe(pattern(list))
        expect(pattern([...list].reverse())).toBe(pattern(list))
      }),
    )
  })

  test("tells labels apart that play the same part, so that what stands together stays together", () => {
    // a and b can be exchanged as long as all four units are: the order of "aab" and "abb" fixes that of "aa" and "bb".
    expect(pattern(["aa", "bb", "aab", "abb"])).toBe(pattern(["bb", "aa", "abb", "aab"]))
  })

  test("holds every unit once, alone or in its group", () => {
    const counts = countsOfWords(["ab", "aa", "bb", "ba"])
    expect(groupsInOrder(counts, undefined).flat().sort()).toEqual([0, 1, 2, 3])
    const groups = groupsInOrder(counts, Int32Array.of(7, 7, 2, 2)).map((group) => [...group].sort())
    expect(groups).toHaveLength(2)
    expect(groups).toContainEqual([0, 1])
    expect(groups).toContainEqual([2, 3])
  })

  test("is there for many labels that are all alike", () => {
    const same = Array.from({ length: 80 }, (_, i) => String.fromCharCode(0x100 + i).repeat(2))
    expect(groupsInOrder(countsOfWords(same), undefined)).toHaveLength(80)
  })
})
