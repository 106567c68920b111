/** Least and most seconds of the time limit of one assignment. */
const LEAST_CAP = 120
const MOST_CAP = 3_600

/**
 * The time limit of an assignment in active seconds: four times what the slowest twentieth of the pilot took. It sizes reserves, and a longer
 * task is shown to whoever answers for the project. It cuts nothing: counted time beyond it is paid as any other.
 */
export function capSeconds(p95PilotSeconds: number): number {
  return Math.min(MOST_CAP, Math.max(LEAST_CAP, Math.ceil(4 * p95PilotSeconds)))
}
