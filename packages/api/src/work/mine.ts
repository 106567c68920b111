import {
  type Assignment,
  countAvailable,
  countOutcomesOf,
  countUnmetGold,
  findInHand,
  findLastActs,
  findMeanPerAnswer,
  listProjectsOf,
  listSentBack,
  listVersionsUsing,
  type ProjectAccess,
  sumQueues,
} from "@justesse/db"
import { findUnfunded } from "@justesse/db/pay/status"
import { findMeanMinutes } from "@justesse/db/projects/sizes"
import { listAside } from "@justesse/db/questions"
import { AssignmentId } from "@justesse/types"
import type { MyWork } from "@justesse/types/wire/work"
import { DAY_MS } from "@justesse/work/clock/day"
import { unansweredClasses } from "@justesse/work/content/ask"
import {
  estimateSeconds,
  getWorkUnit,
  roundHours,
  SECONDS_PER_SPOKEN_MINUTE,
  scaleToLength,
} from "@justesse/work/forecast"
import { standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import { findDecisionAbout } from "../decisions/mine.ts"
import { assignmentReference, mediaUrls } from "../media.ts"
import { isPaidFor } from "../pay/offer.ts"
import { cardOf } from "../projects/card.ts"
import { findNoTask, hasAccepted, tiersOf } from "./allocation.ts"
import { lessonsOf } from "./history/lessons.ts"
import { paceOf } from "./limits.ts"

/** Beyond this many the page says "more than". */
const MOST_COUNTED = 1_000
const LEAST_MEASURED = 5

/** Answers sent back that are listed at once. */
const MOST_SENT_BACK = 20

/** Questions about tasks put aside that are read: those of ten full projects, as a task may have several. */
const MOST_ASIDE_READ = 200

/** What there is to do in a project that waits for money. */
const NOTHING_NOW = { available: 0, hoursLeft: null }

type MineDeps = Pick<Deps, "storage" | "nowMs" | "hmac">

/** What a person finds on their own page: what they can do now, then what became of what they did. */
export async function myWork(deps: MineDeps, personId: number, utcOffsetMinutes: number): Promise<MyWork> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const weekAgo = nowMs - 7 * DAY_MS
  const mine = (await listProjectsOf(db, personId)).filter((project) => project.state !== "deleted")
  const [{ todaySeconds, weekSeconds, pace }, counts, used, lessons, shown, back, aside] = await Promise.all([
    paceOf(deps, personId, utcOffsetMinutes),
    countOutcomesOf(db, personId, weekAgo),
    listVersionsUsing(db, personId, weekAgo),
    lessonsOf(deps, personId, mine, weekAgo),
    projectsShown(deps, mine, personId, weekAgo),
    listSentBack(db, personId, null, MOST_SENT_BACK),
    listAside(db, personId, MOST_ASIDE_READ),
  ])
  const of = (outcome: string) => counts.find((row) => row.outcome === outcome)?.count ?? 0
  return {
    todaySeconds,
    weekSeconds,
    pace,
    projects: shown,
    sentBack: await sentBackShown(deps, back, mine),
    aside: aside.flatMap(({ assignmentId: publicId, projectId, first: text, askedAtMs }, at) => {
      const project = mine.find((one) => one.id === projectId)
      const isFirst = aside.findIndex((one) => one.assignmentId === publicId) === at
      if (!project || publicId === null || !isFirst) return []
      const thumbnail = project.settings.about ? "" : mediaUrls(deps, assignmentReference(publicId)).thumbnail
      const assignmentId = AssignmentId.parse(publicId)
      return [{ assignmentId, project: project.slug, name: project.name, thumbnail, text, askedAtMs }]
    }),
    fates: {
      sent: counts.reduce((sum, row) => sum + row.count, 0),
      taken: of("taken"),
      kept: of("kept"),
      smallChange: of("small_change"),
      changed: of("changed"),
      undecided: of("undecided"),
    },
    lessons,
    usedIn: used.flatMap(({ projectId, version, frozenAtMs }) => {
      const project = mine.find((one) => one.id === projectId)
      return project ? [{ project: project.slug, name: project.name, version, frozenAtMs }] : []
    }),
  }
}

