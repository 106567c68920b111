import { expect, test } from "vitest"
import { failure, lease, taskId } from "../testing/labelling.ts"
import { afterFailure, nextAct, nextActAt, orderActs, retryAfterMs, type UnsentAct } from "./sending.ts"

const act = (at: number, more: Partial<UnsentAct> = {}): UnsentAct => ({
  ...{ at, person: 1, project: lease(1).project, projectName: "Crates", assignmentId: taskId(at), fence: 1 },
  ...{ call: { type: "skip", reason: "unclear", note: "" }, lease: lease(at), refused: null },
  ...more,
})
const answer = act(1, { call: { type: "submit", submission: {} as never } }) // nothing of it is read

test("acts rise, also where the clock went back", () => {
  expect([nextActAt([], 500), nextActAt([act(3)], 500), nextActAt([act(900), act(3)], 500)]).toEqual([500, 500, 901])
})

test("C-06 acts of somebody else are nobody's here; one's own go in the order in which they were made", () => {
  const all = [act(3), act(1), act(2, { person: 2 })]
  expect(orderActs(all, 1).map(({ at }) => at)).toEqual([1, 3])
  expect(orderActs(all, 3)).toEqual([])
})

test("the first that was not refused goes next", () => {
  expect(nextAct([act(1, { refused: "label_unknown" }), act(2), act(3)])?.at).toBe(2)
  expect(nextAct([act(1, { refused: "label_unknown" })])).toBeNull()
})

test("what passes by itself waits, and so does what needs a sign-in, a disk or a studio that takes answers", () => {
  for (const code of ["offline", "busy", "internal", "not_signed_in", "read_only", "storage_full"])
    expect(afterFailure(answer, failure(code), true)).toBe("wait")
})

test("an answer whose task went on elsewhere is sent under the new lease, once; passing it on is over", () => {
  expect(afterFailure(answer, failure("taken_over"), true)).toBe("reopen")
  expect(afterFailure(answer, failure("taken_over"), false)).toBe("refused")
  expect(afterFailure(act(1), failure("taken_over"), true)).toBe("over")
  expect(afterFailure(act(1), failure("already_submitted"), true)).toBe("over")
})

test("what the studio refuses stays here until its person says what becomes of it", () => {
  for (const code of ["label_unknown", "attribute_missing", "submission_differs", "not_found"])
    expect(afterFailure(answer, failure(code), true)).toBe("refused")
})

test("it is tried again after a while that doubles, up to 20 seconds", () => {
  expect([0, 1, 2, 3, 4, 5, 30].map(retryAfterMs)).toEqual([2_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000])
})
