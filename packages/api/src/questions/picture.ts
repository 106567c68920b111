import { findTaskStatus, type ProjectAccess } from "@justesse/db"
import { listMessages, listThreadsOfAsset, listThreadsOfTasks } from "@justesse/db/questions"
import { listTasksOf } from "@justesse/db/work/taskAssets"
import { type AssetNumber, JustesseError, type TaskNumber, ThreadId } from "@justesse/types"
import type { PictureThreads, RaiseInput, TaskQuestions } from "@justesse/types/wire/question"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { peopleToName } from "./named.ts"
import { byThread, labelNamesOf, namerFor, type ThreadDeps, toMessage, toThreadRow } from "./views.ts"

/** The task that a note or comment is about: the one named, or the first of the picture. @throws JustesseError not_found */
export async function tasksOfPicture(
  deps: Pick<Deps, "storage">,
  projectId: number,
  { task, asset }: Pick<z.infer<typeof RaiseInput>, "task" | "asset">,
): Promise<TaskNumber> {
  const { db } = deps.storage
  if (task !== null && (await findTaskStatus(db, { projectId, taskId: task }))) return task
  const [first] = task === null && asset !== null ? await listTasksOf(db, projectId, [asset]) : []
  if (first === undefined) throw new JustesseError("not_found", { task: task ?? 0 })
  return first
}

/** What was written about one picture, oldest first, by whoever. */
export async function threadsOfPicture(
  deps: ThreadDeps,
  project: ProjectAccess,
  personId: number,
  assetId: AssetNumber,
): Promise<z.infer<typeof PictureThreads>> {
  const { db } = deps.storage
  const threads = await listThreadsOfAsset(db, project.id, assetId)
  const [messages, name, canName, labels] = await Promise.all([
    listMessages(
      db,
      threads.map(({ id }) => id),
    ),
    namerFor(deps, project, personId),
    peopleToName(deps, project, personId),
    labelNamesOf(deps, project),
  ])
  const said = byThread(messages)
  return {
    threads: threads.map((thread) => ({
      row: toThreadRow(deps, thread, name, labels),
      messages: (said.get(thread.id) ?? []).map((one) => toMessage(one, personId, name(one.personId))),
    })),
    canName: [...canName.values()],
  }
}

/** What was asked about one task, oldest first: whoever reviews it knows what was unclear, and not to whom. */
export async function questionsOfTask(
  deps: Pick<Deps, "storage">,
  project: Pick<ProjectAccess, "id">,
  personId: number,
  taskId: TaskNumber,
): Promise<z.infer<typeof TaskQuestions>> {
  const { db } = deps.storage
  const threads = (await listThreadsOfTasks(db, project.id, [taskId])).filter(({ kind }) => kind === "question")
  const said = byThread(
    await listMessages(
      db,
      threads.map(({ id }) => id),
    ),
  )
  return {
    questions: threads.map(({ id, publicId, state, personId: asker, first: text }) => {
      const answer = (said.get(id) ?? []).filter((message) => message.personId !== asker).at(-1)?.text ?? null
      return { threadId: ThreadId.parse(publicId), state, mine: asker === personId, text, answer }
    }),
  }
}
