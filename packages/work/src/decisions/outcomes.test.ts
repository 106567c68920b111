import { expect, test } from "vitest"
import { APPEALED, AUTHOR, by, DAY, FIRST, HOUR, REJECTED, ROWS, THIRD, toAct } from "../testing/cases.ts"
import { projectCase } from "./machine.ts"
import { countOutcomes, showAuthor } from "./outcomes.ts"

const OVERTURNED = [...APPEALED, by(THIRD, toAct("answer"), 7)]
const ACCEPTED = [...ROWS.submitted, by(FIRST, toAct("accept"), 1)]
const STANDS = [...REJECTED, by(AUTHOR, toAct("leave"), 5)]

test("APP-3: an overturned rejection counts as if it had never been", () => {
  const others = [projectCase(STANDS), projectCase(ROWS.submitted)]
  const without = countOutcomes([projectCase(ACCEPTED), ...others])
  expect(countOutcomes([projectCase(OVERTURNED), ...others])).toEqual(without)
  expect(without).toEqual({ good: 1, rejected: 1, open: 1 })
})

test("ACC-7: an author sees reason, clause and evidence with the act against them, and what silence makes of it", () => {
  const view = showAuthor(projectCase(REJECTED))
  expect(view.proposal).toMatchObject({ reason: "geometry_out_of_tolerance", clause: "1.1" })
  expect(view.proposal?.evidence).toHaveLength(1)
  expect(view.acts).toEqual(["appeal", "leave"])
  expect(view.silence).toEqual({ atMs: 4 + 14 * DAY, makes: "stands" })
})

test.each([
  ["submitted", ROWS.submitted, [], { atMs: 72 * HOUR, makes: "accepted" }],
  ["sent back", ROWS.returned, ["repair", "keep"], { atMs: 1 + 5 * DAY, makes: "decided" }],
  ["proposed", ROWS.proposed, ["reply"], { atMs: 3 + 48 * HOUR, makes: "accepted" }],
  ["appealed", APPEALED, ["reply", "take_back"], { atMs: 5 + 14 * DAY, makes: "overturned" }],
  ["overturned", OVERTURNED, [], null],
  ["stands", STANDS, [], null],
] as const)("what an author reads of one that is %s", (_name, rows, acts, silence) => {
  expect(showAuthor(projectCase(rows))).toMatchObject({ acts, silence })
})

test("an author reads no name of anybody who judged", () => {
  const text = JSON.stringify([REJECTED, APPEALED, OVERTURNED, STANDS].map((rows) => showAuthor(projectCase(rows))))
  expect(text).not.toMatch(/byId|adjudicatorId|seconds|adjudicators|returners|"by"/)
})

test("I5: nothing in the evidence that an author reads tells a known answer from somebody's", () => {
  const state = projectCase(REJECTED)
  const metric = {
    type: "metric",
    name: "iou",
    partId: "r1",
    referenceId: "gold:3",
    value: 0.5,
    threshold: 0.7,
  } as const
  const diff = { type: "diff", partId: "r1", referenceId: "gold:3/r2", answered: "a", expected: "b" } as const
  const region = { type: "region", box: { x: 1, y: 2, width: 3, height: 4 } } as const
  const evidence = [metric, diff, region, { type: "gold", goldId: 3 } as const]
  const view = showAuthor({ ...state, proposal: state.proposal && { ...state.proposal, evidence } })
  expect(view.proposal?.evidence).toEqual([
    { type: "metric", name: "iou", partId: "r1", value: 0.5, threshold: 0.7 },
    { type: "diff", partId: "r1", answered: "a", expected: "b" },
    region,
    { type: "reference" },
  ])
  expect(JSON.stringify(view)).not.toContain("gold")
})
