import { AnnotationBody, type Region } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { classification } from "./classification.ts"

const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const SIZE = { width: 640, height: 480 }

const whole = (label: string, at: number) => ({ id: `${label}${at}`, geometry: { type: "whole" }, label })

/** What several people said, each a list of labels. */
function consensusOf(said: readonly (readonly string[])[], several = false) {
  const answers = said.map((labels, at) => ({
    submission: `s${at}`,
    person: `p${at}`,
    body: AnnotationBody.parse({ regions: labels.map((one) => whole(one, at)), nothingHere: labels.length === 0 }),
  }))
  return classification.consensus({ answers, settle: RULE, size: SIZE, letterSeed: 3, several }, null)
}
const labelsIn = (regions: readonly { readonly region: Region }[]) =>
  regions.map(({ region }) => `${region.label}`).sort()

describe("one class of a whole picture", () => {
  test("all who say the same are its answer", () => {
    const { settled, disputed, nothingHere } = consensusOf([["cat"], ["cat"], ["cat"]])
    expect([labelsIn(settled), disputed, nothingHere]).toEqual([["cat"], false, false])
    expect(settled[0]?.region.geometry).toEqual({ type: "whole" })
  })

  test("whoever says another is one difference, of the label, about all of the picture", () => {
    const { settled, differences } = consensusOf([["cat"], ["dog"], ["cat"]])
    expect(settled).toEqual([])
    expect(differences).toMatchObject([{ kind: "label", place: { x: 0, y: 0, ...SIZE }, proposal: { label: "cat" } }])
    expect(differences[0]?.candidates.map(({ letters }) => letters.length)).toEqual([2, 1])
  })

  test("none of these against a class is a difference, and said by all an answer", () => {
    expect(consensusOf([["cat"], [], ["cat"]]).differences).toMatchObject([{ kind: "nothing" }])
    expect(consensusOf([[], []])).toMatchObject({ nothingHere: true, disputed: false })
  })
})

describe("several that may hold", () => {
  test("each label is a thing by itself: what all have holds, and one that some lack is a difference of its own", () => {
    const { settled, differences } = consensusOf([["cat", "dog"], ["dog"], ["dog", "bird"]], true)
    expect(labelsIn(settled)).toEqual(["dog"])
    expect(differences.map(({ kind, candidates }) => [kind, candidates[0]?.region?.label]).sort()).toHaveLength(2)
    expect(new Set(differences.map(({ id }) => id)).size).toBe(2)
    expect(differences.every(({ kind }) => kind === "one_person")).toBe(true)
  })

  test("two that one person each said are no two names of one thing", () => {
    expect(consensusOf([["cat"], ["dog"]], true).differences).toHaveLength(2)
    expect(consensusOf([["cat"], ["dog"]], false).differences).toHaveLength(1)
  })
})

test("the same answers in any order give the same to the bit (I11)", () => {
  const said = fc.array(fc.uniqueArray(fc.constantFrom("cat", "dog", "bird"), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(said, fc.boolean(), fc.nat(), (people, several, shift) => {
      const answers = people.map((labels, at) => ({
        submission: `s${at}`,
        person: `p${at}`,
        body: AnnotationBody.parse({
          regions: (several ? labels : labels.slice(0, 1)).map((one) => whole(one, at)),
          nothingHere: labels.length === 0,
        }),
      }))
      const of = (list: typeof answers) =>
        JSON.stringify(
          classification.consensus({ answers: list, settle: RULE, size: SIZE, letterSeed: 3, several }, null),
        )
      const rotated = answers
        .map((_, at) => answers[(at + shift) % answers.length] ?? answers[0])
        .flatMap((one) => one ?? [])
      expect(of(rotated.reverse())).toBe(of(answers))
    }),
  )
})
