import { ContentClass, DeclaredContent, REFUSED_CONTENT } from "@justesse/types/content/classes"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  askedClasses,
  type ContentStand,
  isStoppedByReports,
  isUndeclared,
  mayBeGiven,
  roomForContent,
  unansweredClasses,
} from "./ask.ts"

const declared = (...classes: ContentClass[]) => ({ classes, other: classes.includes("other") ? "insects" : "" })
const stand = (more: Partial<ContentStand> = {}): ContentStand => ({ declared: undefined, reported: [], ...more })

const someClasses = fc.subarray([...ContentClass.options])
const someStand: fc.Arbitrary<ContentStand> = fc.record({
  declared: fc.option(
    someClasses.map((classes) => declared(...classes)),
    { nil: undefined },
  ),
  reported: fc
    .subarray([...ContentClass.options])
    .chain((classes) =>
      fc.tuple(...classes.map((one) => fc.record({ class: fc.constant(one), people: fc.integer({ min: 1, max: 3 }) }))),
    ),
})

describe("content", () => {
  test("what was declared is asked about, and what one person reported from then on", () => {
    expect(askedClasses(stand())).toEqual([])
    expect(askedClasses(stand({ declared: declared("violence", "medical") }))).toEqual(["medical", "violence"])
    const reported = stand({ declared: declared("medical"), reported: [{ class: "hate", people: 1 }] })
    expect(askedClasses(reported)).toEqual(["medical", "hate"])
    expect(isStoppedByReports(reported)).toBe(false)
    expect(unansweredClasses(reported, ["hate"])).toEqual(["medical"])
    expect([["medical"], ["medical", "hate"]].map((yes) => mayBeGiven(reported, yes as ContentClass[]))).toEqual([
      ...[false, true],
    ])
  })

  test("two people stop a project, and so does one who saw what is refused; whoever said yes is given nothing either", () => {
    const twice = stand({ reported: [{ class: "nudity", people: 2 }] })
    const refused = stand({ reported: [{ class: REFUSED_CONTENT, people: 1 }] })
    expect([twice, refused].map(isStoppedByReports)).toEqual([true, true])
    expect([twice, refused].map((one) => mayBeGiven(one, [...ContentClass.options]))).toEqual([false, false])
  })

  test("nobody is given what they did not say yes to, whatever was declared and reported", () => {
    fc.assert(
      fc.property(someStand, someClasses, (one, yes) => {
        if (!mayBeGiven(one, yes)) return
        for (const asked of [...(one.declared?.classes ?? []), ...one.reported.map((each) => each.class)])
          expect(yes).toContain(asked)
        expect(one.reported.every(({ people }) => people < 2)).toBe(true)
      }),
    )
  })

  test("a yes more never takes anything away, and no class asks for another's", () => {
    fc.assert(
      fc.property(someStand, someClasses, someClasses, (one, yes, more) => {
        if (mayBeGiven(one, yes)) expect(mayBeGiven(one, [...yes, ...more])).toBe(true)
        const other = more.filter((each) => !askedClasses(one).includes(each))
        const without = yes.filter((each) => !other.includes(each))
        expect(mayBeGiven(one, without)).toBe(mayBeGiven(one, yes))
      }),
    )
  })

  test("what is refused, and another class without its sentence, is not taken", () => {
    const rule = (value: unknown) => DeclaredContent.safeParse(value).error?.issues[0]?.message
    expect(rule({ classes: [REFUSED_CONTENT], other: "" })).toBe("minors_in_distress")
    expect(rule({ classes: ["other"], other: " " })).toBe("other_unsaid")
    expect(rule(declared("other", "medical"))).toBeUndefined()
  })

  test("a report says something new only of what was not declared", () => {
    expect(isUndeclared(stand({ declared: declared("medical") }), "medical")).toBe(false)
    expect(isUndeclared(stand({ declared: declared("medical") }), "hate")).toBe(true)
    expect(isUndeclared(stand(), REFUSED_CONTENT)).toBe(true)
  })

  test("somebody is given at most as many an hour as they chose", () => {
    expect(roomForContent(null, 900, 3)).toBe(3)
    expect([0, 3, 4, 5, 9].map((given) => roomForContent(5, given, 3))).toEqual([3, 2, 1, 0, 0])
  })
})
