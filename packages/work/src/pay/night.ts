const DAY_MS = 86_400_000

/** When a night begins in which prices are computed anew: two o'clock UTC. */
const NIGHT_BEGINS_MS = 2 * 3_600_000

/** What a moment has to do with nights: which one it belongs to, and whether prices are to be computed for it now. */
interface Night {
  /** Its number: the days since 1970, each beginning when its night does. */
  readonly night: number
  readonly isDue: boolean
}

/**
 * A night reaches until the next one begins, so that a studio that slept then computes when it next runs: once, however many nights it
 * slept. Who never computed begins with the next night; a clock that was set back computes none again.
 *
 * @param last the night for which prices were computed last
 */
export function nightAt(last: number | null, nowMs: number): Night {
  const night = Math.floor((nowMs - NIGHT_BEGINS_MS) / DAY_MS)
  return { night, isDue: last !== null && night > last }
}
