import {
  endTrainings,
  findGold,
  findProject,
  findTrainings,
  type Project,
  putGoldAnswers,
  setTrainingsPassed,
  type Trainings,
} from "@justesse/db"
import type { LeaseRow, OwnAssignment } from "@justesse/db/hot/operations"
import { gradeGold, signedEdges } from "@justesse/quality/gold/grade"
import { type AnnotationBody, qualityRulesOf } from "@justesse/types"
import type { Lease, TrainingFeedback } from "@justesse/types/wire/work"
import { isMastered, MASTERY, stillNeeded } from "@justesse/work/qualification"
import type { Deps } from "../core/deps.ts"
import { compareRulesOf } from "../labels/compareRule.ts"
import { comparedAnswer } from "./resolve.ts"

/** Which try-out each lease is, by its id; nothing for work. */
export async function findTrainingNumbers(
  deps: Pick<Deps, "storage">,
  rows: readonly LeaseRow[],
): Promise<Map<string, NonNullable<Lease["tryOut"]>>> {
  const first = rows.find((row) => row.source === "training")
  if (!first) return new Map()
  const all = await findTrainings(deps.storage.db, first.projectId, first.personId)
  const done = doneOf(all)
  // Until it is mastered, as many as it takes at least.
  const left = await leftOf(deps, first.projectId, all)
  const open = all.assignments.filter(
    (assignment) => !assignment.sent && rows.some((row) => row.publicId === assignment.publicId),
  )
  return new Map(
    open.map((assignment, n) => [assignment.publicId, { number: done + n + 1, of: done + Math.max(left, n + 1) }]),
  )
}

/** Practice pictures that are still to come: all that are left, or what mastery takes at least where that is asked for. */
async function leftOf(deps: Pick<Deps, "storage">, projectId: number, all: Trainings): Promise<number> {
  const project = await findProject(deps.storage.db, projectId)
  const isAsked = project !== undefined && qualityRulesOf(project.settings).mastery === true
  return isAsked ? Math.min(all.left, stillNeeded(all.passes)) : all.left
}

function doneOf({ assignments }: Trainings): number {
  return assignments.filter((assignment) => assignment.sent).length
}

/** What a try-out that was just sent comes to: the known answer beside it and how many are done. Null for all work. */
export async function findTrainingResult(
  deps: Pick<Deps, "storage" | "nowMs">,
  own: OwnAssignment,
  project: Project | null,
  sent: { readonly body: AnnotationBody; readonly revision: number; readonly ontologyVersion: number },
): Promise<TrainingFeedback | null> {
  if (own.source !== "training" || !project) return null
  const { db } = deps.storage
  const found = await findGold(db, own)
  if (!found) return null
  const rule = (await compareRulesOf(db, project, found))(sent.ontologyVersion)
  const answer = { ...sent, personId: own.personId, storedAtMs: deps.nowMs() }
  await putGoldAnswers(db, own, [comparedAnswer(answer, "training", found.answer, rule)])
  const all = await findTrainings(db, own.projectId, own.personId)
  await setTrainingsPassed(db, own.projectId, own.personId, all.passed)
  const isAsked = qualityRulesOf(project.settings).mastery === true
  const reached = isAsked && isMastered(all.passes)
  if (reached) await endTrainings(db, own.projectId, own.personId)
  const recent = all.passes.slice(-MASTERY.of)
  const left = reached ? 0 : isAsked ? Math.min(all.left, stillNeeded(all.passes)) : all.left
  const { fates: outcomes, passed } = gradeGold(sent.body, found.answer, rule)
  const done = doneOf(all)
  return {
    known: found.answer,
    mine: sent.body,
    differences: outcomes
      .filter(({ kind }) => kind !== "kept")
      .map((outcome) => ({
        kind: outcome.kind,
        mine: outcome.mine,
        known: outcome.final,
        edges: signedEdges(outcome),
      })),
    passed,
    done,
    of: done + left,
    passedSoFar: all.passed,
    ...(isAsked && { mastery: { right: recent.filter((one) => one).length, of: recent.length, reached } }),
  }
}
