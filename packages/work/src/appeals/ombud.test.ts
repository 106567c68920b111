import { expect, test } from "vitest"
import { deadlineOf } from "../decisions/deadlines.ts"
import { projectCase, stepCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, DAY, REJECTED, THIRD, toAct } from "../testing/cases.ts"
import { ombudUntilMs, reopenForOmbud, restrictionUntilMs, whyNotOmbud } from "./ombud.ts"

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

test("whoever was paused or taken out can write for half a year", () => {
  expect(restrictionUntilMs(7)).toBe(7 + 183 * DAY)
})

test("the ombud stands outside of the project, and nobody is their own", () => {
  const about = { personId: 1, members: [1, 2, 3] }
  expect(whyNotOmbud(null, about)).toBe("no_ombud")
  expect([whyNotOmbud(1, about), whyNotOmbud(3, about)]).toEqual(["not_outside", "not_outside"])
  expect(whyNotOmbud(9, about)).toBeNull()
})

test("the ombud has what stands decided by another person, for half a year, and silence then speaks for the author", () => {
  const left = projectCase([...REJECTED, by(AUTHOR, toAct("leave"), 5)])
  const again = reopenForOmbud(left, 6)
  expect(again).toMatchObject({ act: { kind: "reopen", becauseOf: "ombud" }, by: { kind: "rule" }, atMs: 6 })
  const reopened = again && stepCase(left, again)
  expect(reopened).toMatchObject({ status: "proposed", seconds: left.seconds, reopened: 1 })
  expect(reopened && deadlineOf(reopened)).toEqual({ atMs: 6 + 48 * 3_600_000, act: { kind: "disagree" } })
  expect(reopenForOmbud(left, 5 + 183 * DAY)).not.toBeNull()
  expect(reopenForOmbud(left, 6 + 183 * DAY)).toBeNull()
  expect(reopenForOmbud(projectCase(REJECTED), 6)).toBeNull()
})
