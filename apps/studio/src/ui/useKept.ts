import { useRef, useState } from "react"
import { useToast } from "./toast.tsx"

/**
 * A value that the server keeps and that is changed in place. It is shown as wanted at once; changes are sent one after
 * the other, each made from the one before, so that none takes another back. `send` resolves when the new value was read
 * again; what fails is shown, and what is kept is shown again.
 */
export function useKept<T>(
  kept: T,
  send: (next: T, before: T) => Promise<unknown>,
): readonly [T, (change: (now: T) => T) => void] {
  const toast = useToast()
  const [wanted, setWanted] = useState<{ readonly value: T } | null>(null)
  const line = useRef({ ahead: wanted, going: 0, last: Promise.resolve() })
  const change = (next: (now: T) => T) => {
    const { current } = line
    const before = current.ahead ? current.ahead.value : kept
    const value = next(before)
    if (Object.is(value, before)) return
    current.ahead = { value }
    current.going++
    setWanted(current.ahead)
    current.last = current.last
      .then(async () => void (await send(value, before)))
      .catch(toast.wrong)
      .finally(() => {
        if (--current.going > 0) return
        current.ahead = null
        setWanted(null)
      })
  }
  return [wanted ? wanted.value : kept, change]
}
