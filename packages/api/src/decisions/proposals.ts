import { findAssignmentOf, type ProjectAccess, type Review } from "@justesse/db"
import { applyDecisions } from "@justesse/quality/review/apply"
import { isTied } from "@justesse/quality/review/tie"
import {
  type AnnotationBody,
  type Decision,
  type DisagreementId,
  isOpinion,
  JustesseError,
  type Letter,
} from "@justesse/types"
import { type JudgementAct } from "@justesse/types/decisions/judgement"
import type { CheckInput, EvidenceCheck, ProposeInput } from "@justesse/types/wire/decision"
import { whyNotJudge } from "@justesse/work/decisions/refusal"
import type { z } from "zod"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireReservation } from "../review/decide.ts"
import { reviewFor } from "../review/open.ts"
import { type DecisionDeps, judgeOf, staffOf } from "./context.ts"
import { checkAll, factsOf, readBehind, readCompared, requireMay } from "./facts.ts"
import { append } from "./follow.ts"
import { begun, caseOfAnswer, guidelineOf, stateOf } from "./returns.ts"
import { isDone } from "./rows.ts"

const REASON = { code: "other", clause: null, note: "" } as const

/** The answer of a disputed task as its reviewer would have it: as far as it is decided, and as the answers propose elsewhere. */
export function referenceIn({ body, decisions }: Pick<Review, "body" | "decisions">): AnnotationBody {
  const all = new Map<DisagreementId, Decision>(decisions)
  for (const one of body.differences)
    if (!all.has(one.id)) all.set(one.id, { outcome: isTied(one) ? "undecidable" : "proposal", reason: REASON })
  return applyDecisions(body, all).body
}

/** The latest answer of whoever a letter stands for. @throws JustesseError not_found */
export async function answerBehind(inside: Pick<DecisionDeps, "storage">, review: Review, letter: Letter) {
  const submission = Object.entries(review.body.letters).find(([, one]) => one === letter)?.[0]
  const author = submission === undefined ? undefined : review.body.people[submission]
  const own = author === undefined ? undefined : await findAssignmentOf(inside.storage.db, review, author)
  if (!own) throw new JustesseError("not_found", { letter })
  return own
}

/** A proposal about a letter's answer, with everything that it is judged by. */
async function readProposal(
  inside: Inside<DecisionDeps>,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof CheckInput>,
) {
  if (isOpinion(project.kind)) throw new JustesseError("invalid_input", { field: "reason", rule: "opinion" })
  const review = await reviewFor(inside, { projectId: project.id, taskId: input.task }, who.personId)
  const own = await answerBehind(inside, review, input.letter)
  const nowMs = inside.nowMs()
  const found = await caseOfAnswer(inside, own, nowMs)
  const about = { ...own, about: found.case?.about ?? own.revision, guidelineVersion: guidelineOf(found) }
  const behind = await readBehind(inside, about)
  const reference = referenceIn(review)
  const compared = await readCompared(inside, own, behind, { reference, clause: input.clause })
  const { reason, clause, evidence } = input
  const act: Extract<JudgementAct, { kind: "propose" }> = { kind: "propose", reason, clause, evidence }
  const staff = await staffOf(inside, project.id)
  const facts = await factsOf(inside, own, staff, { clauses: behind.clauses, compared, reason })
  return { review, found, act, by: judgeOf(staff, who, project.roles), facts, compared, reference, nowMs }
}

/** Computes evidence again before it is sent, and says what else would stand against proposing it. Writes nothing. */
export async function checkProposal(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof CheckInput>,
): Promise<EvidenceCheck> {
  return inTransaction(deps, async (inside) => {
    const { found, act, by, facts, compared, nowMs } = await readProposal(inside, project, who, input)
    const why = whyNotJudge(stateOf(found), { act, by, atMs: nowMs }, facts)
    const check = checkAll(act, compared)
    return { ...check, fault: check.fault ?? why }
  })
}

/**
 * Proposes a rejection: a second person has two days to agree, and silence accepts. Its author is told at once. The task stays where it
 * is in the review. The same proposal under the same id is stored once.
 * @throws JustesseError judgement_refused, and as `decide`
 */
export async function propose(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ProposeInput>,
) {
  const { act: publicId, revision, ...about } = input
  return inTransaction(deps, async (inside) => {
    const read = await readProposal(inside, project, who, about)
    const { found, act, by, facts, nowMs, reference, review } = read
    if (found.case && (await isDone(inside, found.case, { act: publicId, personId: by.id, kind: "propose" })))
      return found.case
    requireReservation(review, who.personId, revision, nowMs)
    requireMay({ state: stateOf(found) }, act, by, nowMs, facts)
    const one = await begun(inside, found)
    const judgement = { act, by: { kind: "person", id: by.id }, atMs: nowMs } as const
    return append(inside, one, judgement, { publicId, about: one.about, reference })
  })
}
