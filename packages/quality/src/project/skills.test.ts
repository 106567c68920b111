import { describe, expect, test } from "vitest"
import { NO_EVIDENCE } from "../skill/evidence.ts"
import type { PersonEvidence } from "./evidence.ts"
import { NO_SKILLS, skillsOf } from "./skills.ts"

const NOTHING: PersonEvidence = { find: [], place: [], name: [], transcribe: [] }
const found = (right: number, wrong: number, day = 1) => ({ day, ...NO_EVIDENCE, right, wrong })
const told = (goldRight: number, goldWrong: number, day = 1) => ({ day, ...NO_EVIDENCE, goldRight, goldWrong })

describe("skills with intervals", () => {
  test("where nobody told anything there is no skill", () => {
    expect(skillsOf(new Map([["ana", NOTHING]])).get("ana")).toEqual(NO_SKILLS)
    expect(skillsOf(new Map()).size).toBe(0)
  })

  test("each competence stands for itself", () => {
    const skills = skillsOf(new Map([["ana", { ...NOTHING, find: [found(90, 10)], name: [found(40, 60)] }]]))
    const own = skills.get("ana")
    expect(own?.find?.mean).toBeGreaterThan(0.8)
    expect(own?.name?.mean).toBeLessThan(0.6)
    expect([own?.place, own?.transcribe]).toEqual([null, null])
    expect(own?.find?.n).toBe(100)
  })

  test("the interval holds the mean and narrows with evidence", () => {
    const width = (n: number) => {
      const own = skillsOf(new Map([["ana", { ...NOTHING, find: [told(0.9 * n, 0.1 * n)] }]])).get("ana")?.find
      expect(own?.low).toBeLessThan(own?.mean ?? 0)
      expect(own?.high).toBeGreaterThan(own?.mean ?? 1)
      return (own?.high ?? 0) - (own?.low ?? 0)
    }
    expect(width(400)).toBeLessThan(width(40))
    expect(width(40)).toBeLessThan(width(4))
  })

  test("gold tells more than as many answers of others", () => {
    const skills = skillsOf(
      new Map([
        ["crowd", { ...NOTHING, find: [found(180, 20)] }],
        ["gold", { ...NOTHING, find: [told(180, 20)] }],
      ]),
    )
    const width = (name: string) => (skills.get(name)?.find?.high ?? 0) - (skills.get(name)?.find?.low ?? 0)
    expect(width("gold")).toBeLessThan(width("crowd"))
  })

  test("what was long ago counts less than yesterday", () => {
    const days = (early: ReturnType<typeof told>, late: ReturnType<typeof told>) =>
      Array.from({ length: 60 }, (_, i) => ({ ...(i < 30 ? early : late), day: i }))
    const of = (early: ReturnType<typeof told>, late: ReturnType<typeof told>) =>
      skillsOf(new Map([["ana", { ...NOTHING, find: days(early, late) }]])).get("ana")?.find?.mean ?? 0
    expect(of(told(2, 8), told(8, 2))).toBeGreaterThan(of(told(8, 2), told(2, 8)))
  })

  test("a newcomer begins at what the project's people are like", () => {
    const good = new Map<string, PersonEvidence>(
      Array.from({ length: 5 }, (_, i) => [`p${i}`, { ...NOTHING, find: [told(97, 3)] }]),
    )
    const poor = new Map<string, PersonEvidence>(
      Array.from({ length: 5 }, (_, i) => [`p${i}`, { ...NOTHING, find: [told(50, 50)] }]),
    )
    const newcomer: PersonEvidence = { ...NOTHING, find: [told(1, 0)] }
    const among = (people: Map<string, PersonEvidence>) =>
      skillsOf(new Map([...people, ["new", newcomer]])).get("new")?.find?.mean ?? 0
    expect(among(good)).toBeGreaterThan(among(poor))
  })
})
