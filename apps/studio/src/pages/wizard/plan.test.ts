import { expect, test } from "vitest"
import { leadWithoutTasks, planOf } from "./plan.ts"
import { draftFrom } from "./templates.ts"
import type { DraftWork } from "./useDraft.ts"

const NOTHING = { toAnswer: 10, pictures: 10, rows: 0, measuredSeconds: null, regionsEach: null, minutesEach: null }

/** A draft of a template with what the server knows of it. */
const work = (template: Parameters<typeof draftFrom>[0], known: Partial<NonNullable<DraftWork["shown"]>> = {}) => {
  const draft = draftFrom(template, "en")
  return { draft, shown: { ...NOTHING, draft, ...known } as DraftWork["shown"] }
}

test("images count by the regions of those that came in with an answer, at the pace that the tile states", () => {
  expect(planOf(work("boxes", { regionsEach: 9.5 })).secondsPerAnswer).toBe(66.5)
  expect(planOf(work("outlines", { regionsEach: 2 })).secondsPerAnswer).toBe(158)
  expect(planOf(work("boxes")).secondsPerAnswer).toBeNull()
})

test("recordings count by their length, answers that are all alike by the pace alone", () => {
  expect(planOf(work("speech", { minutesEach: 180 })).secondsPerAnswer).toBe(43_200)
  expect(planOf(work("speech")).secondsPerAnswer).toBeNull()
  expect(planOf(work("sorting")).secondsPerAnswer).toBe(3)
})

test("what somebody wrote counts before what is known, and what was measured before both", () => {
  const { draft, shown } = work("boxes", { regionsEach: 9.5 })
  const written = { ...draft, forecast: { ...draft.forecast, secondsPerAnswer: 30 } }
  expect(planOf({ draft: written, shown }).secondsPerAnswer).toBe(30)
  expect(planOf({ draft: written, shown: shown && { ...shown, measuredSeconds: 21 } }).secondsPerAnswer).toBe(21)
})

test("files without anything to check are not said to be answered", () => {
  expect(leadWithoutTasks(work("checking", { toAnswer: 0 }))).toBe("leadUnchecked")
  expect(leadWithoutTasks(work("boxes", { toAnswer: 0 }))).toBe("leadSettled")
  expect(leadWithoutTasks(work("boxes", { toAnswer: 0, pictures: 0 }))).toBe("leadEmpty")
})
