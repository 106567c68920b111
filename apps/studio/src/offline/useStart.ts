import type { Me } from "@justesse/types/wire/account"
import { useEffect } from "react"

/**
 * Keeps who is signed in, sends what they did from any page, and opens the studio without a network. `isFar`: the studio does not
 * answer; then who was signed in last is told by `found`.
 */
export function useStart(me: Me | undefined, isFar: boolean, found: (me: Me) => void): void {
  const person = me?.person?.id
  useEffect(() => {
    if (me) void import("./me.ts").then(({ keepMe }) => keepMe(me))
  }, [me])
  useEffect(() => {
    if (person === undefined) return
    void import("./studio.ts").then(({ sendersOf }) => sendersOf(person))
    // Plain http withholds it, except on this very computer.
    void navigator.serviceWorker?.register("/sw.js").catch(() => {})
  }, [person])
  useEffect(() => {
    if (!isFar || me) return
    void import("./findMe.ts").then(async ({ findMe }) => {
      const kept = await findMe()
      if (kept) found(kept)
    })
  }, [isFar, me, found])
}
