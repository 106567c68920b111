import { setTimeout as pause } from "node:timers/promises"
import { JustesseError } from "@justesse/types"
import type pg from "pg"
import { type Session, type Statement, transaction } from "../postgres/session.ts"
import { nextOf } from "./nextOf.ts"
import type { Hot, LeaseRow, NextInput } from "./operations.ts"
import { addTasks, reopen, setExcluded, setOverlap, setTier } from "./postgresBulk.ts"
import { count, type Drawn, endTurns, fenced, sweep, takeUp, topUp } from "./postgresDraw.ts"
import { heartbeat, saveDraft, submit } from "./postgresSubmit.ts"
import { SKIPPED, SUBMITTED, toOwn } from "./rows.ts"

const NOTE: Statement = {
  name: "note_skipped",
  text: "insert into activity (project_id, person_id, at_ms, what, task_id, detail) values ($1, $2, $3, 'task.skipped', $4, $5)",
}

/** How often a draw that found every open task held by somebody looks again; they are held for milliseconds. */
const MOST_LOOKS = 40

/** The hot operations on PostgreSQL: each one short transaction, done again when it loses a race. */
export function postgresHot(pool: pg.Pool): Hot {
  const alone = <T>(personId: number, work: (session: Session) => Promise<T>) => transaction(pool, personId, work)
  const shared = <T>(work: (session: Session) => Promise<T>) => transaction(pool, null, work)

  /** Looks again, in transactions of its own, while open tasks were only held by others just then. */
  async function settled(drawn: Drawn, next: NextInput | null): Promise<LeaseRow[]> {
    let found = drawn
    for (let looks = 1; next && found.missed && found.leases.length === 0 && looks <= MOST_LOOKS; looks++) {
      await pause(Math.min(looks, 10))
      found = await alone(next.personId, (session) => topUp(session, next))
    }
    return found.leases
  }

  return {
    next: async (input) => settled(await alone(input.personId, (session) => topUp(session, input)), input),
    async submit(input) {
      const { receipt, own, next, ...drawn } = await alone(input.personId, (session) => submit(session, input))
      return { receipt, own, leases: await settled(drawn, next) }
    },
    async skip(input) {
      const { next, ...drawn } = await alone(input.personId, (session) => skip(session, input))
      return settled(drawn, next)
    },
    saveDraft: (input) => alone(input.personId, (session) => saveDraft(session, input)),
    heartbeat: (input) => alone(input.personId, (session) => heartbeat(session, input)),
    takeUp: (input) => alone(input.personId, (session) => takeUp(session, input)),
    sweepExpired: (nowMs, limit) => shared((session) => sweep(session, nowMs, limit)),
    setOverlap: (project, tasks, overlap) => shared((session) => setOverlap(session, project, tasks, overlap)),
    setTier: (project, tasks, tier) => shared((session) => setTier(session, project, tasks, tier)),
    setExcluded: (project, tasks, excluded, nowMs) =>
      shared((session) => setExcluded(session, project, tasks, excluded, nowMs)),
    reopen: (project, tasks, nowMs) => shared((session) => reopen(session, project, tasks, nowMs)),
    addTasks: (project, tasks, nowMs) => shared((session) => addTasks(session, project, tasks, nowMs)),
  }
}

/** Gives a turn back with a reason; a second time it changes nothing. */
async function skip(
  session: Session,
  input: Parameters<Hot["skip"]>[0],
): Promise<Drawn & { readonly next: NextInput | null }> {
  const row = await fenced(session, input)
  const next = nextOf(input, toOwn(row))
  if (row.state === SUBMITTED) throw new JustesseError("already_submitted", { assignment: input.publicId })
  if (row.state !== SKIPPED) {
    const { reason, note, nowMs } = input
    await endTurns(session, [row], { state: SKIPPED, nowMs, reason, note })
    if (row.revision === 0) await count(session, row, { skipped: 1 })
    await session.rows(NOTE, [row.project_id, row.person_id, nowMs, row.task_id, JSON.stringify({ reason })])
  }
  return { next, ...(next ? await topUp(session, next) : { leases: [], missed: false }) }
}
