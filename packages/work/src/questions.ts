/**
 * What an assignment has to do with a question of its person, in the order of the numbers that are stored. `asked`: the person goes
 * on with it; `aside`: it keeps its place until somebody answers; `answered`: it comes first.
 */
export const QUESTION_STATES = ["none", "asked", "aside", "answered"] as const
/** The word for it; its place in {@link QUESTION_STATES} is the number stored. */
export type QuestionState = (typeof QUESTION_STATES)[number]

/** How long a task that was put aside keeps its place while nobody answers: three days, so that a weekend passes. */
export const ASIDE_MS = 3 * 86_400_000
/** How long it is kept for its person from the answer on: a day. */
export const KEPT_ANSWERED_MS = 86_400_000
/** How long a question may wait: after a day its owners are told once more, and whoever asked goes on as they think. */
const LATE_MS = 86_400_000

/** Whether a question has waited for more than a day. */
export function isLate(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs > LATE_MS
}

/** Questions asked, or asked again, before this moment have waited for more than a day. */
export function lateBefore(nowMs: number): number {
  return nowMs - LATE_MS
}

/** Tasks that one person may have put aside in a project at once; a further question is asked, and its task stays in hand. */
export const MOST_ASIDE = 10

/** What becomes of a task when its person asks about it, and until when it is kept; null leaves its deadline as it is. */
export function afterAsking(
  assignment: { readonly isInHand: boolean; readonly expiresAtMs: number },
  wanted: { readonly putAside: boolean; readonly aside: number; readonly nowMs: number },
): { readonly question: QuestionState; readonly expiresAtMs: number } {
  const { isInHand, expiresAtMs } = assignment
  if (!wanted.putAside || !isInHand || wanted.aside >= MOST_ASIDE) return { question: "asked", expiresAtMs }
  return { question: "aside", expiresAtMs: Math.max(expiresAtMs, wanted.nowMs + ASIDE_MS) }
}

/** What a question is about once its task is taken in hand again: nobody waits for an answer with it any more. */
export function afterTaking(question: QuestionState): QuestionState {
  return question === "aside" ? "asked" : question
}

/** What is left of a question when its task ends without an answer: one that ran out may still come back. */
export function afterEnding(question: QuestionState, isPassedOn: boolean): QuestionState {
  return isPassedOn ? "none" : question
}
