import { compareText } from "../consensus/order.ts"

/** A stretch of time, in whole milliseconds from the beginning of the recording; `endMs` is after `startMs`. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** What one speaker says in a stretch of time. `speaker` is a name of its author's own, "" where none is given. */
export interface Segment extends Span {
  readonly speaker: string
  readonly text: string
}

/** What one person heard in a recording. None at all means: nobody speaks. */
export interface SoundAnswer {
  readonly person: string
  readonly segments: readonly Segment[]
}

/** By beginning, then end, then speaker and text: the order in which they came never matters. */
export function compareSegments(a: Segment, b: Segment): number {
  return compareSpans(a, b) || compareText(a.speaker, b.speaker) || compareText(a.text, b.text)
}

function compareSpans(a: Span, b: Span): number {
  return a.startMs - b.startMs || a.endMs - b.endMs
}

/** Spans that overlap or touch joined into one, by beginning. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: { startMs: number; endMs: number }[] = []
  for (const { startMs, endMs } of [...spans].sort(compareSpans)) {
    const last = joined.at(-1)
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs)
    else joined.push({ startMs, endMs })
  }
  return joined
}

/** Milliseconds in both of two lists, each as {@link joinSpans} leaves it. */
export function commonMs(a: readonly Span[], b: readonly Span[]): number {
  let total = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as Span, b[j] as Span] // both below their lengths
    total += Math.max(0, Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs))
    if (one.endMs < other.endMs) i++
    else j++
  }
  return total
}

/** Milliseconds of a list as {@link joinSpans} leaves it. */
export function lengthMs(spans: readonly Span[]): number {
  return spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
}
