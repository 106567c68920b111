import { listSentAnswers } from "@justesse/db/decisions/sent"
import { listFloors } from "@justesse/db/pay/floors"
import { listUnderFloor } from "@justesse/db/pay/underFloor"
import type { ProjectAccess } from "@justesse/db/projects"
import {
  countIncidents,
  countRefusals,
  countSkipReasons,
  countUnanswered,
  countWorkers,
  hasAnswered,
  insertRating,
  listRatings,
} from "@justesse/db/projects/requester"
import { listWaits } from "@justesse/db/questions"
import { countGuidelinesUntil, countSentBackUntil } from "@justesse/db/versions/labor"
import { listClosedSessions } from "@justesse/db/versions/laborMoney"
import { JustesseError, payOf } from "@justesse/types"
import { LEAST_PEOPLE } from "@justesse/types/pay/labor"
import type { ProjectRating, RequesterRecord } from "@justesse/types/wire/requester"
import { tellRatings } from "@justesse/work/requester/ratings"
import { computeRequesterRecord } from "@justesse/work/requester/record"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { readRejections } from "../decisions/figures.ts"
import { floorAt } from "../pay/offer.ts"
import { isOwner, requireActive, requireThere } from "./guard.ts"

/** Times that a median is of: the latest. */
const MOST_TIMES = 500

/** How a project treats the people who work in it: computed from what happened each time somebody looks. */
export async function showRequesterRecord(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
): Promise<RequesterRecord> {
  requireThere(project)
  const { db } = storage
  const now = nowMs()
  const workers = await countWorkers(db, project.id)
  const pay = payOf(project.settings)
  const isPaid = pay.mode === "paid"
  const { currency } = pay
  const sessions = { projectId: project.id, currency, frozenAtMs: now }
  const figures = computeRequesterRecord({
    ...workers,
    sent: await listSentAnswers(db, { projectId: project.id, sentUntilMs: now + 1, decidedUntilMs: now }),
    sessions: isPaid ? await listClosedSessions(db, sessions) : null,
    repliesMs: await listWaits(db, project.id, MOST_TIMES),
    openQuestions: await countUnanswered(db, project.id),
    sentBack: await countSentBackUntil(db, project.id, now),
    doubts: await readRejections({ storage, nowMs }, project.id),
    guidelineVersions: (await countGuidelinesUntil(db, project.id, now)).versions,
    openMs: now - project.madeAtMs,
    skips: await countSkipReasons(db, project.id),
    incidents: await countIncidents(db, project.id),
    refusals: await countRefusals(db, project.id),
    nowMs: now,
  })
  const ratings = await listRatings(db, project.id)
  const mine = ratings.filter(({ personId }) => personId === who.personId).at(-1)
  return {
    people: workers.people < LEAST_PEOPLE ? null : workers.people,
    pay: isPaid
      ? {
          ...{
            currency,
            floorMicrosPerHour: floorAt({ pay, floors: await listFloors(db, currency), place: null }, now),
          },
          underFloor: (await listUnderFloor(db, project.id)).length,
        }
      : null,
    figures,
    ratings: tellRatings(ratings, now),
    mine: mine ? { clarity: mine.clarity, respect: mine.respect, promptness: mine.promptness, atMs: mine.atMs } : null,
    mayRate: !isOwner(project) && (await hasAnswered(db, project.id, who.personId)),
  }
}

/**
 * Keeps what an annotator who owns no part of the project says of it.
 * @throws JustesseError not_allowed for an owner | invalid_input where they answered nothing
 */
export async function rateProject(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { clarity, respect, promptness }: ProjectRating,
): Promise<void> {
  requireActive(project)
  if (isOwner(project)) throw new JustesseError("not_allowed", { project: project.slug })
  const { db } = storage
  if (!(await hasAnswered(db, project.id, who.personId)))
    throw new JustesseError("invalid_input", { field: "project", rule: "answered_nothing" })
  await insertRating(db, project.id, { personId: who.personId, clarity, respect, promptness, atMs: nowMs() })
}
