import type { TaskNumber } from "@justesse/types"
import type { RejectionReason } from "@justesse/types/decisions/judgement"
import type { DecisionStatus } from "@justesse/types/decisions/shown"
import type { Actor, JudgementKind } from "@justesse/work/decisions/judgement"

// Judgements about submissions, as stored: see index.ts for the rules of all tables.

/** A submission that somebody judged: its author's answer to a task from this revision on. */
interface CaseKeyColumns {
  project_id: number
  task_id: TaskNumber
  /** The author. */
  person_id: number
  /** With which the case began; repairs of it are no cases of their own. */
  revision: number
}

/** One row about one submission. Append-only: both engines refuse to change or remove it. */
interface JudgementTable extends CaseKeyColumns {
  /** From 0: the submission itself. */
  seq: number
  /** UUID. That of row 0 is the case's name outside. */
  public_id: string
  /** The revision that it is about. */
  about: number
  kind: JudgementKind
  /** The region of the answer that it is about first. */
  part_id: string | null
  reason: RejectionReason | null
  clause: string | null
  /** JSON of the act; words and texts of the picture lie beside it. */
  act: string
  by_kind: Actor["kind"]
  by_id: number | null
  at_ms: number
  /** The row that it undoes or answers. */
  supersedes: number | null
  /** Of what lies beside it; null where nothing does. */
  beside_sha256: string | null
}

/** What was written with a judgement, and what the answer was compared with. Emptied with its picture. */
interface JudgementBesideTable extends CaseKeyColumns {
  seq: number
  /** JSON of the words of the act. */
  words: string
  /** JSON AnnotationBody of a proposal: the answer as the reviewer would have it. */
  reference: string | null
}

/** Where a submission stands by its judgements: a projection that `verify` computes anew. */
interface CaseStateTable extends CaseKeyColumns {
  public_id: string
  about: number
  /** How many judgements it has. */
  rows: number
  status: DecisionStatus
  since_ms: number
  /** When silence decides; null where it decides nothing. */
  due_at_ms: number | null
  /** Of the guideline that its author had. */
  guideline_version: number
  /** JSON CaseState. */
  state: string
  /** Who proposed the rejection, and by which clause. */
  reviewer_id: number | null
  clause: string | null
  rejected_at_ms: number | null
  appealed_at_ms: number | null
  /** The third person of an open appeal. */
  third_id: number | null
}

/** The tables of decisions, by name. */
export interface DecisionTables {
  judgement: JudgementTable
  judgement_beside: JudgementBesideTable
  case_state: CaseStateTable
}
