/** So long a stop waits for what threads have in hand: exports, figures, frozen versions. */
export const STOPPING_MS = 5_000

/** Stops what works, and ends the threads it waits for when that takes longer than `patienceMs`. */
export async function stopWithin(
  patienceMs: number,
  endThreads: () => Promise<unknown>,
  stop: () => Promise<unknown>,
): Promise<void> {
  const timer = setTimeout(() => void endThreads(), patienceMs)
  try {
    await stop()
  } finally {
    clearTimeout(timer)
  }
}
