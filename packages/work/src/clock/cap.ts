/** Least and most seconds that one assignment may take before its person is asked. */
const LEAST_CAP = 120
const MOST_CAP = 3_600
/** From this share of the cap on the page shows how much of it is left. */
const GAUGE_FROM = 0.8

/** Seconds of active time after which a person is asked, from what the slowest twentieth of the pilot took: four times as long. */
export function capSeconds(p95PilotSeconds: number): number {
  return Math.min(MOST_CAP, Math.max(LEAST_CAP, Math.ceil(4 * p95PilotSeconds)))
}

/** What of an assignment's counted time is paid already, and what waits for its person's or somebody's word. */
interface CappedTime {
  /** Within the cap and its extensions. */
  readonly paidSeconds: number
  /** Beyond: counted, kept and never cut; it waits for an extension or is a claim. */
  readonly waitingSeconds: number
  /** `gauge`: from 80 % on; `ask`: go on, or send what is there? */
  readonly sign: "none" | "gauge" | "ask"
}

/**
 * Measures counted time against its cap. The cap is a question and never a cut: with "go on" one more cap is reserved and what
 * waited is paid.
 *
 * @param extensions how often the person said that they go on, 0 or more
 * @param grantedSeconds what waited and was granted afterwards
 */
export function measureCap(activeSeconds: number, cap: number, extensions: number, grantedSeconds = 0): CappedTime {
  const limit = cap * (1 + extensions) + grantedSeconds
  const share = activeSeconds / limit
  return {
    paidSeconds: Math.min(activeSeconds, limit),
    waitingSeconds: Math.max(0, activeSeconds - limit),
    sign: share >= 1 ? "ask" : share >= GAUGE_FROM ? "gauge" : "none",
  }
}
