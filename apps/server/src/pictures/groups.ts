/** Pictures in one order at most: enough that a process seldom waits for the next, few enough that none waits long. */
const MOST_TOGETHER = 16

/** A small picture that waits. */
interface Waiting<T> {
  readonly bytes: Uint8Array
  readonly signal: AbortSignal | undefined
  resolve(value: T | Promise<T>): void
  reject(error: unknown): void
}

/**
 * Lets pictures that wait at the same time, for the same asker, be worked on together: `work` is given some of them and answers for each. At most
 * `atOnce` groups are with it; those that come meanwhile wait and make the next ones.
 */
export function groupSmall<T>(
  atOnce: number,
  work: (some: readonly Uint8Array[], signal: AbortSignal | undefined) => Promise<readonly Promise<T>[]>,
): (bytes: Uint8Array, signal?: AbortSignal) => Promise<T> {
  const waiting: Waiting<T>[] = []
  let groups = 0
  let isArmed = false

  async function run(some: readonly Waiting<T>[], signal: AbortSignal | undefined): Promise<void> {
    try {
      signal?.throwIfAborted()
      const answers = await work(
        some.map(({ bytes }) => bytes),
        signal,
      )
      for (const [i, one] of some.entries()) {
        const answer = answers[i]
        if (answer === undefined) one.reject(new TypeError("a picture of a group has no answer"))
        else one.resolve(answer)
      }
      await Promise.allSettled(answers)
    } catch (error) {
      for (const one of some) one.reject(error)
    }
  }

  function begin(): void {
    isArmed = false
    while (groups < atOnce && waiting.length > 0) {
      const signal = waiting[0]?.signal
      const share = Math.max(1, Math.min(MOST_TOGETHER, Math.ceil(waiting.length / (atOnce - groups))))
      const other = waiting.findIndex((one) => one.signal !== signal)
      const some = waiting.splice(0, other < 0 ? share : Math.min(share, other))
      groups++
      void run(some, signal).finally(() => {
        groups--
        begin()
      })
    }
  }

  return (bytes, signal) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ bytes, signal, resolve, reject })
      if (isArmed) return
      isArmed = true
      // Whoever asks for several in one turn has them in one group.
      setImmediate(begin)
    })
}
