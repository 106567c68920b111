import { describe, expect, test } from "vitest"
import { APPEALED, AUTHOR, by, DAY, FIRST, HOUR, REJECTED, ROWS, toAct } from "../testing/cases.ts"
import { deadlineOf, listDue, mayConcurFromMs } from "./deadlines.ts"
import type { Judgement } from "./judgement.ts"
import { projectCase, stepCase } from "./machine.ts"

const FRAUD = [...ROWS.submitted, by(FIRST, toAct("propose", "fraud"), 3)]

describe("ACC-4: what silence makes of a submission, and when", () => {
  test.each([
    { name: "undecided for 72 hours: accepted", rows: ROWS.submitted, atMs: 72 * HOUR, becomes: "auto_accepted" },
    { name: "not repaired for 5 days: decided as it is", rows: ROWS.returned, atMs: 1 + 5 * DAY, becomes: "submitted" },
    { name: "72 hours more after a repair", rows: ROWS.repaired, atMs: 2 + 72 * HOUR, becomes: "auto_accepted" },
    {
      name: "no second person for 48 hours: accepted",
      rows: ROWS.proposed,
      atMs: 3 + 48 * HOUR,
      becomes: "auto_accepted",
    },
    { name: "an accusation of fraud waits 14 days more", rows: FRAUD, atMs: 3 + 16 * DAY, becomes: "auto_accepted" },
    { name: "not appealed for 14 days: it stands", rows: REJECTED, atMs: 4 + 14 * DAY, becomes: "stands" },
    { name: "APP-2: not answered for 14 days: overturned", rows: APPEALED, atMs: 5 + 14 * DAY, becomes: "overturned" },
  ])("$name", ({ rows, atMs, becomes }) => {
    const state = projectCase(rows)
    expect(deadlineOf(state)?.atMs).toBe(atMs)
    expect(listDue(state, atMs - 1)).toEqual([])
    const [due] = listDue(state, atMs)
    expect(due).toMatchObject({ atMs, by: { kind: "silence" } })
    expect(stepCase(state, due as Judgement).status).toBe(becomes)
  })
})

test("ACC-4: a program that was off for a month appends the same rows, at the same times, as one that never slept", () => {
  const start = projectCase(ROWS.returned)
  const late = listDue(start, 40 * DAY)
  expect(late.map(({ act, atMs }) => [act.kind, atMs])).toEqual([
    ["keep", 1 + 5 * DAY],
    ["accept", 1 + 8 * DAY],
  ])
  const hourly: Judgement[] = []
  let state = start
  for (let nowMs = 0; nowMs <= 40 * DAY; nowMs += HOUR)
    for (const due of listDue(state, nowMs)) {
      hourly.push(due)
      state = stepCase(state, due)
    }
  expect(hourly).toEqual(late)
  expect(listDue(state, 400 * DAY)).toEqual([])
})

test("an appeal that is taken back leaves the window as it was; after its end the rejection stands at once", () => {
  const early = projectCase([...APPEALED, by(AUTHOR, { kind: "take_back" }, DAY)])
  expect(deadlineOf(early)?.atMs).toBe(4 + 14 * DAY)
  const back = projectCase([...APPEALED, by(AUTHOR, { kind: "take_back" }, 15 * DAY - 2)])
  expect(listDue(back, 15 * DAY)).toMatchObject([{ atMs: 15 * DAY - 2, act: { kind: "leave" } }])
})

test("an accusation of fraud is agreed to after its author's answer, or 14 days", () => {
  const open = projectCase(FRAUD)
  expect(mayConcurFromMs(open)).toBe(3 + 14 * DAY)
  expect(mayConcurFromMs(projectCase([...FRAUD, by(AUTHOR, toAct("reply"), DAY)]))).toBe(3)
  expect(mayConcurFromMs(projectCase(ROWS.proposed))).toBe(3)
})

test("APP-2: an appeal is due 14 days after it got a third person, whoever hands it on; one that never gets any, after 44", () => {
  const waiting = [...REJECTED, by(AUTHOR, toAct("appeal"), 5)]
  expect(deadlineOf(projectCase(waiting))).toEqual({ atMs: 5 + 44 * DAY, act: { kind: "unanswered" } })
  const assign = (adjudicatorId: number, atMs: number): Judgement => {
    return { act: { kind: "assign", adjudicatorId, authorIsFirst: false }, by: { kind: "rule" }, atMs }
  }
  const queued = projectCase([...waiting, assign(21, 9 * DAY), assign(22, 12 * DAY)])
  expect(deadlineOf(queued)?.atMs).toBe(23 * DAY)
})
