import type { Span } from "./segments.ts"

/** How long before its beginning a chosen segment is heard, in milliseconds. */
const LEAD_MS = 250
/** Speeds that a recording can be heard at, in tenths. */
const SLOWEST = 5
const FASTEST = 25

/** A stretch that is being heard: from a moment up to another one or, with null, to the end; again and again where it `repeats`. */
export interface Playing {
  readonly fromMs: number
  readonly untilMs: number | null
  readonly repeats: boolean
}

/** What becomes of the sound at a moment: it goes on, stops there, or goes back. */
type Course = { readonly does: "goOn" } | { readonly does: "stop" | "goBack"; readonly toMs: number }

/** A segment as it is heard when somebody chooses it: a little from before it, up to its end. */
export function playSegment({ startMs, endMs }: Span, repeats: boolean, leadMs = LEAD_MS): Playing {
  return { fromMs: Math.max(0, startMs - leadMs), untilMs: endMs, repeats }
}

/** What is heard from a moment up to the end of the recording. */
export function playFrom(ms: number): Playing {
  return { fromMs: Math.max(0, ms), untilMs: null, repeats: false }
}

/** What becomes of what is heard, now that this moment is reached. */
export function courseAt({ fromMs, untilMs, repeats }: Playing, nowMs: number): Course {
  if (untilMs === null || nowMs < untilMs) return { does: "goOn" }
  return repeats ? { does: "goBack", toMs: fromMs } : { does: "stop", toMs: untilMs }
}

/**
 * Where it goes on from after a pause: where it stopped, unless that is the end of the stretch, which then begins again. What was moved
 * out of its stretch meanwhile is heard from there to the end of the recording.
 */
export function resume(playing: Playing | null, nowMs: number, durationMs: number): Playing {
  if (nowMs >= durationMs) return playFrom(0)
  if (!playing || playing.untilMs === null) return playFrom(nowMs)
  if (nowMs < playing.fromMs || nowMs > playing.untilMs) return playFrom(nowMs)
  // Where it stopped by itself, it goes on past the end: the next segments are heard.
  return nowMs === playing.untilMs && !playing.repeats ? playFrom(nowMs) : playing
}

/** The speed so many tenths faster, or slower; within what ears can follow. */
export function stepSpeed(speed: number, tenths: number): number {
  return Math.min(FASTEST, Math.max(SLOWEST, Math.round(speed * 10) + tenths)) / 10
}
