import {
  aggregateLabels,
  answerReasons,
  type Choice,
  type Gold,
  goldFrom,
  LABEL_METHODS,
  type LabelResult,
  type NamedVotes,
  readVotesCsv,
  type VoteRow,
  votesFrom,
} from "@justesse/quality/labels/index"
import { JustesseError } from "@justesse/types"
import { Unusable } from "../arguments.ts"
import { count, repeatLines, some, unansweredLines } from "./figures.ts"
import type { InputFile } from "./input.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import type { Lines } from "./output.ts"
import { csvCell, type Table } from "./table.ts"
import { readGoldOfTasks, readVotes } from "./votes.ts"

/** One class for each task out of several people's votes. */
export function aggregateClassification(job: Job): Aggregated {
  const asked = methodAmong(job, LABEL_METHODS)
  return aggregateNamed(
    job,
    asked,
    job.watch.during("read", () => readAll(job)),
  )
}

/** The same of votes that were read already; throws `Unusable` where they are too many for the method. */
export function aggregateNamed(
  job: Job,
  asked: (typeof LABEL_METHODS)[number],
  { named, gold }: { readonly named: NamedVotes; readonly gold: Gold | null },
): Aggregated {
  const result = job.watch.during("call", () => {
    try {
      return aggregateLabels({ votes: named.votes, method: asked, ...(gold ? { gold: gold.gold } : {}) })
    } catch (error) {
      if (!(error instanceof JustesseError) || error.code !== "invalid_input") throw error
      const { people, tasks, classes } = error.detail
      if (people === undefined)
        throw new Unusable(
          `${job.file.name}: ${tasks} tasks with ${classes} classes are too many for one run. Split the file by task, or use --kind transcription for free text.`,
        )
      throw new Unusable(
        `${job.file.name}: ${people} people with ${classes} classes are too many for --method ${asked}. Use --method majority.`,
      )
    }
  })
  const unanswered = result.answer.reduce((n, answer) => n + Number(answer < 0), 0)
  const ties = result.tied.reduce((n, tied) => n + tied, 0)
  const { votes, repeats, changesOfMind, undecided } = named
  return {
    method: result.method,
    why: result.why,
    sentences: [
      ...(result.why ? [whyOf(result.why)] : []),
      `${some(votes.person.length, "vote")} of ${some(votes.people, "person", "people")} on ${some(votes.tasks, "task")}, ${some(votes.classes, "class", "classes")}`,
      ...repeatLines(repeats, undecided),
      ...unansweredLines(unanswered),
      ...(ties > 0 ? [`${some(ties, "tie")}, decided for the ${TIE_GOES[result.method] ?? "commoner class"}`] : []),
      ...(gold ? goldLines(gold) : []),
    ],
    counts: {
      tasks: votes.tasks,
      people: votes.people,
      classes: votes.classes,
      votes: votes.person.length,
      repeats,
      changesOfMind: changesOfMind.reduce((n, changes) => n + changes, 0),
      undecided,
      unanswered,
      ties,
      rounds: result.rounds,
      gold: gold?.known ?? 0,
      goldWithoutVotes: gold?.unknownTasks.length ?? 0,
    },
    writeResults: (to) => writeResults(to, named, result),
    writeReasons: (to) => writeReasons(to, named, result, gold),
  }
}

/** Where ties go that are not decided by the commoner class alone. */
const TIE_GOES: Partial<Record<LabelResult["method"], string>> = {
  majority: "side whose voters agree more with others elsewhere, else the commoner class",
}

function readAll({ file, gold: goldFile, hasHeader }: Job): { named: NamedVotes; gold: Gold | null } {
  const goldTable = goldFile ? readGoldOfTasks(goldFile, hasHeader) : null
  const named = readNamed(file, hasHeader, goldTable ? [...new Set(goldTable.columns.label)] : [])
  if (!goldTable) return { named, gold: null }
  const { task, label } = goldTable.columns
  const gold = goldFrom(
    named,
    task.map((name, row) => ({ task: name, label: label[row] ?? "" })),
  )
  if (gold.known === 0)
    throw new Unusable(`${goldTable.file.name} names no task of ${file.name}. Do both name tasks in the same way?`)
  return { named, gold }
}

