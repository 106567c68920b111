import { deadlineOf } from "@justesse/work/decisions/deadlines"
import { beginCase } from "@justesse/work/decisions/machine"
import { describe, expect, test } from "vitest"
import en from "../../i18n/en/microWork.json" with { type: "json" }
import fr from "../../i18n/fr/microWork.json" with { type: "json" }

const HOUR_MS = 3_600_000
const waiting = (status: "proposed" | "rejected") =>
  (deadlineOf({ ...beginCase(0), status, rejectedAtMs: 0 })?.atMs ?? 0) / HOUR_MS

describe.each([
  ["English", en, /\bseven\b/i],
  ["French", fr, /\bsept\b/i],
] as const)("the pages for whoever comes from a micro-work platform, in %s", (_, words, seven) => {
  test("name the times that the rules keep", () => {
    const hours = waiting("proposed")
    const days = waiting("rejected") / 24
    expect(words.step.review.here).toMatch(new RegExp(`\\b${hours} (hours|heures)`))
    expect(words.step.dispute.here).toMatch(new RegExp(`\\b${days} (days|jours)`))
  })

  test("count their steps and reasons right; what is not there yet is no reason", () => {
    const { later, ...reasons } = words.why
    expect([Object.keys(words.step).length, Object.keys(reasons).length]).toEqual([7, 7])
    expect([seven.test(words.lead), seven.test(words.whyLead)]).toEqual([true, true])
    expect(JSON.stringify(words.step)).not.toContain(later.name)
  })
})
