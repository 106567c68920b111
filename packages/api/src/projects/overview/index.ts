import { guidelines } from "@justesse/db/guidelines"
import { jobs } from "@justesse/db/jobs"
import { ontologies } from "@justesse/db/labels"
import { type ProjectAccess, projects } from "@justesse/db/projects"
import { overviewFigures } from "@justesse/db/projects/overview"
import { reviews } from "@justesse/db/review"
import { versions } from "@justesse/db/versions"
import type { Ontology } from "@justesse/types"
import type { Overview, OverviewInput } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import type { Who } from "../../core/who.ts"
import { languageOf } from "../create.ts"
import { requireThere } from "../guard.ts"
import { allStates, cardOf } from "../index.ts"
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
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof OverviewInput>,
): Promise<Overview> {
  requireThere(project)
  const now = deps.nowMs()
  const offsetMs = input.utcOffsetMinutes * 60_000
  const figures = overviewFigures(deps.storage.db)
  const firstDayMs = Math.floor((now + offsetMs) / DAY_MS - DAYS + 1) * DAY_MS - offsetMs
  const [counts, pictures, totals, answersLeft, disputed, days, yesterday, broken, agreements] = await Promise.all([
    figures.counts(project.id),
    figures.pictures(project.id),
    figures.totals(project.id),
    figures.answersLeft(project.id, now),
    figures.disputed(project.id),
    figures.days(project.id, firstDayMs, offsetMs),
    figures.since(project.id, now - DAY_MS),
    figures.reportedBroken(project.id),
    figures.agreements(project.id, 2_000),
  ])
  const seconds = (await figures.recentActiveMs(project.id, 500)).map((ms) => ms / 1000)
  const measured = seconds.length >= MEASURED_FROM
  const inForce = await ontologies(deps.storage.db).find(project.id, project.ontologyVersion)
  const ontology = inForce?.ontology ?? { labels: [] }
  return {
    card: cardOf(project),
    counts: allStates(counts),
    pictures: pictures.all,
    answers: totals.submitted,
    answersLeft,
    disputedDifferences: disputed,
    reviewers: await countReviewers(deps, project),
    secondsMean: measured ? meanOf(seconds) : null,
    secondsMedian: measured ? medianOf(seconds) : null,
    reviewSecondsEach: await reviewSeconds(deps, project, now),
    agreement: agreementOf(agreements.map((one) => one.agreement)),
    agreementByDay: byDay(agreements, offsetMs),
    days: daysOf(days, firstDayMs + offsetMs),
    sinceYesterday: yesterday,
    brokenPictures: broken,
    skipped: totals.skipped,
    wrong: wrongOf(await figures.reviewBodies(project.id, 300), ontology, await languageOf(deps, who.personId)),
    people: await peopleOf(deps, project, who, now, offsetMs),
    runningJobs: await running(deps, project),
    lastVersion: (await versions(deps.storage.db).before(project.id, null))?.version ?? null,
    begun: await begunOf(deps, project, ontology),
    settings: project.settings,
  }
}

/** Which of the first steps of a project are behind it. */
async function begunOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  { labels }: Ontology,
): Promise<Overview["begun"]> {
  const guideline = await guidelines(deps.storage.db).find(project.id, project.guidelineVersion)
  const members = await projects(deps.storage.db).members(project.id)
  return {
    labels: labels.length > 0,
    guideline: (guideline?.markdown ?? "").trim() !== "",
    people: members.length > 1,
  }
}

async function countReviewers(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<number> {
  const members = await projects(deps.storage.db).members(project.id)
  return members.filter((member) => member.roles.includes("reviewer") && !member.paused).length
}

/** Median seconds between two decisions that follow each other within five minutes; a guess until ten are measured. */
async function reviewSeconds(deps: Pick<Deps, "storage">, project: ProjectAccess, now: number): Promise<number> {
  const at = await reviews(deps.storage.db).decidedAt(project.id, null, now - 30 * DAY_MS, 500)
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

/** Who belongs here and who is here now: names in-house, pseudonyms in open projects; no figure of anybody. */
async function peopleOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
  now: number,
  offsetMs: number,
): Promise<Overview["people"]> {
  const members = await projects(deps.storage.db).members(project.id)
  return members
    .filter((member) => member.roles.length > 0)
    .map((member) => ({
      name: project.names === "open" && member.personId !== who.personId ? member.pseudonym : member.name,
      roles: [...member.roles],
      hereNow: member.lastSeenMs !== null && now - member.lastSeenMs < HERE_NOW_MS,
      lastSeenDay: member.lastSeenMs === null ? null : dayName(Math.floor((member.lastSeenMs + offsetMs) / DAY_MS)),
      you: member.personId === who.personId,
    }))
}

async function running(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<Overview["runningJobs"]> {
  const found = await jobs(deps.storage.db).list({
    projectId: project.id,
    // Figures are computed every few minutes: nobody waits for those.
    kinds: ["import", "export"],
    states: ["queued", "running"],
    limit: 20,
  })
  return found.map(({ id, kind, done, total }) => ({ id, kind, done, total }))
}
