import type { UnitTable } from "@justesse/quality/agreement/figures"
import { aggregateRatings, type Rated, type RatingResult } from "@justesse/quality/ratings/index"
import { Unusable } from "../arguments.ts"
import { numericFigures } from "../evaluate/numeric.ts"
import { shown, some } from "./figures.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { aggregateOrdinal } from "./ordinal.ts"
import { csvCell } from "./table.ts"
import { noNumber, unitsOf } from "./units.ts"
import { readGoldNumbers, readVotes } from "./votes.ts"

const METHODS = ["auto", "mean", "median", "middle", "trimmed", "offsets", "ordinal"] as const

/** As the trimmed mean of the package cuts; a test holds the two together. */
const TRIM = 0.2

/** One number for each task out of several people's ratings. */
export function aggregateRating(job: Job): Aggregated {
  const asked = methodAmong(job, METHODS)
  return asked === "ordinal" ? aggregateOrdinal(job) : byNumber(job, asked)
}

type NumberMethod = Exclude<(typeof METHODS)[number], "ordinal">

function byNumber(job: Job, asked: NumberMethod): Aggregated {
  const table = job.watch.during("read", () => unitsOf(readVotes(job.file, job.hasHeader), "interval", noNumber))
  // Categories of numbers rise.
  const scale: [number, number] = [table.numbers[0] ?? 0, table.numbers.at(-1) ?? 0]
  const result = job.watch.during("call", () => aggregateRatings(table, { method: asked, range: scale }))
  const answers = new Map(result.tasks.map(({ task, value }) => [task, String(value)]))
  const score = scoreOf(job, answers)
  return {
    method: result.method,
    why: asked === "auto" ? whyOf(result) : null,
    sentences: [
      ...(asked === "auto" && result.offsets ? [sentenceOf(result)] : []),
      `${some(table.value.length, "rating")} of ${some(table.people.length, "person", "people")} on ${some(result.tasks.length, "task")}, from ${scale[0]} to ${scale[1]}`,
      ...(table.leftOut > 0
        ? [
            `left out, a person on the same task again: ${some(table.leftOut, "rating")} (where they differ the latest by the column timestamp counts, and none without one)`,
          ]
        : []),
      ...score.sentences,
    ],
    counts: {
      tasks: result.tasks.length,
      people: table.people.length,
      votes: table.value.length,
      repeats: table.leftOut,
      gold: score.tasks,
    },
    figures: { scale, ...score.figures },
    writeResults: (to) => {
      to.line("task,label,confidence,votes")
      for (const { task, value, interval, answers: votes } of result.tasks)
        to.line(`${csvCell(task)},${rounded(value, 6)},${rounded(confidenceOf(interval, scale), 6)},${votes}`)
    },
    writeReasons: (to) => {
      const rated = new Map(result.tasks.map((task) => [task.task, task]))
      for (const [u, task] of table.tasks.entries())
        to.line(JSON.stringify(reasonsOf(table, result, u, rated.get(task))))
    },
  }
}

/** The share of the scale that the 95 % interval leaves out: 1 for a point, 0 for the whole scale. */
function confidenceOf([low, high]: readonly [number, number], [least, most]: readonly [number, number]): number {
  return most > least ? Math.min(1, Math.max(0, 1 - (high - low) / (most - least))) : 1
}

function whyOf({ method, offsets }: RatingResult) {
  return {
    code: method === "offsets" ? "offsets_foretell_better" : "mean_is_enough",
    plainError: offsets?.plainError,
    offsetError: offsets?.offsetError,
  }
}

function sentenceOf({ method, offsets }: RatingResult): string {
  const errors = `left-out ratings are foretold to ${shown(offsets?.plainError, 3)} without and ${shown(offsets?.offsetError, 3)} with offsets of people`
  return `${method} was chosen: ${errors}${method === "offsets" ? "" : ", no clear gain"}`
}

function scoreOf(job: Job, answers: ReadonlyMap<string, string>) {
  if (!job.gold) return { tasks: 0, figures: {}, sentences: [] }
  const { columns } = readGoldNumbers(job.gold, job.hasHeader)
  const pairs = columns.task.flatMap((task, row) => {
    const answer = answers.get(task)
    return answer === undefined ? [] : [[columns.label[row] ?? "", answer] as const]
  })
  if (pairs.length === 0)
    throw new Unusable(`${job.gold.name} names no task of ${job.file.name}. Do both name tasks in the same way?`)
  const score = numericFigures(pairs)
  if (!score) throw new Unusable(`${job.gold.name} cannot be compared with the answers.`)
  const message = `against gold of ${some(score.tasks, "task")}: mean absolute error ${shown(score.meanAbsoluteError, 2)}, root mean square ${shown(score.rootMeanSquare, 2)}, correlation ${shown(score.correlation, 3)}; gold is not used to decide`
  return { tasks: score.tasks, figures: { score }, sentences: [message] }
}

/** Each rating, less its person's offset, times its weight: they add up to the task's number. */
function reasonsOf(table: UnitTable, { method, offsets }: RatingResult, u: number, decided: Rated | undefined) {
  const from = table.start[u] ?? 0
  const rows = Array.from({ length: (table.start[u + 1] ?? 0) - from }, (_, i) => {
    const person = table.person[from + i] ?? 0
    const offset = method === "offsets" ? (offsets?.offset[person] ?? 0) : 0
    return { worker: table.people[person] ?? "", label: table.numbers[table.value[from + i] ?? 0] ?? 0, offset }
  })
  const weights = weightsOf(
    rows.map(({ label, offset }) => label - offset),
    method,
  )
  return {
    task: table.tasks[u],
    label: decided ? rounded(decided.value, 6) : null,
    interval: decided ? decided.interval.map((end) => rounded(end, 6)) : null,
    unit: "part_of_label",
    votes: rows.map(({ worker, label, offset }, i) => ({
      worker,
      label,
      ...(method === "offsets" ? { offset: rounded(offset, 6) } : {}),
      contribution: rounded((weights[i] ?? 0) * (label - offset), 6),
    })),
  }
}

/** What each of some values counts in their mean, trimmed mean, median or middle one. */
function weightsOf(values: readonly number[], method: RatingResult["method"]): number[] {
  const n = values.length
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const half = Math.ceil(n / 2) - 1
  const cut = method === "trimmed" ? Math.floor(TRIM * n) : method === "median" || method === "middle" ? half : 0
  const kept = method === "middle" ? order.slice(cut, cut + 1) : order.slice(cut, n - cut)
  const weights = values.map(() => 0)
  for (const row of kept) weights[row] = 1 / kept.length
  return weights
}
