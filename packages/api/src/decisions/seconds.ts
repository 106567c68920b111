import type { ProjectAccess } from "@justesse/db"
import { type Case, listCasesIn } from "@justesse/db/decisions"
import { listLearnersOf } from "@justesse/db/mentors/pairs"
import { DecisionId, JustesseError } from "@justesse/types"
import { type JudgementAct } from "@justesse/types/decisions/judgement"
import type { SecondInput, Seconds, WithdrawInput } from "@justesse/types/wire/decision"
import { deadlineOf } from "@justesse/work/decisions/deadlines"
import type { z } from "zod"
import type { Inside } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { type DecisionDeps, judgeOf, staffOf } from "./context.ts"
import { factsOf, requireMay } from "./facts.ts"
import { append, secondsOf } from "./follow.ts"
import { withCase } from "./live.ts"
import { isDone } from "./rows.ts"

/** Proposals of a project that wait for a second person, and for which this one may be it. */
export async function listSeconds(deps: DecisionDeps, project: ProjectAccess, who: Who): Promise<Seconds> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const [staff, open, learners] = await Promise.all([
    staffOf(deps, project.id),
    listCasesIn(db, project.id, ["proposed"]),
    listLearnersOf(db, { projectId: project.id, mentorId: who.personId }),
  ])
  const mine = open.filter(
    (one) => secondsOf(one, staff, []).includes(who.personId) && !learners.includes(one.personId),
  )
  return {
    rows: mine.flatMap(({ publicId, state }) => {
      const due = deadlineOf(state)
      if (!state.proposal || !due || due.atMs <= nowMs) return []
      const { reason, clause } = state.proposal
      const decision = DecisionId.parse(publicId)
      return [{ decision, reason, clause, proposedAtMs: state.sinceMs, untilMs: due.atMs }]
    }),
  }
}

/** A case of this project; any other is unknown there. @throws JustesseError not_found */
export function requireOf(project: Pick<ProjectAccess, "id">, one: Case): void {
  if (one.projectId !== project.id) throw new JustesseError("not_found", { decision: one.publicId })
}

/** Does one act of a member about a case of their project, once. */
async function actOn(
  inside: Inside<DecisionDeps>,
  one: Case,
  who: Who,
  project: ProjectAccess,
  { act, publicId }: { readonly act: JudgementAct; readonly publicId: string },
): Promise<Case> {
  requireOf(project, one)
  if (await isDone(inside, one, { act: publicId, personId: who.personId, kind: act.kind })) return one
  const staff = await staffOf(inside, one.projectId)
  const by = judgeOf(staff, who, project.roles)
  const atMs = inside.nowMs()
  requireMay(one, act, by, atMs, await factsOf(inside, one, staff, { clauses: [] }))
  return append(inside, one, { act, by: { kind: "person", id: by.id }, atMs }, { publicId })
}

/**
 * A second person agrees with a proposed rejection, or does not.
 * @throws JustesseError not_found | judgement_refused | conflict
 */
export function answerSecond(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  { decision, act, agrees }: z.infer<typeof SecondInput>,
): Promise<Case> {
  const kind = agrees ? "concur" : "disagree"
  return withCase(deps, decision, (inside, one) => actOn(inside, one, who, project, { act: { kind }, publicId: act }))
}

/** The owner takes a doubt back: the answer counts as good. @throws JustesseError not_found | judgement_refused | conflict */
export function withdraw(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  { decision, act }: z.infer<typeof WithdrawInput>,
): Promise<Case> {
  const publicId = act
  return withCase(deps, decision, (inside, one) =>
    actOn(inside, one, who, project, { act: { kind: "withdraw" }, publicId }),
  )
}
