import { type Synthetic, type SyntheticOptions, syntheticVotes } from "../labels/synthetic.ts"
import { type VoteRow, type Votes, votesFrom } from "../labels/votes.ts"

/** A small crowd: 400 tasks, 4 labels each, 30 people, 3 classes. */
export function smallCrowd(other: Partial<SyntheticOptions> = {}): Synthetic {
  return syntheticVotes({
    tasks: 400,
    labelsPerTask: 4,
    people: 30,
    classes: 3,
    randomRatio: 0.2,
    accuracy: [0.55, 0.9],
    habit: 1,
    seed: 5,
    ...other,
  })
}

/** Votes written as `task: person label, person label`, one string for each task. */
function votesOf(...tasks: readonly string[]): VoteRow[] {
  return tasks.flatMap((line) => {
    const [task = "", list = ""] = line.split(": ")
    return list.split(", ").map((vote) => {
      const [worker = "", label = ""] = vote.split(" ")
      return { task, worker, label }
    })
  })
}

/** The votes of such a table alone. */
export const sorted = (...tasks: readonly string[]): Votes => votesFrom(votesOf(...tasks)).votes

/** Share of tasks answered right, 0–1. */
export function rightRatio(answer: Int32Array, truth: Int32Array): number {
  return answer.filter((given, t) => given === truth[t]).length / truth.length
}

/** Rows of a generated crowd, with every number written as a name of four digits, after `turn` has moved it. */
export function rowsOf(votes: Votes, shift: (n: number, size: number) => number = (n) => n): VoteRow[] {
  const name = (n: number, size: number) => String(shift(n, size)).padStart(4, "0")
  const rows: VoteRow[] = []
  for (let t = 0; t < votes.tasks; t++)
    for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++)
      rows.push({
        task: name(t, votes.tasks),
        worker: name(votes.person[i] ?? 0, votes.people),
        label: name(votes.label[i] ?? 0, votes.classes),
      })
  return rows
}
