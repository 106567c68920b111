import { useSyncExternalStore } from "react"

/** One value that parts of the shell share; nothing is kept. */
export function sharedValue<T>(first: T) {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next: T) {
      value = next
      for (const listener of listeners) listener()
    },
    use: () =>
      useSyncExternalStore(
        (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        () => value,
      ),
  }
}

/** The palette is open. */
export const paletteOpen = sharedValue(false)
/** The session ended under an open page: sign-in lies over it, and the page keeps what it has. */
export const signedOut = sharedValue(false)
/** Name of the page, for the bar of a phone. */
export const pageName = sharedValue("")
