import { listDecidedAt } from "@justesse/db"
import { findGuideline } from "@justesse/db/guidelines"
import { listJobs } from "@justesse/db/jobs"
import { findOntology } from "@justesse/db/labels"
import { listMembers, type ProjectAccess } from "@justesse/db/projects"
import {
  countAnswersLeft,
  countByDay,
  countDisputed,
  countPictures,
  countReportedBroken,
  countSince,
  countTasksByState,
  listAgreements,
  listRecentActiveMs,
  listReviewDisagreements,
  sumCounters,
} from "@justesse/db/projects/overview"

import { findVersionBefore } from "@justesse/db/versions"
import { type Ontology, payOf } from "@justesse/types"
import { measureOf } from "@justesse/types/kinds/measure"
import type { Overview, OverviewInput } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import type { Who } from "../../core/who.ts"
import { showBudget } from "../../pay/budget.ts"
import { cardOf } from "../card.ts"
import { languageOf } from "../create.ts"
import { requireThere } from "../guard.ts"
import { allStates } from "../index.ts"
import { isWritten } from "../templates.ts"
import { agreementOf, byDay, dayName, meanOf, medianOf } from "./figures.ts"
import { wrongOf } from "./wrong.ts"

const DAY_MS = 86_400_000
/** Days of the pace chart, today included. */
const DAYS = 14
const HERE_NOW_MS = 5 * 60_000
/** Answers needed before a mean is shown. */
const MEASURED_FROM = 5
/** A decision takes about this long until decisions of this project have been measured. */
const REVIEW_SECONDS_GUESS = 11

/** Everything on the overview: the sentence, the bar, what needs somebody, pace, agreement, where it goes wrong, people. */
export async function showOverview(
  deps: Pick<Deps, "storage" | "nowMs" | "hmac">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof OverviewInput>,
): Promise<Overview> {
  requireThere(project)
  const now = deps.nowMs()
  const offsetMs = input.utcOffsetMinutes * 60_000
  const { db } = deps.storage
  const firstDayMs = Math.floor((now + offsetMs) / DAY_MS - DAYS + 1) * DAY_MS - offsetMs
  const [counts, pictures, totals, answersLeft, disputed, days, yesterday, broken, agreements] = await Promise.all([
    countTasksByState(db, project.id),
    countPictures(db, project.id),
    sumCounters(db, project.id),
    countAnswersLeft(db, project.id, now),
    countDisputed(db, project.id),
    countByDay(db, project.id, firstDayMs, offsetMs),
    countSince(db, project.id, now - DAY_MS),
    countReportedBroken(db, project.id),
    listAgreements(db, project.id, 2_000),
  ])
  const seconds = (await listRecentActiveMs(db, project.id, 500)).map((ms) => ms / 1000)
  const measured = seconds.length >= MEASURED_FROM
  const measure = measureOf(project.kind)
  const inForce = await findOntology(deps.storage.db, project.id, project.ontologyVersion)
  const ontology = inForce?.ontology ?? { labels: [] }
  return {
    card: await cardOf(deps, project),
    counts: allStates(counts),
    pictures: pictures.all,
    answers: totals.submitted,
    answersLeft,
    disputedDifferences: disputed,
    reviewers: await countReviewers(deps, project),
    secondsMean: measured ? meanOf(seconds) : null,
    secondsMedian: measured ? medianOf(seconds) : null,
    reviewSecondsEach: await reviewSeconds(deps, project, now),
    agreement: agreementOf(
      agreements.map((one) => one.agreement),
      measure,
    ),
    agreementByDay: byDay(agreements, measure, offsetMs),
    days: daysOf(days, firstDayMs + offsetMs),
    sinceYesterday: yesterday,
    brokenPictures: broken,
    skipped: totals.skipped,
    money: await moneyState(deps, project),
    wrong: wrongOf(await listReviewDisagreements(db, project.id, 300), ontology, await languageOf(deps, who.personId)),
    people: await peopleOf(deps, project, who, now, offsetMs),
    runningJobs: await running(deps, project),
    lastVersion: (await findVersionBefore(deps.storage.db, project.id, null))?.version ?? null,
    begun: await begunOf(deps, project, ontology),
    settings: project.settings,
  }
}

/** Whether an owner has to put money in. */
async function moneyState(
  deps: Pick<Deps, "storage" | "nowMs" | "hmac">,
  project: ProjectAccess,
): Promise<Overview["money"]> {
  if (project.state !== "open" || payOf(project.settings).mode !== "paid" || !project.roles.includes("owner"))
    return null
  const { money } = await showBudget(deps, project)
  if (!money?.price) return null
  return money.unfunded ? "out" : money.isRunningOut ? "low" : null
}

/** Which of the first steps of a project are behind it. */
async function begunOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  { labels }: Ontology,
): Promise<Overview["begun"]> {
  const guideline = await findGuideline(deps.storage.db, project.id, project.guidelineVersion)
  const members = await listMembers(deps.storage.db, project.id)
  return {
    labels: labels.length > 0,
    guideline: isWritten(guideline?.markdown ?? ""),
    people: members.length > 1,
  }
}

async function countReviewers(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<number> {
  const members = await listMembers(deps.storage.db, project.id)
  return members.filter((member) => member.roles.includes("reviewer") && !member.paused).length
}

/** Median seconds between two decisions that follow each other within five minutes; a guess until ten are measured. */
async function reviewSeconds(deps: Pick<Deps, "storage">, project: ProjectAccess, now: number): Promise<number> {
  const at = await listDecidedAt(deps.storage.db, project.id, null, now - 30 * DAY_MS, 500)
  const gaps = at.slice(1).map((ms, i) => (ms - (at[i] ?? ms)) / 1000)
  const close = gaps.filter((seconds) => seconds > 0 && seconds <= 300)
  return close.length < 10 ? REVIEW_SECONDS_GUESS : medianOf(close)
}

/** One row a day, days without work included, oldest first. */
function daysOf(
  found: { answers: { day: number; n: number }[]; settled: { day: number; n: number }[] },
  firstDayMs: number,
): Overview["days"] {
  const first = Math.floor(firstDayMs / DAY_MS)
  const countOn = (rows: { day: number; n: number }[], day: number) => rows.find((row) => row.day === day)?.n ?? 0
  return Array.from({ length: DAYS }, (_, i) => ({
    day: dayName(first + i),
    answers: countOn(found.answers, first + i),
    settled: countOn(found.settled, first + i),
  }))
}

/** Who belongs here and who is here now: names in-house; in open projects pseudonyms, and nothing of when they are here; no figure of anybody. */
async function peopleOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
  now: number,
  offsetMs: number,
): Promise<Overview["people"]> {
  const members = await listMembers(deps.storage.db, project.id)
  return members
    .filter((member) => member.roles.length > 0)
    .map((member) => {
      const you = member.personId === who.personId
      const isHidden = project.names === "open" && !you
      const seenMs = isHidden ? null : member.lastSeenMs
      return {
        name: isHidden ? member.pseudonym : member.name,
        roles: [...member.roles],
        hereNow: seenMs !== null && now - seenMs < HERE_NOW_MS,
        lastSeenDay: seenMs === null ? null : dayName(Math.floor((seenMs + offsetMs) / DAY_MS)),
        you,
      }
    })
}

async function running(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<Overview["runningJobs"]> {
  const found = await listJobs(deps.storage.db, {
    projectId: project.id,
    // Figures are computed every few minutes: nobody waits for those.
    kinds: ["import", "export"],
    states: ["queued", "running"],
    limit: 20,
  })
  return found.map(({ id, kind, done, total }) => ({ id, kind, done, total }))
}
