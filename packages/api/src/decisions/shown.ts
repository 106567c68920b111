import { findAssignmentOf, findOntology, findTaskPictures, NO_SIZE } from "@justesse/db"
import type { MediaFacts } from "@justesse/db/assets/rows"
import type { Case, StoredJudgement } from "@justesse/db/decisions"
import { type AnnotationBody, type Box, boxOf, type Ontology, type Region, RegionId, type Size } from "@justesse/types"
import { type Evidence } from "@justesse/types/decisions/judgement"
import { type DecisionRole } from "@justesse/types/decisions/shown"
import type { Media } from "@justesse/types/wire/common"
import type { DecisionStep, NextStep, Why } from "@justesse/types/wire/decision"
import { answerTargetMs } from "@justesse/work/appeals/queue"
import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { showAuthor } from "@justesse/work/decisions/outcomes"
import type { Deps } from "../core/deps.ts"
import { assetReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { clauseNamed, type LocalClause } from "./context.ts"

/** Whose the next step is. */
const NEXT: Partial<Readonly<Record<CaseState["status"], DecisionRole>>> = {
  submitted: "reviewer",
  returned: "author",
  proposed: "second",
  rejected: "author",
  appealed: "third",
}

/** Who can act next, until when, and what silence makes of it; null once nothing is open. */
export function nextOf(state: CaseState): NextStep | null {
  const { silence } = showAuthor(state)
  const who = NEXT[state.status]
  if (!silence || !who) return null
  const targetMs = state.assignedAtMs === null ? null : Math.min(answerTargetMs(state.assignedAtMs, 0), silence.atMs)
  return { who, untilMs: silence.atMs, silence: silence.makes, targetMs: who === "third" ? targetMs : null }
}

/** As whom each act was done: every person of a case by what they are in it. */
const ROLES: Readonly<Record<Judgement["act"]["kind"], DecisionRole>> = {
  submit: "author",
  repair: "author",
  keep: "author",
  return: "reviewer",
  propose: "reviewer",
  concur: "second",
  disagree: "second",
  accept: "reviewer",
  reply: "author",
  leave: "author",
  appeal: "author",
  take_back: "author",
  assign: "rule",
  answer: "third",
  add: "third",
  unanswered: "silence",
  reopen: "rule",
  withdraw: "owner",
}

function textOf(act: Judgement["act"]): string | null {
  const text = "text" in act ? act.text : "note" in act ? act.note : ""
  return text === "" ? null : text
}

/** What happened, as whom, with what was written; an addition to an answer stands with the answer. */
export function stepsOf(rows: readonly StoredJudgement[]): DecisionStep[] {
  return rows.flatMap(({ judgement: { act, by, atMs } }) => {
    if (act.kind === "add") return []
    const who = by.kind === "silence" ? "silence" : by.kind === "rule" ? "rule" : ROLES[act.kind]
    return [{ kind: act.kind, who, atMs, text: textOf(act), clause: "clause" in act ? act.clause : null }]
  })
}

/** The newest proposal among judgements, with what it was compared with. */
export function proposalIn(rows: readonly StoredJudgement[]) {
  for (const { judgement, reference } of [...rows].reverse())
    if (judgement.act.kind === "propose") return { act: judgement.act, atMs: judgement.atMs, reference }
  return null
}

/** What its author and those after them said since a proposal, or since it was sent back. */
export function saidSince(rows: readonly StoredJudgement[], kind: "propose" | "return"): string[] {
  const from = rows.filter(({ judgement }) => judgement.act.kind === kind).at(-1)?.seq ?? 0
  const said = rows.filter(
    ({ seq, judgement: { act } }) => seq > from && (act.kind === "reply" || act.kind === "appeal"),
  )
  return said.flatMap(({ judgement }) => textOf(judgement.act) ?? [])
}

/** When it was sent back last, with what words, and when its repair came; null where it was not. */
export function cameBackOf(rows: readonly StoredJudgement[]) {
  const at = rows.map(({ judgement }) => judgement.act.kind).lastIndexOf("return")
  const back = rows[at]
  if (!back) return null
  const again = rows.slice(at).find(({ judgement }) => judgement.act.kind === "repair")
  return {
    atMs: back.judgement.atMs,
    note: textOf(back.judgement.act) ?? "",
    againAtMs: again?.judgement.atMs ?? null,
    said: saidSince(rows, "return"),
  }
}

/** What was held against a submission, in full and without ids of what it was compared with. */
export function whyOf(
  state: CaseState,
  act: { readonly evidence: readonly Evidence[] },
  clauses: readonly LocalClause[],
  guidelineVersion: number,
): Why | null {
  if (!state.proposal) return null
  const { proposal } = showAuthor({ ...state, proposal: { ...state.proposal, evidence: [...act.evidence] } })
  if (!proposal) return null
  return {
    reason: proposal.reason,
    clause: clauseNamed(clauses, proposal.clause),
    guidelineVersion,
    evidence: [...proposal.evidence],
  }
}

/** Regions under names that tell nothing of where they come from, top to bottom. */
export function withoutOrigin(regions: readonly Region[]): AnnotationBody {
  const ordered = [...regions].sort((p, q) => {
    const [a, b] = [boxOf(p), boxOf(q)]
    return a.y - b.y || a.x - b.x || a.height - b.height || a.width - b.width
  })
  const bare = ordered.map(({ geometry, label, attributes, transcript }, at) => ({
    id: RegionId.parse(`r${at + 1}`),
    geometry,
    label,
    ...(attributes && Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(transcript ? { transcript: { value: transcript.value } } : {}),
  }))
  return { regions: bare, nothingHere: bare.length === 0 }
}

/** Around some boxes; null around none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** A task's picture as reviewers and third persons see it, with the labels that the answer was made under; beside it what it is where it is none. */
export async function pictureOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  { projectId, taskId }: Pick<Case, "projectId" | "taskId">,
  ontologyVersion: number,
): Promise<{ shown: { size: Size; media: Media; ontology: Ontology }; facts: MediaFacts | null }> {
  const { db } = deps.storage
  const [pictures, found] = await Promise.all([
    findTaskPictures(db, projectId, [taskId]),
    findOntology(db, projectId, ontologyVersion),
  ])
  const picture = pictures.get(taskId)
  const shown = {
    size: picture?.size ?? NO_SIZE,
    media: picture ? mediaUrls(deps, assetReference(projectId, picture.assetId), picture.facts) : NO_MEDIA,
    ontology: found?.ontology ?? { labels: [] },
  }
  return { shown, facts: picture?.facts ?? null }
}

/** The author's assignment of a case. */
export const assignmentOf = (deps: Pick<Deps, "storage">, one: Case) =>
  findAssignmentOf(deps.storage.db, one, one.personId)
