import type { LockedSession, Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import { SESSION_END } from "../schema/states.ts"
import { ADOPT_LEASES, CLOSE_SESSION, OPEN_SESSION, SESSION, SESSION_OF } from "./sessions.ts"
import { LIVE } from "./sqliteDraw.ts"

type SessionOperations = Pick<Operations, "findSession" | "openSession" | "lockSession" | "closeSession">

/** What work sessions ask for, on prepared statements. */
export function prepareSessions(db: BetterSqlite3.Database): SessionOperations {
  const of = db.prepare<[number, number], LockedSession>(SESSION_OF(LIVE))
  const one = db.prepare<[number], LockedSession>(SESSION(LIVE))
  const open = db.prepare<number[], number>(OPEN_SESSION).pluck()
  const adopt = db.prepare(ADOPT_LEASES(LIVE))
  const close = db.prepare(CLOSE_SESSION)
  return {
    findSession: ({ projectId, personId }) => of.get(projectId, personId),
    openSession({ projectId, personId, nowMs, midnightMs }) {
      const id = open.get(projectId, personId, nowMs, midnightMs, nowMs) ?? 0
      adopt.run(id, projectId, personId)
      return id
    },
    lockSession: (id) => one.get(id),
    closeSession({ id, why, nowMs }) {
      close.run(nowMs, SESSION_END[why], id)
    },
  }
}