/** The fast reader for a file that it can read; else the one that says in which line and why a file cannot be read. */
function readNamed(file: InputFile, hasHeader: boolean, alsoClasses: readonly string[]): NamedVotes {
  const fast = hasHeader ? readFast(file, alsoClasses) : null
  return fast ?? votesFrom(rowsOf(readVotes(file, hasHeader)), alsoClasses)
}

function readFast({ text }: InputFile, alsoClasses: readonly string[]): NamedVotes | null {
  try {
    const named = readVotesCsv(text, alsoClasses)
    const rows = named.votes.person.length + named.repeats
    return rows > 0 && hasEvenRows(text, rows) ? named : null
  } catch (error) {
    if (error instanceof JustesseError && error.code === "file_unreadable") return null
    throw error
  }
}

/** False where some row has more commas than the first: a label with a comma must not be cut short unseen. */
function hasEvenRows(text: string, rows: number): boolean {
  if (text.includes('"')) return false
  const end = text.indexOf("\n")
  const inHeader = text.slice(0, end < 0 ? text.length : end).split(",").length - 1
  let commas = 0
  for (let at = text.indexOf(","); at >= 0; at = text.indexOf(",", at + 1)) commas++
  return commas === inHeader * (rows + 1)
}

function* rowsOf({ rows, columns, moments }: Table<"task" | "worker" | "label">): Generator<VoteRow> {
  const { task, worker, label } = columns
  for (let row = 0; row < rows; row++)
    yield {
      task: task[row] ?? "",
      worker: worker[row] ?? "",
      label: label[row] ?? "",
      ...(moments ? { time: moments[row] ?? Number.NaN } : {}),
    }
}

function goldLines({ known, unknownTasks }: Gold): string[] {
  const more = unknownTasks.length > 0 ? `; ${count(unknownTasks.length)} gold rows name tasks without votes` : ""
  return [`gold for ${some(known, "task")}: fixed, and it teaches the others${more}`]
}

const REASONS: Record<Choice["code"], (choice: Choice) => string> = {
  few_labels: (c) => `only ${some(c.labels, "vote")}, too few to learn from how people answer`,
  too_wide: () => "too many people and classes for a model of each person",
  one_class: () => "there is only one class",
  predicts_best: () => "votes left out are likeliest under it",
  gold_overrules: (c) =>
    `on gold it is right more often than ${c.gold?.against}, by more than chance (p ${c.gold?.p.toFixed(3)})`,
}

function whyOf(choice: Choice): string {
  return `${choice.method} was chosen: ${REASONS[choice.code](choice)}`
}

function writeResults(to: Lines, { votes, tasks, classes }: NamedVotes, result: LabelResult): void {
  to.line("task,label,confidence,votes")
  for (const [t, task] of tasks.entries()) {
    const label = classes[result.answer[t] ?? -1]
    if (label === undefined) continue
    const confidence = rounded(result.confidence[t] ?? 0, 6)
    const size = (votes.offsets[t + 1] ?? 0) - (votes.offsets[t] ?? 0)
    to.line(`${csvCell(task)},${csvCell(label)},${confidence},${size}`)
  }
}

function writeReasons(to: Lines, named: NamedVotes, result: LabelResult, gold: Gold | null): void {
  const { votes, tasks, people, classes } = named
  for (const [t, task] of tasks.entries()) {
    const reasons = answerReasons(votes, result, t)
    to.line(
      JSON.stringify({
        task,
        label: classes[reasons.answer] ?? null,
        against: classes[reasons.against] ?? null,
        confidence: rounded(result.confidence[t] ?? 0, 6),
        tied: result.tied[t] === 1,
        gold: (gold?.gold[t] ?? -1) >= 0,
        unit: reasons.unit,
        prior: rounded(reasons.prior, 6),
        effectiveVotes: rounded(reasons.effectiveVotes, 4),
        votes: reasons.votes.map((vote) => ({
          worker: people[vote.person],
          label: classes[vote.label],
          contribution: rounded(vote.contribution, 6),
        })),
      }),
    )
  }
}
