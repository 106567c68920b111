import { Disagreement } from "@justesse/types"
import { expect, test } from "vitest"
import { sentBackAt } from "./sentBack.ts"

const at = (x: number) => ({ x, y: 10, width: 90, height: 20 })
const disagreement = (x: number, ...letters: string[]) =>
  Disagreement.parse({
    ...{ id: `d${x}`, kind: "one_person", place: at(x), proposal: null, confidence: 1 },
    candidates: letters.map((letter) => ({ letters: [letter], region: null, share: 1 / letters.length })),
  })

test("an answer that was sent back is marked where it was sent back about, or everywhere where that was no place", () => {
  const task = { sentBack: [{ letter: "B", place: at(10) }] }
  expect(sentBackAt(task, disagreement(10, "A", "B"))).toEqual(["B"])
  expect(sentBackAt(task, disagreement(50, "A", "B"))).toEqual([])
  expect(sentBackAt({ sentBack: [{ letter: "A", place: null }] }, disagreement(50, "A", "B"))).toEqual(["A"])
  expect(sentBackAt({ sentBack: [{ letter: "C", place: null }] }, disagreement(50, "A", "B"))).toEqual([])
  expect(sentBackAt({}, disagreement(10, "A", "B"))).toEqual([])
})
