import type { ProjectAccess, Review } from "@justesse/db"
import { findTaskPictures, NO_SIZE } from "@justesse/db"
import { listJudgements } from "@justesse/db/decisions"
import { overlapOfRegions } from "@justesse/quality/geometry/regions"
import { clauseAbout } from "@justesse/quality/similar/clause"
import { type AnnotationBody, type Box, boxOf, type Disagreement, type Region, type Size } from "@justesse/types"
import { type Evidence, type JudgementAct, type RejectionReason } from "@justesse/types/decisions/judgement"
import type { Draft, Panel, PanelInput } from "@justesse/types/wire/decision"
import { whyNotJudge } from "@justesse/work/decisions/refusal"
import { readTolerances } from "@justesse/work/decisions/tolerances"
import type { z } from "zod"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { reviewFor } from "../review/open.ts"
import { type Compared, edgeDistance, judgedAnswer, referenceId, regionNamed } from "./answers.ts"
import { type DecisionDeps, judgeOf, type LocalClause, staffOf, textsOf } from "./context.ts"
import { checkAll, factsOf, readBehind, readCompared } from "./facts.ts"
import { secondsOf } from "./follow.ts"
import { answerBehind, referenceIn } from "./proposals.ts"
import { acceptedAtMs, caseOfAnswer, guidelineOf, stateOf } from "./returns.ts"
import { cameBackOf } from "./shown.ts"

/** A reason with what would show it, before the machine has looked. */
interface Idea {
  readonly reason: RejectionReason
  readonly evidence: readonly Evidence[]
}

/** Reasons that a difference suggests, gravest first: what the answer has there, and what the reviewer has. */
function ideasFrom(mine: Region | null, other: Region | null, compared: Compared): Idea[] {
  if (!mine && other) return [{ reason: "missing_object", evidence: [{ type: "region", box: boxOf(other) }] }]
  if (mine && !other) return [{ reason: "spurious_object", evidence: [{ type: "region", box: boxOf(mine) }] }]
  if (!mine || !other) return []
  const ids = { partId: mine.id as string, referenceId: referenceId(other) }
  const ideas: Idea[] = []
  const differ = (reason: RejectionReason, answered: string, expected: string) =>
    ideas.push({ reason, evidence: [{ type: "diff", ...ids, answered, expected }] })
  if (mine.label !== other.label) differ("wrong_label", mine.label, other.label)
  const [text, expected] = [mine.transcript?.value ?? "", other.transcript?.value ?? ""]
  if (text !== expected) differ(expected.includes(text) ? "transcript_omission" : "transcript_error", text, expected)
  const figures = (["edge_px", "iou"] as const).flatMap((name) => {
    const threshold = compared.tolerances[name]
    const value = judgedAnswer(compared, "geometry_out_of_tolerance").measure(name, ids.partId, ids.referenceId)
    return threshold === undefined || value === null
      ? []
      : [{ type: "metric" as const, name, ...ids, value, threshold }]
  })
  // The figure of which a clause speaks; edges where it speaks of both.
  const [figure] = figures
  if (figure && (edgeDistance(mine, other) > 0 || figure.value < 1))
    ideas.push({ reason: "geometry_out_of_tolerance", evidence: [figure] })
  return ideas
}

/** An answer in which nothing is shows that by itself; the whole picture is where to look. */
function ideaOfEmpty({ width, height }: Size): Idea {
  return { reason: "empty_or_random", evidence: [{ type: "region", box: { x: 0, y: 0, width, height } }] }
}

/** The region of an answer that a difference is about: the one in the same place as what its letter has there. */
function partAt(answer: AnnotationBody, candidate: Region | null): Region | null {
  if (!candidate) return null
  const found = answer.regions
    .map((region) => ({ region, overlap: overlapOfRegions(region, candidate) }))
    .sort((p, q) => q.overlap - p.overlap)[0]
  return found && found.overlap >= 0.5 ? found.region : null
}

/** Clauses of a version in the order in which they fit a reason; those that set a bound for a reason of places come first. */
function clausesFor(reason: RejectionReason, label: string | null, clauses: readonly LocalClause[]): LocalClause[] {
  if (reason === "geometry_out_of_tolerance") {
    const bounded = clauses.filter((clause) => {
      const { edge_px, iou } = readTolerances(textsOf(clause))
      return edge_px !== undefined || iou !== undefined
    })
    return [...bounded, ...clauses.filter((clause) => !bounded.includes(clause))]
  }
  const english = clauses.flatMap(({ en, fr }) => en ?? fr ?? [])
  const labels = label === null ? [] : [[label]]
  const best = clauseAbout({ rule: null, labels, isGeometry: false }, english)
  return [...clauses].sort((p, q) => Number(q.number === best) - Number(p.number === best))
}

