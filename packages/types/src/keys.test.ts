import { expect, test } from "vitest"
import { KeyChoice } from "./keys.ts"

const isKept = (choice: unknown) => KeyChoice.safeParse(choice).success
const own = (keys: Record<string, unknown>) => isKept({ preset: "cvat", own: keys })

test("keys are kept by character, by place and by name, and none at all", () => {
  expect(own({ undo: [{ character: "é", mod: true }, { position: "KeyQ" }, { named: "F7", shift: true }] })).toBe(true)
  expect(own({ undo: [], "of.tomorrow": [{ character: "a", thenDigit: true }] })).toBe(true)
  expect(own({ undo: [{ character: "" }] })).toBe(false)
  expect(own({ undo: [{ character: "a", named: "Enter" }] })).toBe(false)
})

test.each(["\0", "\ud800"])("what the two engines store differently is no key: %j", (text) => {
  expect([{ character: text }, { position: text }, { named: text }].filter((chord) => own({ undo: [chord] }))).toEqual(
    [],
  )
  expect([own({ [text]: [] }), isKept({ preset: text, own: {} })]).toEqual([false, false])
})
