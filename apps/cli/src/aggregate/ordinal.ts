import { goldFrom, type NamedVotes, type VoteRow, type Votes, votesFrom } from "@justesse/quality/labels/index"
import { inRankOrder, type OrdinalResult, ordinalDawidSkene } from "@justesse/quality/ratings/index"
import { Unusable } from "../arguments.ts"
import { repeatLines, some, unansweredLines } from "./figures.ts"
import { type Aggregated, type Job, rounded } from "./job.ts"
import { csvCell, type Table } from "./table.ts"
import { noNumber, unitsOf } from "./units.ts"
import { readGoldNumbers, readVotes } from "./votes.ts"

/** Ordered classes by the unimodal model: the answer is one of the numbers that were given. */
export function aggregateOrdinal(job: Job): Aggregated {
  const { named, ranked, classes, gold } = job.watch.during("read", () => readRanks(job))
  const result = job.watch.during("call", () => ordinalDawidSkene(ranked, gold?.gold))
  const { votes } = named
  const unanswered = result.answer.reduce((n, answer) => n + Number(answer < 0), 0)
  return {
    method: "ordinal",
    why: null,
    sentences: [
      `${some(votes.person.length, "rating")} of ${some(votes.people, "person", "people")} on ${some(votes.tasks, "task")}, ${some(votes.classes, "class", "classes")} in order`,
      ...repeatLines(named.repeats, named.undecided),
      ...unansweredLines(unanswered),
      ...(gold ? [`gold for ${some(gold.known, "task")}: fixed, and it teaches the others`] : []),
    ],
    counts: {
      tasks: votes.tasks,
      people: votes.people,
      classes: votes.classes,
      votes: votes.person.length,
      repeats: named.repeats,
      undecided: named.undecided,
      unanswered,
      rounds: result.fit.rounds,
      gold: gold?.known ?? 0,
    },
    figures: { decay: result.decay },
    writeResults: (to) => {
      to.line("task,label,confidence,votes")
      for (const [t, task] of named.tasks.entries()) {
        if ((result.answer[t] ?? -1) < 0) continue
        const size = (votes.offsets[t + 1] ?? 0) - (votes.offsets[t] ?? 0)
        to.line(
          `${csvCell(task)},${classes[result.answer[t] ?? -1] ?? ""},${rounded(result.confidence[t] ?? 0, 6)},${size}`,
        )
      }
    },
    writeReasons: (to) => {
      for (const t of named.tasks.keys()) to.line(JSON.stringify(reasonsOf(t, named, ranked, classes, result)))
    },
  }
}

/** Each vote's log probability under the answer, by how its person confuses classes. */
function reasonsOf(
  t: number,
  { tasks, people }: NamedVotes,
  ranked: Votes,
  classes: readonly string[],
  { answer, confidence, expected, fit }: OrdinalResult,
) {
  const chosen = answer[t] ?? -1
  const votes: object[] = []
  for (let i = ranked.offsets[t] ?? 0; i < (ranked.offsets[t + 1] ?? 0); i++) {
    const [person, label] = [ranked.person[i] ?? 0, ranked.label[i] ?? 0]
    const at = (person * ranked.classes + label) * ranked.classes + Math.max(0, chosen)
    const contribution = rounded(fit.logConfusion[at] ?? 0, 6)
    votes.push({ worker: people[person], label: Number(classes[label]), contribution })
  }
  return {
    task: tasks[t],
    label: chosen < 0 ? null : Number(classes[chosen]),
    confidence: rounded(confidence[t] ?? 0, 6),
    expectedRank: rounded(expected[t] ?? 0, 6),
    unit: "log_probability",
    votes,
  }
}

function readRanks(job: Job) {
  const table = readVotes(job.file, job.hasHeader)
  // Refuses labels that are no numbers, with their line.
  unitsOf(table, "ordinal", noNumber)
  const goldTable = job.gold ? readGoldNumbers(job.gold, job.hasHeader) : null
  const named = votesFrom(rowsOf(table), goldTable ? goldTable.columns.label.map(numeral) : [])
  const order = [...named.classes.keys()].sort((a, b) => Number(named.classes[a]) - Number(named.classes[b]))
  const rank = new Int32Array(order.length)
  for (const [index, c] of order.entries()) rank[c] = index
  return {
    named,
    ranked: inRankOrder(named.votes, rank),
    classes: order.map((c) => named.classes[c] ?? ""),
    gold: goldTable ? rankedGold(named, goldTable, rank, job) : null,
  }
}

/** "5" and "5.0" are one class. */
const numeral = (label: string) => String(Number(label))

function* rowsOf({ rows, columns, moments }: Table<"task" | "worker" | "label">): Generator<VoteRow> {
  const { task, worker, label } = columns
  for (let row = 0; row < rows; row++)
    yield {
      task: task[row] ?? "",
      worker: worker[row] ?? "",
      label: numeral(label[row] ?? ""),
      ...(moments ? { time: moments[row] ?? Number.NaN } : {}),
    }
}

function rankedGold(named: NamedVotes, { columns }: Table<"task" | "label">, rank: Int32Array, job: Job) {
  const gold = goldFrom(
    named,
    columns.task.map((task, row) => ({ task, label: numeral(columns.label[row] ?? "") })),
  )
  if (gold.known === 0)
    throw new Unusable(`${job.gold?.name} names no task of ${job.file.name}. Do both name tasks in the same way?`)
  return { gold: gold.gold.map((c) => (c < 0 ? -1 : (rank[c] ?? -1))), known: gold.known }
}
