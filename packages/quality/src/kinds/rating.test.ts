import { AnnotationBody } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { rating } from "./rating.ts"

const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const

/** What people said, each a grade, or null for "none of these". */
function consensusOf(grades: readonly (number | null)[]) {
  const answers = grades.map((grade, at) => ({
    submission: `s${at}`,
    person: `p${at}`,
    body: AnnotationBody.parse({
      regions: grade === null ? [] : [{ id: `r${at}`, geometry: { type: "whole" }, label: `${grade}` }],
      nothingHere: grade === null,
    }),
  }))
  const size = { width: 640, height: 480 }
  return rating.consensus({ answers, settle: RULE, size, letterSeed: 3 }, null)
}
const said = (grades: readonly (number | null)[]) =>
  consensusOf(grades).settled.map(({ region }) => Number(region.label))

describe("opinions of a whole asset", () => {
  test.each([
    { grades: [4], middle: [4] },
    { grades: [1, 5, 4], middle: [4] },
    { grades: [5, 2], middle: [2] },
    { grades: [10, 9, 2], middle: [9] },
    { grades: [null, 3, 3], middle: [3] },
    { grades: [null, null], middle: [] },
  ])("$grades come to $middle", ({ grades, middle }) => {
    expect(said(grades)).toEqual(middle)
  })

  test("what made people say so is kept of everybody, by how many it did, whatever the middle one said", () => {
    const person = (at: number, label: string, value: string[], words = "") => ({
      submission: `s${at}`,
      person: `p${at}`,
      body: AnnotationBody.parse({
        regions: [
          {
            ...{ id: `r${at}`, geometry: { type: "whole" }, label },
            ...(value.length > 0 && { value }),
            ...(words !== "" && { transcript: { value: words } }),
          },
        ],
        nothingHere: false,
      }),
    })
    const answers = [person(0, "5", ["clear"]), person(1, "2", ["clear", "long"], " too fast "), person(2, "3", [])]
    const given = { settle: RULE, size: { width: 1, height: 1 }, letterSeed: 3 }
    const [first] = rating.consensus({ ...given, answers }, null).settled
    const said = ["clear", "long", "too fast"].map((value, at) => ({ value, people: at === 0 ? 2 : 1 }))
    expect(first?.region).toMatchObject({ label: "3", value: { said } })
    expect(rating.consensus({ ...given, answers: [...answers].reverse() }, null).settled[0]?.region).toEqual(
      first?.region,
    )
    expect(first?.region.transcript).toBeUndefined()
    // Nobody gave any: nothing is stored.
    expect(consensusOf([4, 4]).settled[0]?.region).not.toHaveProperty("value")
  })

  test("nothing is left to decide, and the share of people who said just that is told", () => {
    const { disputed, differences, settled } = consensusOf([1, 5, 5, 2])
    expect([disputed, differences]).toEqual([false, []])
    expect(settled[0]?.provenance).toMatchObject({ method: "median", confidence: 0.25 })
    expect(settled[0]?.provenance.submissions).toEqual(["s0", "s1", "s2", "s3"])
  })

  test("it is a grade that somebody gave, as many above it as below, in any order of the answers", () => {
    const grades = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(grades, (all) => {
        const [middle = 0] = said(all)
        expect(all).toContain(middle)
        const below = all.filter((one) => one < middle).length
        const above = all.filter((one) => one > middle).length
        expect(below).toBeLessThanOrEqual(all.length / 2)
        expect(above).toBeLessThanOrEqual(all.length / 2)
        expect(said([...all].reverse())).toEqual([middle])
      }),
    )
  })
})

test("nothing is learnt of people from their opinions", () => {
  const task = (name: string, ...grades: number[]) => ({
    task: name,
    answers: grades.map((grade, at) => ({
      person: `p${at}`,
      atMs: at,
      regions: AnnotationBody.parse({
        regions: [{ id: `r${at}`, geometry: { type: "whole" }, label: `${grade}` }],
        nothingHere: false,
      }).regions,
    })),
    final: null,
    finalBy: "answers" as const,
  })
  const about = { settle: RULE, labels: ["1", "5"], reasons: [], secondLooks: [], audits: [] }
  const project = { ...about, tasks: [task("a", 1, 5), task("b", 5, 5)] }
  const model = rating.fit(project)
  expect(model.people).toEqual([])
  expect(rating.figures(project, model).people.every(({ skills }) => skills.name === null)).toBe(true)
})
