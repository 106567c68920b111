import { findAccess, findProject } from "@justesse/db"
import { type Case, listAnsweredBy, listCasesOfThird, listJudgements } from "@justesse/db/decisions"
import { listMentorsOf } from "@justesse/db/mentors/pairs"
import { boxOf, DecisionId, JustesseError } from "@justesse/types"
import { type JudgementAct } from "@justesse/types/decisions/judgement"
import type { AddInput, Answered, AnswerInput, AppealQueue, BlindCase } from "@justesse/types/wire/decision"
import { showBlind } from "@justesse/work/appeals/adjudicators"
import type { z } from "zod"
import { requireGiven } from "../content/stand.ts"
import type { Inside } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { namedIn } from "./answers.ts"
import { awayNow } from "./away.ts"
import { type DecisionDeps, judgeOf, staffOf } from "./context.ts"
import { factsOf, readBehind, requireMay } from "./facts.ts"
import { append, drawThird, eligibleFor } from "./follow.ts"
import { withCase } from "./live.ts"
import { isDone } from "./rows.ts"
import { around, nextOf, pictureOf, proposalIn, saidSince, withoutOrigin } from "./shown.ts"

/** Appeals that somebody was drawn for and has not answered, the one that ends first at first; and what they answered lately. */
export async function appealQueue(deps: DecisionDeps, personId: number): Promise<AppealQueue> {
  const { db } = deps.storage
  const [open, answered] = await Promise.all([
    listCasesOfThird(db, personId),
    listAnsweredBy(db, personId, MOST_ANSWERED),
  ])
  const waiting = await Promise.all(open.map((one) => waitingOf(deps, one)))
  const decided = await Promise.all(
    answered.map(async ({ one, act, atMs }) => ({
      decision: DecisionId.parse(one.publicId),
      projectName: (await findProject(db, one.projectId))?.name ?? "",
      clause: act.clause,
      answer: act.answer,
      atMs,
    })),
  )
  return { waiting: waiting.filter((row) => row !== null), decided, awayUntilMs: await awayNow(deps, personId) }
}

const MOST_ANSWERED = 50

async function waitingOf(deps: DecisionDeps, one: Case): Promise<AppealQueue["waiting"][number] | null> {
  const { db } = deps.storage
  const [project, staff, mentors] = await Promise.all([
    findProject(db, one.projectId),
    staffOf(deps, one.projectId),
    listMentorsOf(db, one),
  ])
  const next = nextOf(one.state)
  if (!project || !next || next.untilMs <= deps.nowMs()) return null
  return {
    decision: DecisionId.parse(one.publicId),
    project: project.slug,
    projectName: project.name,
    clause: one.state.proposal?.clause ?? "",
    drawnAtMs: one.state.assignedAtMs ?? one.state.sinceMs,
    // Whoever has it is not among those who can be drawn instead.
    among: eligibleFor(one, staff, mentors).length + 1,
    targetMs: next.targetMs ?? next.untilMs,
    untilMs: next.untilMs,
  }
}

/** A case that is this person's to answer; any other does not exist for them. */
function requireThird(one: Case, personId: number): void {
  const isTheirs = one.state.status === "appealed" && one.state.assigned?.adjudicatorId === personId
  if (!isTheirs) throw new JustesseError("not_found", { decision: one.publicId })
}

/** An appeal as its third person sees it. @throws JustesseError not_found */
export function blindCase(deps: DecisionDeps, personId: number, decision: string): Promise<BlindCase> {
  return withCase(deps, decision, async (inside, one) => {
    requireThird(one, personId)
    const access = await findAccess(inside.storage.db, one.projectId, personId)
    if (access) requireGiven(access)
    const [behind, rows] = await Promise.all([readBehind(inside, one), listJudgements(inside.storage.db, one)])
    const proposal = proposalIn(rows)
    const next = nextOf(one.state)
    if (!proposal || !next) throw new JustesseError("not_found", { decision })
    const { submission, project, clauses } = behind
    const reference = proposal.reference ?? { regions: [], nothingHere: false }
    const named = namedIn(proposal.act.evidence, { answer: submission.body, reference })
    const own = namedIn(proposal.act.evidence, { answer: reference, reference: submission.body })
    const shown = proposal.act.evidence.flatMap((one) => (one.type === "region" ? [one.box] : []))
    const view = showBlind(one.state, {
      author: withoutOrigin(submission.body.regions),
      reviewer: withoutOrigin(reference.regions),
      clauses: [proposal.act.clause],
    })
    return {
      decision: DecisionId.parse(one.publicId),
      project: project.slug,
      projectName: project.name,
      kind: project.kind,
      ...(await pictureOf(inside, one, submission.ontologyVersion)).shown,
      guidelineVersion: one.guidelineVersion,
      clause: proposal.act.clause,
      clauses: [...clauses],
      first: view.first,
      second: view.second,
      place: around([...named.map(boxOf), ...own.map(boxOf), ...shown]),
      targetMs: next.targetMs ?? next.untilMs,
      untilMs: next.untilMs,
    }
  })
}

