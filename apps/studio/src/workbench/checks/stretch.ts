/** Heard before a stretch begins and after it ends, so that its first and last sound are not cut, in milliseconds. */
const AROUND_MS = 250

/** A stretch of a recording, in milliseconds. */
export interface Stretch {
  readonly startMs: number
  readonly endMs: number
}

/** The player of a recording, as far as a stretch of it asks. */
type Played = Pick<HTMLMediaElement, "currentTime" | "paused" | "play" | "pause">

const msOf = ({ currentTime }: Pick<Played, "currentTime">) => currentTime * 1_000

/** Plays a stretch: from its beginning where it was heard to its end or somebody is elsewhere, else on from there; or stops. */
export function playStretch(player: Played, { startMs, endMs }: Stretch, isAnew = false): void {
  if (!player.paused && !isAnew) return player.pause()
  const ms = msOf(player)
  if (isAnew || ms < startMs - AROUND_MS || ms >= endMs) player.currentTime = Math.max(0, startMs - AROUND_MS) / 1_000
  // Browsers play nothing by themselves before somebody pressed a key: then it waits for one.
  void player.play().catch(() => undefined)
}

/** Stops where a stretch has been heard; whoever went elsewhere is let go on to the end of the recording. */
export function stopAtEnd(player: Played, { endMs }: Stretch, beforeMs: number): void {
  const until = endMs + AROUND_MS
  if (!player.paused && beforeMs < until && msOf(player) >= until) player.pause()
}

/** What of a recording is seen around a stretch: wide enough to be seen on a picture of the whole, which is no sharper than it is. */
export function seenAround({ startMs, endMs }: Stretch, durationMs: number): Stretch {
  const length = Math.min(durationMs, Math.max((endMs - startMs) * 1.6, durationMs / MOST_ZOOM))
  const from = Math.max(0, Math.min(durationMs - length, (startMs + endMs - length) / 2))
  return { startMs: from, endMs: from + length }
}

const MOST_ZOOM = 12
