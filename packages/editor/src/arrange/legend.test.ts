import type { Label } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { label } from "../testing/arranging.ts"
import { findLabels, nameLabels, nextSlots, splitMatch } from "./legend.ts"

const words = ["crate", "carrot", "price card", "cabbage", "Éclair", "scar"]
const of = (parent: string) => ({ foreign: { coco: { supercategory: parent } } })
const labels = words.map((word) => label(word, word === "carrot" ? of("vegetables") : {}))
const named = nameLabels(labels, "en")
const ids = (...names: readonly string[]) => names.map((name) => label(name).id)
const found = (typed: string, ...recent: readonly string[]) => {
  const { lately, begins, contains } = findLabels(named, typed, ids(...recent))
  return [lately, begins, contains].map((all) => all.map(({ name }) => name))
}

describe("a label is looked for by name", () => {
  test("used lately first, then those that begin so, then a later word, then anywhere", () => {
    expect(found("ca")).toEqual([[], ["carrot", "cabbage"], ["price card", "scar"]])
    expect(found("car", "scar", "carrot")).toEqual([["scar", "carrot"], [], ["price card"]])
  })

  test("without a word all are there in their order, behind those used lately", () => {
    expect(found("")).toEqual([[], words, []])
    expect(found(" ", "scar", "gone")).toEqual([["scar"], words.slice(0, 5), []])
  })

  test("accents and capitals do not matter, a parent is found too, and signs are no pattern", () => {
    expect(found("ecl")[1]).toEqual(["Éclair"])
    expect(found("VEGE")).toEqual([[], [], ["carrot"]])
    expect(found(".*(")).toEqual([[], [], []])
    expect(named[1]?.parent).toBe("vegetables")
  })

  test("what was typed is shown where the name has it", () => {
    const [eclair, card] = [named[4], named[2]]
    expect(eclair && splitMatch(eclair, "cla")).toEqual(["É", "cla", "ir"])
    expect(card && splitMatch(card, "card")).toEqual(["price ", "card", ""])
    expect(card && splitMatch(card, "")).toEqual(["price card", "", ""])
  })

  test("each label that has it is there once, whatever was used lately", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3 }), fc.subarray(words), (typed, recent) => {
        const all = found(typed, ...recent).flat()
        expect(new Set(all).size).toBe(all.length)
        const plain = (word: string) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
        const has = ({ name, parent }: { name: string; parent: string }) =>
          [name, parent].some((one) => plain(one).includes(plain(typed.trim())))
        expect([...all].sort()).toEqual(
          named
            .filter(has)
            .map(({ name }) => name)
            .sort(),
        )
      }),
    )
  })
})

describe("the labels beside the picture", () => {
  const slots = (before: readonly string[], chosen: string | null, ...recent: readonly string[]) =>
    nextSlots(ids(...before), labels, {
      chosen: chosen === null ? null : label(chosen).id,
      recent: ids(...recent),
      room: 3,
    })

  test("begin as the first ones, and stay while one of them is chosen", () => {
    expect(slots([], null)).toEqual(words.slice(0, 3))
    expect(slots(words.slice(0, 3), "carrot", "carrot")).toEqual(words.slice(0, 3))
  })

  test("another one takes the slot that was not used for the longest time, and no other moves", () => {
    expect(slots(["crate", "carrot", "price card"], "scar", "scar", "price card", "crate")).toEqual([
      "crate",
      "scar",
      "price card",
    ])
    expect(slots(["crate", "carrot", "price card"], "scar", "scar", "price card", "carrot", "crate")).toEqual([
      "scar",
      "carrot",
      "price card",
    ])
  })

  test("begin anew with other labels; what is not among them has no slot", () => {
    expect(slots(["gone", "crate", "carrot"], null)).toEqual(words.slice(0, 3))
    expect(slots([], "gone")).toEqual(words.slice(0, 3))
    const few: readonly Label[] = labels.slice(0, 2)
    expect(nextSlots([], few, { chosen: null, recent: [], room: 3 })).toEqual(words.slice(0, 2))
  })

  test("one at most changes at a time, and the chosen one is always there", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (chosen) => {
        let now = nextSlots([], labels, { chosen: null, recent: [], room: 3 })
        let recent = ids()
        for (const one of chosen) {
          const { id } = label(one)
          recent = [id, ...recent.filter((other) => other !== id)]
          const next = nextSlots(now, labels, { chosen: id, recent, room: 3 })
          expect(next).toContain(id)
          expect(new Set(next).size).toBe(3)
          expect(next.filter((other, at) => other !== now[at]).length).toBeLessThanOrEqual(1)
          now = next
        }
      }),
    )
  })
})
