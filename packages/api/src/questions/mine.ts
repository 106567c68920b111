import { type Assignment, findRoles, type OpenTransaction, readReview } from "@justesse/db"
import {
  countWaitingOf,
  endQuestion,
  findThread,
  insertMessage,
  insertThread,
  listHolders,
  listMessages,
  listThreadsAbout,
  listThreadsOf,
  moveThread,
  putNotices,
  questionsConcern,
  storeRead,
  storeSeen,
  type Thread,
} from "@justesse/db/questions"
import { JustesseError, ThreadId, type WriterRole } from "@justesse/types"
import type { DisagreeInput, MineInput, MinePage, MyThreads, ReplyInput } from "@justesse/types/wire/question"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { ownAssignment } from "../work/tasks.ts"
import { type ThreadDeps, toMyThreads } from "./views.ts"

/** Of what a notice about one thread is. */
export const threadConcern = (publicId: string): string => `thread/${publicId}`
/** Of what a notice for reviewers is, once a project. */
const disagreementsConcern = (projectId: number) => `disagreements/${projectId}`

/** Threads about one assignment of somebody's own. @throws JustesseError not_found */
export async function threadsHere(
  deps: ThreadDeps,
  personId: number,
  publicId: string,
): Promise<z.infer<typeof MyThreads>> {
  const own = await ownAssignment(deps, personId, publicId)
  return { threads: await toMyThreads(deps, personId, await listThreadsAbout(deps.storage.db, own), own) }
}

/** One page of what somebody asked and was told about their work, latest first. */
export async function myThreads(
  deps: ThreadDeps,
  personId: number,
  input: z.infer<typeof MineInput>,
): Promise<z.infer<typeof MinePage>> {
  const { db } = deps.storage
  const before = input.cursor === null ? null : Number(input.cursor)
  if (before !== null && !Number.isSafeInteger(before)) throw new JustesseError("invalid_input", { field: "cursor" })
  const [found, waiting] = await Promise.all([
    listThreadsOf(db, personId, before, input.limit + 1),
    countWaitingOf(db, personId),
  ])
  const rows = found.slice(0, input.limit)
  const next = found.length > rows.length ? String(rows.at(-1)?.id ?? 0) : null
  return { threads: await toMyThreads(deps, personId, rows), next, waiting }
}

/** A thread about this person's own work. @throws JustesseError not_found */
async function ownThread(deps: Pick<Deps, "storage">, personId: number, publicId: string): Promise<Thread> {
  const thread = await findThread(deps.storage.db, publicId)
  if (thread?.aboutId !== personId) throw new JustesseError("not_found", { threadId: publicId })
  return thread
}

async function storeReadAll(tx: OpenTransaction, thread: Thread, personId: number, nowMs: number): Promise<void> {
  const last = (await listMessages(tx, [thread.id])).at(-1)
  if (last) await storeRead(tx, thread, personId, last.id)
  await storeSeen(tx, personId, { concern: threadConcern(thread.publicId) }, nowMs)
}

/** Says that a thread was read to its end. @throws JustesseError not_found */
export async function readThread(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  publicId: string,
): Promise<void> {
  const thread = await ownThread(deps, personId, publicId)
  await inTransaction(deps, ({ storage }) => storeReadAll(storage.db, thread, personId, deps.nowMs()))
}

/** Says that an answer is clear: nothing is open about the task any more. A second time it changes nothing. @throws JustesseError not_found */
export async function clearThread(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  publicId: string,
): Promise<void> {
  const thread = await ownThread(deps, personId, publicId)
  const nowMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    await storeReadAll(tx, thread, personId, nowMs)
    if (!(await moveThread(tx, thread.id, ["answered", "open"], { state: "clear", nowMs }))) return
    if (thread.kind === "question") await endQuestion(tx, thread)
    await note(inside, thread.projectId, { personId }, { what: "question.clear", taskId: thread.taskId })
  })
}