/** Does an act of a third person, once. */
async function actAsThird(
  inside: Inside<DecisionDeps>,
  one: Case,
  who: Who,
  { act, publicId }: { readonly act: Extract<JudgementAct, { kind: "answer" | "add" }>; readonly publicId: string },
): Promise<Case> {
  if (await isDone(inside, one, { act: publicId, personId: who.personId, kind: act.kind })) return one
  if (act.kind === "answer") requireThird(one, who.personId)
  const staff = await staffOf(inside, one.projectId)
  const by = judgeOf(staff, who)
  const atMs = inside.nowMs()
  const { clauses } = await readBehind(inside, one)
  requireMay(one, act, by, atMs, await factsOf(inside, one, staff, { clauses }))
  return append(inside, one, { act, by: { kind: "person", id: by.id }, atMs }, { publicId })
}

/**
 * Answers an appeal in writing; then what both sides wrote is shown.
 * @throws JustesseError not_found | judgement_refused | conflict
 */
export function answerAppeal(deps: DecisionDeps, who: Who, input: z.infer<typeof AnswerInput>): Promise<Answered> {
  const { decision, act: publicId, ...said } = input
  return withCase(deps, decision, async (inside, one) =>
    answeredOf(
      inside,
      await actAsThird(inside, one, who, { act: { kind: "answer", ...said }, publicId }),
      who.personId,
    ),
  )
}

/** Adds to the reason of one's own answer. @throws JustesseError not_found | judgement_refused | conflict */
export function addToAnswer(
  deps: DecisionDeps,
  who: Who,
  { decision, act: publicId, text }: z.infer<typeof AddInput>,
): Promise<Answered> {
  return withCase(deps, decision, async (inside, one) => {
    if (one.state.adjudicators.at(-1) !== who.personId) throw new JustesseError("not_found", { decision })
    return answeredOf(
      inside,
      await actAsThird(inside, one, who, { act: { kind: "add", text }, publicId }),
      who.personId,
    )
  })
}

/** What one's own answer came to, and what both sides wrote. @throws JustesseError not_found */
async function answeredOf(inside: Inside<DecisionDeps>, one: Case, personId: number): Promise<Answered> {
  const rows = await listJudgements(inside.storage.db, one)
  const mine = rows.filter(
    ({ judgement: { act, by } }) => act.kind === "answer" && by.kind === "person" && by.id === personId,
  )
  const act = mine.at(-1)?.judgement.act
  const proposal = proposalIn(rows)
  if (act?.kind !== "answer" || !proposal) throw new JustesseError("not_found", { decision: one.publicId })
  return {
    decision: DecisionId.parse(one.publicId),
    status: one.state.status,
    answer: act.answer,
    clause: act.clause,
    text: act.text,
    added: rows.flatMap(({ judgement }) => (judgement.act.kind === "add" ? [judgement.act.text] : [])),
    reason: proposal.act.reason,
    said: saidSince(rows, "propose"),
  }
}

/** What one answered before, for looking at it again. @throws JustesseError not_found */
export function readAnswered(deps: DecisionDeps, personId: number, decision: string): Promise<Answered> {
  return withCase(deps, decision, (inside, one) => answeredOf(inside, one, personId))
}

/** "I know it": somebody else is drawn; where nobody may, its author is right. @throws JustesseError not_found */
export function handOn(deps: DecisionDeps, personId: number, decision: string): Promise<void> {
  return withCase(deps, decision, async (inside, one) => {
    requireThird(one, personId)
    await drawThird(inside, one, inside.nowMs())
  })
}
