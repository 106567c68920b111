import { JustesseError } from "@justesse/types"
import { type ActDone, saveDraft, skip, submit, takeUp } from "@justesse/work/allocation/answer"
import { sayYes } from "@justesse/work/allocation/content"
import { type Drawn, type NextInput, topUp } from "@justesse/work/allocation/draw"
import type { Operations, Steps } from "@justesse/work/allocation/operations"
import { addTasks, endExpired, reopen, setExcluded, setOverlap, setTier } from "@justesse/work/allocation/owner"
import { type Asked, askQuestion, type QuestionInput } from "@justesse/work/allocation/questions"
import { closeSession } from "@justesse/work/allocation/sessions"
import { heartbeat } from "@justesse/work/allocation/time"
import type BetterSqlite3 from "better-sqlite3"
import type { Writer } from "../sqlite/writer.ts"
import { prepareContent } from "./content.ts"
import { runSteps } from "./driver.ts"
import type { Hot, LeaseRow, Receipt, SubmitInput } from "./operations.ts"
import { preparePay } from "./pay.ts"
import { type AssignmentRow, toLease } from "./rows.ts"
import { prepareAnswer } from "./sqliteAnswer.ts"
import { prepareDraw } from "./sqliteDraw.ts"
import { prepareQuestions } from "./sqliteQuestions.ts"
import { prepareSessions } from "./sqliteSessions.ts"
import { prepareTasks } from "./sqliteTasks.ts"
import type { StartRow } from "./start.ts"
import { LEASE, LEASES } from "./statements.ts"

/** An act that ended, with what its person holds now. */
type WithLeases<Done> = Done & { readonly leases: LeaseRow[] }

/** The acts on prepared statements, synchronous: each runs inside a transaction of the caller. */
interface SqliteActs {
  readonly operations: Operations
  topUp(input: NextInput): WithLeases<Drawn>
  submit(input: SubmitInput): WithLeases<ActDone & { receipt: Receipt }>
  skip(input: Parameters<Hot["skip"]>[0]): WithLeases<ActDone>
  ask(input: QuestionInput): WithLeases<ActDone & { asked: Asked }>
  takeUp(input: Parameters<Hot["takeUp"]>[0]): LeaseRow
}

/** Prepares the acts; one look into the queue reads at most `maxScan` open tasks. */
export function prepareActs(db: BetterSqlite3.Database, maxScan: number): SqliteActs {
  const operations: Operations = {
    ...{ ...prepareDraw(db, maxScan), ...prepareAnswer(db) },
    ...{ ...prepareTasks(db), ...prepareQuestions(db), ...prepareSessions(db), ...preparePay(db) },
    ...prepareContent(db),
  }
  const leases = db.prepare<[number, number], AssignmentRow & StartRow>(LEASES)
  const lease = db.prepare<[string], AssignmentRow & StartRow>(LEASE)
  const findLeases = (next: NextInput | null) =>
    next ? leases.all(next.projectId, next.personId).map((row) => toLease(row)) : []
  const act = <Done extends ActDone>(steps: Steps<Done>): WithLeases<Done> => {
    const done = runSteps(steps, operations)
    return { ...done, leases: findLeases(done.next) }
  }
  return {
    operations,
    topUp: (input) => ({ ...runSteps(topUp(input), operations), leases: findLeases(input) }),
    submit: (input) => act(submit(input)),
    skip: (input) => act(skip(input)),
    ask: (input) => act(askQuestion(input)),
    takeUp(input) {
      runSteps(takeUp(input), operations)
      const row = lease.get(input.publicId)
      if (!row) throw new JustesseError("not_found", { assignment: input.publicId })
      return toLease(row)
    },
  }
}

/** The hot operations on SQLite: prepared once, each one synchronous job of the one writer. */
export function sqliteHot(writer: Writer, maxScan: number): Hot {
  const acts = prepareActs(writer.db, maxScan)
  const run = <Result>(steps: () => Steps<Result>) =>
    writer.run<Result>(() => runSteps(steps(), acts.operations) as never) // no rule answers with a promise
  /** Looks on, a commit each, until something is found or the queue ends: no look blocks the thread for long. */
  async function lookOn(drawn: WithLeases<Drawn>, next: NextInput | null): Promise<LeaseRow[]> {
    let found = drawn
    while (next && found.again && found.leases.length === 0) found = await writer.run(() => acts.topUp(next))
    return found.leases
  }

  return {
    next: async (input) => lookOn(await writer.run(() => acts.topUp(input)), input),
    async submit(input) {
      const done = await writer.run(() => acts.submit(input))
      return { receipt: done.receipt, own: done.own, leases: await lookOn(done, done.next) }
    },
    async skip(input) {
      const done = await writer.run(() => acts.skip(input))
      return lookOn(done, done.next)
    },
    async ask(input) {
      const done = await writer.run(() => acts.ask(input))
      return { asked: done.asked, leases: await lookOn(done, done.next) }
    },
    takeUp: (input) => writer.run(() => acts.takeUp(input)),
    saveDraft: (input) => run(() => saveDraft(input)),
    heartbeat: (input) => run(() => heartbeat(input)),
    closeSession: ({ id, nowMs }) => run(() => closeSession(id, nowMs)),
    sayYes: (input) => run(() => sayYes(input)),
    endExpired: (nowMs, most) => run(() => endExpired(nowMs, most)),
    setOverlap: (projectId, tasks, overlap) => run(() => setOverlap(projectId, tasks, overlap)),
    setTier: (projectId, tasks, tier) => run(() => setTier(projectId, tasks, tier)),
    setExcluded: (projectId, tasks, excluded, nowMs) => run(() => setExcluded(projectId, tasks, excluded, nowMs)),
    reopen: (projectId, tasks, nowMs) => run(() => reopen(projectId, tasks, nowMs)),
    addTasks: (projectId, tasks, nowMs) => run(() => addTasks(projectId, tasks, nowMs)),
  }
}
