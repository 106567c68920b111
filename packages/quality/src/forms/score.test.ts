import { describe, expect, test } from "vitest"
import type { FormField } from "./fields.ts"
import { scoreForms } from "./score.ts"

const score = (field: Omit<FormField, "name">, pairs: readonly (readonly [known: unknown, said: unknown])[]) => {
  const form = (side: 0 | 1) => pairs.map((pair, at) => ({ task: `t${at}`, fields: { q: pair[side] } }))
  return scoreForms([{ name: "q", ...field }], form(0), form(1))[0]
}

interface Case {
  readonly kind: FormField["kind"]
  readonly tolerance?: number
  readonly pairs: readonly (readonly [known: unknown, said: unknown])[]
  readonly right: number
  readonly off: { readonly measure: string; readonly mean: number }
}

describe("one question beside what is known", () => {
  test("a choice is right or not, and what is missing is not right", () => {
    const found = score({ kind: "choice" }, [
      ["car", "car"],
      ["car", "van"],
      ["van", null],
      [null, "car"],
    ])
    expect(found).toMatchObject({ known: 3, missing: 1, right: 1 / 3, off: null })
  })

  test("several are right as a whole, and near by what they share", () => {
    const found = score({ kind: "several" }, [
      [
        ["a", "b"],
        ["b", "a"],
      ],
      [["a", "b"], ["a"]],
    ])
    expect(found?.right).toBe(0.5)
    expect(found?.off).toMatchObject({ measure: "masi", mean: expect.closeTo((1 - 1 / 3) / 2, 9) })
  })

  test.each<Case>([
    {
      kind: "number",
      tolerance: 1,
      pairs: [
        [10, 11],
        [10, 13],
      ],
      right: 0.5,
      off: { measure: "amount", mean: 2 },
    },
    {
      kind: "scale",
      pairs: [
        [4, 4.33],
        [2, 3.6],
      ],
      right: 0.5,
      off: { measure: "steps", mean: expect.closeTo(0.965, 9) },
    },
    {
      ...{ kind: "date", tolerance: 1, right: 0.5, off: { measure: "days", mean: 2 } },
      pairs: [
        ["2026-11-30", "2026-12-01"],
        ["2026-11-30", "2026-12-03"],
      ],
    },
    {
      ...{ kind: "point", tolerance: 5, right: 0.5, off: { measure: "pixels", mean: 7.5 } },
      pairs: [
        [
          { x: 0, y: 0 },
          { x: 3, y: 4 },
        ],
        [
          [0, 0],
          [6, 8],
        ],
      ],
    },
    {
      kind: "text",
      pairs: [
        ["AB 12", "ab-12"],
        ["abcd", "abce"],
      ],
      right: 0.5,
      off: { measure: "cer", mean: 0.125 },
    },
  ])("$kind: within its tolerance, and how far off", ({ kind, pairs, right, off, ...more }) => {
    expect(score({ kind, ...more }, pairs)).toMatchObject({ right, off })
  })

  test("an opinion has no right answer", () => {
    expect(score({ kind: "opinion" }, [["yes", "no"]])).toMatchObject({ known: 1, right: null, off: null })
  })
})
