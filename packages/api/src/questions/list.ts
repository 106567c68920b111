import type { ProjectAccess } from "@justesse/db"
import { countAssets } from "@justesse/db/assets/counts"
import { findGuideline } from "@justesse/db/guidelines"
import { countInHand } from "@justesse/db/labels"
import { listInCharge } from "@justesse/db/people"
import { countThreads, listHolders, listMessages, listThreads, listWaits, type Thread } from "@justesse/db/questions"
import { findAbouts } from "@justesse/db/work/abouts"
import {
  AssetId,
  clausesOf,
  JustesseError,
  languagesOf,
  nextClauseNumber,
  type TaskAbout,
  TaskId,
  ThreadId,
} from "@justesse/types"
import type { Answerers, ThreadList, ThreadListInput, ThreadOne } from "@justesse/types/wire/question"
import { lateBefore } from "@justesse/work/questions"
import { groupSimilar, medianOf } from "@justesse/work/similarQuestions"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { isOwner } from "../projects/guard.ts"
import { threadOf } from "./answer.ts"
import { listSimilar, MOST_COMPARED } from "./similar.ts"
import { labelNamesOf, namerFor, type ThreadDeps, toMessage, toThreadRow } from "./views.ts"

/** Answers whose waiting tells how soon one comes, and from how many on anything is said. */
const MOST_WAITS = 50
const LEAST_WAITS = 3
const MOST_REPEATED = 10
const MINUTE_MS = 60_000

async function typicalMinutes(deps: Pick<Deps, "storage">, projectId: number): Promise<number | null> {
  const middle = medianOf(await listWaits(deps.storage.db, projectId, MOST_WAITS), LEAST_WAITS)
  return middle === null ? null : Math.max(1, Math.round(middle / MINUTE_MS))
}

/** Who answers questions in a project, and how soon as a rule. */
export async function answerersIn(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<Answerers> {
  const [inCharge, minutes] = await Promise.all([
    listInCharge(deps.storage.db, [project.id]),
    typicalMinutes(deps, project.id),
  ])
  return { answer: inCharge.filter(({ owns }) => owns).map(({ person }) => person.name), typicalMinutes: minutes }
}

/** What was asked more than once, first as it was asked first. */
function repeatedIn(threads: readonly Thread[]): ThreadList["repeated"] {
  const questions = [...threads].sort((a, b) => a.id - b.id).map((thread) => ({ thread, text: thread.first }))
  return groupSimilar(questions)
    .slice(0, MOST_REPEATED)
    .flatMap((group) => {
      const [first] = group
      if (!first) return []
      const clause = group.find(({ thread }) => thread.clauseVersion !== null)?.thread.clause ?? null
      return [{ threadId: ThreadId.parse(first.thread.publicId), text: first.text, times: group.length, clause }]
    })
}

/** One page of what is asked in a project, with what the page's first sentence says. */
export async function threadList(
  deps: ThreadDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ThreadListInput>,
): Promise<ThreadList> {
  const { db } = deps.storage
  const after = input.cursor === null ? null : Number(input.cursor)
  if (after !== null && !Number.isSafeInteger(after)) throw new JustesseError("invalid_input", { field: "cursor" })
  const [found, counts, minutes, name, compared, labels] = await Promise.all([
    listThreads(db, project.id, input.which, after, input.limit + 1),
    countThreads(db, project.id, lateBefore(deps.nowMs())),
    typicalMinutes(deps, project.id),
    namerFor(deps, project, personId),
    listThreads(db, project.id, "answered", null, MOST_COMPARED),
    labelNamesOf(deps, project),
  ])
  const rows = found.slice(0, input.limit)
  const abouts = await aboutsOf(db, project.id, rows)
  return {
    rows: rows.map((thread) => toThreadRow(deps, thread, name, labels, abouts)),
    next: found.length > rows.length ? String(rows.at(-1)?.id ?? 0) : null,
    ...counts,
    typicalMinutes: minutes,
    repeated: repeatedIn(compared),
  }
}

/** What the tasks of threads are about that have no picture, by task. */
async function aboutsOf(
  db: ThreadDeps["storage"]["db"],
  projectId: number,
  threads: readonly Thread[],
): Promise<ReadonlyMap<number, TaskAbout>> {
  const bare = threads.flatMap(({ assetId, taskId }) => (assetId === null && taskId !== null ? [taskId] : []))
  return bare.length > 0 ? findAbouts(db, projectId, bare) : new Map()
}

/** What a new clause meets: tasks that people hold, and final answers with the label of what was asked about. */
async function touchedBy(deps: ThreadDeps, projectId: number, thread: Thread): Promise<ThreadOne["touches"]> {
  const { db } = deps.storage
  const label = thread.spot.region?.label ?? ""
  const [held, final] = await Promise.all([
    countInHand(db, projectId, deps.nowMs()),
    label === "" ? 0 : countAssets(db, projectId, { search: "", states: ["settled"], labels: [label] }, deps.nowMs()),
  ])
  return { held, final }
}

/** One thread with all that answering it needs. @throws JustesseError not_found */
export async function threadOne(
  deps: ThreadDeps,
  project: ProjectAccess,
  personId: number,
  publicId: string,
): Promise<ThreadOne> {
  const { db } = deps.storage
  const thread = await threadOf(deps, project, publicId)
  const [messages, name, guideline, readers, similar, touches, labels] = await Promise.all([
    listMessages(db, [thread.id]),
    namerFor(deps, project, personId),
    findGuideline(db, project.id, project.guidelineVersion),
    listHolders(db, project.id, "annotator", personId),
    listSimilar(deps, thread),
    touchedBy(deps, project.id, thread),
    labelNamesOf(deps, project),
  ])
  const markdown = guideline?.markdown ?? ""
  const languages = languagesOf(markdown)
  const clauses = clausesOf(markdown, languages[0] ?? "en")
  const numbers = clauses.map(({ number }) => number)
  return {
    row: toThreadRow(deps, thread, name, labels, await aboutsOf(db, project.id, [thread])),
    messages: messages.map((one) => toMessage(one, personId, name(one.personId))),
    reason: thread.reason,
    seen: thread.seen,
    task: thread.taskId === null ? null : TaskId.parse(thread.taskId),
    asset: thread.assetId === null ? null : AssetId.parse(thread.assetId),
    guidelineVersion: project.guidelineVersion,
    languages,
    clauses: clauses.map(({ number, title }) => ({ number, title, next: nextClauseNumber(numbers, number) })),
    readers: readers.length,
    similar: similar.length,
    touches,
    canWriteClause: isOwner(project) && project.state !== "archived",
    askedByMe: thread.personId === personId,
  }
}
