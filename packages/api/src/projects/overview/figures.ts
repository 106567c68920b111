import type { TaskAgreement } from "@justesse/types"
import type { Measure } from "@justesse/types/kinds/measure"

const DAY_MS = 86_400_000

/** A mean with a 95 % interval of the mean, cut to [0, 1]. */
interface Banded {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly tasks: number
}

/** From this many decided answers on, a figure about them is said: with fewer it says more about chance than about the work. */
const DECIDED_FROM = 20

/** The share of answers that were changed; null while too few were looked at. */
export function changedRatioOf({ reviewed, changed }: { reviewed: number; changed: number }): number | null {
  return reviewed < DECIDED_FROM ? null : changed / reviewed
}

/** The usual wait for a decision in hours; null while too few were decided. */
export function hoursToDecisionOf(waitsMs: readonly number[]): number | null {
  return waitsMs.length < DECIDED_FROM ? null : medianOf(waitsMs) / 3_600_000
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

/** The day number since 1970 as `2026-11-24`. */
export function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** How far the answers of one task coincide, in [0, 1], by the measure of their kind; null where nothing was compared. */
export function agreementValue({ pairs, meanIou, f1At50, cer }: TaskAgreement, measure: Measure): number | null {
  if (pairs === 0) return null
  if (measure === "overlap") return meanIou
  if (measure === "answers") return f1At50
  return cer === null ? null : Math.max(0, 1 - cer)
}

/** Mean agreement over tasks that two or more people answered; null when there is none. */
export function agreementOf(stored: readonly TaskAgreement[], measure: Measure): Banded | null {
  return bandOf(stored.map((one) => agreementValue(one, measure)).filter((value) => value !== null))
}

/** The normal interval of a mean; with one value it is the whole range, since nothing is known of the spread. */
function bandOf(values: readonly number[]): Banded | null {
  if (values.length === 0) return null
  const mean = meanOf(values)
  if (values.length === 1) return { mean, low: 0, high: 1, tasks: 1 }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = 1.96 * Math.sqrt(variance / values.length)
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), tasks: values.length }
}

/** {@link agreementOf} for each day on which tasks got theirs, oldest first, on a clock `offsetMs` ahead of UTC. */
export function byDay(
  stored: readonly { agreement: TaskAgreement; atMs: number }[],
  measure: Measure,
  offsetMs: number,
): (Banded & { day: string })[] {
  const days = new Map<number, TaskAgreement[]>()
  for (const { agreement, atMs } of stored) {
    const day = Math.floor((atMs + offsetMs) / DAY_MS)
    days.set(day, [...(days.get(day) ?? []), agreement])
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .flatMap(([day, values]) => {
      const band = agreementOf(values, measure)
      return band ? [{ day: dayName(day), ...band }] : []
    })
}
