import {
  type Alpha,
  boxAgreement,
  categoryAgreement,
  fleissKappa,
  krippendorffAlpha,
  type MeasurementLevel,
  pairwiseAgreement,
  rawAgreement,
  type UnitTable,
} from "@justesse/quality/agreement/figures"
import { type BoxRow, oneAnswerEach } from "@justesse/quality/boxes/index"
import { Region } from "@justesse/types"
import { readBoxAnswers } from "../aggregate/boxFiles.ts"
import { columns, count, shown, some } from "../aggregate/figures.ts"
import { type InputFile, readInput } from "../aggregate/input.ts"
import { Stopwatch } from "../aggregate/seconds.ts"
import { type Refusal, unitsOf } from "../aggregate/units.ts"
import { readVotes } from "../aggregate/votes.ts"
import { type Arguments, Unusable } from "../arguments.ts"
import { type Command, done, type Outcome, WITHOUT_STUDIO } from "../command.ts"

const LEVELS = ["nominal", "ordinal", "interval", "ratio"] as const satisfies readonly MeasurementLevel[]

/** So many pairs of people are printed; `--json` has them all. */
const PAIRS_SHOWN = 10

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

const REASONS = {
  no_pairs: "undefined: no task has answers of two people",
  no_variation: "undefined: there is no variation, everybody always gave the same answer",
} as const