async function sentBackShown(
  deps: MineDeps,
  back: readonly Assignment[],
  mine: readonly ProjectAccess[],
): Promise<MyWork["sentBack"]> {
  const shown = await Promise.all(
    back.map(async (own) => {
      const project = mine.find((one) => one.id === own.projectId)
      if (!project || !own.sentBack) return []
      const { publicId, sentBack: reason } = own
      const thumbnail = project.settings.about ? "" : mediaUrls(deps, assignmentReference(publicId)).thumbnail
      const assignmentId = AssignmentId.parse(publicId)
      const decision = await findDecisionAbout(deps, own)
      return [{ assignmentId, project: project.slug, name: project.name, thumbnail, reason, decision }]
    }),
  )
  return shown.flat()
}

async function projectsShown(
  deps: MineDeps,
  mine: readonly ProjectAccess[],
  personId: number,
  sinceMs: number,
): Promise<MyWork["projects"]> {
  const { db } = deps.storage
  const current = mine.filter((project) => project.state === "open" || project.roles.includes("owner"))
  const reviewed = current.filter((project) => project.state === "open" && project.roles.includes("reviewer"))
  const [inHand, acts, waiting] = await Promise.all([
    findInHand(db, personId, deps.nowMs()),
    findLastActs(db, personId, sinceMs),
    sumQueues(
      db,
      reviewed.map((project) => project.id),
      personId,
    ),
  ])
  return Promise.all(
    current.map(async (project) => {
      const ownLeases = inHand.get(project.id)
      const unfunded = isPaidFor(project) ? await findUnfunded(db, project.id) : null
      return {
        card: await cardOf(deps, project),
        ...(unfunded ? NOTHING_NOW : await left(deps, project, personId, ownLeases?.ahead ?? 0)),
        waitsSinceMs: unfunded?.sinceMs ?? null,
        inHand: ownLeases?.begun ?? 0,
        inHandUntilMs: ownLeases?.untilMs ?? null,
        lastWorkedAtMs: Math.max(acts.get(project.id) ?? 0, ownLeases?.savedAtMs ?? 0) || null,
        accepted: hasAccepted(project),
        asks: unansweredClasses(standOf(project), project.member.yes),
        reviewWaiting: waiting.get(project.id)?.differences ?? 0,
      }
    }),
  )
}

/** Tasks that a person could do, `ahead` of them fetched for them already, and their hours as far as the pace is known. */
async function left(
  deps: MineDeps,
  project: ProjectAccess,
  personId: number,
  ahead: number,
): Promise<{ available: number; hoursLeft: number | null }> {
  const { db } = deps.storage
  const none = findNoTask(project)
  if (none && none.reason !== "conditions" && none.reason !== "content") return { available: 0, hoursLeft: null }
  const tiers = await tiersOf(deps, project.id, personId)
  const [free, unmetGold, seconds] = await Promise.all([
    countAvailable(db, project.id, personId, tiers, MOST_COUNTED),
    countUnmetGold(db, project.id, personId, MOST_COUNTED),
    secondsEach(deps, project),
  ])
  // Gold that may come is counted as the task that it looks like, so that no count tells one from the other (I5).
  const available = Math.min(MOST_COUNTED, free + (free > 0 ? unmetGold : 0) + ahead)
  return { available, hoursLeft: seconds === null ? null : roundHours((available * seconds) / 3_600) }
}

/** Seconds of one of the tasks that wait: as measured here, of recordings by their length; null while neither is known. */
async function secondsEach({ storage: { db } }: MineDeps, { id, kind }: ProjectAccess): Promise<number | null> {
  const meanMs = await findMeanPerAnswer(db, id, LEAST_MEASURED)
  if (getWorkUnit(kind) !== "minute") return meanMs === null ? null : meanMs / 1_000
  const minutes = await findMeanMinutes(db, id)
  if (meanMs !== null) return scaleToLength(meanMs / 1_000, minutes)
  return estimateSeconds(kind, SECONDS_PER_SPOKEN_MINUTE, { minutesEach: minutes.waiting, regionsEach: null })
}
