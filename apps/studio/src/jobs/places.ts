/**
 * Streams that one browser keeps at once, over all of its windows: it has six connections to a studio, and calls need theirs.
 * Windows that get no place read every few seconds.
 */
const PLACES = 3

/** A lock of the browser's, over all windows of this studio; null when somebody holds it. */
function takeLock(name: string): Promise<(() => void) | null> {
  return new Promise((taken) => {
    const hold = (lock: Lock | null) => {
      if (!lock) return taken(null)
      return new Promise<void>((giveBack) => taken(giveBack))
    }
    navigator.locks.request(name, { ifAvailable: true }, hold).catch(() => taken(null))
  })
}

/**
 * A place for a stream; what it answers gives it back. Null: all are taken. Plain http to another machine has no locks: there it
 * is enough that hidden windows have no stream.
 */
export async function takePlace(): Promise<(() => void) | null> {
  if (!("locks" in navigator)) return () => {}
  for (let n = 1; n <= PLACES; n++) {
    const giveBack = await takeLock(`justesse jobs ${n}`)
    if (giveBack) return giveBack
  }
  return null
}
