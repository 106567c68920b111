import type { LaborLabel } from "@justesse/types/pay/labor"
import type { Judgement } from "../decisions/judgement.ts"
import { projectCase } from "../decisions/machine.ts"
import { LEAST_TIMES, type SentAnswer, tellSilence } from "../decisions/silence.ts"
import { medianOf } from "../similarQuestions.ts"

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

const HOUR_MS = 3_600_000

/**
 * What a label says of how soon answers were decided about: those that silence had accepted by then, and the median of the others' hours,
 * to a tenth. Null, and nothing is said, where the answers behind it are not known.
 */
export function tellDecided(
  answers: readonly SentAnswer[] | null,
  atMs: number,
): Pick<LaborLabel["decisions"], "acceptedBySilence" | "medianHoursToDecide"> {
  if (answers === null) return { acceptedBySilence: null, medianHoursToDecide: null }
  const { bySilence, waitsMs } = tellSilence(answers, atMs)
  const medianMs = medianOf(waitsMs, LEAST_TIMES)
  return {
    acceptedBySilence: bySilence,
    medianHoursToDecide: medianMs === null ? null : Math.round((10 * medianMs) / HOUR_MS) / 10,
  }
}
