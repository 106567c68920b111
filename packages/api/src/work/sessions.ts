import { listOpenSessions } from "@justesse/db/work/sessions"
import { isOver } from "@justesse/work/allocation/sessions"
import type { Deps } from "../core/deps.ts"

/** Sessions that are read at once. */
const PAGE = 1_000
/** Sessions that are closed at the same time: they share the disk's word. */
const AT_ONCE = 50

/**
 * Closes work sessions that are over and have no lease in hand. Several servers may call it: one does it, and each session is closed
 * once. Returns how many were.
 */
export async function closeSessions({ storage, nowMs }: Pick<Deps, "storage" | "nowMs">): Promise<number> {
  const lock = await storage.locks.attempt("work sessions")
  if (!lock) return 0
  try {
    let closed = 0
    for (let after = 0; ; ) {
      const open = await listOpenSessions(storage.db, { after, limit: PAGE })
      const over = open.filter((session) => isOver(session, nowMs()))
      for (let at = 0; at < over.length; at += AT_ONCE) {
        const some = over.slice(at, at + AT_ONCE)
        const done = await Promise.all(some.map((one) => storage.hot.closeSession({ ...one, nowMs: nowMs() })))
        closed += done.filter((session) => session !== null).length
      }
      const last = open.at(-1)
      if (open.length < PAGE || !last) return closed
      after = last.id
    }
  } finally {
    await lock.release()
  }
}
