import { betaQuantile } from "../numbers/beta.ts"
import { tQuantile } from "../skill/edgeBias.ts"

/** A figure with its interval of 95 %. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What one answer adds to a figure, with the task that it is of. */
interface Part {
  readonly task: number
  readonly by: number
}

/**
 * The variance of a sum of deviations (each with mean 0) where those of one task go together: what is hard for one person is hard
 * for the next, and what a model got wrong there all of them were shown. NaN for fewer than two tasks.
 */
export function varianceByTask(parts: readonly Part[]): number {
  const sums = sumsByTask(parts)
  return (sums.size / (sums.size - 1)) * [...sums.values()].reduce((sum, one) => sum + one * one, 0)
}

/** Standard errors on both sides that hold 95 %, known from so many tasks; 2 at least. */
export function reachFrom(tasks: number): number {
  return tQuantile(0.975, tasks - 1)
}

/**
 * A share of things, `some` of `all` in each answer, with the interval of Jeffreys for as many things as these say as much as when they
 * go together within their tasks (Korn and Graubard 1998). Null for fewer than two tasks.
 */
export function shareByTask(
  parts: readonly { readonly task: number; readonly some: number; readonly all: number }[],
): Estimate | null {
  const told = parts.filter(({ all }) => all > 0)
  const tasks = new Set(told.map(({ task }) => task)).size
  const all = told.reduce((sum, one) => sum + one.all, 0)
  if (tasks < 2) return null
  const value = told.reduce((sum, one) => sum + one.some, 0) / all
  const variance = varianceByTask(told.map((one) => ({ task: one.task, by: (one.some - value * one.all) / all })))
  // Where nothing varies nothing tells how far they go together: a task counts as one thing then.
  const worth = value === 0 || value === 1 ? tasks : Math.min(all, (value * (1 - value)) / variance)
  const count = worth * (NORMAL / reachFrom(tasks)) ** 2
  const bound = (share: number) => betaQuantile(share, value * count + 0.5, (1 - value) * count + 0.5)
  return { value, low: value === 0 ? 0 : bound(0.025), high: value === 1 ? 1 : bound(0.975) }
}

function sumsByTask(parts: readonly Part[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { task, by } of parts) sums.set(task, (sums.get(task) ?? 0) + by)
  return sums
}

/** {@link reachFrom} for very many tasks. */
const NORMAL = 1.959964
