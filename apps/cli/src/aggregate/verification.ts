import {
  CHECK_ANSWERS,
  type CheckAnswer,
  type CheckedThing,
  type Checker,
  type CheckRow,
  type KnownCheck,
  weighChecks,
} from "@justesse/quality/checks/index"
import { goldFrom, votesFrom } from "@justesse/quality/labels/index"
import { Unusable } from "../arguments.ts"
import { aggregateNamed } from "./classification.ts"
import { percent, shown, some } from "./figures.ts"
import { type InputFile, wrongLine } from "./input.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { csvCell } from "./table.ts"
import { readGoldOfTasks, readVotes } from "./votes.ts"

const METHODS = ["auto", "classes", "evidence"] as const

/**
 * Whether each thing is right, is to be mended or is wrong, out of checks of several people. Where there are enough to know how each
 * person names things they are compared as classes, as the studio does: on three crowds that is right of 92.75, 93.85 and 89.81 of 100
 * things, and evidence of 92.25, 92.35 and 88.89.
 */
export function aggregateVerification(job: Job): Aggregated {
  const asked = methodAmong(job, METHODS)
  const rows = job.watch.during("read", () => readChecks(job))
  const known = job.watch.during("read", () => (job.gold ? readKnown(job.gold, job.hasHeader) : new Map()))
  if (asked === "evidence") return byEvidence(job, rows, known)
  const found = byClasses(job, rows, known)
  if (asked === "classes") return found
  return found.method === "majority" ? byEvidence(job, rows, known) : found
}

function byClasses(job: Job, rows: readonly CheckRow[], known: ReadonlyMap<string, KnownCheck>): Aggregated {
  const given = [...known].map(([task, label]) => ({ task, label }))
  const named = votesFrom(
    rows.map(({ task, person, answer, time }) => ({
      ...{ task, worker: person, label: answer },
      ...(time === undefined ? {} : { time }),
    })),
    given.map(({ label }) => label),
  )
  const gold = job.gold ? goldFrom(named, given) : null
  if (gold?.known === 0) throw strangeGold(job)
  return aggregateNamed(job, "auto", { named, gold })
}

const strangeGold = ({ gold, file }: Job) =>
  new Unusable(`${gold?.name} names no task of ${file.name}. Do both name tasks in the same way?`)

function byEvidence(job: Job, rows: readonly CheckRow[], known: ReadonlyMap<string, KnownCheck>): Aggregated {
  const found = job.watch.during("call", () => weighChecks(rows, known))
  if (job.gold && found.known === 0) throw strangeGold(job)
  const { things, checkers, repeats, share } = found
  const count = (fits: (thing: CheckedThing) => boolean) => things.filter(fits).length
  const next = (what: CheckedThing["next"]) => count((thing) => thing.next === what)
  const untold = count(({ answer }) => answer === "cannot_tell")
  const from = found.isShareFitted ? "as gold tells" : "as is usual, since there is too little gold to tell"
  return {
    method: "evidence",
    why: job.method === "auto" ? { code: "few_labels" } : null,
    sentences: [
      `${some(rows.length - repeats, "check")} of ${some(checkers.length, "person", "people")} of ${some(things.length, "thing")}; ${percent(found.there)} are there`,
      ...(repeats > 0
        ? [
            `left out, a person on the same task again: ${some(repeats, "check")}; the latest by the column timestamp counts`,
          ]
        : []),
      `to be made again: ${next("redraw")}; for a reviewer: ${next("review")}; nobody could tell: ${untold}`,
      `a check counts ${shown(share, 2)} of an answer given without seeing one, ${from}`,
      ...(found.known > 0 ? [`gold for ${some(found.known, "task")}: fixed, and it teaches how people check`] : []),
    ],
    counts: {
      ...{ tasks: things.length, people: checkers.length, votes: rows.length - repeats, repeats, gold: found.known },
      ...{ redraw: next("redraw"), review: next("review"), cannotTell: untold },
    },
    figures: {
      there: rounded(found.there, 4),
      share: rounded(share, 4),
      shareFitted: found.isShareFitted,
      people: Object.fromEntries(checkers.map(checkerFigures)),
    },
    writeResults: (to) => {
      to.line("task,label,confidence,votes")
      for (const { task, answer, confidence, votes } of things)
        to.line([csvCell(task), answer, rounded(confidence, 6), votes.length].join(","))
    },
    writeReasons: (to) => {
      for (const thing of things) to.line(JSON.stringify(reasonOf(thing)))
    },
  }
}

function checkerFigures({ person, found, refused, checks, cannotTell, ...ends }: Checker): [string, object] {
  return [
    person,
    {
      ...{ checks, cannotTell, found: rounded(found, 4), refused: rounded(refused, 4) },
      foundInterval: ends.foundInterval.map((end) => rounded(end, 4)),
      refusedInterval: ends.refusedInterval.map((end) => rounded(end, 4)),
    },
  ]
}

function reasonOf({ task, answer, probability, before, added, next, isKnown, votes }: CheckedThing): object {
  return {
    ...{ task, label: answer, probability: rounded(probability, 6), next, gold: isKnown, unit: "log_odds" },
    ...{ prior: rounded(before, 6), added: rounded(added, 6) },
    votes: votes.map((vote) => ({
      ...{ worker: vote.person, label: vote.answer },
      contribution: rounded(vote.contribution, 6),
    })),
  }
}

/** Reads checks: CSV with the columns task, worker and label, which is one of the four answers. */
export function readChecks({ file, hasHeader }: Pick<Job, "file" | "hasHeader">): CheckRow[] {
  const { rows, columns, lines, moments } = readVotes(file, hasHeader)
  return Array.from({ length: rows }, (_, row) => {
    const answer = answerFrom(file, lines[row] ?? 1, columns.label[row] ?? "", CHECK_ANSWERS)
    const [task = "", person = ""] = [columns.task[row], columns.worker[row]]
    return { task, person, answer, ...(moments ? { time: moments[row] ?? Number.NaN } : {}) }
  })
}

const KNOWN: readonly KnownCheck[] = ["right", "fix", "wrong"]

function readKnown(file: InputFile, hasHeader: boolean): Map<string, KnownCheck> {
  const { columns, lines } = readGoldOfTasks(file, hasHeader)
  return new Map(
    columns.task.map((task, row) => [task, answerFrom(file, lines[row] ?? 1, columns.label[row] ?? "", KNOWN)]),
  )
}

/** One of the four answers of checks, however it is spelt; throws `Unusable` with file and line for another. */
export const checkFrom = (file: InputFile, line: number, label: string) => answerFrom(file, line, label, CHECK_ANSWERS)

function answerFrom<A extends CheckAnswer>(file: InputFile, line: number, label: string, among: readonly A[]): A {
  const typed = label.trim().toLowerCase().replaceAll(/[\s-]/g, "_")
  const answer = among.find((one) => one === typed)
  if (answer === undefined) throw wrongLine(file, line, `"${label}" is no answer`, `Write ${among.join(", ")}`)
  return answer
}
