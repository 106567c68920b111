import type { Actor, CaseState, CaseStatus, Judgement, JudgementKind } from "./judgement.ts"

/**
 * Where each judgement leads from where. What is not written here does not happen.
 *
 *   submitted --accept--> accepted          --return--> returned --repair, keep--> submitted
 *       |
 *       +--propose--> proposed --disagree--> accepted
 *                        +------concur-----> rejected --leave--> stands
 *                                               +-----appeal---> appealed --answer--> overturned, stands
 *                                                                    +--unanswered--> overturned
 *   rejected, stands --reopen--> proposed
 *   overturned, stands --add--> the same
 */
const STEPS: Readonly<Record<CaseStatus, Partial<Record<JudgementKind, CaseStatus>>>> = {
  submitted: { accept: "accepted", return: "returned", propose: "proposed", withdraw: "withdrawn" },
  returned: { repair: "submitted", keep: "submitted", withdraw: "withdrawn" },
  proposed: { concur: "rejected", disagree: "accepted", reply: "proposed", withdraw: "withdrawn" },
  rejected: { appeal: "appealed", leave: "stands", reopen: "proposed" },
  appealed: {
    assign: "appealed",
    reply: "appealed",
    answer: "stands",
    take_back: "rejected",
    unanswered: "overturned",
  },
  stands: { reopen: "proposed", add: "stands" },
  accepted: {},
  auto_accepted: {},
  overturned: { add: "overturned" },
  withdrawn: {},
}

/** What silence and rules may append: nothing of it rejects (I7). */
const WITHOUT_PERSON: Readonly<Record<Exclude<Actor["kind"], "person">, readonly JudgementKind[]>> = {
  silence: ["accept", "keep", "disagree", "leave", "unanswered"],
  rule: ["accept", "assign", "unanswered", "reopen"],
}

/** Whether such an actor can append such a judgement at all. */
export function mayAppend(by: Actor, kind: JudgementKind): boolean {
  if (by.kind !== "person") return WITHOUT_PERSON[by.kind].includes(kind)
  return !["assign", "unanswered", "reopen"].includes(kind)
}

/** Whether a judgement leads anywhere from where a submission stands. */
export function leadsOn(status: CaseStatus, kind: JudgementKind): boolean {
  return STEPS[status][kind] !== undefined
}

/** An appeal that nobody has yet. */
const NOBODY = { assigned: null, handedOn: [], assignedAtMs: null } as const

/** A submission that came in at `atMs`. */
export function beginCase(atMs: number): CaseState {
  return {
    status: "submitted",
    sinceMs: atMs,
    returns: 0,
    proposal: null,
    seconds: [],
    adjudicators: [],
    returners: [],
    rejectedAtMs: null,
    appealedAtMs: null,
    ...NOBODY,
    repliedAtMs: null,
    reopened: 0,
  }
}

/**
 * A submission with one judgement more.
 * @throws RangeError `NO_SUCH_STEP` for a judgement that leads nowhere from there, or that its actor cannot append: such a row was
 *   written by no rule
 */
export function stepCase(state: CaseState, { act, by, atMs }: Judgement): CaseState {
  const to = STEPS[state.status][act.kind]
  if (!to || !mayAppend(by, act.kind)) throw new RangeError(`NO_SUCH_STEP: ${act.kind} from ${state.status}`)
  const next = { ...state, status: to, sinceMs: atMs }
  const byId = by.kind === "person" ? by.id : 0
  switch (act.kind) {
    case "accept":
      return { ...next, status: by.kind === "person" ? "accepted" : "auto_accepted" }
    case "return":
      return { ...next, returns: state.returns + 1, returners: [...state.returners, byId] }
    case "propose":
      return { ...next, proposal: { byId, reason: act.reason, clause: act.clause, evidence: act.evidence } }
    case "concur":
      return { ...next, seconds: [...state.seconds, byId], rejectedAtMs: atMs }
    case "disagree":
      return by.kind === "person"
        ? { ...next, seconds: [...state.seconds, byId] }
        : { ...next, status: "auto_accepted" }
    case "reply":
      return { ...state, repliedAtMs: atMs }
    case "add":
      return state
    case "appeal":
      return { ...next, appealedAtMs: atMs, ...NOBODY }
    case "take_back":
      return { ...next, appealedAtMs: null, ...NOBODY }
    case "assign":
      // Who hands it on gives nobody more time.
      return {
        ...state,
        assigned: { adjudicatorId: act.adjudicatorId, authorIsFirst: act.authorIsFirst },
        handedOn: state.assigned ? [...state.handedOn, state.assigned.adjudicatorId] : state.handedOn,
        assignedAtMs: state.assignedAtMs ?? atMs,
      }
    case "answer":
      return {
        ...next,
        status: isForReviewer(state, act.answer) ? "stands" : "overturned",
        adjudicators: [...state.adjudicators, byId],
      }
    case "reopen":
      return {
        ...next,
        rejectedAtMs: null,
        appealedAtMs: null,
        ...NOBODY,
        repliedAtMs: null,
        reopened: state.reopened + 1,
      }
    default:
      return next
  }
}

/** Whether an answer to an appeal says that the rejection was right; "both" and "unclear" speak for the author. */
function isForReviewer({ assigned }: CaseState, answer: "first" | "second" | "both" | "unclear"): boolean {
  return answer === (assigned?.authorIsFirst ? "second" : "first")
}

/** A submission by all its judgements, in the order in which they were appended; the first says when it came in. */
export function projectCase(judgements: readonly Judgement[]): CaseState {
  const [first, ...others] = judgements
  if (first?.act.kind !== "submit") throw new RangeError("NO_SUBMISSION")
  return others.reduce(stepCase, beginCase(first.atMs))
}

/** Returns whether a rejection holds: one under appeal does until it is overturned, one that was reopened does not. */
export function isRejected(status: CaseStatus): boolean {
  return ["rejected", "appealed", "stands"].includes(status)
}

/** What a submission's author is paid and counted by. */
export type Verdict = "open" | "good" | "rejected"

/** Whether a submission counts as good or as rejected, or is open: the one place that maps where it stands to what follows. */
export function verdictOf(status: CaseStatus): Verdict {
  if (["accepted", "auto_accepted", "overturned", "withdrawn"].includes(status)) return "good"
  return status === "stands" ? "rejected" : "open"
}
