import type { Span } from "./segments.ts"

/** The part of a recording that the wave shows, in milliseconds; not rounded. */
export interface TimeView {
  readonly fromMs: number
  readonly toMs: number
}

/** What is shown at first, and the least that can be seen across the wave. */
const OPENING_MS = 20_000
const LEAST_MS = 200
/** Around a segment that fills the view this share of it is left free on each side. */
const MARGIN = 0.15
/** When the sound leaves the view, it goes on at this share of the next page. */
const LEFT_OF_PAGE = 0.1
/** Least room for a number of the ruler, in pixels. */
const LABEL_PX = 80

/** A view of that length around a place, within the recording. */
function viewOf(fromMs: number, lengthMs: number, durationMs: number): TimeView {
  const length = Math.min(durationMs, Math.max(LEAST_MS, lengthMs))
  const from = Math.max(0, Math.min(durationMs - length, fromMs))
  return { fromMs: from, toMs: from + length }
}

/** How a recording is seen when it is opened. */
export function openingView(durationMs: number): TimeView {
  return viewOf(0, OPENING_MS, durationMs)
}

/** The whole recording across the wave. */
export function wholeView(durationMs: number): TimeView {
  return viewOf(0, durationMs, durationMs)
}

/** One stretch across the view, with a little on both sides. */
export function spanView({ startMs, endMs }: Span, durationMs: number): TimeView {
  const margin = (endMs - startMs) * MARGIN
  return viewOf(startMs - margin, endMs - startMs + 2 * margin, durationMs)
}

/** Closer or further by a factor; the moment `aroundMs` stays where it is seen. */
export function zoomView(view: TimeView, factor: number, aroundMs: number, durationMs: number): TimeView {
  const length = (view.toMs - view.fromMs) / factor
  const bounded = Math.min(durationMs, Math.max(LEAST_MS, length))
  const share = (aroundMs - view.fromMs) / (view.toMs - view.fromMs)
  return viewOf(aroundMs - share * bounded, bounded, durationMs)
}

/** The view by so many milliseconds later, or earlier. */
export function panView(view: TimeView, byMs: number, durationMs: number): TimeView {
  return viewOf(view.fromMs + byMs, view.toMs - view.fromMs, durationMs)
}

/** The view in which a moment is seen: the same where it is, else the page that begins shortly before it. */
export function followView(view: TimeView, ms: number, durationMs: number): TimeView {
  if (view.fromMs <= ms && ms < view.toMs) return view
  const length = view.toMs - view.fromMs
  return viewOf(ms - length * LEFT_OF_PAGE, length, durationMs)
}

/** The view in which all of a stretch is seen, as far as it fits: the same where it is. */
export function revealView(view: TimeView, span: Span, durationMs: number): TimeView {
  if (view.fromMs <= span.startMs && span.endMs <= view.toMs) return view
  const length = view.toMs - view.fromMs
  if (span.endMs - span.startMs > length * (1 - LEFT_OF_PAGE)) return followView(view, span.startMs, durationMs)
  return viewOf(span.startMs - length * LEFT_OF_PAGE, length, durationMs)
}

/** Where a moment is drawn, in pixels from the left. */
export function xOf({ fromMs, toMs }: TimeView, ms: number, width: number): number {
  return ((ms - fromMs) / (toMs - fromMs)) * width
}

/** Which moment is drawn at a pixel from the left; the inverse of {@link xOf}. */
export function msAt({ fromMs, toMs }: TimeView, x: number, width: number): number {
  return fromMs + (x / width) * (toMs - fromMs)
}

/** Steps of the ruler, in milliseconds. */
const STEPS = [
  ...[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000],
  ...[60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000],
]

/** The lines of the ruler: those with a number, and five between two of them. `stepMs` is between two numbers. */
export function rulerOf(
  view: TimeView,
  width: number,
): { stepMs: number; marks: { ms: number; isNumbered: boolean }[] } {
  const length = view.toMs - view.fromMs
  const least = (LABEL_PX / Math.max(1, width)) * length
  const stepMs = STEPS.find((step) => step >= least) ?? STEPS.at(-1) ?? least
  const small = stepMs / 5
  const first = Math.ceil(view.fromMs / small)
  const last = Math.floor(view.toMs / small)
  const marks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    return { ms: (first + i) * small, isNumbered: (first + i) % 5 === 0 }
  })
  return { stepMs, marks }
}
