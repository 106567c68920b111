import { dawidSkene, decide, goldFrom, type Votes, votesFrom } from "@justesse/quality/labels/index"
import { goldOf, votesOf } from "./sets.ts"

/** A set of votes with its gold, by number. */
export interface GoldSet {
  readonly name: string
  readonly votes: Votes
  readonly gold: Int32Array
}

/** One of `bluebirds`, `rte`, `dog`, `product`, `adult2`. */
export function goldSet(name: string): GoldSet {
  const named = votesFrom(
    votesOf(`classification/${name}`).map(({ task, person, label }) => ({ task, worker: person, label })),
  )
  const rows = [...goldOf(`classification/${name}`)].map(([task, label]) => ({ task, label }))
  return { name, votes: named.votes, gold: goldFrom(named, rows).gold }
}

/** Share of gold tasks, in percent, that the default method gets right from these votes. */
export function accuracyOf(votes: Votes, gold: Int32Array): number {
  const { answer } = decide(votes, dawidSkene(votes).posterior)
  let [right, known] = [0, 0]
  gold.forEach((c, t) => {
    if (c < 0) return
    known++
    if (answer[t] === c) right++
  })
  return (100 * right) / known
}

/** The mean of some numbers. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length
}
