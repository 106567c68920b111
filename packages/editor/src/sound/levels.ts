import type { Span } from "./segments.ts"
import type { TimeView } from "./view.ts"

/** How loud a recording is: the largest of each so many milliseconds, 0 to 255. */
export interface Levels {
  readonly values: ArrayLike<number>
  readonly stepMs: number
}

/** Lowest and highest value of each stretch of a recording, in 127ths of full scale, the finest stretches first. */
interface Peaked {
  readonly sampleRate: number
  readonly levels: readonly { readonly samples: number; readonly values: Int8Array }[]
}

/** How loud a recording is, from the peaks of its wave: one list for each of theirs, the finest first. */
export function levelsOf({ sampleRate, levels }: Peaked): Levels[] {
  return levels.map(({ samples, values }) => {
    const loud = new Uint8Array(values.length / 2)
    for (let i = 0; i < loud.length; i++) loud[i] = 2 * Math.max(-(values[2 * i] ?? 0), values[2 * i + 1] ?? 0)
    return { values: loud, stepMs: (samples / sampleRate) * 1_000 }
  })
}

/** Of several lists the one to draw so many columns from: the coarsest that still has one value a column. */
export function levelFor(levels: readonly Levels[], { fromMs, toMs }: TimeView, columns: number): Levels | null {
  const columnMs = (toMs - fromMs) / columns
  return levels.filter(({ stepMs }) => stepMs <= columnMs).at(-1) ?? levels[0] ?? null
}

/** The loudest of each column of a picture of so many columns, 0 to 1; where nothing is known yet, NaN. */
export function columnsOf({ values, stepMs }: Levels, { fromMs, toMs }: TimeView, columns: number): Float32Array {
  const out = new Float32Array(columns)
  const perColumn = (toMs - fromMs) / columns / stepMs
  const begin = fromMs / stepMs
  for (let i = 0; i < columns; i++) {
    const first = Math.floor(begin + i * perColumn)
    const last = Math.max(first + 1, Math.ceil(begin + (i + 1) * perColumn))
    let top = Number.NaN
    for (let at = Math.max(0, first); at < Math.min(last, values.length); at++) {
      const value = values[at] ?? 0
      if (!(value <= top)) top = value
    }
    out[i] = top / 255
  }
  return out
}

/** How long a pause is at least, what is speech at least, how much is left around it, and what is cut when nobody pauses: milliseconds. */
interface PauseRules {
  readonly pauseMs: number
  readonly speechMs: number
  readonly paddingMs: number
  readonly longestMs: number
}

/** Rules that fit people who talk: a breath is no pause. */
export const PAUSE_RULES: PauseRules = { pauseMs: 350, speechMs: 150, paddingMs: 80, longestMs: 12_000 }

/** The share between the quiet and the loud of a recording from which on somebody speaks. */
const SPEECH_SHARE = 0.12
/** What is never speech, of 255: the noise of an empty line. */
const SILENT = 3

/**
 * Stretches in which something is heard, parted by pauses; none in a recording that is silent all through. What is longer than the
 * longest is cut where it is quietest near its middle. By beginning, apart from each other.
 */
export function findSpeech(levels: Levels, durationMs: number, rules: PauseRules = PAUSE_RULES): Span[] {
  const threshold = thresholdOf(levels)
  if (threshold === null) return []
  const loud = runsAbove(levels, threshold)
  const joined = joinClose(loud, rules.pauseMs).filter(({ startMs, endMs }) => endMs - startMs >= rules.speechMs)
  const cut = joined.flatMap((span) => cutLong(levels, span, rules.longestMs))
  return cut.map((span, i) => padded(span, cut[i - 1], cut[i + 1], { durationMs, paddingMs: rules.paddingMs }))
}

/** Half of a pause is the most that a stretch takes of it. */
function padded(
  { startMs, endMs }: Span,
  before: Span | undefined,
  after: Span | undefined,
  { durationMs, paddingMs }: { durationMs: number; paddingMs: number },
): Span {
  const room = (ms: number) => Math.min(paddingMs, Math.floor(ms / 2))
  const start = startMs - (before ? room(startMs - before.endMs) : Math.min(paddingMs, startMs))
  const end = endMs + (after ? room(after.startMs - endMs) : paddingMs)
  return { startMs: Math.round(start), endMs: Math.round(Math.min(durationMs, end)) }
}

/** From what level on somebody speaks: a share of the way from the quiet fifth of a recording to its loud end; null where all is quiet. */
function thresholdOf({ values }: Levels): number | null {
  const counts = new Uint32Array(256)
  for (let i = 0; i < values.length; i++) {
    const value = Math.min(255, Math.max(0, Math.round(values[i] ?? 0)))
    counts[value] = (counts[value] ?? 0) + 1
  }
  const quiet = percentile(counts, values.length * 0.2)
  const loud = percentile(counts, values.length * 0.95)
  // Somebody who never pauses is as loud in the quiet fifth: then the noise of an empty line is what is quiet.
  const floor = quiet > loud / 2 ? SILENT : Math.max(SILENT, quiet)
  return loud <= SILENT ? null : floor + (loud - floor) * SPEECH_SHARE
}

function percentile(counts: Uint32Array, rank: number): number {
  let seen = 0
  for (let level = 0; level < counts.length; level++) {
    seen += counts[level] ?? 0
    if (seen > rank) return level
  }
  return counts.length - 1
}

function runsAbove({ values, stepMs }: Levels, threshold: number): Span[] {
  const runs: Span[] = []
  let from = -1
  for (let i = 0; i <= values.length; i++) {
    const isLoud = i < values.length && (values[i] ?? 0) > threshold
    if (isLoud && from < 0) from = i
    if (isLoud || from < 0) continue
    runs.push({ startMs: from * stepMs, endMs: i * stepMs })
    from = -1
  }
  return runs
}

function joinClose(runs: readonly Span[], pauseMs: number): Span[] {
  const joined: { startMs: number; endMs: number }[] = []
  for (const { startMs, endMs } of runs) {
    const last = joined.at(-1)
    if (last && startMs - last.endMs < pauseMs) last.endMs = endMs
    else joined.push({ startMs, endMs })
  }
  return joined
}

/** Cut in two where the middle half is quietest, until no part is longer. */
function cutLong(levels: Levels, span: Span, longestMs: number): Span[] {
  const { startMs, endMs } = span
  const length = endMs - startMs
  if (length <= longestMs || length < 4 * levels.stepMs) return [span]
  const [first, last] = [startMs + length / 4, endMs - length / 4]
  let [best, quietest] = [startMs + length / 2, Number.POSITIVE_INFINITY]
  for (let at = Math.ceil(first / levels.stepMs); at * levels.stepMs < last; at++) {
    const level = levels.values[at] ?? 0
    if (level < quietest) [best, quietest] = [at * levels.stepMs, level]
  }
  const cut = Math.round(best)
  return [
    ...cutLong(levels, { startMs, endMs: cut }, longestMs),
    ...cutLong(levels, { startMs: cut, endMs }, longestMs),
  ]
}
