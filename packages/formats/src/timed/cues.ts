import type { TimedText } from "@justesse/types/dataset"
import type { Tally } from "../report/lines.ts"
import { clock, msOfSeconds } from "./index.ts"
import { tallyLabel } from "./speech.ts"

/** The lines of a cue: what stands before its line of times, that line, and its text. `line` is that of the times. */
export interface CueLines {
  readonly line: number
  readonly id: string | null
  readonly times: string
  readonly text: string
  /** Lines before the id, which belong to nothing. */
  readonly stray: string
}

/** Lines that hold no times: comments, styles, or a cue whose times are missing. */
interface LooseLines {
  readonly line: number
  readonly loose: string
}

const ARROW = "-->"

/** The lines of a text; `\n`, `\r\n` and `\r` end one. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

/**
 * Cues from lines, by the rules of WebVTT, which SRT readers follow too: only an empty line ends a cue (a line holding one
 * space belongs to its text), and a line with an arrow begins a new one even without an empty line before it. In SRT
 * (`numbered`) a number on the line before such an arrow is that cue's number, not text.
 */
export function* cuesOf(lines: readonly string[], from: number, numbered: boolean): Generator<CueLines | LooseLines> {
  let at = from
  while (at < lines.length) {
    if (lines[at] === "") {
      at++
      continue
    }
    let end = at
    while (end < lines.length && lines[end] !== "") end++
    yield* blockCues(lines.slice(at, end), at + 1, numbered)
    at = end
  }
}

function* blockCues(block: readonly string[], first: number, numbered: boolean): Generator<CueLines | LooseLines> {
  const arrows = block.flatMap((line, i) => (line.includes(ARROW) ? [i] : []))
  if (arrows.length === 0) yield { line: first, loose: block.join("\n") }
  for (const [n, arrow] of arrows.entries()) {
    const own = n === 0 ? arrow > 0 : hasNumber(block, arrow, arrows[n - 1] ?? 0, numbered)
    const next = arrows[n + 1]
    const until = next === undefined ? block.length : next - (hasNumber(block, next, arrow, numbered) ? 1 : 0)
    yield {
      line: first + arrow,
      id: own ? (block[arrow - 1] ?? null) : null,
      times: block[arrow] ?? "",
      text: block.slice(arrow + 1, until).join("\n"),
      stray: n === 0 ? block.slice(0, Math.max(0, arrow - 1)).join("\n") : "",
    }
  }
}

/** True when the line before the arrow at `arrow` is its number and not the text of the cue at `before`. */
function hasNumber(block: readonly string[], arrow: number, before: number, numbered: boolean): boolean {
  return numbered && arrow - 1 > before && /^\s*\d+\s*$/.test(block[arrow - 1] ?? "")
}

const time = String.raw`(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?`
const timesPattern = new RegExp(`^[ \\t]*${time}[ \\t]*-->[ \\t]*${time}(?:[ \\t]+(\\S.*))?[ \\t]*$`)

/** A line of times in milliseconds. `settings` is what follows them; `exact` is false where the spelling is unusual. */
interface CueTimes {
  readonly start: number
  readonly end: number
  readonly settings: string | null
}

/** A cue's line of times with dot or comma before the thousandths; null when it is none. */
export function timesOf(line: string): CueTimes | null {
  const found = line.length > 2_000 ? null : timesPattern.exec(line)
  if (!found) return null
  const [, h1, m1, s1, f1, h2, m2, s2, f2, settings] = found
  const start = msOf(h1, m1, s1, f1)
  const end = msOf(h2, m2, s2, f2)
  return start === null || end === null ? null : { start, end, settings: settings?.trimEnd() ?? null }
}

function msOf(hours = "0", minutes = "0", seconds = "0", fraction = "0"): number | null {
  const whole = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  return msOfSeconds(`${whole}.${fraction}`)
}

/** The stretches that can be cues, by their beginning; counts what is left out, put in order, rounded, or not held. */
export function cueOrder(timed: readonly TimedText[], tally: Tally): (TimedText & { start: number; end: number })[] {
  const cues = timed.filter((item): item is TimedText & { start: number; end: number } => {
    const whole = item.start !== null && item.end !== null
    if (!whole) tally.add("lost", "time_missing")
    return whole
  })
  for (const cue of cues) {
    const { start, end, tier, refers } = cue
    if (!Number.isInteger(start) || !Number.isInteger(end)) tally.add("changed", "time_rounded")
    if (tier !== "") tally.add("lost", "tiers", tier)
    tallyLabel(cue, tally)
    if (refers !== undefined) tally.add("lost", "refers")
  }
  const sorted = [...cues].sort((a, b) => a.start - b.start)
  if (sorted.some((cue, i) => cue !== cues[i])) tally.add("changed", "order")
  return sorted
}

/** The line of times of a cue. */
export function timesText(cue: { start: number; end: number }, mark: "." | ",", settings: unknown): string {
  const after = typeof settings === "string" && !/[\r\n]|-->/.test(settings) ? ` ${settings}` : ""
  return `${clock(cue.start, mark)} ${ARROW} ${clock(cue.end, mark)}${after}`
}