function levelFrom(args: Arguments): MeasurementLevel {
  const typed = args.text("level") ?? "(missing)"
  const level = LEVELS.find((one) => one === typed)
  if (!level) throw new Unusable(`--level ${typed}: name one of ${LEVELS.join(", ")}.`)
  return level
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

function alphaLines(alpha: Alpha, level: string): string[] {
  if (alpha.value === null)
    return [`Krippendorff's alpha (${level})  ${alpha.reason ? REASONS[alpha.reason] : "undefined"}`]
  const [low, high] = alpha.interval ?? []
  const interval = low === undefined ? "no interval: too few tasks" : `95 % interval ${shown(low)} to ${shown(high)}`
  return [
    `Krippendorff's alpha (${level})  ${shown(alpha.value)}  (${interval})`,
    `from ${some(alpha.units, "task")} with two or more answers, ${some(alpha.values, "answer")}`,
  ]
}

function onVotes(file: InputFile, args: Arguments, level: MeasurementLevel, watch: Stopwatch): Outcome {
  const order = args.text("order")?.split(",")
  if (order && level !== "ordinal") throw new Unusable("--order needs --level ordinal.")
  const twice = order?.find((label, index) => label === "" || order.indexOf(label) < index)
  if (twice !== undefined)
    throw new Unusable(
      `--order ${args.text("order")}: ${twice === "" ? "a label is empty" : `"${twice}" stands twice`}. Name each label once, with commas between.`,
    )
  const table = watch.during("read", () =>
    unitsOf(readVotes(file, !args.flag("no-header")), level, refusalFor(level, order), order),
  )
  const resamples = resamplesFor(table)
  const leastTasks = table.people.length > MANY_PEOPLE ? LEAST_OF_MANY : 1
  const alpha = watch.during("call", () => krippendorffAlpha(table, { resamples }))
  const categories = watch.during("call", () => categoryAgreement(table))
  const pairs = watch.during("call", () => pairwiseAgreement(table, leastTasks))
  const raw = rawAgreement(table)
  const fleiss = level === "nominal" ? fleissKappa(table) : null
  const most = [...pairs].sort((a, b) => b.units - a.units).slice(0, PAIRS_SHOWN)
  const byCategory = categories.map((c) => [c.category, count(c.values), shown(c.specific), shown(c.alpha)])
  const byPair = most.map((p) => [
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
    ...(pairs.length > most.length
      ? [`  ${count(pairs.length - most.length)} more pairs with fewer tasks in common (--json has them)`]
      : []),
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

/** Boxes of one answer as regions, which agreement on boxes compares; labels get ids, since a file may name them anyhow. */
function regionsOf({ boxes, classes }: BoxRow, idOf: (label: string) => string): Region[] {
  return boxes.flatMap(([x, y, width, height], i) => {
    const region = Region.safeParse({
      ...{ id: `r${i}`, geometry: { type: "box", x, y, width, height }, label: idOf(classes?.[i] ?? "") },
    })
    return region.success ? [region.data] : []
  })
}

function onBoxes(file: InputFile, args: Arguments, level: MeasurementLevel, watch: Stopwatch): Outcome {
  if (level !== "nominal") throw new Unusable("Agreement on boxes compares labels and absence: --level nominal.")
  if (args.text("order") !== undefined) throw new Unusable("--order needs --level ordinal.")
  const { answers: rows, repeats } = watch.during("read", () => oneAnswerEach(readBoxAnswers(file).rows))
  const names = [...new Set(rows.flatMap(({ boxes, classes }) => boxes.map((_, i) => classes?.[i] ?? "")))].sort()
  const idOf = (label: string) => `l${names.indexOf(label)}`
  const answers = new Map<string, { person: string; regions: Region[] }[]>()
  let withoutArea = 0
  for (const row of rows) {
    const list = answers.get(row.image) ?? []
    const regions = regionsOf(row, idOf)
    withoutArea += row.boxes.length - regions.length
    list.push({ person: row.person, regions })
    answers.set(row.image, list)
  }
  const pictures = Array.from(answers, ([picture, list]) => ({ picture, answers: list }))
  const figures = watch.during("call", () => boxAgreement(pictures))
  const categories = figures.categories.map(({ label, ...rest }) => ({
    ...rest,
    label: label === null ? null : names[Number(label.slice(1))] || "box",
  }))
  const text = [
    ...alphaLines(figures.alpha, "nominal, an object that somebody left out counts as “absent”").map((line) =>
      line.replace("tasks with", "things and empty pictures with"),
    ),
    `F1 of two people at IoU 0.5  ${shown(figures.f1At50)}   at 0.75  ${shown(figures.f1At75)}`,
    `mean IoU of matched boxes  ${shown(figures.meanIou)}   panoptic quality  ${shown(figures.panopticQuality)}`,
    `from ${some(pictures.length, "picture")}, ${count(figures.pairs)} pairs of people`,
    ...(repeats.length > 0
      ? [
          `${some(repeats.length, "answer")} not counted: the same person on the same picture again (the latest by "timestamp" counts, and the fuller one without it)`,
        ]
      : []),
    ...(withoutArea > 0 ? [`left out, without area: ${some(withoutArea, "box", "boxes")}`] : []),
    "",
    columns([
      ["by label", "answers", "said again", "alpha"],
      ...categories.map(({ label, values, specific, alpha }) => [
        label ?? "(absent)",
        count(values),
        shown(specific),
        shown(alpha),
      ]),
    ]),
  ]
  return done(
    { level, ...figures, categories, leftOut: repeats.length, withoutArea, ...watch.figures() },
    text.join("\n"),
    figures.alpha.value === null ? 1 : 0,
  )
}

export const agreement: Command = {
  usage: "agreement --level L IN",
  about:
    "How far people agree beyond chance: Krippendorff's alpha with a 95 % interval, by category and by pair of people.",
  options: {
    ...WITHOUT_STUDIO,
    level: { type: "string", value: "L", help: "nominal, ordinal, interval or ratio" },
    order: { type: "string", value: "A,B,…", help: "ordinal labels from least to most, where they are no numbers" },
    "no-header": { type: "boolean", help: "the first line of IN is data: task,worker,label" },
  },
  async run(args) {
    const [path, ...more] = args.positionals
    if (path === undefined || more.length > 0)
      throw new Unusable(
        "Name the level and the answers: agreement --level L IN, where IN is a votes CSV (task,worker,label) or JSON lines of boxes",
      )
    const level = levelFrom(args)
    const watch = new Stopwatch()
    const file = watch.during("read", () => readInput(path))
    return file.text.trimStart().startsWith("{") ? onBoxes(file, args, level, watch) : onVotes(file, args, level, watch)
  },
}
