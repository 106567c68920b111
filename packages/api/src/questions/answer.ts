import type { ProjectAccess } from "@justesse/db"
import { findGuideline, putGuideline } from "@justesse/db/guidelines"
import {
  bringBack,
  countMessages,
  findThread,
  insertMessage,
  insertThread,
  lateConcern,
  listHolders,
  moveThread,
  putNotices,
  questionsConcern,
  storeSeen,
  type Thread,
} from "@justesse/db/questions"
import {
  AssignmentId,
  clauseNumbersTwice,
  JustesseError,
  languagesOf,
  ThreadId,
  type ThreadState,
  withClause,
} from "@justesse/types"
import type { NoticeDetail } from "@justesse/types/inbox/notices"
import type { AnswerInput, AnswerOutput, NewClause, RaiseInput } from "@justesse/types/wire/question"
import { KEPT_ANSWERED_MS } from "@justesse/work/questions"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { tellOfGuideline } from "../guidelines/tell.ts"
import { isOwner, requireActive } from "../projects/guard.ts"
import { requireAllowed } from "../projects/refusedAsks.ts"
import { askMore, threadConcern } from "./mine.ts"
import { namedIn } from "./named.ts"
import { tasksOfPicture } from "./picture.ts"
import { listSimilar } from "./similar.ts"
import { roleIn } from "./views.ts"

type AnswerDeps = Pick<Deps, "storage" | "nowMs">

/** A thread of this project. @throws JustesseError not_found */
export async function threadOf(
  deps: Pick<Deps, "storage">,
  project: Pick<ProjectAccess, "id">,
  publicId: string,
): Promise<Thread> {
  const thread = await findThread(deps.storage.db, publicId)
  if (thread?.projectId !== project.id) throw new JustesseError("not_found", { threadId: publicId })
  return thread
}

/**
 * Answers a thread: whoever waits is told, their task comes first to them, and the answer becomes a clause of the guideline
 * where that is wanted; all of it or nothing. The same message again changes nothing, and hears the same. Whoever waits with the
 * same question gets the same answer where that is wanted. A reviewer who writes to their own question asks on.
 * @throws JustesseError not_found | not_allowed (a clause, without being owner) | version_changed | clause_number_twice | project_archived
 */
export async function answerThread(
  deps: AnswerDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof AnswerInput>,
): Promise<z.infer<typeof AnswerOutput>> {
  requireActive(project)
  if (input.clause && !isOwner(project)) throw new JustesseError("not_allowed", { project: project.slug })
  const thread = await threadOf(deps, project, input.threadId)
  // Whoever asked and answers nobody here asks on; an owner may answer what they asked themselves.
  if (!isOwner(project) && (thread.aboutId ?? thread.personId) === who.personId && thread.kind !== "comment") {
    await askMore(deps, thread, { ...input, personId: who.personId, role: roleIn(project) })
    return { version: null, answered: 0 }
  }
  const similar = input.toSimilar ? await listSimilar(deps, thread) : []
  const named = thread.kind === "comment" ? await namedIn(deps, project, who.personId, input.text) : []
  const atMs = deps.nowMs()
  if (input.clause && project.state !== "draft")
    await requireAllowed(deps, project, who, { guideline: Object.values(input.clause.texts).join("\n") })
  return inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const message = { personId: who.personId, role: roleIn(project), text: input.text, atMs, publicId: input.messageId }
    if (!(await insertMessage(tx, thread, message))) {
      const answered = await countMessages(tx, project.id, input.messageId)
      return { version: input.clause && thread.clauseVersion, answered }
    }
    // Whoever asked is told of the clause with the answer.
    const asked = [thread, ...similar].map(({ aboutId }) => aboutId ?? 0)
    const version = input.clause && (await addClause(inside, project, who, input.clause, asked))
    const clause = input.clause && version !== null ? { number: input.clause.number, version } : null
    let answered = 0
    // In one order, whoever answers: two answers to the same questions wait for each other, and for nothing else.
    for (const one of [thread, ...similar].sort((a, b) => a.id - b.id)) {
      // One that was answered meanwhile, or taken back, needs it no more.
      const from = one === thread ? ANY : (["open"] as const)
      if (!(await endWaiting(inside, project, who, one, { clause, atMs, from }))) continue
      if (one !== thread) await insertMessage(tx, one, message)
      answered++
    }
    await storeSeen(tx, who.personId, { concern: questionsConcern(project.id) }, atMs)
    const mentioned = {
      projectId: project.id,
      kind: "mentioned" as const,
      concern: threadConcern(thread.publicId),
      atMs,
    }
    await putNotices(tx, named, { ...mentioned, detail: { threadId: input.threadId } })
    return { version, answered }
  })
}

const ANY = ["open", "answered", "clear", "resolved"] as const

interface Ended {
  readonly clause: { readonly number: string; readonly version: number } | null
  readonly atMs: number
  readonly from: readonly ThreadState[]
}

