import { findGold, findProject, findSubmission, listLatestOfTask, type Project, type Submission } from "@justesse/db"
import { type Case, type CaseKey, hasProposals, type Staff } from "@justesse/db/decisions"
import { listMentorsOf } from "@justesse/db/mentors/pairs"
import { type AnnotationBody, EMPTY_BODY, JustesseError } from "@justesse/types"
import { type JudgementAct, type RejectionReason } from "@justesse/types/decisions/judgement"
import type { EvidenceCheck } from "@justesse/types/wire/decision"
import { type EvidenceFault, findEvidenceFault } from "@justesse/work/decisions/evidence"
import { type CaseFacts, type Judge, whyNotJudge } from "@justesse/work/decisions/refusal"
import { readTolerances } from "@justesse/work/decisions/tolerances"
import { compareRulesOf } from "../labels/compareRule.ts"
import { type Compared, figureOf, judgedAnswer } from "./answers.ts"
import { clauseNamed, clausesIn, type DecisionDeps, type LocalClause, textsOf } from "./context.ts"
import { readFigures } from "./figures.ts"

/** What stands behind the judgements of a case: its project, the answer, and the guideline that its author had. */
interface Behind {
  readonly project: Project
  readonly submission: Submission
  readonly clauses: readonly LocalClause[]
}

type About = Pick<CaseKey, "projectId" | "taskId" | "personId"> & Pick<Case, "about" | "guidelineVersion">

/** @throws JustesseError not_found */
export async function readBehind(deps: Pick<DecisionDeps, "storage">, one: About): Promise<Behind> {
  const { db } = deps.storage
  const [project, submission, clauses] = await Promise.all([
    findProject(db, one.projectId),
    findSubmission(db, one, one.about),
    clausesIn(deps, one.projectId, one.guidelineVersion),
  ])
  if (!project || !submission) throw new JustesseError("not_found", { revision: one.about })
  return { project, submission, clauses }
}

/** What the answer is compared with, by the bounds of a clause: everything from what is stored. */
export async function readCompared(
  deps: Pick<DecisionDeps, "storage">,
  one: Pick<CaseKey, "projectId" | "taskId" | "personId">,
  { project, submission, clauses }: Behind,
  { reference, clause }: { readonly reference: AnnotationBody; readonly clause: string },
): Promise<Compared> {
  const { db } = deps.storage
  const [answers, gold, offered] = await Promise.all([
    listLatestOfTask(db, one),
    findGold(db, one),
    hasProposals(db, one),
  ])
  // Who takes the same proposals gives the same answer: that shows nothing.
  const others = offered ? [] : answers.filter(({ personId }) => personId !== one.personId).map(({ body }) => body)
  return {
    answer: submission.body,
    reference,
    tolerances: readTolerances(textsOf(clauseNamed(clauses, clause))),
    others,
    gold: gold
      ? {
          id: one.taskId,
          answer: gold.answer,
          rule: (await compareRulesOf(db, project, gold))(submission.ontologyVersion),
        }
      : null,
  }
}

/** The answer of a case that says nothing, for acts to which it does not matter. */
const UNREAD: Compared = { answer: EMPTY_BODY, reference: EMPTY_BODY, tolerances: {}, others: [], gold: null }

/** What the rules ask of a case before an act. */
export async function factsOf(
  deps: DecisionDeps,
  one: Pick<CaseKey, "projectId" | "taskId" | "personId">,
  staff: Staff,
  {
    clauses,
    compared = UNREAD,
    reason = "fraud",
  }: {
    readonly clauses: readonly LocalClause[]
    readonly compared?: Compared
    readonly reason?: RejectionReason
  },
): Promise<CaseFacts> {
  const [{ consequence }, mentors] = await Promise.all([
    readFigures(deps, one.projectId),
    listMentorsOf(deps.storage.db, one),
  ])
  return {
    authorId: one.personId,
    mentorIds: new Set(mentors),
    // Boxes and texts can be right or wrong; kinds that ask for an opinion cannot.
    isJudgeable: true,
    clauses: new Set(clauses.map(({ number }) => number)),
    answer: judgedAnswer(compared, reason),
    requester: { organisation: staff.organisation, consequence },
  }
}

/** @throws JustesseError judgement_refused with why */
export function requireMay(
  { state }: Pick<Case, "state">,
  act: JudgementAct,
  by: Judge,
  atMs: number,
  facts: CaseFacts,
): void {
  const why = whyNotJudge(state, { act, by, atMs }, facts)
  if (why) throw new JustesseError("judgement_refused", { why, status: state.status })
}

/** Computes evidence again: whether it holds, and each figure as it is now. */
export function checkAll(
  act: Pick<Extract<JudgementAct, { kind: "propose" }>, "reason" | "evidence">,
  compared: Compared,
): EvidenceCheck {
  const fault: EvidenceFault | null = findEvidenceFault(act.reason, act.evidence, judgedAnswer(compared, act.reason))
  return { fault, figures: act.evidence.map((one) => figureOf(act.reason, one, compared)) }
}
