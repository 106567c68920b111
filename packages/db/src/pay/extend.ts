import { claimableSeconds, decideExtension } from "@justesse/work/pay/extension"
import { planExtension } from "@justesse/work/pay/reserve"
import type { Kysely } from "kysely"
import { askAll, askRows, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import { readExposed, UNFUNDED } from "./fund.ts"
import { postMoves, readBalance } from "./posting.ts"
import {
  LAST_TERMS,
  leaseSecondsOf,
  measureLease,
  ONE_TERMS,
  OWN_TERMS,
  SESSION_TERMS,
  type TermsRow,
  toTerms,
} from "./rows.ts"
import { paySession } from "./sessions.ts"
import { isInHand } from "./work.ts"

/** The time limit of a lease as its page measures counted time against it. */
interface LeaseCap {
  /** The assignment's counted seconds when this lease began. */
  readonly fromSeconds: number
  readonly capSeconds: number
  readonly extensions: number
}

/** What became of "I go on"; `granted` also where it was said before. */
interface Extended {
  readonly status: ReturnType<typeof decideExtension>["status"]
  readonly cap: LeaseCap
}

/** Who goes on with what, after how many extensions as they saw it. */
interface ExtensionAsk {
  readonly publicId: string
  readonly personId: number
  readonly extensions: number
  readonly nowMs: number
}

const EXTEND: SqlText = {
  name: "terms_extend",
  text: "update assignment_terms set extensions = extensions + 1 where id = ?",
}
const GRANT: SqlText = {
  name: "terms_grant",
  text: "update assignment_terms set granted_seconds = granted_seconds + ? where id = ?",
}

function toCap(row: TermsRow): LeaseCap {
  return { fromSeconds: Math.floor(row.base_ms / 1_000), capSeconds: row.cap_seconds, extensions: row.extensions }
}

/** The time limit of a lease in hand; null for one that has none, that is over, or that is somebody else's. */
export function* readCap(publicId: string, personId: number): SqlSteps<LeaseCap | null> {
  const [row] = yield* askRows<TermsRow>(OWN_TERMS, publicId, personId)
  return row && isInHand(row) ? toCap(row) : null
}

/**
 * Reserves one more cap for a lease whose person goes on, once for each limit: said in two windows, or sent twice, it is one extension.
 * Null: there is no such lease that is paid. In a transaction in which no other act of the person is under way.
 */
export function* extendLease(of: ExtensionAsk): SqlSteps<Extended | null> {
  const { publicId, personId, nowMs } = of
  const [seen] = yield* askRows<TermsRow>(OWN_TERMS, publicId, personId)
  if (!seen) return null
  const { id, project_id: projectId, session_id: sessionId, currency } = seen
  const freeMicros = yield* readBalance("lock", "project_free", projectId, currency)
  const trancheMicros = yield* readBalance("lock", "session_tranche", sessionId, currency)
  // Whoever held what is free may have closed its session meanwhile.
  const [row = seen] = yield* askRows<TermsRow>(ONE_TERMS, id)
  if (of.extensions < row.extensions) return { status: "granted", cap: toCap(row) }
  const answer = decideExtension({
    ...{ assignmentId: String(id), terms: toTerms(row), extensions: row.extensions },
    ...{ state: isInHand(row) ? "leased" : "released", isSessionClosed: row.session_closed === 1 },
    activeSeconds: leaseSecondsOf(row),
    exposed: yield* readExposed(projectId, personId, nowMs),
    funds: { projectId, sessionId: String(sessionId), freeMicros, trancheMicros },
  })
  if (answer.status === "unfunded") yield* askAll([{ statement: UNFUNDED, values: [projectId, nowMs] }])
  if (answer.status !== "granted") return { status: answer.status, cap: toCap(row) }
  const about = { key: `extend:${id}:${row.extensions}`, kind: "extend", currency, projectId, atMs: nowMs } as const
  yield* postMoves({ ...about, ref: `lease:${id}` }, answer.moves)
  yield* askAll([{ statement: EXTEND, values: [id] }])
  return { status: "granted", cap: toCap({ ...row, extensions: row.extensions + 1 }) }
}

/** Whether somebody's answer to a task was sent at its time limit, and they did not go on: what is missing of it is no fault. */
export function* wasSentAtLimit(projectId: number, taskId: number, personId: number): SqlSteps<boolean> {
  const [row] = yield* askRows<TermsRow>(LAST_TERMS, projectId, taskId, personId)
  return row?.state === "submitted" && measureLease(row).sign === "ask"
}

/** Of which session how much is granted, and by which claim. */
interface GrantBeyond {
  readonly sessionId: number
  readonly claimId: number
  readonly seconds: number
  readonly nowMs: number
}

/**
 * What waited beyond the limits of a session's tasks is granted, oldest first: it is paid at once where the session is closed, else with
 * its end, and reserved for that as far as there is money. How many seconds were.
 */
export function* grantBeyond({ sessionId, claimId, seconds, nowMs }: GrantBeyond): SqlSteps<number> {
  const [first] = yield* askRows<TermsRow>(SESSION_TERMS, sessionId)
  if (!first) return 0
  const { project_id: projectId, currency } = first
  let freeMicros = yield* readBalance("lock", "project_free", projectId, currency)
  let trancheMicros = yield* readBalance("lock", "session_tranche", sessionId, currency)
  const rows = yield* askRows<TermsRow>(SESSION_TERMS, sessionId)
  let left = seconds
  // A lease that ran out is over once its end is noted: what waits of it is claimed then.
  for (const row of rows.filter(({ state }) => state !== "leased")) {
    const granted = Math.min(left, measureLease(row).waitingSeconds)
    if (granted === 0) continue
    left -= granted
    yield* askAll([{ statement: GRANT, values: [granted, row.id] }])
    if (row.session_closed === 1) continue
    const funds = { projectId, sessionId: String(sessionId), freeMicros, trancheMicros }
    const moves = planExtension(funds, String(row.id), toTerms(row), granted) ?? []
    const about = {
      key: `extend:${row.id}:claim:${claimId}`,
      kind: "extend",
      currency,
      projectId,
      atMs: nowMs,
    } as const
    yield* postMoves({ ...about, ref: `lease:${row.id}` }, moves)
    trancheMicros -= moves[0]?.amountMicros ?? 0
    freeMicros -= moves[1]?.amountMicros ?? 0
  }
  if (rows[0]?.session_closed === 1) yield* paySession(sessionId, nowMs)
  return seconds - left
}

/** Counted seconds of somebody's sessions that wait beyond the limits of their tasks and were not claimed yet; sessions with none are left out. */
export async function listBeyond(
  db: Kysely<Database>,
  personId: number,
  sessions: readonly number[],
): Promise<{ readonly session: number; readonly seconds: number }[]> {
  if (sessions.length === 0) return []
  const leases = await db
    .selectFrom("assignment_terms as t")
    .innerJoin("assignment as a", (join) =>
      join
        .onRef("a.project_id", "=", "t.project_id")
        .onRef("a.task_id", "=", "t.task_id")
        .onRef("a.person_id", "=", "t.person_id"),
    )
    .select(["t.session_id", "t.until_ms", "t.base_ms", "t.cap_seconds", "t.extensions"])
    .select("a.active_ms as assignment_active_ms")
    .where("t.session_id", "in", [...sessions])
    .where("t.person_id", "=", personId)
    .where("t.state", "<>", "leased")
    .execute()
  const asked = await db
    .selectFrom("time_claim")
    .select(["session_id", "asked_s"])
    .where("session_id", "in", [...sessions])
    .where("person_id", "=", personId)
    .where("beyond", "=", 1)
    .execute()
  return sessions.flatMap((session) => {
    const own = leases.filter(({ session_id }) => session_id === session)
    const before = asked.filter(({ session_id }) => session_id === session)
    const seconds = claimableSeconds(
      own.map((row) => ({
        ...{ activeSeconds: leaseSecondsOf(row), capSeconds: row.cap_seconds, extensions: row.extensions },
      })),
      before.reduce((sum, { asked_s }) => sum + asked_s, 0),
    )
    return seconds > 0 ? [{ session, seconds }] : []
  })
}

/** A lease whose person went on beyond its limit. */
interface ExtendedLease {
  readonly projectId: number
  readonly personId: number
  readonly leasedAtMs: number
  readonly capSeconds: number
  readonly extensions: number
}

/** Leases since a moment whose persons went on beyond the limit, newest first; of these projects, or of all. */
export async function listExtended(
  db: Kysely<Database>,
  wanted: { readonly projects: readonly number[] | null; readonly sinceMs: number; readonly limit: number },
): Promise<ExtendedLease[]> {
  if (wanted.projects?.length === 0) return []
  let query = db
    .selectFrom("assignment_terms")
    .select(["project_id", "person_id", "leased_at_ms", "cap_seconds", "extensions"])
    .where("extensions", ">", 0)
    .where("leased_at_ms", ">=", wanted.sinceMs)
    .orderBy("id", "desc")
    .limit(wanted.limit)
  if (wanted.projects) query = query.where("project_id", "in", [...wanted.projects])
  const rows = await query.execute()
  return rows.map((row) => ({
    ...{ projectId: row.project_id, personId: row.person_id, leasedAtMs: row.leased_at_ms },
    ...{ capSeconds: row.cap_seconds, extensions: row.extensions },
  }))
}
