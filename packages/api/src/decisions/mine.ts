import {
  type Assignment,
  findProject,
  findRoles,
  findSubmission,
  findTaskPictures,
  NO_SIZE,
  type Project,
} from "@justesse/db"
import { type Case, countSent, findCase, findLatestCase, listCasesOf, listJudgements } from "@justesse/db/decisions"
import { findAnswerMoney } from "@justesse/db/pay/ofAnswer"
import { AssignmentId, boxOf, DecisionId, EMPTY_BODY, JustesseError, type Region } from "@justesse/types"
import type { DecisionList, DecisionListInput, DecisionOne, DecisionRow } from "@justesse/types/wire/decision"
import { ombudUntilMs } from "@justesse/work/appeals/ombud"
import { asOf } from "@justesse/work/decisions/deadlines"
import { showAuthor } from "@justesse/work/decisions/outcomes"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { assignmentReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { findOmbud } from "../ombud/find.ts"
import { labelNamesOf } from "../questions/views.ts"
import { namedIn, regionNamed } from "./answers.ts"
import type { DecisionDeps } from "./context.ts"
import { readBehind } from "./facts.ts"
import { withCase } from "./live.ts"
import { putRightOf } from "./putRight.ts"
import { around, assignmentOf, nextOf, pictureOf, proposalIn, stepsOf, whyOf, withoutOrigin } from "./shown.ts"

type MineDeps = DecisionDeps & Pick<Deps, "settings">

/** Whether an author has anything to read about a case: a doubt was raised. What is only accepted is no event. */
function isDoubted({ state }: Case): boolean {
  return state.proposal !== null || state.returns > 0
}

const isOpen = ({ state }: Case) => nextOf(state) !== null

/** In which something is asked of its author. */
const needsAuthor = ({ state }: Case) => nextOf(state)?.who === "author"

/** Open ones by their term, the others by when they came to stand as they do, latest first. */
function inOrder(cases: readonly Case[], which: z.infer<typeof DecisionListInput>["state"]): Case[] {
  const part = cases.filter((one) => which === "all" || isOpen(one) === (which === "open"))
  const untilMs = ({ state }: Case) => nextOf(state)?.untilMs ?? 0
  const byTerm = (p: Case, q: Case) => untilMs(p) - untilMs(q)
  const byTime = (p: Case, q: Case) => q.state.sinceMs - p.state.sinceMs
  return [...part].sort(
    (p, q) => (which === "open" ? byTerm(p, q) : byTime(p, q)) || (p.publicId < q.publicId ? -1 : 1),
  )
}

async function mineOf(deps: MineDeps, personId: number): Promise<Case[]> {
  const nowMs = deps.nowMs()
  return (await listCasesOf(deps.storage.db, personId))
    .map((one) => ({ ...one, state: asOf(one.state, nowMs) }))
    .filter(isDoubted)
}

/** The decision about somebody's answer to a task, as its author may read it; null where nobody doubted the answer. */
export async function findDecisionAbout(
  { storage: { db } }: Pick<Deps, "storage">,
  answer: Pick<Assignment, "projectId" | "taskId" | "personId">,
): Promise<DecisionId | null> {
  const one = await findLatestCase(db, answer)
  return one && isDoubted(one) ? DecisionId.parse(one.publicId) : null
}

/** One page of the decisions about somebody's answers. */
export async function listMine(
  deps: MineDeps,
  personId: number,
  input: z.infer<typeof DecisionListInput>,
): Promise<DecisionList> {
  const all = await mineOf(deps, personId)
  const ordered = inOrder(all, input.state)
  const after = input.cursor === null ? 0 : ordered.findIndex(({ publicId }) => publicId === input.cursor) + 1
  const page = ordered.slice(after, after + input.limit)
  const rows = await Promise.all(page.map((one) => rowOf(deps, one)))
  const sent = await countSent(deps.storage.db, personId)
  const open = all.filter(isOpen)
  const rejected = all.filter(({ state }) => state.rejectedAtMs !== null || state.reopened > 0)
  return {
    rows: rows.filter((row) => row !== null),
    next: ordered.length > after + page.length ? (page.at(-1)?.publicId ?? null) : null,
    counts: { open: open.length, needMe: open.filter(needsAuthor).length, decided: all.length - open.length },
    ever: {
      ...sent,
      rejected: rejected.length,
      overturned: rejected.filter(({ state }) => state.status === "overturned").length,
    },
  }
}

interface Read {
  readonly own: Assignment
  readonly project: Project
  readonly isMember: boolean
}

async function readOwn(deps: MineDeps, one: Case): Promise<Read | null> {
  const [own, project, roles] = await Promise.all([
    assignmentOf(deps, one),
    findProject(deps.storage.db, one.projectId),
    findRoles(deps.storage.db, one.projectId, one.personId),
  ])
  return own && project && project.state !== "deleted" ? { own, project, isMember: roles.length > 0 } : null
}

async function rowOf(deps: MineDeps, one: Case): Promise<DecisionRow | null> {
  const read = await readOwn(deps, one)
  return read && toRow(deps, one, read)
}

async function toRow(deps: MineDeps, one: Case, { own, project, isMember }: Read): Promise<DecisionRow> {
  const { db } = deps.storage
  const [first, about, pictures, names] = await Promise.all([
    findSubmission(db, one, one.revision),
    findSubmission(db, one, one.about),
    findTaskPictures(db, one.projectId, [one.taskId]),
    labelNamesOf(deps, project),
  ])
  const { state } = one
  const answer = about?.body ?? EMPTY_BODY
  const evidence = state.proposal?.evidence ?? []
  const part = evidence.flatMap((shown): Region[] => {
    const id = "partId" in shown ? shown.partId : null
    const region = id === null ? undefined : regionNamed({ answer, reference: EMPTY_BODY }, id)
    return region ? [region] : []
  })[0]
  const places = evidence.flatMap((shown) => (shown.type === "region" ? [shown.box] : []))
  const view = showAuthor(state)
  return {
    decision: DecisionId.parse(one.publicId),
    assignmentId: AssignmentId.parse(own.publicId),
    project: project.slug,
    projectName: project.name,
    // Nobody sees pictures of a project that they left.
    thumbnail: isMember && !project.settings.about ? mediaUrls(deps, assignmentReference(own.publicId)).thumbnail : "",
    size: pictures.get(one.taskId)?.size ?? NO_SIZE,
    status: state.status,
    reason: state.proposal?.reason ?? null,
    clause: state.proposal?.clause ?? own.sentBack?.clause ?? null,
    label: part?.label ?? null,
    labelName: (part && names.get(part.label)) ?? null,
    box: part ? boxOf(part) : (around(places) ?? own.sentBack?.place ?? null),
    sentAtMs: first?.storedAtMs ?? 0,
    sinceMs: state.sinceMs,
    returns: state.returns,
    acts: [...view.acts],
    next: nextOf(state),
    // Nobody is promised an ombudsperson where there is none.
    ombudUntilMs: (await findOmbud(deps, one.personId, one.projectId)) === null ? null : ombudUntilMs(state),
  }
}

/** Whose rendering an answer to an appeal speaks for, as its author reads it. */
function verdictOf(answer: "first" | "second" | "both" | "unclear", authorIsFirst: boolean) {
  if (answer === "both" || answer === "unclear") return answer
  return (answer === "first") === authorIsFirst ? "mine" : "theirs"
}

/** One decision about somebody's own answer, as it stands now. @throws JustesseError not_found */
export async function readMine(deps: MineDeps, personId: number, decision: string): Promise<DecisionOne> {
  const known = await findCase(deps.storage.db, decision)
  if (known?.personId !== personId) throw new JustesseError("not_found", { decision })
  return readOneOf(deps, personId, decision)
}

/** A decision as the ombud reads it whom its author wrote to: what the author reads, without their money and the way to their others. */
export async function readForOmbud(deps: MineDeps, decision: string): Promise<DecisionOne> {
  const known = await findCase(deps.storage.db, decision)
  if (!known) throw new JustesseError("not_found", { decision })
  const one = await readOneOf(deps, known.personId, decision)
  return { ...one, row: { ...one.row, acts: [] }, money: null, previous: null, following: null }
}

async function readOneOf(deps: MineDeps, personId: number, decision: string): Promise<DecisionOne> {
  const one = await withCase(deps, decision, async (_inside, now) => now)
  const read = await readOwn(deps, one)
  if (!read) throw new JustesseError("not_found", { decision })
  const [row, behind, rows, all, money] = await Promise.all([
    toRow(deps, one, read),
    readBehind(deps, one),
    listJudgements(deps.storage.db, one),
    mineOf(deps, personId),
    findAnswerMoney(deps.storage.db, one),
  ])
  const { submission, project, clauses } = behind
  const proposal = proposalIn(rows)
  const bodies = { answer: submission.body, reference: proposal?.reference ?? EMPTY_BODY }
  const order = inOrder(all, "open").map(({ publicId }) => publicId)
  const at = order.indexOf(one.publicId)
  const beside = (index: number) => (order[index] === undefined || at < 0 ? null : DecisionId.parse(order[index]))
  const picture = await pictureOf(deps, one, submission.ontologyVersion)
  return {
    row,
    kind: project.kind,
    media: read.isMember ? mediaUrls(deps, assignmentReference(read.own.publicId), picture.facts) : NO_MEDIA,
    ontology: picture.shown.ontology,
    mine: submission.body,
    theirs: withoutOrigin(proposal ? namedIn(proposal.act.evidence, bodies) : []),
    why: proposal && whyOf(one.state, proposal.act, clauses, one.guidelineVersion),
    sentBack: read.own.sentBack,
    answer: writtenAnswer(rows),
    putRight: one.state.status === "overturned" ? await putRightOf(deps, one) : null,
    money,
    steps: stepsOf(rows),
    previous: beside(at - 1),
    following: beside(at + 1),
  }
}

/** The written answer to the last appeal, and what was added to it. */
function writtenAnswer(rows: Awaited<ReturnType<typeof listJudgements>>): DecisionOne["answer"] {
  const acts = rows.map(({ judgement }) => judgement.act)
  const at = acts.map(({ kind }) => kind).lastIndexOf("answer")
  const act = acts[at]
  if (act?.kind !== "answer") return null
  const drawn = acts
    .slice(0, at)
    .filter((one) => one.kind === "assign")
    .at(-1)
  return {
    verdict: verdictOf(act.answer, drawn?.kind === "assign" && drawn.authorIsFirst),
    clause: act.clause,
    text: act.text,
    added: acts.slice(at).flatMap((one) => (one.kind === "add" ? [one.text] : [])),
  }
}
