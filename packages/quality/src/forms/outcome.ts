import type { FieldValue } from "./fields.ts"

/** How often something was said. */
interface SaidShare {
  readonly value: string | number
  readonly count: number
  readonly share: number
}

/** What the answers to one field of one task come to. */
export interface FieldDecision {
  /** Null of an opinion, which is nothing to be decided. */
  readonly value: FieldValue | null
  /** How sure, 0 to 1; null where nothing says so. */
  readonly confidence: number | null
  /** Whether something else was said by as many, as good people. */
  readonly isTied: boolean
  /** Whose answers it rests on: those who said the same; of scales and opinions everybody. */
  readonly people: readonly string[]
  /** Of scales, opinions: what was said how often, least or most frequent first. */
  readonly distribution?: readonly SaidShare[]
  /** Of scales. */
  readonly median?: number
  /** Of scales from five people up: where the mean of people like these lies, 90 %. */
  readonly interval?: readonly [number, number] | null
  /** Of several: how probable each option is. */
  readonly options?: readonly { readonly option: string; readonly probability: number }[]
}

/** How far people agree on a field over all tasks: 1 perfectly, 0 as chance would. */
export interface FieldAgreement {
  readonly measure: "nominal" | "ordinal" | "interval" | "masi"
  /** Null where nobody shared a task or everybody always said the same one thing. */
  readonly alpha: number | null
  readonly interval: readonly [number, number] | null
}

/** What was made of a field over all tasks. */
export interface FieldOutcome {
  /** By task. */
  readonly decided: ReadonlyMap<string, FieldDecision>
  readonly method: string
  readonly agreement: FieldAgreement | null
  /** How far two answers were held to say the same; null where that is no question of distance. */
  readonly tolerance: number | null
}

/** Votes by their task, in the order given. */
export function byTask<V extends { readonly task: string }>(votes: readonly V[]): Map<string, V[]> {
  const tasks = new Map<string, V[]>()
  for (const vote of votes) {
    const own = tasks.get(vote.task)
    if (own) own.push(vote)
    else tasks.set(vote.task, [vote])
  }
  return tasks
}

/** Counts of what was said, ordered by `compare`, else the most frequent first. */
export function sharesOf<T extends string | number>(said: readonly T[], of: number, compare?: (a: T, b: T) => number) {
  const counts = new Map<T, number>()
  for (const value of said) counts.set(value, (counts.get(value) ?? 0) + 1)
  const inOrder = compare ?? ((a: T, b: T) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
  return [...counts.keys()]
    .sort(inOrder)
    .map((value): SaidShare => ({ value, count: counts.get(value) ?? 0, share: (counts.get(value) ?? 0) / of }))
}
