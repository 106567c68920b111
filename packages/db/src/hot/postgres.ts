import { setTimeout as pause } from "node:timers/promises"
import { JustesseError } from "@justesse/types"
import { type ActDone, saveDraft, skip, submit, takeUp } from "@justesse/work/allocation/answer"
import { sayYes } from "@justesse/work/allocation/content"
import { type Drawn, type NextInput, topUp } from "@justesse/work/allocation/draw"
import type { Steps } from "@justesse/work/allocation/operations"
import { addTasks, endExpired, reopen, setExcluded, setOverlap, setTier } from "@justesse/work/allocation/owner"
import { askQuestion } from "@justesse/work/allocation/questions"
import { closeSession } from "@justesse/work/allocation/sessions"
import { heartbeat } from "@justesse/work/allocation/time"
import type pg from "pg"
import { type Session, type Statement, transaction } from "../postgres/session.ts"
import { contentOperations } from "./content.ts"
import { type AsyncOperations, runStepsAsync } from "./driver.ts"
import type { Hot, LeaseRow } from "./operations.ts"
import { payOperations } from "./pay.ts"
import { answerOperations } from "./postgresAnswer.ts"
import { drawOperations } from "./postgresDraw.ts"
import { questionOperations } from "./postgresQuestions.ts"
import { sessionOperations } from "./postgresSessions.ts"
import { taskOperations } from "./postgresTasks.ts"
import { type AssignmentRow, toLease } from "./rows.ts"
import type { StartRow } from "./start.ts"
import { LEASE, LEASES, numbered } from "./statements.ts"

const FIND_LEASES: Statement = { name: "leases", text: numbered(LEASES) }
const FIND_LEASE: Statement = { name: "lease", text: numbered(LEASE) }

/** How often a draw that found every open task held by somebody looks again; they are held for milliseconds. */
const MOST_LOOKS = 40

function operationsIn(session: Session): AsyncOperations {
  return {
    ...drawOperations(session),
    ...answerOperations(session),
    ...taskOperations(session),
    ...questionOperations(session),
    ...sessionOperations(session),
    ...payOperations(session),
    ...contentOperations(session),
  }
}

/** Leases of somebody that are not past their deadline: one that somebody else ends just now may still be read. */
async function findLeases(session: Session, next: NextInput | null): Promise<LeaseRow[]> {
  if (!next) return []
  const rows = await session.rows<AssignmentRow & StartRow>(FIND_LEASES, [next.projectId, next.personId])
  return rows.filter((row) => row.expires_at_ms > next.nowMs).map((row) => toLease(row))
}

async function findLease(session: Session, publicId: string): Promise<LeaseRow> {
  const row = await session.row<AssignmentRow & StartRow>(FIND_LEASE, [publicId])
  if (!row) throw new JustesseError("not_found", { assignment: publicId })
  return toLease(row)
}

/** The hot operations on PostgreSQL: each one short transaction, done again when it loses a race. */
export function postgresHot(pool: pg.Pool): Hot {
  const alone = <Result>(personId: number, steps: () => Steps<Result>) =>
    transaction(pool, personId, (session) => runStepsAsync(steps(), operationsIn(session)))
  const shared = <Result>(steps: () => Steps<Result>) =>
    transaction(pool, null, (session) => runStepsAsync(steps(), operationsIn(session)))
  const draw = (next: NextInput) =>
    transaction(pool, next.personId, async (session) => {
      const drawn = await runStepsAsync(topUp(next), operationsIn(session))
      return { ...drawn, leases: await findLeases(session, next) }
    })
  const act = <Done extends ActDone>(personId: number, steps: () => Steps<Done>) =>
    transaction(pool, personId, async (session) => {
      const done = await runStepsAsync(steps(), operationsIn(session))
      return { ...done, leases: await findLeases(session, done.next) }
    })

  /** Looks again, in transactions of its own, while open tasks were only held by others just then. */
  async function lookOn(drawn: Drawn & { leases: LeaseRow[] }, next: NextInput | null): Promise<LeaseRow[]> {
    let found = drawn
    for (let looks = 1; next && found.again && found.leases.length === 0 && looks <= MOST_LOOKS; looks++) {
      await pause(Math.min(looks, 10))
      found = await draw(next)
    }
    return found.leases
  }

  return {
    next: async (input) => lookOn(await draw(input), input),
    async submit(input) {
      const done = await act(input.personId, () => submit(input))
      return { receipt: done.receipt, own: done.own, leases: await lookOn(done, done.next) }
    },
    async skip(input) {
      const done = await act(input.personId, () => skip(input))
      return lookOn(done, done.next)
    },
    async ask(input) {
      const done = await act(input.personId, () => askQuestion(input))
      return { asked: done.asked, leases: await lookOn(done, done.next) }
    },
    takeUp: (input) =>
      transaction(pool, input.personId, async (session) => {
        await runStepsAsync(takeUp(input), operationsIn(session))
        return findLease(session, input.publicId)
      }),
    saveDraft: (input) => alone(input.personId, () => saveDraft(input)),
    heartbeat: (input) => alone(input.personId, () => heartbeat(input)),
    closeSession: ({ id, personId, nowMs }) => alone(personId, () => closeSession(id, nowMs)),
    sayYes: (input) => alone(input.personId, () => sayYes(input)),
    endExpired: (nowMs, most) => shared(() => endExpired(nowMs, most)),
    setOverlap: (project, tasks, overlap) => shared(() => setOverlap(project, tasks, overlap)),
    setTier: (project, tasks, tier) => shared(() => setTier(project, tasks, tier)),
    setExcluded: (project, tasks, excluded, nowMs) => shared(() => setExcluded(project, tasks, excluded, nowMs)),
    reopen: (project, tasks, nowMs) => shared(() => reopen(project, tasks, nowMs)),
    addTasks: (project, tasks, nowMs) => shared(() => addTasks(project, tasks, nowMs)),
  }
}
