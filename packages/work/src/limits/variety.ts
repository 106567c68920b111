import type { OwnLimits, ProjectMix } from "@justesse/types/pace/limits"

/** Tasks in one go after which a change is offered to somebody who set nothing (work-rules 2.6). */
const SERIES_TASKS = 40
/** Who comes back sooner than this goes on where they were, if they like a change only now and then. */
const SITTING_MS = 30 * 60_000

/** After how many tasks in one go a change is offered; null: never. */
export function seriesOf({ series = SERIES_TASKS }: Pick<OwnLimits, "series">): number | null {
  return series
}

/** Whether a change is offered now, after so many tasks of one project in one go: once at the end of each series. */
export function isSeriesOver(limits: Pick<OwnLimits, "series">, tasks: number): boolean {
  const series = seriesOf(limits)
  return series !== null && tasks > 0 && tasks % series === 0
}

/**
 * Orders projects as somebody likes them mixed: where they worked last first, where they worked longest ago first, or the one while they
 * sit and the other when they come back. It is the order of an offer and nothing else: whatever is chosen, the same tasks are to be had.
 */
export function orderProjects<P extends { readonly lastWorkedAtMs: number | null }>(
  projects: readonly P[],
  mix: ProjectMix,
  nowMs: number,
): P[] {
  const when = ({ lastWorkedAtMs }: P) => lastWorkedAtMs ?? 0
  const latest = Math.max(0, ...projects.map(when))
  const isLatestFirst = mix === "long" || (mix === "between" && latest > 0 && nowMs - latest < SITTING_MS)
  return [...projects].sort((a, b) => (isLatestFirst ? when(b) - when(a) : when(a) - when(b)))
}
