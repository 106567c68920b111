import { LEAST_PEOPLE } from "@justesse/types/pay/labor"
import { wilson90 } from "../appeals/figures.ts"
import { medianOf } from "../similarQuestions.ts"

/** What became of doubts in a project (`decisions/figures`): what was rejected, appealed and overturned, and what follows from it. */
interface Doubts {
  readonly rejections: number
  readonly appeals: number
  readonly decided: number
  readonly overturned: number
  readonly consequence: "none" | "outside" | "suspended"
  readonly suspendedUntilMs: number | null
}

/** What happened in a project, as far as it says how people are treated there. */
interface RequesterFacts {
  /** Everybody who sent an answer. */
  readonly people: number
  readonly answers: number
  /** Milliseconds from an answer to what became of it, and from a question to its first answer. */
  readonly waitsMs: readonly number[]
  readonly repliesMs: readonly number[]
  readonly openQuestions: number
  readonly sentBack: number
  readonly doubts: Doubts
  readonly guidelineVersions: number
  /** How long people have worked there. */
  readonly openMs: number
  readonly skips: { readonly broken: number; readonly content: number }
}

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 86_400_000
/** Times are said from so many on. */
const LEAST_TIMES = 5

/**
 * A project's record as the people who work there see it (REQ-1): a projection of what happened, never stored, so that what is put right
 * is right in it at once. Null while fewer than {@link LEAST_PEOPLE} people worked there.
 */
export function computeRequesterRecord(facts: RequesterFacts) {
  const { people, answers, waitsMs, repliesMs, openQuestions, doubts, guidelineVersions, openMs, skips } = facts
  if (people < LEAST_PEOPLE) return null
  const median = medianOf(waitsMs, LEAST_TIMES)
  const reply = medianOf(repliesMs, LEAST_TIMES)
  return {
    answers,
    toDecide:
      median === null
        ? null
        : { median: median / HOUR_MS, ninety: quantileOf(waitsMs, 0.9) / HOUR_MS, n: waitsMs.length },
    sentBack: shareOf(facts.sentBack, answers),
    rejected: shareOf(doubts.rejections, answers),
    overturned: doubts.decided === 0 ? null : shareOf(doubts.overturned, doubts.decided),
    openAppeals: doubts.appeals - doubts.decided,
    consequence: doubts.consequence,
    suspendedUntilMs: doubts.suspendedUntilMs,
    toReply: reply === null ? null : { median: reply / HOUR_MS, n: repliesMs.length },
    openQuestions,
    guidelinesPerWeek: guidelineVersions / Math.max(1, openMs / WEEK_MS),
    ...skips,
  }
}

/** `k` of `n` with the interval of 90 %; an answer that was sent back twice is one of them. */
function shareOf(k: number, n: number) {
  const times = Math.min(k, n)
  return { k: times, n, share: n === 0 ? 0 : times / n, ...(n === 0 ? { low: 0, high: 1 } : wilson90(times, n)) }
}

/** The time that this share of times does not exceed. */
function quantileOf(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
}
