import type { OpenTransaction } from "@justesse/db"
import {
  type Case,
  type CaseKey,
  findCase,
  findJudgement,
  insertJudgement,
  listJudgements,
  lockAnswer,
  readCase,
  storeCase,
} from "@justesse/db/decisions"
import { payJudgement } from "@justesse/db/pay/verdicts"
import { type AnnotationBody, JustesseError } from "@justesse/types"
import type { Judgement, JudgementKind } from "@justesse/work/decisions/judgement"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import type { Inside } from "../core/transaction.ts"
import type { DecisionDeps } from "./context.ts"

/** What is appended besides the judgement itself. */
export interface More {
  /** Its id where its sender gave it one. */
  readonly publicId?: string
  /** The revision that it is about; as before unless given. */
  readonly about?: number
  readonly reference?: AnnotationBody | null
}

/** What each kind of judgement answers or undoes: the last row of one of these kinds. */
const SUPERSEDES: Partial<Record<JudgementKind, readonly JudgementKind[]>> = {
  repair: ["return"],
  keep: ["return"],
  concur: ["propose", "reopen"],
  disagree: ["propose", "reopen"],
  take_back: ["appeal"],
  answer: ["concur"],
  unanswered: ["concur"],
  reopen: ["concur"],
  withdraw: ["return", "propose"],
}

/** Appends one judgement to a case, in the transaction of the act. The answer is held (`lockAnswer`) by whoever calls. */
export async function appendRow(
  inside: Inside<DecisionDeps>,
  one: Case,
  judgement: Judgement,
  { publicId = inside.uuid(), about = one.about, reference = null }: More = {},
): Promise<Case> {
  const tx = inside.storage.db
  const supersedes = await findSuperseded(tx, one, judgement.act.kind)
  const row = { seq: one.rows, publicId, about, judgement, supersedes, reference }
  await insertJudgement(tx, one, row)
  const after: Case = { ...one, about, rows: one.rows + 1, state: stepCase(one.state, judgement) }
  await storeCase(tx, after)
  const { revision } = one
  const judged = { revision, number: after.rows, judgement, before: one.state, after: after.state }
  await payJudgement(tx, one, { ...judged, nowMs: inside.nowMs() })
  return after
}

async function findSuperseded(tx: OpenTransaction, key: CaseKey, kind: JudgementKind): Promise<number | null> {
  const kinds = SUPERSEDES[kind]
  if (!kinds) return null
  const rows = await listJudgements(tx, key)
  return rows.filter(({ judgement }) => kinds.includes(judgement.act.kind)).at(-1)?.seq ?? null
}

/** An answer whose first judgement is about to be made. */
export interface Unjudged extends CaseKey {
  readonly guidelineVersion: number
  readonly storedAtMs: number
}

/** Begins the case of an answer: its row 0 says when it came in. */
export async function begin(inside: Inside<DecisionDeps>, answer: Unjudged): Promise<Case> {
  const tx = inside.storage.db
  const { projectId, taskId, personId, revision, guidelineVersion, storedAtMs } = answer
  const key = { projectId, taskId, personId, revision }
  const publicId = inside.uuid()
  const judgement: Judgement = { act: { kind: "submit" }, by: { kind: "person", id: personId }, atMs: storedAtMs }
  const row = { seq: 0, publicId, about: revision, judgement, supersedes: null, reference: null }
  await insertJudgement(tx, key, row)
  const made: Case = { ...key, publicId, about: revision, rows: 1, guidelineVersion, state: beginCase(storedAtMs) }
  await storeCase(tx, made)
  return made
}

/** A case that nobody else changes until the transaction ends. @throws JustesseError not_found */
export async function lockCase(inside: Inside<DecisionDeps>, publicId: string): Promise<Case> {
  const tx = inside.storage.db
  const found = await findCase(tx, publicId)
  if (!found || !(await lockAnswer(tx, inside.storage.engine, found)))
    throw new JustesseError("not_found", { decision: publicId })
  // Read once more: whoever held it may have changed it.
  return (await readCase(tx, found)) ?? found
}

/** Whether an act was done already under this id; by the same person, about the same case. @throws JustesseError conflict */
export async function isDone(
  inside: Inside<DecisionDeps>,
  one: CaseKey,
  { act, personId, kind }: { readonly act: string; readonly personId: number; readonly kind: JudgementKind },
): Promise<boolean> {
  const known = await findJudgement(inside.storage.db, act)
  if (!known) return false
  const { key, byId } = known
  const isSame =
    key.projectId === one.projectId &&
    key.taskId === one.taskId &&
    key.personId === one.personId &&
    key.revision === one.revision
  if (!isSame || byId !== personId || known.act.kind !== kind) throw new JustesseError("conflict", { act })
  return true
}
