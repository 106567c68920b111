import { type Decisions, decide } from "./decide.ts"
import { clamp, majority } from "./majority.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index.

/** Votes weighted by each person's agreement with the majority. */
interface WawaFit extends Decisions {
  /** Weighted vote shares, `tasks × classes`, row-major. */
  readonly posterior: Float64Array
  /** Share of each person's votes that the majority shares, 0–1; 0 without votes. */
  readonly skill: Float64Array
}

/**
 * Worker agreement with aggregate (Appen; in crowd-kit `Wawa`): majority first, then every vote weighs as much as the
 * share of its person's votes that agree with it, or with gold where that is known.
 */
export function wawa(votes: Votes, gold?: Int32Array): WawaFit {
  const { tasks, people, classes: K, offsets, person, label } = votes
  const { answer: first } = majority(votes, gold)
  const right = new Float64Array(people)
  const given = new Float64Array(people)
  for (let t = 0; t < tasks; t++) {
    for (let i = offsets[t] as number; i < (offsets[t + 1] as number); i++) {
      const w = person[i] as number
      given[w] = (given[w] as number) + 1
      if (label[i] === first[t]) right[w] = (right[w] as number) + 1
    }
  }
  const skill = right.map((r, w) => ((given[w] as number) > 0 ? r / (given[w] as number) : 0))
  const posterior = new Float64Array(tasks * K)
  for (let t = 0; t < tasks; t++) {
    const end = offsets[t + 1] as number
    let total = 0
    for (let i = offsets[t] as number; i < end; i++) total += skill[person[i] as number] as number
    for (let i = offsets[t] as number; i < end; i++) {
      const at = t * K + (label[i] as number)
      // Where nobody's vote weighs anything all weigh the same.
      const weight = total > 0 ? (skill[person[i] as number] as number) / total : 1 / (end - (offsets[t] as number))
      posterior[at] = (posterior[at] as number) + weight
    }
  }
  const decisions = decide(votes, posterior)
  if (gold) clamp(gold, K, { posterior, ...decisions })
  return { posterior, skill, ...decisions }
}
