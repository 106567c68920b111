import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { TextAnswer } from "./corpus.ts"
import { POSTERIOR, posteriorOf } from "./slots.ts"
import { transcribe } from "./transcribe.ts"

const answers = fc.array(
  fc.record({
    task: fc.constantFrom("1", "2"),
    person: fc.constantFrom("a", "b", "c", "d", "e"),
    text: fc.array(fc.constantFrom("cat", "Cats,", "bat", "on", "我", "—"), { maxLength: 6 }).map((w) => w.join(" ")),
  }),
  { maxLength: 12 },
)

const tasksOf = (rows: readonly TextAnswer[]) => transcribe(rows).tasks

describe("in every lattice", () => {
  test("the decided words are those of the compared text, and the written text has their forms in order", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const { slots, compared, text } of tasksOf(rows)) {
          const decided = slots.filter(({ word }) => word !== "")
          expect(decided.map(({ word }) => word).join(" ")).toBe(compared)
          let from = 0
          for (const slot of decided) {
            const at = text.indexOf(slot.text, from)
            expect(at).toBeGreaterThanOrEqual(from)
            from = at + slot.text.length
          }
        }
      }),
    )
  })

  test("each person stands behind exactly one alternative of each slot", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const { task, slots } of tasksOf(rows)) {
          const people = [...new Set(rows.filter((row) => row.task === task).map(({ person }) => person))].sort()
          for (const { alternatives } of slots)
            expect(alternatives.flatMap((alternative) => [...alternative.people]).sort()).toEqual(people)
        }
      }),
    )
  })

  test("the decision comes first, the others by weight; shares add up to 1", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const { slots } of tasksOf(rows))
          for (const { word, text, alternatives } of slots) {
            expect(alternatives[0]).toMatchObject({ word, text })
            const rest = alternatives.slice(1).map(({ weight }) => weight)
            expect([...rest].sort((p, q) => q - p)).toEqual(rest)
            expect(alternatives.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
          }
      }),
    )
  })

  test("posteriors are between 0 and 1, and the confidence is their mean", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const { slots, confidence, expectedErrors } of tasksOf(rows)) {
          for (const { posterior } of slots) {
            expect(posterior).toBeGreaterThan(0)
            expect(posterior).toBeLessThan(1)
          }
          const mean = slots.reduce((sum, { posterior }) => sum + posterior, 0) / Math.max(1, slots.length)
          expect(confidence).toBeCloseTo(slots.length === 0 ? 1 : mean, 9)
          expect(expectedErrors).toBeCloseTo(slots.length - mean * slots.length, 9)
        }
      }),
    )
  })

  test("dissent counts the slots in which a person stands behind another alternative", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const { slots, dissent } of tasksOf(rows)) {
          const counted = new Map<string, number>()
          for (const { alternatives } of slots)
            for (const person of alternatives.slice(1).flatMap((alternative) => alternative.people))
              counted.set(person, (counted.get(person) ?? 0) + 1)
          expect(new Map(dissent.map(({ person, slots: differing }) => [person, differing]))).toEqual(counted)
        }
      }),
    )
  })

  test("letters are offered only for doubtful words that people wrote differently", () => {
    fc.assert(
      fc.property(answers, (rows) => {
        for (const slot of tasksOf(rows).flatMap(({ slots }) => slots)) {
          if (slot.letters === null) continue
          expect(slot.posterior).toBeLessThan(0.6)
          expect(slot.alternatives.length).toBeGreaterThan(1)
          expect(slot.letters).not.toBe(slot.word)
        }
      }),
    )
  })
})

describe("the shown probability", () => {
  const weight = fc.double({ min: 0.01, max: 10, noNaN: true })

  test("rises with the weight of the decision and falls with that of the others", () => {
    fc.assert(
      fc.property(weight, weight, weight, (own, other, more) => {
        const shown = posteriorOf([own, other])
        expect(posteriorOf([own + more, other])).toBeGreaterThan(shown)
        expect(posteriorOf([own, other + more])).toBeLessThan(shown)
      }),
    )
  })
  test("does not depend on the order of the others", () => {
    expect(posteriorOf([3, 1, 2])).toBeCloseTo(posteriorOf([3, 2, 1]), 12)
  })
  test("by hand, with the constants in force", () => {
    const { sharpness, unseen } = POSTERIOR
    expect([sharpness, unseen]).toEqual([1.5, 0.8])
    expect(posteriorOf([4, 1])).toBeCloseTo(8 / (8 + 1 + 0.8 ** 1.5), 12)
  })
})
