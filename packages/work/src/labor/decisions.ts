import type { Judgement } from "../decisions/judgement.ts"
import { projectCase } from "../decisions/machine.ts"

/** What reviewers and others decided about doubted answers, as a label tells it. */
interface DoubtCounts {
  readonly repaired: number
  readonly rejected: number
  readonly appealed: number
  readonly appealsDecided: number
  readonly overturned: number
}

/** Counts doubted answers by what was decided about each, from all judgements of each; an appeal that was taken back is none. */
export function countDoubts(cases: Iterable<readonly Judgement[]>): DoubtCounts {
  const counts = { repaired: 0, rejected: 0, appealed: 0, appealsDecided: 0, overturned: 0 }
  for (const rows of cases) {
    const has = (kind: Judgement["act"]["kind"]) => rows.some(({ act }) => act.kind === kind)
    const { status } = projectCase(rows)
    const isDecided = has("answer") || has("unanswered")
    counts.repaired += Number(has("repair"))
    counts.rejected += Number(has("concur"))
    counts.appealed += Number(isDecided || status === "appealed")
    counts.appealsDecided += Number(isDecided)
    counts.overturned += Number(status === "overturned")
  }
  return counts
}
