import { type NamedVotes, votesFrom } from "../labels/votes.ts"

/** What somebody says who checks a thing that is there already. */
export const CHECK_ANSWERS = ["right", "fix", "wrong", "cannot_tell"] as const
/** One of those four, as it is sent and stored; `cannot_tell` is no evidence either way. */
export type CheckAnswer = (typeof CHECK_ANSWERS)[number]

/** One person's check of one thing. */
export interface CheckRow {
  readonly task: string
  readonly person: string
  readonly answer: CheckAnswer
  /** When it was given, in any one unit; what counts where a person checked a thing several times. */
  readonly time?: number
}

/** What is known of a thing beforehand or from a reviewer. */
export type KnownCheck = Exclude<CheckAnswer, "cannot_tell">

/** One check by numbers: of which thing, by whom, and what it says of whether the thing is there. */
export interface Check {
  readonly task: number
  readonly person: number
  readonly answer: CheckAnswer
}

/** Checks in order of things and people, one of each person a thing. */
export interface CheckTable {
  readonly tasks: readonly string[]
  readonly people: readonly string[]
  /** By task. */
  readonly checks: readonly (readonly Check[])[]
  readonly repeats: number
}

/** Sorts rows by names, so that their order never matters; of a person's checks of one thing the latest counts. */
export function checkTable(rows: readonly CheckRow[]): CheckTable {
  const named: NamedVotes = votesFrom(
    rows.map(({ task, person, answer, time }) => ({
      ...{ task, worker: person, label: answer },
      ...(time === undefined ? {} : { time }),
    })),
    CHECK_ANSWERS,
  )
  const { votes, tasks, people, classes, repeats } = named
  const answers = classes.map((name) => CHECK_ANSWERS.find((one) => one === name) ?? "cannot_tell")
  const checks = tasks.map((_, task) => {
    const [from = 0, to = 0] = votes.offsets.subarray(task, task + 2)
    return Array.from({ length: to - from }, (__, n): Check => {
      const [person = 0, label = 0] = [votes.person[from + n], votes.label[from + n]]
      return { task, person, answer: answers[label] ?? "cannot_tell" }
    })
  })
  return { tasks, people, checks, repeats }
}
