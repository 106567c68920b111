import { accountOf } from "@justesse/work/ledger/accounts"
import { askAll, askRows, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import { postMoves, readBalance } from "./posting.ts"
import { SESSION_TERMS, type TermsRow } from "./rows.ts"
import { paySession, releasable, SESSION, type SessionRow } from "./sessions.ts"
import { payWork } from "./work.ts"

const CLOSE: SqlText = {
  name: "session_pay_close",
  text: "update session_pay set closed = 1 where session_id = ? and closed = 0 returning session_id",
}
/** That something was added to reach the floor: once in a project while it was not seen, and counted (`questions/notices`). */
const TOLD: SqlText = {
  name: "notice_session_added",
  text: `insert into notice (person_id, project_id, kind, concern, detail, times, at_ms, seen_at_ms)
    values (?, ?, 'session_added', ?, '{}', 1, ?, null)
    on conflict (person_id, concern) do update set at_ms = excluded.at_ms, seen_at_ms = null,
      times = case when notice.seen_at_ms is null then notice.times + 1 else 1 end`,
}

/** Closes the pay of a session, once: its difference to the floor is paid, and what it does not need any more given back (LED-4). */
export function* payClosed(sessionId: number, nowMs: number): SqlSteps<boolean> {
  const [session] = yield* askRows<SessionRow>(SESSION, sessionId)
  if (!session || session.closed === 1) return false
  const { project_id: projectId, person_id: personId, currency } = session
  yield* payWork({ projectId, personId, nowMs, offer: null, sentTaskId: null, from: null })
  yield* readBalance("lock", "project_free", projectId, currency)
  if ((yield* askRows(CLOSE, sessionId)).length === 0) return false
  const addedMicros = yield* paySession(sessionId, nowMs)
  if (addedMicros > 0) yield* askAll([{ statement: TOLD, values: [personId, projectId, `added:${projectId}`, nowMs] }])
  yield* releaseSession(session, nowMs)
  return true
}

function* releaseSession({ session_id, project_id, currency }: SessionRow, nowMs: number): SqlSteps<void> {
  const to = accountOf("project_free", project_id)
  const tranche = yield* readBalance("lock", "session_tranche", session_id, currency)
  const allowance = yield* readBalance("lock", "session_allowance", session_id, currency)
  const rows = yield* askRows<TermsRow>(SESSION_TERMS, session_id)
  const key = `release:session:${session_id}`
  yield* postMoves(
    { key, kind: "release", currency, projectId: project_id, atMs: nowMs, ref: `session:${session_id}` },
    [
      { from: accountOf("session_tranche", session_id), to, amountMicros: tranche },
      { from: accountOf("session_allowance", session_id), to, amountMicros: allowance },
      ...rows.map((row) => ({
        from: accountOf("assignment_reserve", row.id),
        to,
        amountMicros: releasable(row, true, nowMs),
      })),
    ],
  )
}

/** Pays time that was told after its session was closed. */
export function* payLate(sessionId: number, nowMs: number): SqlSteps<boolean> {
  const [session] = yield* askRows<SessionRow>(SESSION, sessionId)
  if (session?.closed !== 1) return false
  yield* paySession(sessionId, nowMs)
  return true
}
