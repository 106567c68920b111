import type { Evidence } from "@justesse/types/decisions/judgement"
import type { Panel } from "@justesse/types/wire/decision"
import { describe, expect, it } from "vitest"
import { byNextClause, isSound, type Proposal, proposalFor, withBoundsOf } from "./model.ts"

const far: Evidence = {
  type: "metric",
  name: "edge_px",
  partId: "1",
  referenceId: "ref:2",
  value: 106.4,
  threshold: 12,
}
const draft: Proposal & Panel["drafts"][number] = {
  reason: "geometry_out_of_tolerance",
  clause: "2.3",
  evidence: [far],
  check: { fault: null, figures: [{ value: 106.4, allowed: 12 }] },
}
const clauses = ["1", "2.3", "4"].map((number) => ({ number, en: null, fr: null }))
const panel = { clauses, drafts: [draft] } as unknown as Panel // what is asked of it here

describe("a rejection before it is proposed", () => {
  it("is filled in from the difference in view, and cannot be sent for a reason that nothing there shows", () => {
    expect(isSound(proposalFor(panel, "geometry_out_of_tolerance"))).toBe(true)
    const other = proposalFor(panel, "missing_object")
    expect(other).toEqual({ reason: "missing_object", clause: "1", evidence: [], check: null })
    expect(isSound(other)).toBe(false)
  })

  it("is checked anew by another clause, around the end, and cannot be sent until then", () => {
    const next = byNextClause(panel, draft)
    expect([next.clause, next.check, isSound(next)]).toEqual(["4", null, false])
    expect(byNextClause(panel, next).clause).toBe("1")
    expect(byNextClause({ ...panel, clauses: clauses.slice(1, 2) }, draft)).toBe(draft)
  })

  it("holds its figures against what the clause allows now", () => {
    const check = { fault: "bound_differs", figures: [{ value: 106.4, allowed: 200 }] } as const
    expect(withBoundsOf({ ...check, figures: [...check.figures] }, [far])).toEqual([{ ...far, threshold: 200 }])
    expect(withBoundsOf({ fault: null, figures: [{ value: 106.4, allowed: 12 }] }, [far])).toBeNull()
    expect(withBoundsOf({ fault: "bound_differs", figures: [{ value: 106.4, allowed: null }] }, [far])).toBeNull()
  })

  it("that is within tolerance cannot be sent", () => {
    const within: Proposal = { ...draft, check: { fault: "within_tolerance", figures: [] } }
    expect(isSound(within)).toBe(false)
  })
})
