import { HEARTBEAT, type HeartbeatBatch } from "@justesse/types"
import type { Dice } from "./dice.ts"

/** A second of true work: input, media, waiting, only seen. What stands between two stretches was not seen. */
type Letter = "i" | "m" | "w" | "v"

/** Seconds of true work from `second` on, since 1970. */
export interface Stretch {
  readonly second: number
  readonly letters: string
}

const DIGITS: Readonly<Record<Letter, string>> = {
  i: (HEARTBEAT.input | HEARTBEAT.visible).toString(16),
  m: (HEARTBEAT.media | HEARTBEAT.visible).toString(16),
  w: (HEARTBEAT.wait | HEARTBEAT.visible).toString(16),
  v: HEARTBEAT.visible.toString(16),
}

/** Work as a hand does it: a touch every few seconds, now and then a long look, a picture that loads, a sound. */
export function drawLetters(dice: Dice, seconds: number): string {
  let letters = ""
  while (letters.length < seconds) {
    const kind = dice.next()
    if (kind < 0.6) letters += `i${"v".repeat(dice.whole(0, 9))}`
    else if (kind < 0.8) letters += "v".repeat(dice.whole(10, 90))
    else letters += (kind < 0.9 ? "w" : "m").repeat(dice.whole(1, 12))
  }
  return letters.slice(0, seconds)
}

/** What a tab that was opened at `openedSecond` sends of a stretch, and what it says when it is received at `receivedSecond`. */
export function toBatch(
  stretch: Stretch,
  sent: { readonly tab: string; readonly seq: number; readonly openedSecond: number; readonly receivedSecond: number },
): HeartbeatBatch {
  const { second, letters } = stretch
  const waited = sent.receivedSecond - second - letters.length
  return {
    tab: sent.tab,
    seq: sent.seq,
    monotonicMs: (second - sent.openedSecond) * 1_000,
    ...(waited > 0 ? { waitedMs: waited * 1_000 } : {}),
    seconds: letters.replace(/[imwv]/g, (letter) => DIGITS[letter as Letter]), // of `drawLetters`
  }
}

/** The rule in its simplest form, over the true work of an assignment: what must have been counted once everything is told. */
export function countTruth(stretches: readonly Stretch[], graceSeconds: number, tailSeconds: number): number {
  let counted = 0
  let lastInput = Number.NEGATIVE_INFINITY
  /** Seen seconds since the last input, by how far from it, that count only as far as the next one comes in time. */
  let beyondTail: number[] = []
  const countsUpTo = (gap: number) =>
    gap <= graceSeconds
      ? gap
      : Math.floor(graceSeconds - ((gap - graceSeconds) * (graceSeconds - tailSeconds)) / graceSeconds)
  for (const { second, letters } of [...stretches].sort((a, b) => a.second - b.second))
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at]
      const now = second + at
      if (letter === "i") {
        const most = countsUpTo(now - lastInput)
        counted += beyondTail.filter((seconds) => seconds <= most).length
        beyondTail = []
        lastInput = now
        counted++
      } else if (letter !== "v" || now - lastInput <= tailSeconds) counted++
      else beyondTail.push(now - lastInput)
    }
  return counted
}
