import { useState } from "react"

/**
 * A form on its way: busy, then done, or wrong with what was thrown; never sent twice at once. Busy until what `done` returns
 * is over too.
 */
export function useSending<T>(
  run: () => Promise<T>,
  done: (result: T) => unknown,
  failed?: (thrown: unknown) => unknown,
) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async () => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await done(await run())
    } catch (thrown) {
      setError(thrown)
      await failed?.(thrown)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, send }
}
