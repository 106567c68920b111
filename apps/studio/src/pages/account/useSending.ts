import { useState } from "react"

/** A form on its way: busy, then done, or wrong with what was thrown; never sent twice at once. */
export function useSending<T>(run: () => Promise<T>, done: (result: T) => void) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async () => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      done(await run())
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, send }
}
