/** What a project publishes about its rejections (APP-5). */
interface AppealFigures {
  readonly rejections: number
  readonly appeals: number
  /** Appeals that were answered, or that nobody answered in time. */
  readonly decided: number
  readonly overturned: number
  /** Share of decided appeals that were overturned with its 90 % interval (Wilson); null without one. */
  readonly overturnRate: { readonly share: number; readonly low: number; readonly high: number } | null
  /** Median hours from appeal to answer; null without one. */
  readonly medianHours: number | null
}

/** One appeal: when it came, when it was decided (null: open), and how. */
interface AppealRecord {
  readonly appealedAtMs: number
  readonly decidedAtMs: number | null
  readonly isOverturned: boolean
}

/** Two-sided 90 % of a normal distribution. */
const Z90 = 1.6448536269514722

/** The Wilson interval of `k` of `n`, at 90 %. @see Wilson 1927 */
export function wilson90(k: number, n: number): { readonly low: number; readonly high: number } {
  const z2 = Z90 ** 2
  const middle = (k + z2 / 2) / (n + z2)
  const half = (Z90 / (n + z2)) * Math.sqrt((k * (n - k)) / n + z2 / 4)
  // None and all of n are ends of the interval themselves, whatever is rounded on the way.
  return { low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half }
}

/** The figures of a project, from its rejections and the appeals against them. */
export function computeAppealFigures(rejections: number, appeals: readonly AppealRecord[]): AppealFigures {
  const decided = appeals.filter(({ decidedAtMs }) => decidedAtMs !== null)
  const overturned = decided.filter(({ isOverturned }) => isOverturned).length
  const hours = decided
    .map(({ appealedAtMs, decidedAtMs }) => ((decidedAtMs ?? 0) - appealedAtMs) / 3_600_000)
    .sort((a, b) => a - b)
  const at = (i: number) => hours[i] ?? 0
  const middle = hours.length >> 1
  const isOdd = hours.length % 2 === 1
  return {
    rejections,
    appeals: appeals.length,
    decided: decided.length,
    overturned,
    overturnRate:
      decided.length === 0 ? null : { share: overturned / decided.length, ...wilson90(overturned, decided.length) },
    medianHours: hours.length === 0 ? null : isOdd ? at(middle) : (at(middle - 1) + at(middle)) / 2,
  }
}
