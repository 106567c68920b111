import { expect, test } from "vitest"
import { guessFields } from "./guess.ts"

/** The kinds guessed for one field of which these things were said, a list a task. */
function guessed(...tasks: readonly unknown[][]) {
  const answers = tasks.flatMap((own, t) => own.map((f, p) => ({ task: `t${t}`, person: `p${p}`, fields: { f } })))
  const [field] = guessFields(answers)
  return field?.isFree ? "free text" : field?.kind
}

test("kinds are seen in what was said", () => {
  expect(guessed(["car", "van"], ["car", "car"], ["van"])).toBe("choice")
  expect(guessed([true, false])).toBe("choice")
  expect(guessed(["yes", "no", "yes"])).toBe("choice")
  expect(guessed([["a"], []], [["b"]])).toBe("several")
  expect(guessed([1, 4], [5, 2])).toBe("scale")
  expect(guessed([0, 4], [5, 2])).toBe("number")
  expect(guessed([1, 2], [1, 2])).toBe("number")
  expect(guessed([1.5, 4], [300])).toBe("number")
  expect(guessed(["2026-11-30", "2026-11-29"])).toBe("date")
  expect(guessed([[1, 2], { x: 3, y: 4 }])).toBe("point")
  expect(guessed(...Array.from({ length: 12 }, (_, n) => [`AB ${n}`, `AB ${n}`, `AP ${n}`]))).toBe("text")
  expect(guessed(["the end of the road"], ["a sign"])).toBe("text")
  const long = "somebody crosses the road on a bicycle while a bus waits at the lights"
  expect(guessed([long, `${long} in the rain`], [`at night ${long}`])).toBe("free text")
})

test("one answer of another kind among many does not change the kind", () => {
  expect(guessed([12, 14, "many"], [300, 310])).toBe("number")
})

test("fields come by name, and null says nothing", () => {
  const answers = [{ task: "t", person: "p", fields: { b: 3.5, a: null } }]
  expect(guessFields(answers).map(({ name, kind }) => [name, kind])).toEqual([
    ["a", "choice"],
    ["b", "number"],
  ])
})
