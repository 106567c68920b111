import { expect, test } from "vitest"
import { includedAgain } from "./standing.ts"

test.each([
  { name: "nobody answered", differences: 0, hasAnswer: false, submitted: 0, state: "open", dirty: 0 },
  { name: "some answered", differences: 0, hasAnswer: false, submitted: 2, state: "waiting", dirty: 1 },
  { name: "it was settled", differences: 0, hasAnswer: true, submitted: 2, state: "settled", dirty: 0 },
  { name: "an import settled it", differences: 0, hasAnswer: true, submitted: 0, state: "settled", dirty: 0 },
  { name: "a reviewer was at it", differences: 3, hasAnswer: false, submitted: 2, state: "disputed", dirty: 1 },
])("a task included again when $name", ({ differences, hasAnswer, submitted, state, dirty }) => {
  expect(includedAgain({ differences, hasAnswer, submitted })).toEqual({ state, dirty })
})
