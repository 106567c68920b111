import { type Comparison, compareAll, type PairAnswer, type PairRow } from "@justesse/quality/pairs/index"
import { Unusable } from "../arguments.ts"
import { percent, shown, some } from "./figures.ts"
import { wrongLine } from "./input.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { csvCell } from "./table.ts"
import { readComparisons } from "./votes.ts"

const METHODS = ["auto", "bradley-terry"] as const
const ANSWERS: readonly PairAnswer[] = ["left", "right", "tie", "neither"]

/** An order of things out of answers to "which of the two". */
export function aggregateComparison(job: Job): Aggregated {
  methodAmong(job, METHODS)
  if (job.gold) throw new Unusable("--kind comparison takes no --gold.")
  const { rows, repeats } = job.watch.during("read", () => readPairs(job))
  const found = job.watch.during("call", () => compareAll(rows))
  const groups = new Set(found.items.map(({ group }) => group)).size
  const { circular, threes } = found.circles
  return {
    method: "bradley-terry",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(rows.length, "comparison")} of ${some(found.items.length, "thing")} by ${some(found.people.length, "person", "people")}`,
      ...(repeats > 0
        ? [`left out, a person on the same task again: ${some(repeats, "answer")}; the latest counts`]
        : []),
      ...(groups > 1 ? [`${groups} groups that nothing connects: they are not ordered against each other`] : []),
      `standing left helps by ${shown(found.side, 2)}; neither is good: ${percent(found.neither)}`,
      `threes that go round: ${circular} of ${threes}`,
    ],
    counts: {
      comparisons: rows.length,
      repeats,
      items: found.items.length,
      people: found.people.length,
      groups,
      circular,
      threes,
    },
    figures: {
      side: rounded(found.side, 4),
      ties: rounded(found.ties, 4),
      neither: rounded(found.neither, 4),
      people: Object.fromEntries(found.people.map(({ person, meant }) => [person, rounded(meant, 4)])),
    },
    writeResults: (to) => {
      to.line("item,strength,low,high,group,comparisons")
      for (const one of found.items) to.line(lineOf(one))
    },
    writeReasons: (to) => {
      for (const row of rows) to.line(JSON.stringify(row))
    },
  }
}

function lineOf({ item, strength, interval, group, comparisons }: Comparison["items"][number]): string {
  const ends = interval?.map((end) => String(rounded(end, 6))) ?? ["", ""]
  return [csvCell(item), rounded(strength, 6), ...ends, group + 1, comparisons].join(",")
}

/** The rows, one of each person and task: the latest by the column of times, and of equals the first by what was said. */
function readPairs(job: Job): { rows: PairRow[]; repeats: number } {
  const all = readSaid(job)
  const latest = new Map<string, SaidPair>()
  for (const one of all) {
    const key = JSON.stringify([one.task, one.person])
    const before = latest.get(key)
    if (!before || one.at > before.at || (one.at === before.at && textOf(one) < textOf(before))) latest.set(key, one)
  }
  const rows = [...latest.values()].map(({ left, right, person, answer }) => ({ left, right, person, answer }))
  return { rows, repeats: all.length - rows.length }
}

/** One row of a file of comparisons: when it was said is -Infinity where the file does not say. */
interface SaidPair extends PairRow {
  readonly task: string
  readonly at: number
  readonly line: number
}

/** Reads comparisons, one a row; throws `Unusable` with file and line for an answer that is none of the four. */
export function readSaid({ file, hasHeader }: Pick<Job, "file" | "hasHeader">): SaidPair[] {
  const { rows, columns, lines, moments } = readComparisons(file, hasHeader)
  return Array.from({ length: rows }, (_, row) => {
    const line = lines[row] ?? 1
    const said = (columns.label[row] ?? "").trim().toLowerCase()
    const answer = ANSWERS.find((one) => one === said)
    if (answer === undefined) throw wrongLine(file, line, `"${said}" is no answer`, `Write ${ANSWERS.join(", ")}`)
    const [task = "", left = "", right = "", person = ""] = [
      columns.task,
      columns.left,
      columns.right,
      columns.worker,
    ].map((cells) => cells[row])
    const moment = moments?.[row] ?? Number.NaN
    const at = Number.isNaN(moment) ? Number.NEGATIVE_INFINITY : moment
    return { task, left, right, person, answer, at, line }
  })
}

const textOf = ({ left, right, answer }: PairRow) => JSON.stringify([left, right, answer])
