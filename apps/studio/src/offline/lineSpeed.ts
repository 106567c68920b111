/** One answer that came over the network: its bytes, and from when to when they came, in milliseconds. */
export interface Arrival {
  readonly bytes: number
  readonly fromMs: number
  readonly toMs: number
}

/** What comes in one piece tells nothing of the line. */
const LEAST_BYTES = 20_000
/** Of this many of the latest answers the speed is told, and from this many bytes of theirs on. */
const LATEST = 8
const ENOUGH_BYTES = 150_000
/** A line below 1 Mbit a second is slow. */
const SLOW_BYTES = 125_000

/** The latest answers that tell something of the line, with one more. */
export function withArrival(latest: readonly Arrival[], arrival: Arrival): readonly Arrival[] {
  return arrival.bytes < LEAST_BYTES ? latest : [...latest, arrival].slice(-LATEST)
}

/** Bytes in a second of the latest answers, times in which several came counted once; null while too little came to tell. */
export function speedOf(latest: readonly Arrival[]): number | null {
  const bytes = latest.reduce((sum, one) => sum + one.bytes, 0)
  if (bytes < ENOUGH_BYTES) return null
  let busyMs = 0
  let until = -Infinity
  for (const { fromMs, toMs } of [...latest].sort((a, b) => a.fromMs - b.fromMs)) {
    busyMs += Math.max(0, toMs - Math.max(until, fromMs))
    until = Math.max(until, toMs)
  }
  return (1_000 * bytes) / Math.max(1, busyMs)
}

/** Whether a measured line is slow; one that was not measured is not. */
export function isSlow(speed: number | null): boolean {
  return speed !== null && speed < SLOW_BYTES
}
