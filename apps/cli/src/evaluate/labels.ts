import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { readGoldLabels } from "../aggregate/votes.ts"
import { done, type Outcome } from "../command.ts"
import { type NumericFigures, numericFigures } from "./numeric.ts"
import { pairByTask } from "./pairs.ts"

const MATRIX_LABELS = 12
/** From so many different numbers on, labels are taken for a measured quantity as well. */
const QUANTITY = 11

/** Accuracy and confusion of classes; of numbers also how far they are off. */
export function evaluateLabels(gold: InputFile, predictions: InputFile, hasHeader: boolean, watch: Stopwatch): Outcome {
  const paired = watch.during("read", () => {
    const [right, given] = [readGoldLabels(gold, hasHeader), readGoldLabels(predictions, hasHeader)]
    return pairByTask({ table: right, values: right.columns.label }, { table: given, values: given.columns.label })
  })
  const found = watch.during("call", () => figuresOf(paired.pairs))
  const { accuracy, right, labels, counts, numeric } = found
  const json = {
    kind: "classification",
    tasks: paired.pairs.length,
    missing: paired.missing,
    withoutGold: paired.withoutGold,
    right,
    accuracy,
    confusion: { labels: [...labels, "(no answer)"], counts },
    numeric,
    ...watch.figures(),
  }
  const rows = labels.map((label, row) => [label, ...(counts[row] ?? []).map(count)])
  const text = [
    `accuracy  ${percent(accuracy)}  (${count(right)} of ${some(paired.pairs.length, "task")} with gold${paired.missing > 0 ? `; ${count(paired.missing)} without an answer count as wrong` : ""})`,
    ...(numeric
      ? [
          `mean absolute error  ${shown(numeric.meanAbsoluteError)}   root mean square  ${shown(numeric.rootMeanSquare)}   correlation  ${shown(numeric.correlation)}`,
        ]
      : []),
    ...(paired.withoutGold > 0 ? [`${count(paired.withoutGold)} answers have no gold and were not counted`] : []),
    ...(labels.length <= MATRIX_LABELS ? ["", columns([["gold ↓ answer →", ...labels, "(no answer)"], ...rows])] : []),
  ]
  return done(json, text.join("\n"))
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
