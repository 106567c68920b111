import { cohenKappa } from "@justesse/quality/agreement/kappa"
import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import { type InputFile, wrongLine } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { checkFrom } from "../aggregate/verification.ts"
import { readGoldLabels } from "../aggregate/votes.ts"
import { done, type Outcome } from "../command.ts"
import { isNumber, type NumericFigures, numericFigures } from "./numeric.ts"
import { pairByTask } from "./pairs.ts"

const MATRIX_LABELS = 12
/** From so many different numbers on, labels are taken for a measured quantity as well. */
const QUANTITY = 11

/** What labels mean: names, steps of a scale, or what checkers say. */
export type LabelMeaning = "classification" | "rating" | "verification"

/** How labels are read. */
interface LabelsRead {
  readonly hasHeader: boolean
  readonly meaning: LabelMeaning
}

/** Accuracy and confusion of classes; of numbers also how far they are off, and of checks how much of what is wrong was found. */
export function evaluateLabels(
  gold: InputFile,
  predictions: InputFile,
  { hasHeader, meaning }: LabelsRead,
  watch: Stopwatch,
): Outcome {
  const paired = watch.during("read", () => {
    const [right, given] = [gold, predictions].map((file) => readAs(meaning, file, hasHeader)) as [Labels, Labels] // of two files
    return pairByTask({ table: right, values: right.columns.label }, { table: given, values: given.columns.label })
  })
  const found = watch.during("call", () => figuresOf(paired.pairs))
  const scale = meaning === "rating" ? watch.during("call", () => scaleOf(paired.pairs)) : null
  const checks = meaning === "verification" ? checksOf(paired.pairs) : null
  const { accuracy, right, labels, counts, numeric } = found
  const json = {
    kind: meaning,
    tasks: paired.pairs.length,
    missing: paired.missing,
    withoutGold: paired.withoutGold,
    right,
    accuracy,
    confusion: { labels: [...labels, "(no answer)"], counts },
    numeric: scale?.numeric ?? numeric,
    ...(scale && { withinOne: scale.withinOne, weightedKappa: scale.kappa }),
    ...(checks && { checks }),
    ...watch.figures(),
  }
  const rows = labels.map((label, row) => [label, ...(counts[row] ?? []).map(count)])
  const text = [
    `accuracy  ${percent(accuracy)}  (${count(right)} of ${some(paired.pairs.length, "task")} with gold${paired.missing > 0 ? `; ${count(paired.missing)} without an answer count as wrong` : ""})`,
    ...(scale ? scaleLines(scale) : []),
    ...(checks ? checkLines(checks) : []),
    ...(numeric && !scale
      ? [
          `mean absolute error  ${shown(numeric.meanAbsoluteError)}   root mean square  ${shown(numeric.rootMeanSquare)}   correlation  ${shown(numeric.correlation)}`,
        ]
      : []),
    ...(paired.withoutGold > 0 ? [`${count(paired.withoutGold)} answers have no gold and were not counted`] : []),
    ...(labels.length <= MATRIX_LABELS ? ["", columns([["gold ↓ answer →", ...labels, "(no answer)"], ...rows])] : []),
  ]
  return done(json, text.join("\n"))
}

type Labels = ReturnType<typeof readGoldLabels>

/** Labels as they are meant; throws `Unusable` with file and line for one that is none. */
function readAs(meaning: LabelMeaning, file: InputFile, hasHeader: boolean): Labels {
  const table = readGoldLabels(file, hasHeader)
  if (meaning === "classification") return table
  const label = table.columns.label.map((one, row) => {
    const line = table.lines[row] ?? 1
    if (meaning === "verification") return checkFrom(file, line, one)
    if (!isNumber(one))
      throw wrongLine(file, line, `the rating "${one}" is no number`, "Write a number, or leave --kind out")
    return String(Number(one))
  })
  return { ...table, columns: { ...table.columns, label } }
}

