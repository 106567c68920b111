import { listGuidelines } from "@justesse/db/guidelines"
import type { ProjectAccess } from "@justesse/db/projects"
import { countDecided, countDoubled, countFirstAnswers, findQualityState } from "@justesse/db/quality"
import { type PersonFigures, sharesByDay } from "@justesse/quality/project/figures"
import { DecisionReason, LabelId, qualityRulesOf } from "@justesse/types"
import type { Quality, QualityInput } from "@justesse/types/wire/quality"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { ontologyOf } from "../labels/index.ts"
import { type Namer, namerWith } from "../people/names.ts"
import { requireThere } from "../projects/guard.ts"
import { dayName } from "../projects/overview/figures.ts"
import { countChanges, progressOf } from "./news.ts"
import { basisOf, readFigures, type StoredFigures } from "./run.ts"

const DAY_MS = 86_400_000
/** Items from which a person's figures are shown. */
const PERSON_FROM = 30
/** In open projects figures of fewer people than this could be told apart by subtraction. */
const PEOPLE_FROM = 5

type Shown = Pick<
  Quality,
  | "method"
  | "agreement"
  | "trend"
  | "agreementByDay"
  | "alpha"
  | "cer"
  | "secondLook"
  | "secondLookByDay"
  | "byLabel"
  | "byTag"
  | "confusion"
  | "sizes"
  | "missUnder"
  | "clauses"
  | "people"
  | "reviewers"
>

/** What is shown before a task was answered twice. */
const NOTHING: Shown = {
  method: null,
  agreement: null,
  trend: null,
  agreementByDay: [],
  alpha: null,
  cer: null,
  secondLook: null,
  secondLookByDay: [],
  byLabel: [],
  byTag: [],
  confusion: null,
  sizes: [],
  missUnder: null,
  clauses: [],
  people: [],
  reviewers: [],
}

/** Everything on the quality page: figures as they were computed last, and what is new since. */
export async function showQuality(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { utcOffsetMinutes }: z.infer<typeof QualityInput>,
): Promise<Quality> {
  requireThere(project)
  const { db } = deps.storage
  const [state, doubled, answers, progress, versions, ontology, saved] = await Promise.all([
    findQualityState(db, project.id),
    countDoubled(db, project.id),
    countFirstAnswers(db, project.id),
    progressOf(deps, "quality", project.id),
    listGuidelines(db, project.id),
    ontologyOf(deps, project.id, project.ontologyVersion),
    countDecided(db, project.id),
  ])
  const figures = readFigures(state.figures)
  const basis = basisOf(state)
  const ids = [...(figures?.people ?? []).map(({ person }) => person), ...reviewersOf(figures)].map(Number)
  const name = await namerWith(deps, project, who.personId, ids)
  const isShown = figures !== null && figures.doubled > 0
  const dayOf = (atMs: number) => dayName(Math.floor((atMs + utcOffsetMinutes * 60_000) / DAY_MS))
  return {
    names: project.names,
    ontology,
    computedAtMs: state.computedAtMs,
    computing: progress !== null,
    progress,
    newAnswers: Math.max(0, answers - (figures ? state.answersThen : 0)),
    changed: basis === null ? 0 : await countChanges(deps, project.id, basis),
    doubled,
    asksTwo: asksTwo(project.settings),
    ...(isShown ? shownOf(figures, utcOffsetMinutes, project, name) : NOTHING),
    guidelines: versions.map(({ version, madeAtMs }) => ({ version, day: dayOf(madeAtMs) })).reverse(),
    saved: savedOf(project, saved, figures),
    calibration: calibrationOf(figures),
  }
}

/** Whether some tasks get a second answer by the settings as they are. */
function asksTwo(settings: ProjectAccess["settings"]): boolean {
  const { base, more, moreRatio } = settings.overlap
  return base > 1 || (more > 1 && moreRatio > 0) || qualityRulesOf(settings).adaptive.on
}

function calibrationOf(figures: StoredFigures | null): Quality["calibration"] {
  if (!figures?.calibration) return null
  const { ece, temperature, n } = figures.calibration
  return { ece, temperature, n }
}

function reviewersOf(figures: StoredFigures | null): string[] {
  return (figures?.reviewers ?? []).map(({ reviewer }) => reviewer)
}

function shownOf(figures: StoredFigures, offset: number, project: ProjectAccess, name: Namer): Shown {
  const byDay = (slots: StoredFigures["agreementSlots"]) =>
    sharesByDay(slots, offset).map(({ day, ...share }) => ({ day: dayName(day), ...share }))
  const { method, agreement, trend, alpha, cer, secondLook, missUnder, confusion } = figures
  return {
    method: { ...method, numbers: { ...method.numbers, pictures: figures.doubled, answers: figures.answers } },
    agreement,
    trend,
    agreementByDay: byDay(figures.agreementSlots),
    alpha,
    cer,
    secondLook,
    secondLookByDay: byDay(figures.auditSlots),
    byLabel: figures.byLabel.map(({ label, ...share }) => ({ label: LabelId.parse(label), ...share })),
    byTag: (figures.byTag ?? []).map((one) => ({ ...one, given: { ...one.given } })),
    confusion: confusion && {
      labels: confusion.labels.map((label) => LabelId.parse(label)),
      counts: confusion.counts.map((row) => [...row]),
    },
    sizes: [...figures.sizes],
    missUnder,
    clauses: figures.reasons.flatMap(({ clause, code, count }) => {
      const known = DecisionReason.shape.code.safeParse(code)
      return known.success ? [{ clause, code: known.data, count }] : []
    }),
    people: peopleOf(figures.people, project, name),
    reviewers: figures.reviewers
      .map(({ reviewer, items, error, severity }) => {
        const enough = items >= PERSON_FROM
        return { who: name(Number(reviewer)), items, error: enough ? error : null, severity: enough ? severity : null }
      })
      .sort(byName),
  }
}

function byName(a: { who: string }, b: { who: string }): number {
  return a.who < b.who ? -1 : a.who > b.who ? 1 : 0
}

const NO_SKILLS = { find: null, place: null, name: null, transcribe: null }

/** People in the order of their names: by merit they are never put in order. */
function peopleOf(people: readonly PersonFigures[], project: ProjectAccess, name: Namer): Quality["people"] {
  const shown = people.filter(({ items }) => items >= PERSON_FROM).length
  const hidden = project.names === "open" && shown < PEOPLE_FROM
  return people
    .map(({ person, items, figure, skills }) => {
      const enough = items >= PERSON_FROM && !hidden
      return { who: name(Number(person)), items, figure: enough ? figure : null, skills: enough ? skills : NO_SKILLS }
    })
    .sort(byName)
}

function savedOf(
  project: ProjectAccess,
  decided: { tasks: number; answers: number; audited: number },
  figures: StoredFigures | null,
): Quality["saved"] {
  const { adaptive } = qualityRulesOf(project.settings)
  if (!adaptive.on && decided.tasks === 0) return null
  const error = figures?.auditError ?? null
  return { used: decided.answers, fixed: decided.tasks * adaptive.most, audited: decided.audited, error }
}
