import { findTaskPictures, type ProjectAccess } from "@justesse/db"
import { listRounds, storePractice } from "@justesse/db/learning/practice"
import { gradeGold, signedEdges } from "@justesse/quality/gold/grade"
import { errorProfile, worthPractising } from "@justesse/quality/learning/errorProfile"
import { choosePractice, practiceStart, regionsToPractise } from "@justesse/quality/learning/practice"
import { findOutcomes } from "@justesse/quality/review/outcomes"
import { AssignmentId, JustesseError } from "@justesse/types"
import type { Practice, PracticeFeedback, PracticeInput, PracticeSent } from "@justesse/types/wire/learning"
import type { Lease } from "@justesse/types/wire/work"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { type CompareRule, compareRulesOf } from "../labels/compareRule.ts"
import { assignmentReference, mediaUrls } from "../media.ts"
import { accessById } from "../work/allocation.ts"
import { lengthFor } from "../work/recordings.ts"
import { mustFitOntology, ontologyOf } from "../work/submit.ts"
import { ownAssignment } from "../work/tasks.ts"
import { type ConfirmedOne, confirmedOf } from "./items.ts"

/** Pictures of a person's own to practise on, those with the error that stands out first; those of the last practice come last. */
export async function practice(
  deps: Pick<Deps, "storage" | "nowMs" | "hmac">,
  project: ProjectAccess,
  personId: number,
  { utcOffsetMinutes }: z.infer<typeof PracticeInput>,
): Promise<Practice> {
  const { db } = deps.storage
  const [all, rounds] = await Promise.all([confirmedOf(db, personId), listRounds(db, personId, project.id, 1)])
  const own = all.filter(({ projectId }) => projectId === project.id)
  const pictures = await findTaskPictures(
    db,
    project.id,
    own.map(({ taskId }) => taskId),
  )
  const there = own.filter(({ taskId }) => pictures.has(taskId))
  const items = there.flatMap((one) => one.items)
  const focus = worthPractising(errorProfile(items, utcOffsetMinutes))
  const last = rounds[0]?.tasks ?? []
  const seen = there.filter(({ taskId }) => last.includes(taskId)).map(({ assignmentId }) => assignmentId)
  const chosen = choosePractice(items, focus, seen)
  const leases = await Promise.all(
    chosen.map(async ({ answer }, n): Promise<Lease | undefined> => {
      const one = there.find(({ assignmentId }) => assignmentId === answer)
      const picture = one && pictures.get(one.taskId)
      if (!one || !picture) return undefined
      const { size, facts } = picture
      const { fence, activeMs, expiresAtMs } = await ownAssignment(deps, personId, answer)
      return {
        ...{ assignmentId: AssignmentId.parse(answer), fence, project: project.slug, kind: project.kind, size },
        media: mediaUrls(deps, assignmentReference(answer), facts),
        body: practiceStart(one.right, one.items),
        ...{ draftRevision: 0, nextRevision: 1 },
        ...{ ontologyVersion: project.ontologyVersion, guidelineVersion: project.guidelineVersion },
        ...{ leasedAtMs: deps.nowMs(), leaseUntilMs: expiresAtMs, activeSeconds: Math.floor(activeMs / 1_000) },
        tryOut: { number: n + 1, of: chosen.length },
        question: "none",
      }
    }),
  )
  return { leases: leases.flatMap((lease) => lease ?? []), focus }
}

/**
 * Keeps what a person drew to practise, and says at once where it differs from what is right, edge by edge, then and now.
 * @throws JustesseError not_found for a picture that they have no confirmed answer to | label_unknown | attribute_missing | conflict
 */
export async function sendPractice(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  { practiceId, round, assignmentId, body }: z.infer<typeof PracticeSent>,
): Promise<PracticeFeedback> {
  const { db } = deps.storage
  const [one] = await confirmedOf(db, personId, assignmentId)
  const project = one && (await accessById(deps, one.projectId, personId))
  if (!one || !project) throw new JustesseError("not_found", { assignmentId })
  const { projectId, taskId } = one
  const ontology = await ontologyOf(deps, project.id, project.ontologyVersion)
  mustFitOntology(body, ontology, { durationMs: await lengthFor(deps, ontology, one) })
  const isKept = await storePractice(db, {
    ...{ publicId: practiceId, personId, round, projectId, taskId, body, atMs: deps.nowMs() },
  })
  if (!isKept) throw new JustesseError("conflict", { practiceId })
  return feedbackOn(one, body, (await compareRulesOf(db, project))())
}

function feedbackOn(
  { mine: earlier, right, sentAtMs, items }: ConfirmedOne,
  body: ConfirmedOne["mine"],
  rule: CompareRule,
): PracticeFeedback {
  const { fates: outcomes, passed } = gradeGold(body, right, rule)
  const before = findOutcomes(earlier, right, rule)
  const again = regionsToPractise(items)
  return {
    known: right,
    mine: body,
    passed,
    differences: outcomes
      .filter(({ kind }) => kind !== "kept")
      .map((outcome) => ({
        kind: outcome.kind,
        mine: outcome.mine,
        known: outcome.final,
        edges: signedEdges(outcome),
      })),
    earlier: {
      atMs: sentAtMs,
      edges: outcomes.flatMap((outcome) => {
        const { final } = outcome
        if (!final || !again.has(final.id)) return []
        const was = before.find((other) => other.final?.id === final.id)
        return [{ region: final.id, was: was ? signedEdges(was) : null, now: signedEdges(outcome) }]
      }),
    },
  }
}
