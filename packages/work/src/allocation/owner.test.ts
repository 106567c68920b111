import { expect, test } from "vitest"
import { includedAgain } from "./owner.ts"

test.each([
  { name: "nobody answered", differences: 0, hasAnswer: false, submitted: 0, state: "open", mark: 0 },
  { name: "some answered", differences: 0, hasAnswer: false, submitted: 2, state: "waiting", mark: 1 },
  { name: "it was settled", differences: 0, hasAnswer: true, submitted: 2, state: "settled", mark: 0 },
  { name: "an import settled it", differences: 0, hasAnswer: true, submitted: 0, state: "settled", mark: 0 },
  { name: "a reviewer was at it", differences: 3, hasAnswer: false, submitted: 2, state: "disputed", mark: 1 },
])("a task included again when $name", ({ differences, hasAnswer, submitted, state, mark }) => {
  expect(includedAgain({ differences, hasAnswer, submitted })).toEqual({ state, mark })
})
