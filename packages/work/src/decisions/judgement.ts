import type { JudgementAct } from "@justesse/types/decisions/judgement"

/** Who appended a judgement. Silence and rules are no people: what they may append is a closed list. */
export type Actor =
  | { readonly kind: "person"; readonly id: number }
  | { readonly kind: "rule" }
  | { readonly kind: "silence" }

/** What happens to a submission besides what people send about it. */
type CaseEvent =
  /** The answer came in; its clock begins. */
  | { readonly kind: "submit" }
  /** The author repaired what was sent back. */
  | { readonly kind: "repair" }
  /** An appeal has its third person. `authorIsFirst`: whose rendering is shown first, drawn by chance. */
  | { readonly kind: "assign"; readonly adjudicatorId: number; readonly authorIsFirst: boolean }
  /** Nobody answered an appeal in time, or nobody may: the author is right. */
  | { readonly kind: "unanswered" }
  /** A rejection of the same reviewer, clause and version was overturned: a new second person decides this one. */
  | { readonly kind: "reopen"; readonly becauseOf: string }

/** One row about one submission, appended and never changed. Outcomes are computed from the rows of a submission, in their order. */
export interface Judgement {
  readonly atMs: number
  readonly by: Actor
  readonly act: JudgementAct | CaseEvent
}

/** By which word an appended row is known: acts of people, and what happens by itself. */
export type JudgementKind = Judgement["act"]["kind"]

/**
 * Where a submission stands. `accepted`, `auto_accepted` (by a rule or by silence), `overturned` and `withdrawn` end well for its
 * author; `stands` is a rejection against which nothing is open.
 */
export type CaseStatus =
  | "submitted"
  | "returned"
  | "proposed"
  | "rejected"
  | "appealed"
  | "accepted"
  | "auto_accepted"
  | "overturned"
  | "withdrawn"
  | "stands"

/** A rejection as it was proposed. */
interface Proposal extends Omit<Extract<JudgementAct, { kind: "propose" }>, "kind"> {
  readonly byId: number
}

/** A submission as its judgements leave it. */
export interface CaseState {
  readonly status: CaseStatus
  /** When the present wait began; deadlines count from here, and not from when a program looked. */
  readonly sinceMs: number
  /** How often it was sent back: twice at most. */
  readonly returns: number
  readonly proposal: Proposal | null
  /** Everybody who ever was the second person, and whoever decided an appeal. */
  readonly seconds: readonly number[]
  readonly adjudicators: readonly number[]
  /** Everybody who sent it back. */
  readonly returners: readonly number[]
  /** When the author was told of the rejection, and appealed it; null before. */
  readonly rejectedAtMs: number | null
  readonly appealedAtMs: number | null
  /** The third person of an open appeal, and which rendering they see first. */
  readonly assigned: { readonly adjudicatorId: number; readonly authorIsFirst: boolean } | null
  /** Third persons of this appeal who knew the case and handed it on: it does not come back to them. */
  readonly handedOn: readonly number[]
  /** When an open appeal first had a third person: its answer is due from then on. Null while it waits for one. */
  readonly assignedAtMs: number | null
  /** When the author said something about an open proposal. */
  readonly repliedAtMs: number | null
  /** How often it was taken up again because a sibling was overturned. */
  readonly reopened: number
}
