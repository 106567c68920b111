import type { LockedSession } from "@justesse/work/allocation/operations"
import type { Session, Statement } from "../postgres/session.ts"
import { SESSION_END } from "../schema/states.ts"
import type { AsyncOperations } from "./driver.ts"
import { ADOPT_LEASES, CLOSE_SESSION, OPEN_SESSION, SESSION, SESSION_OF } from "./sessions.ts"
import { numbered } from "./statements.ts"

const FIND: Statement = { name: "session_of", text: numbered(SESSION_OF()) }
const LOCK: Statement = { name: "session_lock", text: `${numbered(SESSION())} for update of w` }
const OPEN: Statement = { name: "session_open", text: numbered(OPEN_SESSION) }
const ADOPT: Statement = { name: "session_adopt", text: numbered(ADOPT_LEASES()) }
const CLOSE: Statement = { name: "session_close", text: numbered(CLOSE_SESSION) }

type SessionOperations = Pick<AsyncOperations, "findSession" | "openSession" | "lockSession" | "closeSession">

/** What work sessions ask for, in one transaction. Runs under the person's lock. */
export function sessionOperations(session: Session): SessionOperations {
  return {
    findSession: ({ projectId, personId }) => session.row<LockedSession>(FIND, [projectId, personId]),
    async openSession({ projectId, personId, nowMs, midnightMs }) {
      const row = await session.row<{ id: number }>(OPEN, [projectId, personId, nowMs, midnightMs, nowMs])
      const id = row?.id ?? 0
      session.send(ADOPT, [id, projectId, personId])
      return id
    },
    lockSession: (id) => session.row<LockedSession>(LOCK, [id]),
    closeSession: ({ id, why, nowMs }) => session.send(CLOSE, [nowMs, SESSION_END[why], id]),
  }
}