/** How far steps of a scale are off. */
interface ScaleFigures {
  readonly numeric: NumericFigures | null
  /** Share of the answered that are at most a step of 1 off. */
  readonly withinOne: number | null
  /** Cohen's kappa by squared ranks. */
  readonly kappa: number | null
}

function scaleOf(pairs: readonly Pair[]): ScaleFigures {
  const answered = pairs.flatMap(([gold, answer]) => (answer === null ? [] : [[gold, answer] as const]))
  const steps = [...new Set(answered.flat())].sort((a, b) => Number(a) - Number(b))
  const [first, second] = [0, 1].map((side) => answered.map((pair) => steps.indexOf(pair[side] ?? "")))
  const near = answered.filter(([gold, answer]) => Math.abs(Number(gold) - Number(answer)) <= 1).length
  return {
    numeric: numericFigures(answered),
    withinOne: answered.length === 0 ? null : near / answered.length,
    kappa: cohenKappa(first ?? [], second ?? [], steps.length, "quadratic").value,
  }
}

function scaleLines({ numeric, withinOne, kappa }: ScaleFigures): string[] {
  return [
    `at most 1 off  ${percent(withinOne)}   weighted kappa (squared steps)  ${shown(kappa)}`,
    `mean absolute error  ${shown(numeric?.meanAbsoluteError)}   root mean square  ${shown(numeric?.rootMeanSquare)}   correlation  ${shown(numeric?.correlation)}`,
  ]
}

/** What checkers do with what is not right, and with what is. */
interface CheckFigures {
  /** Share of what is wrong or to be mended that was not passed as right; null where nothing is. */
  readonly found: number | null
  /** Share of what is right that was passed as right. */
  readonly passed: number | null
  readonly cannotTell: number
}

function checksOf(pairs: readonly Pair[]): CheckFigures {
  const share = (all: readonly Pair[], fits: (answer: string | null) => boolean) =>
    all.length === 0 ? null : all.filter(([, answer]) => fits(answer)).length / all.length
  const isSaid = (answer: string | null) => answer !== null && answer !== "cannot_tell"
  return {
    found: share(
      pairs.filter(([gold]) => gold === "wrong" || gold === "fix"),
      (answer) => isSaid(answer) && answer !== "right",
    ),
    passed: share(
      pairs.filter(([gold]) => gold === "right"),
      (answer) => answer === "right",
    ),
    cannotTell: pairs.filter(([, answer]) => answer === "cannot_tell").length,
  }
}

function checkLines({ found, passed, cannotTell }: CheckFigures): string[] {
  return [
    `found of what is not right  ${percent(found)}   passed of what is right  ${percent(passed)}   could not tell  ${count(cannotTell)}`,
  ]
}

type Pair = readonly [gold: string, answer: string | null]

function figuresOf(pairs: readonly Pair[]) {
  const labels = [...new Set(pairs.flatMap(([gold, answer]) => (answer === null ? [gold] : [gold, answer])))].sort()
  const at = new Map(labels.map((label, cell) => [label, cell]))
  const counts = labels.map(() => Array.from({ length: labels.length + 1 }, () => 0))
  let right = 0
  for (const [gold, answer] of pairs) {
    const row = counts[at.get(gold) ?? 0]
    const column = answer === null ? labels.length : (at.get(answer) ?? 0)
    if (row) row[column] = (row[column] ?? 0) + 1
    if (answer === gold) right++
  }
  return { accuracy: right / pairs.length, right, labels, counts, numeric: numericOf(pairs) }
}

/** Where all labels are numbers and many: how far the answered tasks are off. */
function numericOf(pairs: readonly Pair[]): NumericFigures | null {
  const answered = pairs.flatMap(([gold, answer]) => (answer === null ? [] : [[gold, answer] as const]))
  if (new Set(answered.flat().map(Number)).size < QUANTITY) return null
  return numericFigures(answered)
}
