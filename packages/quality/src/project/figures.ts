import { boxAgreement } from "../agreement/boxUnits.ts"
import type { TagFigure } from "../ratings/tags.ts"
import { auditSum, countReasons, type ReviewerFigure, sumReviewAudits } from "./audits.ts"
import type { ProjectCalibration } from "./calibration.ts"
import { daysOf, type Slot, slotsOf, trendOf } from "./days.ts"
import { missUnder, SIZE_BINS, sumFinal } from "./final.ts"
import { fitProject, type OnShare, type ProjectMethod, type ProjectModel } from "./fit.ts"
import type { ProjectInput, ProjectTask } from "./input.ts"
import { pairSums } from "./pairs.ts"
import { type ShareFigure, shareOf } from "./ratio.ts"
import { inOrder } from "./rows.ts"
import type { PersonSkills } from "./skills.ts"

/** One person's figures; `figure` is null below 30 items. In the order of names, which is no order of merit. */
export interface PersonFigures {
  readonly person: string
  readonly items: number
  /** Share of the person's boxes (and of the others' in the same pictures) on which others agree. */
  readonly figure: ShareFigure | null
  readonly skills: PersonSkills
}

/** Everything that is shown of a project's quality, as plain JSON. Shares are in [0, 1] with 95 % intervals (skills: 90 %). */
export interface ProjectFigures {
  readonly version: 1
  readonly method: ProjectMethod
  /** Pictures answered twice or more that the figures rest on, and answers in them. */
  readonly doubled: number
  readonly answers: number
  readonly agreement: ShareFigure | null
  readonly trend: "rises" | "falls" | "level" | null
  readonly agreementSlots: readonly Slot[]
  /** Krippendorff's alpha with its bootstrap interval, in [-1, 1]; null where it is undefined. `n` counts things. */
  readonly alpha: ShareFigure | null
  /** Edits over the mean length of matched texts; may pass 1. `n` counts characters. */
  readonly cer: ShareFigure | null
  readonly secondLook: ShareFigure | null
  readonly auditSlots: readonly Slot[]
  /** In the project's order of labels; those that nobody used are left out. */
  readonly byLabel: readonly (ShareFigure & { readonly label: string })[]
  /** `counts[kept][answered]`, last column "missed"; null while nothing is told. */
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] } | null
  readonly sizes: readonly (ShareFigure & { readonly from: number; readonly to: number | null })[]
  readonly missUnder: number | null
  readonly reasons: readonly { readonly code: string; readonly clause: string | null; readonly count: number }[]
  /** Share of boxes that stopping early gets wrong, by the audited tasks. */
  readonly auditError: ShareFigure | null
  readonly audited: number
  /** How well shown confidence fits what reviewers and gold told; null while too little was told. */
  readonly calibration: ProjectCalibration | null
  /** Reasons that people gave for their opinions; absent where answers are no opinions. */
  readonly byTag?: readonly TagFigure[]
  readonly people: readonly PersonFigures[]
  readonly reviewers: readonly ReviewerFigure[]
}

/** Items from which a person's figure is shown. */
const PERSON_FROM = 30
/** About how the time of {@link projectFigures} is divided: the rest is alpha's interval. */
const PAIRED = 0.3
const COMPARED_WITH_FINAL = 0.5
/** Resamples of pictures for alpha's interval. */
const RESAMPLES = 200

/**
 * All figures of a project from its answers, with the model fitted to them (made here when it is not given). The same
 * answers in any order give the same figures to the bit.
 */
export function projectFigures(
  input: ProjectInput,
  model: ProjectModel = fitProject(input),
  onShare: OnShare = () => {},
): ProjectFigures {
  const tasks = inOrder(input.tasks)
  const ordered = { ...input, tasks }
  const pairs = pairSums(ordered)
  onShare(PAIRED)
  const sums = sumFinal(ordered)
  onShare(COMPARED_WITH_FINAL)
  const reviewAudits = sumReviewAudits(input.secondLooks)
  const slots = slotsOf(pairs.byTask)
  const doubled = tasks.filter(({ answers }) => answers.length > 1)
  return {
    version: 1,
    method: model.method,
    doubled: doubled.length,
    answers: doubled.reduce((sum, { answers }) => sum + answers.length, 0),
    agreement: shareOf(pairs.agreement, "pictures"),
    trend: trendOf(slots),
    agreementSlots: slots,
    alpha: alphaOf(doubled),
    cer: shareOf(pairs.cer),
    secondLook: shareOf(reviewAudits.all),
    auditSlots: reviewAudits.slots,
    byLabel: input.labels.flatMap((label) => {
      const sum = pairs.byLabel.get(label)
      const share = sum && shareOf(sum)
      return share ? [{ label, ...share }] : []
    }),
    confusion: confusionOf(input.labels, sums.counts),
    sizes: sums.sizes.flatMap((sum, bin) => {
      const share = shareOf(sum)
      return share ? [{ from: SIZE_BINS[bin] ?? 0, to: SIZE_BINS[bin + 1] ?? null, ...share }] : []
    }),
    missUnder: missUnder(sums.sizes),
    reasons: countReasons(input.reasons),
    auditError: shareOf(auditSum(input.audits)),
    audited: input.audits.length,
    calibration: model.calibration,
    people: peopleOf(model, pairs),
    reviewers: reviewAudits.reviewers,
  }
}

function alphaOf(doubled: readonly ProjectTask[]): ShareFigure | null {
  const pictures = doubled.map(({ task, answers }) => ({ picture: task, answers }))
  const { alpha } = boxAgreement(pictures, { resamples: RESAMPLES })
  if (alpha.value === null || !alpha.interval) return null
  return { mean: alpha.value, low: alpha.interval[0], high: alpha.interval[1], n: alpha.units }
}

/** Labels that were kept or answered; null when there are none. */
function confusionOf(labels: readonly string[], counts: readonly (readonly number[])[]): ProjectFigures["confusion"] {
  const used = labels.flatMap((_, i) => {
    const row = (counts[i] ?? []).some((count) => count > 0)
    return row || counts.some((other) => (other[i] ?? 0) > 0) ? [i] : []
  })
  if (used.length === 0) return null
  const columns = [...used, labels.length]
  return {
    labels: used.map((i) => labels[i] ?? ""),
    counts: used.map((i) => columns.map((j) => counts[i]?.[j] ?? 0)),
  }
}

function peopleOf(model: ProjectModel, pairs: ReturnType<typeof pairSums>): PersonFigures[] {
  return model.people.map(({ person, items, skills }) => {
    const sum = pairs.byPerson.get(person)
    const compared = pairs.itemsOf.get(person) ?? 0
    const figure = sum && compared >= PERSON_FROM ? shareOf(sum, "pictures") : null
    return { person, items, figure, skills }
  })
}

/** One day's share of a series, days counted since 1970 on a clock `offsetMinutes` ahead of UTC. */
export function sharesByDay(slots: readonly Slot[], offsetMinutes: number): (ShareFigure & { readonly day: number })[] {
  return daysOf(slots, offsetMinutes).flatMap(({ day, sum }) => {
    const share = shareOf(sum, "pictures")
    return share ? [{ day, ...share }] : []
  })
}
