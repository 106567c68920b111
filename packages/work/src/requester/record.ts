import { LEAST_PEOPLE } from "@justesse/types/pay/labor"
import { wilson90 } from "../appeals/figures.ts"
import { LEAST_TIMES, lastSilentMs, type SentAnswer, tellSilence, toldUntilMs } from "../decisions/silence.ts"
import type { LaborSession } from "../labor/money.ts"
import { measureHour } from "../pay/measuredHour.ts"
import { medianOf } from "../similarQuestions.ts"

/** What became of doubts in a project (`decisions/figures`): what was rejected, appealed and overturned, and what follows from it. */
interface Doubts {
  readonly rejections: number
  /** Of the rejections, those that hold no more. */
  readonly undone: number
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
  /** Answers with what was decided about them; of known answers and training none. */
  readonly sent: readonly SentAnswer[]
  /** Closed sessions; null where nobody is paid through the studio. */
  readonly sessions: readonly LaborSession[] | null
  /** Milliseconds from a question to its first answer. */
  readonly repliesMs: readonly number[]
  readonly openQuestions: number
  readonly sentBack: number
  readonly doubts: Doubts
  readonly guidelineVersions: number
  /** How long people have worked there. */
  readonly openMs: number
  readonly skips: { readonly broken: number; readonly content: number }
  /** Kinds of content that nobody had announced: those that were announced then, and those that wait for an answer. */
  readonly incidents: { readonly declared: number; readonly open: number }
  /** Work that was refused for lack of money, and on how many stretches without. */
  readonly refusals: { readonly stretches: number; readonly refused: number }
  readonly nowMs: number
}

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 86_400_000

/**
 * A project's record as the people who work there see it (REQ-1): a projection of what happened, never stored, so that what is put right
 * is right in it at once. Null while fewer than {@link LEAST_PEOPLE} people worked there.
 */
export function computeRequesterRecord(facts: RequesterFacts) {
  const { people, answers, repliesMs, openQuestions, doubts, guidelineVersions, openMs, skips } = facts
  if (people < LEAST_PEOPLE) return null
  const { waitsMs } = tellSilence(facts.sent, facts.nowMs)
  const median = medianOf(waitsMs, LEAST_TIMES)
  const reply = medianOf(repliesMs, LEAST_TIMES)
  return {
    answers,
    toDecide:
      median === null
        ? null
        : { median: median / HOUR_MS, ninety: quantileOf(waitsMs, 0.9) / HOUR_MS, n: waitsMs.length },
    hour: facts.sessions && hourOf(facts.sessions),
    bySilence: silenceOf(facts.sent, facts.nowMs),
    sentBack: shareOf(facts.sentBack, answers),
    rejected: { ...shareOf(doubts.rejections - doubts.undone, answers), undone: doubts.undone },
    overturned: doubts.decided === 0 ? null : shareOf(doubts.overturned, doubts.decided),
    openAppeals: doubts.appeals - doubts.decided,
    consequence: doubts.consequence,
    suspendedUntilMs: doubts.suspendedUntilMs,
    toReply: reply === null ? null : { median: reply / HOUR_MS, n: repliesMs.length },
    openQuestions,
    guidelinesPerWeek: guidelineVersions / Math.max(1, openMs / WEEK_MS),
    ...skips,
    incidents: facts.incidents,
    refusals: facts.refusals,
  }
}

/** What an hour pays, and how many of the sessions were raised to the floor. */
function hourOf(sessions: readonly LaborSession[]) {
  const hour = measureHour(sessions)
  return hour && { ...hour, raised: sessions.filter(({ isRaised, seconds }) => isRaised && seconds > 0).length }
}

/**
 * Returns the share that silence accepted of the answers whose time is over, or null while there is none. Whole days are counted; before
 * the first of them is over, all answers so far, so that no page says "none" where another says "accepted".
 */
function silenceOf(sent: readonly SentAnswer[], nowMs: number) {
  for (const untilMs of [toldUntilMs(nowMs), lastSilentMs(nowMs) + 1]) {
    const over = sent.filter(({ sentAtMs }) => sentAtMs < untilMs)
    if (over.length > 0) return { ...shareOf(tellSilence(over, nowMs).bySilence, over.length), untilMs }
  }
  return null
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
