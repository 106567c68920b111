import { LEARNING_PERCENT, type PaySettings } from "@justesse/types"
import type { PayMode } from "@justesse/types/pay/money"
import { accountOf } from "../ledger/accounts.ts"
import { type Micros, shareUp, splitExactly } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"
import { earnedMicros, type SessionPay } from "./dues.ts"

/** Parts of an amount of which so many percent are for learning, to the micro-unit. */
function split(amountMicros: Micros, percent: number): { readonly free: Micros; readonly learning: Micros } {
  const parts = splitExactly(amountMicros, [
    { id: "free", weight: 100 - percent },
    { id: "learning", weight: percent },
  ])
  return { free: parts.get("free") ?? 0, learning: parts.get("learning") ?? 0 }
}

/**
 * The share that settings have when whoever saved them said none: the one of before; the usual one in a project that begins to be paid,
 * by which page or program it may be; none (undefined) in one that paid before there was a choice.
 */
export function shareByDefault(
  before: Pick<PaySettings, "mode" | "learningPercent">,
  mode: PayMode,
): number | undefined {
  return before.learningPercent ?? (mode === "paid" && before.mode !== "paid" ? LEARNING_PERCENT.usual : undefined)
}

/** The moves of money that comes in for a project: its share for learning is set apart in the same movement. */
export function depositMoves(projectId: number, amountMicros: Micros, percent: number): readonly Move[] {
  const from = accountOf("external_in", projectId)
  const { free, learning } = split(amountMicros, percent)
  return [
    { from, to: accountOf("project_free", projectId), amountMicros: free },
    { from, to: accountOf("learning_fund", projectId), amountMicros: learning },
  ]
}

/** What has to be put in so that so much of it is free. */
export function grossMicros(freeMicros: Micros, percent: number): Micros {
  return shareUp(freeMicros, 100, 100 - percent)
}

/** What a session earned by its training, reading and mentoring: what it would not have earned without them. */
export function learningMicros(session: SessionPay): Micros {
  const { assignments, unleasedSeconds, mentoringSeconds = 0, readingSeconds = 0 } = session
  const without = {
    ...session,
    assignments: assignments.filter(({ isLearning }) => isLearning !== true),
    unleasedSeconds: Math.max(0, unleasedSeconds - mentoringSeconds - readingSeconds),
    mentoringSeconds: 0,
  }
  return Math.max(0, earnedMicros(session) - earnedMicros(without))
}

/**
 * The moves by which the learning of a session that is closed is paid from the fund, as far as there is money, before anything else is: what its reserves and
 * its allowance pay of it comes back to what is free. An empty fund gives nothing, and the project has paid it.
 *
 * @param learnedMicros came from the fund for this session before
 */
export function planLearning(session: SessionPay, fundMicros: Micros, learnedMicros: Micros): readonly Move[] {
  if (!session.isClosed) return []
  const amountMicros = Math.min(fundMicros, Math.max(0, learningMicros(session) - learnedMicros))
  const [from, to] = [accountOf("learning_fund", session.projectId), accountOf("project_free", session.projectId)]
  return amountMicros > 0 ? [{ from, to, amountMicros }] : []
}

/** A project's fund for learning, and what changes of its share. */
interface LearningFund {
  readonly projectId: number
  readonly fundMicros: Micros
  /** What people gave to it: it stays theirs to learn from, and is spent last. */
  readonly donatedMicros: Micros
  /** The share of deposits, in percent; 0 after a project that ended. */
  readonly percent: { readonly before: number; readonly after: number }
}

/** The moves that free what is unspent when a share is lowered: as much of it as the lower share would not have set apart. */
export function planPutBack({ projectId, fundMicros, donatedMicros, percent }: LearningFund): readonly Move[] {
  const own = Math.max(0, fundMicros - donatedMicros)
  const kept = percent.after === 0 ? 0 : percent.after >= percent.before ? own : scaled(own, percent)
  const [from, to] = [accountOf("learning_fund", projectId), accountOf("project_free", projectId)]
  return kept < own ? [{ from, to, amountMicros: own - kept }] : []
}

function scaled(amountMicros: Micros, { before, after }: LearningFund["percent"]): Micros {
  const parts = splitExactly(amountMicros, [
    { id: "kept", weight: after },
    { id: "freed", weight: before - after },
  ])
  return parts.get("kept") ?? 0
}
