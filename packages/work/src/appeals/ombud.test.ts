import { expect, test } from "vitest"
import { projectCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, DAY, REJECTED, THIRD, toAct } from "../testing/cases.ts"
import { ombudUntilMs } from "./ombud.ts"

test("the ombud hears about a rejection that stands, for half a year, however it came to stand", () => {
  const left = projectCase([...REJECTED, by(AUTHOR, toAct("leave"), 5)])
  expect(ombudUntilMs(left)).toBe(5 + 183 * DAY)
  const lost = projectCase([...APPEALED, by(THIRD, { kind: "answer", answer: "second", clause: "1.1", text: "so" }, 9)])
  expect(ombudUntilMs(lost)).toBe(9 + 183 * DAY)
})

test("and nothing about one that is open or was overturned", () => {
  expect(ombudUntilMs(projectCase(REJECTED))).toBeNull()
  expect(ombudUntilMs(projectCase([...APPEALED, by(THIRD, toAct("answer"), 9)]))).toBeNull()
})
