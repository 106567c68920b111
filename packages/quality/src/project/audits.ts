import { countBoxes } from "../agreement/boxes.ts"
import { compareText } from "../consensus/order.ts"
import { type Slot, slotsOf } from "./days.ts"
import type { ProjectInput, ProjectReason, ProjectReviewAudit } from "./input.ts"
import { SAME_THING } from "./pairs.ts"
import { addRatio, NO_RATIO, type RatioSum, ratioOf, type ShareFigure, shareOf, sumRatios } from "./ratio.ts"

/** One reviewer's decisions that somebody else looked at again. */
export interface ReviewerFigure {
  readonly reviewer: string
  readonly items: number
  /** Share of decisions that the second look did not share. */
  readonly error: ShareFigure | null
  /** How far those are apart, 0 spelling to 1 another thing. */
  readonly severity: ShareFigure | null
}

/** What second looks say of the settled answers and of reviewers. */
interface ReviewAuditSums {
  readonly all: RatioSum
  readonly slots: readonly Slot[]
  readonly reviewers: readonly ReviewerFigure[]
}

/** Decisions that a second look did not share, in all, by time and by the reviewer who decided first. */
export function sumReviewAudits(reviewAudits: readonly ProjectReviewAudit[]): ReviewAuditSums {
  const sums = reviewAudits.map((audit) => ({
    ...audit,
    sum: ratioOf(audit.differences - audit.same, audit.differences),
    apart: ratioOf(audit.severity, audit.differences - audit.same),
  }))
  const names = [...new Set(reviewAudits.map(({ reviewer }) => reviewer))].sort(compareText)
  return {
    all: sumRatios(sums.map(({ sum }) => sum)),
    slots: slotsOf(sums),
    reviewers: names.map((reviewer) => {
      const own = sums.filter((audit) => audit.reviewer === reviewer)
      return {
        reviewer,
        items: own.reduce((sum, audit) => sum + audit.differences, 0),
        error: shareOf(sumRatios(own.map(({ sum }) => sum))),
        severity: shareOf(sumRatios(own.map(({ apart }) => apart))),
      }
    }),
  }
}

/** Reasons counted, the most frequent first; equal ones in the order of clause and code. */
export function countReasons(reasons: readonly ProjectReason[]): (ProjectReason & { readonly count: number })[] {
  const counts = new Map<string, ProjectReason & { count: number }>()
  for (const { code, clause } of reasons) {
    const key = `${clause ?? ""}\n${code}`
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { code, clause, count: 1 })
  }
  return [...counts.values()].sort(
    (a, b) => b.count - a.count || compareText(a.clause ?? "", b.clause ?? "") || compareText(a.code, b.code),
  )
}

/** Share of boxes (of both sides) in which the answer at an early stop differs from the one of full overlap. */
export function auditSum(audits: ProjectInput["audits"]): RatioSum {
  let sum = NO_RATIO
  for (const { early, final } of audits) {
    const all = early.length + final.length
    const same = 2 * countBoxes(early, final, SAME_THING, "same").matched
    sum = addRatio(sum, all === 0 ? ratioOf(0, 1) : ratioOf(all - same, all))
  }
  return sum
}