/** What an answer brings to whoever waits with one thread: its state, the task at first, a notice. False where it is in none of `from` any more. */
async function endWaiting(
  inside: Inside<AnswerDeps>,
  project: ProjectAccess,
  who: Who,
  thread: Thread,
  { clause, atMs, from }: Ended,
): Promise<boolean> {
  const tx = inside.storage.db
  const state = thread.kind === "comment" ? thread.state : ("answered" as const)
  if (!(await moveThread(tx, thread.id, from, { state, nowMs: atMs, ...(clause ? { clause } : {}) }))) return false
  if (thread.kind === "question") await bringBack(tx, thread, atMs + KEPT_ANSWERED_MS)
  const waits = [thread.aboutId ?? thread.personId].filter((id) => id !== who.personId)
  await putNotices(tx, waits, {
    ...{ projectId: project.id, kind: "answered", concern: threadConcern(thread.publicId), atMs },
    detail: detailOf(thread, clause?.number),
  })
  await storeSeen(tx, who.personId, { concern: lateConcern(thread.publicId) }, atMs)
  await note(inside, project.id, who, { what: "question.answered", taskId: thread.taskId })
  return true
}

function detailOf(thread: Thread, clause: string | undefined): NoticeDetail {
  const threadId = ThreadId.parse(thread.publicId)
  const own = thread.assignmentId === null ? {} : { assignmentId: AssignmentId.parse(thread.assignmentId) }
  return { threadId, ...own, ...(clause === undefined ? {} : { clause }) }
}

/** Puts a clause into the guideline as its next version, in each language that it has. */
async function addClause(
  inside: Inside<AnswerDeps>,
  project: ProjectAccess,
  who: Who,
  clause: z.infer<typeof NewClause>,
  askedBy: readonly number[],
): Promise<number> {
  const { db } = inside.storage
  const base = await findGuideline(db, project.id, clause.baseVersion)
  if (!base) throw new JustesseError("version_changed", { inForce: project.guidelineVersion })
  const languages = languagesOf(base.markdown)
  const wanting = (languages.length > 0 ? languages : (["en"] as const)).find((one) => clause.texts[one].trim() === "")
  if (wanting) throw new JustesseError("invalid_input", { field: `clause.texts.${wanting}` })
  const markdown = withClause(base.markdown, clause)
  const twice = clauseNumbersTwice(markdown)[0]
  if (twice !== undefined) throw new JustesseError("clause_number_twice", { clause: twice })
  const made = { markdown, note: clause.number, madeBy: who.personId, madeAtMs: inside.nowMs() }
  const version = await putGuideline(db, project.id, clause.baseVersion, made)
  if (version === null) throw new JustesseError("version_changed", { inForce: project.guidelineVersion })
  await note(inside, project.id, who, { what: "guideline.saved", detail: { version } })
  await tellOfGuideline(inside, project.id, version, [who.personId, ...askedBy])
  return version
}

/** Ends a thread without an answer, or after one. @throws JustesseError not_found | project_archived */
export async function resolveThread(
  deps: AnswerDeps,
  project: ProjectAccess,
  who: Who,
  publicId: string,
): Promise<void> {
  requireActive(project)
  const thread = await threadOf(deps, project, publicId)
  const nowMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const to = { state: "resolved" as const, nowMs }
    if (!(await moveThread(inside.storage.db, thread.id, ["open", "answered"], to))) return
    if (thread.kind === "question") await bringBack(inside.storage.db, thread, nowMs + KEPT_ANSWERED_MS)
    await note(inside, project.id, who, { what: "question.resolved", taskId: thread.taskId })
  })
}

/**
 * A reviewer's note to the owners about a task, or a comment on a picture: whoever is named in it with an `@` is told.
 * @throws JustesseError not_found (no such task or picture) | conflict (the id is of another thread) | project_archived
 */
export async function raiseThread(
  deps: AnswerDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof RaiseInput>,
): Promise<void> {
  requireActive(project)
  const taskId = await tasksOfPicture(deps, project.id, input)
  const named = await namedIn(deps, project, who.personId, input.text)
  const atMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const about = { taskId, personId: who.personId, aboutId: null, regionId: null, spot: input.spot }
    const rest = { reason: null, seen: null, clause: null, nowMs: atMs }
    await insertThread(tx, { projectId: project.id, publicId: input.threadId, kind: input.kind, ...about, ...rest })
    const thread = await threadOf(inside, project, input.threadId)
    if (thread.personId !== who.personId) throw new JustesseError("conflict", { thread: input.threadId })
    const message = { personId: who.personId, role: roleIn(project), text: input.text, atMs }
    if (!(await insertMessage(tx, thread, { ...message, publicId: input.messageId }))) return
    const told = { projectId: project.id, atMs }
    const detail = { threadId: ThreadId.parse(input.threadId) }
    if (input.kind === "question") {
      const owners = await listHolders(tx, project.id, "owner", who.personId)
      await putNotices(tx, owners, {
        ...{ ...told, kind: "question_waits", concern: questionsConcern(project.id), detail: {} },
      })
    }
    await putNotices(tx, named, { ...told, kind: "mentioned", concern: threadConcern(input.threadId), detail })
    await note(inside, project.id, who, {
      what: `question.${input.kind === "question" ? "asked" : "commented"}`,
      taskId,
    })
  })
}