/** What a reviewer can do about an answer, with a reason, a clause and evidence from the difference in view. @throws as `decide` */
export async function panelOf(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof PanelInput>,
): Promise<Panel> {
  return inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    const review = await reviewFor(inside, { projectId: project.id, taskId: input.task }, who.personId)
    const own = await answerBehind(inside, review, input.letter)
    const nowMs = inside.nowMs()
    const found = await caseOfAnswer(inside, own, nowMs)
    const state = stateOf(found)
    const guidelineVersion = guidelineOf(found)
    const [behind, staff, rows, pictures] = await Promise.all([
      readBehind(inside, { ...own, about: found.case?.about ?? own.revision, guidelineVersion }),
      staffOf(inside, project.id),
      found.case ? listJudgements(db, found.case) : [],
      findTaskPictures(db, project.id, [input.task]),
    ])
    const { clauses } = behind
    const comparedBy = (clause: string) => readCompared(inside, own, behind, { reference: referenceIn(review), clause })
    const about = review.body.differences.find(({ id }) => id === input.difference)
    const size = pictures.get(input.task)?.size ?? NO_SIZE
    const drafts = await draftsOf({ about, review, letter: input.letter, clauses, comparedBy, size })
    const by = judgeOf(staff, who, project.roles)
    const facts = await factsOf(inside, own, staff, { clauses })
    const back: JudgementAct = { kind: "return", clause: null, note: "-" }
    const whyNotReturn = whyNotJudge(state, { act: back, by, atMs: nowMs }, facts)
    const isSound = drafts.some(({ check }) => check.fault === null)
    const isEmpty = behind.submission.body.regions.length === 0
    const mayPropose = state.status === "submitted" && whyNotReturn !== "not_open" && (state.returns > 0 || isEmpty)
    const act = mayPropose ? "propose" : whyNotReturn === null ? "return" : "none"
    const accepted = acceptedAtMs(found, nowMs)
    const proposed = { ...own, publicId: "", about: 0, rows: 0, guidelineVersion, state, revision: own.revision }
    const seconds = secondsOf(proposed, staff, [...(facts.mentorIds ?? [])]).filter((id) => id !== who.personId)
    return {
      act: accepted === null ? act : "return",
      why: act === "propose" ? (isSound ? null : (drafts[0]?.check.fault ?? null)) : whyNotReturn,
      returns: state.returns,
      status: accepted === null ? state.status : "auto_accepted",
      acceptedAtMs: accepted,
      cameBack: cameBackOf(rows),
      guidelineVersion,
      clauses: [...clauses],
      drafts,
      alone: seconds.length === 0,
    }
  })
}

async function draftsOf({
  about,
  review,
  letter,
  clauses,
  comparedBy,
  size,
}: {
  readonly about: Disagreement | undefined
  readonly review: Pick<Review, "body">
  readonly letter: string
  readonly clauses: readonly LocalClause[]
  readonly comparedBy: (clause: string) => Promise<Compared>
  readonly size: Size
}): Promise<Draft[]> {
  const [first] = clauses
  if (!first) return []
  const drafts: Draft[] = []
  const add = async (idea: Idea, clause: LocalClause, compared: Compared) => {
    const evidence = [...idea.evidence]
    drafts.push({
      reason: idea.reason,
      clause: clause.number,
      evidence,
      check: checkAll({ ...idea, evidence }, compared),
    })
  }
  const any = await comparedBy(first.number)
  if (any.answer.regions.length === 0) await add(ideaOfEmpty(size), first, any)
  if (!about) return drafts
  const candidate = about.candidates.find(({ letters }) => letters.some((one) => one === letter))?.region ?? null
  const mine = partAt(any.answer, candidate)
  const other = regionNamed(any, referenceId({ id: about.id as string as Region["id"] })) ?? null
  const label = (other ?? mine)?.label ?? null
  const seen = [...any.reference.regions, ...othersIn(review, letter)]
  for (const reason of new Set(reasonsOf(mine, other))) {
    // Something is there: what is wrong with it is where its edges lie.
    if (reason === "spurious_object" && mine && seen.some((one) => liesOver(boxOf(mine), boxOf(one)))) continue
    for (const clause of clausesFor(reason, label, clauses).slice(0, 1)) {
      const compared = await comparedBy(clause.number)
      const idea = ideasFrom(mine, other, compared).find((one) => one.reason === reason)
      if (idea) await add(idea, clause, compared)
    }
  }
  // What holds comes first, in the order of gravity.
  return drafts.sort((p, q) => Number(p.check.fault !== null) - Number(q.check.fault !== null))
}

/** What everybody else marked, wherever answers differ. */
function othersIn({ body }: Pick<Review, "body">, letter: string): Region[] {
  return body.differences.flatMap(({ candidates }) =>
    candidates.flatMap(({ letters, region }) => (region && letters.some((one) => one !== letter) ? [region] : [])),
  )
}

/** Half of the smaller box lies in the other: both stand for one object, however badly either is drawn. */
const OVER = 0.5

function liesOver(a: Box, b: Box): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return false
  return width * height >= OVER * Math.min(a.width * a.height, b.width * b.height)
}

/** Every reason that could fit what two sides have at a place. */
function reasonsOf(mine: Region | null, other: Region | null): RejectionReason[] {
  if (!mine || !other) return ["missing_object", "spurious_object"]
  return ["wrong_label", "transcript_omission", "transcript_error", "geometry_out_of_tolerance"]
}