/** Who answers a thread: owners a question; whoever sent an answer back, else reviewers, else owners, the rest. */
export async function answerersOf(
  tx: OpenTransaction,
  { kind, projectId, personId, aboutId }: Pick<Thread, "kind" | "projectId" | "personId" | "aboutId">,
): Promise<number[]> {
  const except = aboutId ?? 0
  if (kind === "send_back" && personId !== except) return [personId]
  const reviewers = kind === "question" ? [] : await listHolders(tx, projectId, "reviewer", except)
  return reviewers.length > 0 ? reviewers : listHolders(tx, projectId, "owner", except)
}

/** One more message about one's own work; whoever answers is told. @throws JustesseError not_found */
export async function replyTo(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  input: z.infer<typeof ReplyInput>,
): Promise<void> {
  const thread = await ownThread(deps, personId, input.threadId)
  if ((await findRoles(deps.storage.db, thread.projectId, personId)).length === 0)
    throw new JustesseError("not_found", { threadId: input.threadId })
  await askMore(deps, thread, { ...input, personId, role: "annotator" })
}

/** Whoever asked writes on: it waits for an answer again, and whoever answers is told. The same message again changes nothing. */
export async function askMore(
  deps: Pick<Deps, "storage" | "nowMs">,
  thread: Thread,
  { messageId, text, personId, role }: Pick<z.infer<typeof ReplyInput>, "messageId" | "text"> & Writer,
): Promise<void> {
  const atMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    if (!(await insertMessage(tx, thread, { personId, role, text, atMs, publicId: messageId }))) return
    await moveThread(tx, thread.id, ["answered", "clear", "resolved"], { state: "open", nowMs: atMs })
    const isQuestion = thread.kind === "question"
    const concern = isQuestion ? questionsConcern(thread.projectId) : threadConcern(thread.publicId)
    const kind = isQuestion ? ("question_waits" as const) : ("disagreement" as const)
    const detail = { threadId: ThreadId.parse(thread.publicId) }
    await putNotices(tx, await answerersOf(tx, thread), { projectId: thread.projectId, kind, concern, detail, atMs })
    await note(inside, thread.projectId, { personId }, { what: "question.replied", taskId: thread.taskId })
  })
}

interface Writer {
  readonly personId: number
  readonly role: WriterRole
}

/** The reviewer who filed the task, where it is one; else all who answer. */
async function whoDecided(tx: OpenTransaction, own: Assignment): Promise<number[]> {
  const thread = {
    kind: "disagreement" as const,
    projectId: own.projectId,
    personId: own.personId,
    aboutId: own.personId,
  }
  const [all, review] = await Promise.all([answerersOf(tx, thread), readReview(tx, own)])
  const decider = review?.filedBy ?? null
  return decider !== null && all.includes(decider) ? [decider] : all
}

/**
 * Says that somebody does not agree with what became of an answer of theirs; reviewers are told.
 * @throws JustesseError not_found | conflict (nothing was sent, or the id is of another thread)
 */
export async function disagree(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  input: z.infer<typeof DisagreeInput>,
): Promise<void> {
  const { db } = deps.storage
  const own = await ownAssignment(deps, personId, input.assignmentId)
  if ((await findRoles(db, own.projectId, personId)).length === 0)
    throw new JustesseError("not_found", { assignmentId: input.assignmentId })
  if (own.revision === 0) throw new JustesseError("conflict", { state: own.state })
  const atMs = deps.nowMs()
  const { projectId, taskId } = own
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const { regionId, spot, reason } = input
    const about = { taskId, personId, aboutId: personId, regionId, spot, reason, seen: null }
    const clause = reason?.clause ?? null
    await insertThread(tx, {
      ...{ projectId, publicId: input.threadId, kind: "disagreement", ...about, clause, nowMs: atMs },
    })
    const thread = await findThread(tx, input.threadId)
    if (thread?.aboutId !== personId || thread.taskId !== taskId || thread.projectId !== projectId)
      throw new JustesseError("conflict", { thread: input.threadId })
    const message = { personId, role: "annotator" as const, text: input.text, atMs, publicId: input.messageId }
    if (!(await insertMessage(tx, thread, message))) return
    await putNotices(tx, await whoDecided(tx, own), {
      ...{ projectId, kind: "disagreement", concern: disagreementsConcern(projectId), detail: {}, atMs },
    })
    await note(inside, projectId, { personId }, { what: "question.disagreed", taskId })
  })
}
