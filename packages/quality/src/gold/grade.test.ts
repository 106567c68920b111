import { boxOf, boxShape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { body, RULE, region } from "../testing/regions.ts"
import { NO_GOLD_EVIDENCE } from "./evidence.ts"
import { gradeGold, signedEdges } from "./grade.ts"

const known = body(
  region("car", [0, 0, 100, 50], { label: "car" }),
  region("sign", [200, 0, 40, 40], { label: "sign", text: "STOP" }),
)
const [car, sign] = [
  region("a", [1, 0, 100, 50], { label: "car" }),
  region("b", [200, 1, 40, 40], { label: "sign", text: "STOP" }),
]
const one = { right: 1, wrong: 0 }
const none = { right: 0, wrong: 0 }

describe("an answer beside the known one", () => {
  test.each([
    { name: "the same", mine: body(car, sign), passed: true, find: [2, 0], place: [2, 0], label: [2, 0], text: [1, 0] },
    { name: "one missed", mine: body(car), passed: false, find: [1, 1], place: [1, 0], label: [1, 0], text: [0, 0] },
    {
      name: "one too many",
      mine: body(car, sign, region("c", [400, 0, 50, 50])),
      passed: false,
      find: [2, 1],
      place: [2, 0],
      label: [2, 0],
      text: [1, 0],
    },
    {
      name: "another label",
      mine: body({ ...car, label: sign.label }, sign),
      passed: false,
      find: [2, 0],
      place: [2, 0],
      label: [1, 1],
      text: [1, 0],
    },
    {
      name: "drawn too wide",
      mine: body({ ...car, geometry: boxShape({ ...boxOf(car), width: 160 }) }, sign),
      passed: false,
      find: [2, 0],
      place: [1, 1],
      label: [2, 0],
      text: [1, 0],
    },
    {
      name: "another text",
      mine: body(car, { ...sign, transcript: { value: "SHOP" } }),
      passed: false,
      find: [2, 0],
      place: [2, 0],
      label: [2, 0],
      text: [0, 1],
    },
  ])("$name", ({ mine, passed, find, place, label, text }) => {
    const grade = gradeGold(mine, known, RULE)
    const tally = ([right = 0, wrong = 0]: readonly number[]) => ({ right, wrong })
    expect(grade.passed).toBe(passed)
    expect(grade.evidence).toEqual({
      find: tally(find),
      place: tally(place),
      name: tally(label),
      transcribe: tally(text),
    })
  })

  test("nothing here, and nothing is: found right", () => {
    expect(gradeGold(body(), body(), RULE)).toMatchObject({
      passed: true,
      evidence: { ...NO_GOLD_EVIDENCE, find: one },
    })
  })

  test("something where nothing is: one wrong", () => {
    expect(gradeGold(body(car), body(), RULE)).toMatchObject({
      passed: false,
      evidence: { find: { right: 0, wrong: 1 } },
    })
  })

  test("spellings that the project holds to be one are right", () => {
    const mine = body(car, { ...sign, transcript: { value: "stop" } })
    const rule = { ...RULE, rules: ["case" as const] }
    expect(gradeGold(mine, known, rule).evidence.transcribe).toEqual(one)
    expect(gradeGold(mine, known, RULE).evidence.transcribe).toEqual({ ...none, wrong: 1 })
  })
})

test("edges are told as mine minus the known, and never as minus nothing", () => {
  const mine = body(region("a", [-4, 2, 110, 50], { label: "car" }), sign)
  const outcome = gradeGold(mine, known, RULE).fates.find(({ mine: own }) => own?.id === "a")
  expect(outcome && signedEdges(outcome)).toEqual([-4, 2, 6, 2])
  const same = gradeGold(known, known, RULE).fates[0]
  expect(Object.is(same && signedEdges(same)?.[0], 0)).toBe(true)
  expect(signedEdges({ edgesPx: null })).toBeNull()
})
