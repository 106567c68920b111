import { type AnnotationBody, boxOf, boxShape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { body, RULE, region } from "../testing/regions.ts"
import { doubtOfGold, type GoldVote } from "./doubt.ts"

const car = region("car", [0, 0, 100, 50], { label: "car" })
const sign = region("sign", [200, 0, 40, 40], { label: "sign", text: "STOP" })
const known = body(car, sign)
const says = (answer: AnnotationBody, skill = 0.92): GoldVote => ({
  body: answer,
  skill: { find: skill, place: skill, name: skill, transcribe: skill },
})
const many = (n: number, answer: AnnotationBody, skill?: number) => Array.from({ length: n }, () => says(answer, skill))
const truck = body({ ...car, label: "truck" as typeof car.label }, sign)

describe("whether the known answer is wrong", () => {
  test("nobody answered, or everybody agrees: no doubt", () => {
    expect(doubtOfGold(known, [], RULE)).toEqual({ doubt: 0, people: known })
    expect(doubtOfGold(known, many(5, known), RULE)).toEqual({ doubt: 0, people: known })
  })

  test("one person alone is never enough, however good", () => {
    expect(doubtOfGold(known, [says(truck, 0.99), ...many(0, known)], RULE).doubt).toBe(0)
  })

  test("trusted people who share another label put it on trial, and their label is what people say", () => {
    const { doubt, people } = doubtOfGold(known, many(3, truck), RULE)
    expect(doubt).toBeGreaterThan(0.9)
    expect(people.regions.map(({ label }) => label)).toEqual(["truck", "sign"])
    expect(people.regions[0]).toMatchObject({ id: "car", geometry: { x: 0, width: 100 } })
  })

  test("as many who say the known answer take the doubt away", () => {
    expect(doubtOfGold(known, [...many(3, truck), ...many(3, known)], RULE).doubt).toBeLessThan(0.5)
  })

  test("people who are often wrong contradict nothing", () => {
    expect(doubtOfGold(known, many(8, truck, 0.6), RULE)).toEqual({ doubt: 0, people: known })
  })

  test("errors that differ from each other say nothing against the answer", () => {
    const labels = ["truck", "bus", "van", "tram"].map((label) =>
      body({ ...car, label: label as typeof car.label }, sign),
    )
    expect(
      doubtOfGold(
        known,
        labels.map((one) => says(one)),
        RULE,
      ).doubt,
    ).toBe(0)
  })

  test.each([
    { name: "a region that nobody sees goes", answer: body(sign), left: ["sign"] },
    {
      name: "one that all see comes",
      answer: body(car, sign, region("dog", [400, 0, 60, 60], { label: "dog" })),
      left: ["car", "sign", "dog"],
    },
    {
      name: "a text that all read otherwise",
      answer: body(car, { ...sign, transcript: { value: "SHOP" } }),
      left: ["car", "sign"],
    },
    {
      name: "a box that all draw elsewhere",
      answer: body({ ...car, geometry: boxShape({ ...boxOf(car), width: 60 }) }, sign),
      left: ["car", "sign"],
    },
  ])("$name", ({ answer, left }) => {
    const { doubt, people } = doubtOfGold(known, many(4, answer), RULE)
    expect(doubt).toBeGreaterThan(0.5)
    expect(people.regions.map(({ label }) => label)).toEqual(left)
    expect(people.regions[1]?.transcript).toEqual(answer.regions[1]?.transcript)
  })

  test("the order of people changes nothing", () => {
    const votes = [...many(2, truck), says(known, 0.8), says(body(sign), 0.75), says(body(car), 0.95)]
    const rotated = doubtOfGold(known, [...votes].reverse(), RULE)
    expect(rotated).toEqual(doubtOfGold(known, votes, RULE))
  })

  test("everything here, and people see nothing at all", () => {
    const { doubt, people } = doubtOfGold(body(car), many(4, body()), RULE)
    expect(doubt).toBeGreaterThan(0.5)
    expect(people).toEqual({ regions: [], nothingHere: true })
  })
})
