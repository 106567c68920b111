import type { JudgementAct } from "@justesse/types/decisions/judgement"
import { deadlineOf, mayConcurFromMs } from "./deadlines.ts"
import { type EvidenceFault, findEvidenceFault, type JudgedAnswer } from "./evidence.ts"
import type { CaseState } from "./judgement.ts"
import { leadsOn } from "./machine.ts"

/** Who wants to judge, as their membership says. A service account is a program with a token: it never decides about people. */
export interface Judge {
  readonly id: number
  readonly isReviewer: boolean
  readonly isOwner: boolean
  readonly isService: boolean
  /** Whom they work for; null for nobody. */
  readonly organisation: string | null
}

/** What is known of a submission besides its judgements. */
export interface CaseFacts {
  readonly authorId: number
  /** Whoever mentors or mentored the author: they read more of them than a judge may know. */
  readonly mentorIds?: ReadonlySet<number>
  /** An opinion (a rating, a comparison, such fields of a form) cannot be judged. */
  readonly isJudgeable: boolean
  /** Clauses of the guideline version that the author had at the lease: later ones do not exist for this submission (ACC-5). */
  readonly clauses: ReadonlySet<string>
  readonly answer: JudgedAnswer
  /** Whose project it is, and what followed for it from appeals that were won (`findConsequence`). */
  readonly requester: {
    readonly organisation: string | null
    readonly consequence: "none" | "outside" | "suspended"
  }
}

/** Times that a submission may be sent back. */
const MOST_RETURNS = 2

/** Why an act about a submission is refused. */
type JudgementRefusal =
  | "not_open"
  | "not_allowed"
  | "own_work"
  | "own_learner"
  | "same_person"
  | "owner_is_second"
  | "opinion"
  | "clause_unknown"
  | "repair_first"
  | "returned_twice"
  | "too_early"
  | "suspended"
  | "not_outside"
  | EvidenceFault

const AUTHORS: ReadonlySet<JudgementAct["kind"]> = new Set(["keep", "reply", "leave", "appeal", "take_back"])

/**
 * Why a person may not do this to a submission at this moment, or null when they may. Silence that is due is appended first
 * (`listDue`): an act that comes at its deadline is too late.
 */
export function whyNotJudge(
  state: CaseState,
  { act, by, atMs }: { readonly act: JudgementAct; readonly by: Judge; readonly atMs: number },
  facts: CaseFacts,
): JudgementRefusal | null {
  const deadline = deadlineOf(state)
  if (!leadsOn(state.status, act.kind) || (deadline && deadline.atMs <= atMs)) return "not_open"
  if (by.isService) return "not_allowed"
  const isAuthor = by.id === facts.authorId
  if (AUTHORS.has(act.kind)) return isAuthor ? null : "not_allowed"
  if (isAuthor) return "own_work"
  if (facts.mentorIds?.has(by.id) && act.kind !== "withdraw" && act.kind !== "add") return "own_learner"
  switch (act.kind) {
    case "withdraw":
      return by.isOwner ? null : "not_allowed"
    case "answer":
      if (state.assigned?.adjudicatorId !== by.id) return "not_allowed"
      return facts.clauses.has(act.clause) ? null : "clause_unknown"
    case "add":
      return state.adjudicators.at(-1) === by.id ? null : "not_allowed"
    case "concur":
    case "disagree":
      return whyNotSecond(state, act.kind, by, facts.requester, atMs)
    default:
      if (!by.isReviewer && !by.isOwner) return "not_allowed"
      return act.kind === "accept" ? null : whyNotFirst(state, act, by, facts)
  }
}

function whyNotFirst(
  state: CaseState,
  act: Extract<JudgementAct, { kind: "return" | "propose" | "keep" | "reply" | "leave" | "appeal" | "take_back" }>,
  by: Judge,
  facts: CaseFacts,
): JudgementRefusal | null {
  if (act.kind === "return") {
    if (act.clause !== null && !facts.clauses.has(act.clause)) return "clause_unknown"
    return state.returns < MOST_RETURNS ? null : "returned_twice"
  }
  if (act.kind !== "propose") return "not_allowed"
  if (facts.requester.consequence === "suspended") return "suspended"
  if (!facts.isJudgeable) return "opinion"
  if (!facts.clauses.has(act.clause)) return "clause_unknown"
  if (act.reason === "fraud" && by.isOwner) return "owner_is_second"
  const isRepairable = act.reason !== "empty_or_random" && act.reason !== "fraud"
  if (isRepairable && state.returns === 0) return "repair_first"
  return findEvidenceFault(act.reason, act.evidence, facts.answer)
}

function whyNotSecond(
  state: CaseState,
  kind: "concur" | "disagree",
  by: Judge,
  { organisation, consequence }: CaseFacts["requester"],
  atMs: number,
): JudgementRefusal | null {
  if (!by.isReviewer) return "not_allowed"
  if (by.isOwner) return "owner_is_second"
  if (state.proposal?.byId === by.id || state.seconds.includes(by.id) || state.adjudicators.includes(by.id))
    return "same_person"
  if (kind === "disagree") return null
  if (consequence !== "none" && by.organisation !== null && by.organisation === organisation) return "not_outside"
  return atMs < mayConcurFromMs(state) ? "too_early" : null
}
