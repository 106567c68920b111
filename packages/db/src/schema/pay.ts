import type { Currency, PayMode } from "@justesse/types"
import type { HeldAssignment } from "@justesse/work/pay/holds"
import type { PayoutState } from "@justesse/work/pay/takeOut"
import type { LeaseTerms } from "@justesse/work/pay/terms"
import type { Generated } from "kysely"
import type { Flag } from "./flag.ts"

/**
 * A lease of a project that pays. Its terms are fixed when it is made: both engines refuse to change them or to remove the row (PAY-4).
 * An assignment that is taken in hand again later has another one.
 */
export interface AssignmentTermsTable {
  id: Generated<number>
  project_id: number
  task_id: number
  person_id: number
  session_id: number
  /** With it the lease of the assignment is told from later ones. */
  leased_at_ms: number
  currency: Currency
  mode: LeaseTerms["mode"]
  price_micros: number
  bonus_micros: number
  /** An active hour. */
  floor_micros: number
  cap_seconds: number
  review_micros: number
  /** 1: what comes of it is judged; 0: training, and what corrects an answer. */
  judged: Flag
  /** The assignment's time when it began, and when the next lease of it did; null while it is the last. */
  base_ms: number
  until_ms: number | null
  state: HeldAssignment["state"]
  ended_at_ms: number | null
  extensions: number
  /** Paid beyond cap and extensions: it waited, and somebody or silence granted it. */
  granted_seconds: Generated<number>
  /** Paid seconds when the answer was sent. */
  sent_seconds: number
  accrued_micros: number
  /** Paid out of its reserve for work. */
  drawn_micros: number
  /** Reserved for an appeal and not paid out. */
  appeal_micros: number
  /** Of its bonus, for want of money. */
  owed_micros: number
  /** 1: somebody or silence decided about its answer, for the first time or again. */
  decided: Generated<Flag>
  /** 0: its session is closed, and nothing of it lies anywhere any more. */
  live: Generated<Flag>
  /** 1: its bonus was paid or is owed; an answer that is judged anew brings no second one. */
  bonus_given: Generated<Flag>
  /** JSON CaseState of its answer without evidence, as the last judgement left it; null before an answer. */
  case_state: string | null
}

/** The pay of a work session: what was paid for it beside its reserves, and what is owed. */
interface SessionPayTable {
  session_id: number
  project_id: number
  person_id: number
  currency: Currency
  floor_micros: number
  allowance_drawn_micros: number
  /** Paid from what was free in the project: for what came late. */
  free_paid_micros: number
  /** What its learning cost, out of the project's fund for it: that much came back to what is free. */
  learned_micros: Generated<number>
  owed_micros: number
  payments: number
  closed: Flag
}

/** How much of somebody's work in a project is undecided, and how many of their answers were decided (ACC-8). */
interface PayCounterTable {
  project_id: number
  person_id: number
  undecided_seconds: number
  decided: number
}

/** Since when a project has no money for a lease that was wanted, and how often one was since. */
interface ProjectPayTable {
  project_id: number
  unfunded_since_ms: number | null
  asked: number
}

/**
 * A stretch without money for a lease that was wanted, and how often one was: noted by the engine as `project_pay` counts, and kept for
 * good, where that forgets it with the next deposit.
 */
interface UnfundedStretchTable {
  project_id: number
  since_ms: number
  asked: number
}

/** What an answer is offered at from a moment on. Never changed nor removed; a later row follows. */
interface PriceTable {
  id: Generated<number>
  project_id: number
  from_ms: number
  /** Null: paid by time. */
  price_micros: number | null
  bonus_micros: number
  quoted_micros: number
  basis: "own" | "measured"
  median_ms: number
  mean_ms: number
  upper_ms: number
  cap_seconds: number
  made_at_ms: number
}

/** The least that an active hour earns at a place (`*`: everywhere) in a currency, from a day on. Never changed, only followed. */
interface FloorRowTable {
  id: Generated<number>
  place: string
  currency: Currency
  micros_per_hour: number
  from_day: string
  until_day: string | null
  source: string
  person_id: number
  at_ms: number
}

/** That somebody said yes to how a project pays, or does not. Never changed nor removed. */
interface PayConsentTable {
  id: Generated<number>
  project_id: number
  person_id: number
  mode: PayMode
  guideline_version: number
  at_ms: number
}

/** Where somebody works and where their money goes. Nobody but themselves and operators reads it. */
interface PayeeTable {
  person_id: number
  place: string
  name: string
  account: string
  changed_at_ms: number
}

/** What somebody took out. */
interface PayoutTable {
  id: Generated<number>
  person_id: number
  currency: Currency
  amount_micros: number
  state: PayoutState
  /** The account at that time. */
  name: string
  account: string
  file_id: number | null
  proof: string | null
  asked_at_ms: number
  changed_at_ms: number
}

/** A file of payouts for a bank. */
interface PayoutFileTable {
  id: Generated<number>
  kind: "csv" | "bank" | "hand"
  currency: Currency
  payouts: number
  amount_micros: number
  body: string
  person_id: number
  made_at_ms: number
}

/** The tables of pay, by name. */
export interface PayTables {
  assignment_terms: AssignmentTermsTable
  session_pay: SessionPayTable
  pay_counter: PayCounterTable
  project_pay: ProjectPayTable
  unfunded_stretch: UnfundedStretchTable
  price: PriceTable
  floor_row: FloorRowTable
  pay_consent: PayConsentTable
  payee: PayeeTable
  payout: PayoutTable
  payout_file: PayoutFileTable
}
