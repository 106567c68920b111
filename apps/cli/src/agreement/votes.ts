import {
  categoryAgreement,
  fleissKappa,
  krippendorffAlpha,
  type MeasurementLevel,
  pairwiseAgreement,
  rawAgreement,
  type UnitTable,
} from "@justesse/quality/agreement/figures"
import { columns, count, shown, some } from "../aggregate/figures.ts"
import { type Refusal, unitsOf } from "../aggregate/units.ts"
import { readVotes } from "../aggregate/votes.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"
import { alphaLines } from "./alpha.ts"
import type { Asked } from "./asked.ts"
import { mostShared } from "./pairs.ts"

/** Where there are more people than this, pairs need more than one task in common to be worth a figure. */
const MANY_PEOPLE = 100
const LEAST_OF_MANY = 10

/**
 * Resamples of the interval: fewer on large tables, whose interval is narrow anyway, and at the ratio level, which compares
 * each two different numbers once a resample, of many numbers.
 */
function resamplesFor({ level, tasks, categories }: UnitTable): number {
  const usual = Math.min(1_000, Math.max(200, 2e7 / Math.max(1, tasks.length)))
  return Math.round(level === "ratio" ? Math.min(usual, Math.max(100, 2e9 / categories.length ** 2)) : usual)
}

function refusalFor(level: MeasurementLevel, order: readonly string[] | undefined): Refusal {
  const fixes: Record<MeasurementLevel, string> = {
    nominal: "Write a name",
    ordinal: "Write numbers, or use --level nominal, or name the labels from least to most with --order",
    interval: "Write numbers, or use --level nominal",
    ratio: "Write numbers from 0 on, or use another --level",
  }
  const fix = order ? "Name every label in --order" : fixes[level]
  return (label) => [`the label "${label}" does not fit --level ${level}`, fix]
}

/** Agreement on labels of tasks, as names or as numbers: what a file of votes says. */
export function onVotes(
  { file, hasHeader, level: asked, order, watch }: Asked,
  usual: MeasurementLevel | null,
): Outcome {
  const level = asked ?? usual
  if (level === null)
    throw new Unusable("Name what labels mean: --level nominal, ordinal, interval or ratio, or --kind.")
  if (order && level !== "ordinal") throw new Unusable("--order needs --level ordinal.")
  const table = watch.during("read", () => unitsOf(readVotes(file, hasHeader), level, refusalFor(level, order), order))
  return onUnits(table, watch)
}

/** The same of judgements that were read already. */
export function onUnits(table: UnitTable, watch: Asked["watch"]): Outcome {
  const { level } = table
  const resamples = resamplesFor(table)
  const leastTasks = table.people.length > MANY_PEOPLE ? LEAST_OF_MANY : 1
  const alpha = watch.during("call", () => krippendorffAlpha(table, { resamples }))
  const categories = watch.during("call", () => categoryAgreement(table))
  const pairs = watch.during("call", () => pairwiseAgreement(table, leastTasks))
  const raw = rawAgreement(table)
  const fleiss = level === "nominal" ? fleissKappa(table) : null
  const most = mostShared(pairs.map((pair) => ({ ...pair, pairs: pair.units })))
  const byCategory = categories.map((c) => [c.category, count(c.values), shown(c.specific), shown(c.alpha)])
  const byPair = most.shown.map((p) => [
    `${p.first} – ${p.second}`,
    count(p.units),
    shown(p.raw),
    shown(p.kappa.value),
    shown(p.alpha),
  ])
  const text = [
    ...alphaLines(alpha, level),
    `raw agreement of two answers  ${shown(raw)}${fleiss ? `   Fleiss' kappa  ${shown(fleiss.value)}` : ""}`,
    ...(table.leftOut > 0
      ? [
          `${some(table.leftOut, "answer")} not counted: the same person on the same task again (where they differ the latest by the column timestamp counts, and none without one)`,
        ]
      : []),
    "",
    ...(categories.length <= 30
      ? [columns([["by category", "answers", "said again", "alpha"], ...byCategory]), ""]
      : []),
    columns([
      [
        leastTasks > 1 ? `by pair of people with ${leastTasks} tasks or more` : "by pair of people",
        "tasks",
        "raw",
        "kappa",
        "alpha",
      ],
      ...byPair,
    ]),
    ...most.rest,
  ]
  const json = {
    level,
    alpha,
    raw,
    fleiss,
    leftOut: table.leftOut,
    categories,
    leastTasks,
    pairs,
    resamples,
    ...watch.figures(),
  }
  return done(json, text.join("\n"), alpha.value === null ? 1 : 0)
}
