import type { Region } from "../annotation.ts"

/** What lies further than this behind the end of a recording is no matter of rounding, in milliseconds. */
const ROUNDING_MS = 1

/** Segments as a recording can have them, and how many of them had to change for it. */
interface FittedSegments<R> {
  readonly regions: readonly R[]
  /** Begins after the recording has ended: left out. */
  readonly outside: number
  /** Ended after it: ends with it. */
  readonly clipped: number
  /** Its speaker says something else at the same time: begins where that ends. */
  readonly shortened: number
  /** Lies within something else that its speaker says: left out. */
  readonly within: number
}

/** Whether a stretch of time goes on behind the end of its recording, by more than rounding does. */
export function isOutside({ geometry }: Pick<Region, "geometry">, durationMs: number): boolean {
  return geometry.type === "span" && geometry.endMs > durationMs + ROUNDING_MS
}

/**
 * Segments cut to their recording, and each speaker's so that none lies over another: what began first stays, the next one begins
 * where it ends. What is no segment stays as it is; `durationMs` null where the length is not known. The order stays.
 */
export function fitSegments<R extends Region>(regions: readonly R[], durationMs: number | null): FittedSegments<R> {
  const end = durationMs ?? Number.POSITIVE_INFINITY
  const counts = { outside: 0, clipped: 0, shortened: 0, within: 0 }
  const fitted = new Map<R, R | null>()
  const spans = regions.flatMap((region) =>
    region.geometry.type === "span" ? [{ region, span: region.geometry }] : [],
  )
  spans.sort((a, b) => a.span.startMs - b.span.startMs || a.span.endMs - b.span.endMs)
  const endOf = new Map<string, number>()
  for (const { region, span } of spans) {
    const speaker = region.speaker ?? ""
    const said = endOf.get(speaker) ?? 0
    const startMs = Math.max(span.startMs, said)
    const endMs = Math.min(span.endMs, end)
    const isLeft = startMs < endMs
    if (span.startMs >= end) counts.outside++
    else if (!isLeft) counts.within++
    else {
      if (isOutside(region, end)) counts.clipped++
      if (startMs > span.startMs) counts.shortened++
    }
    fitted.set(region, isLeft ? (isSame(span, startMs, endMs) ? region : withSpan(region, startMs, endMs)) : null)
    if (isLeft) endOf.set(speaker, endMs)
  }
  return { regions: regions.flatMap((region) => (fitted.has(region) ? (fitted.get(region) ?? []) : region)), ...counts }
}

function isSame(span: { readonly startMs: number; readonly endMs: number }, startMs: number, endMs: number): boolean {
  return span.startMs === startMs && span.endMs === endMs
}

function withSpan<R extends Region>(region: R, startMs: number, endMs: number): R {
  return { ...region, geometry: { type: "span", startMs, endMs } }
}
