import { findTaskPictures, NO_SIZE, type ProjectAccess } from "@justesse/db"
import type { ReadableAnswer } from "@justesse/db/mentors/answers"
import type { MentorNote } from "@justesse/db/mentors/notes"
import type { MentorReading } from "@justesse/db/mentors/readings"
import { AssignmentId } from "@justesse/types"
import { type NotedAnswer, NoteWrite } from "@justesse/types/wire/mentor"
import type { Deps } from "../core/deps.ts"
import { assignmentReference, mediaUrls } from "../media.ts"
import { timer } from "../people/names.ts"

function toNote({ publicId, regionId, text, atMs, useful, ...one }: MentorNote): NotedAnswer["notes"][number] {
  const { noteId, region, right } = NoteWrite.pick({ noteId: true, region: true, right: true }).parse({
    ...{ noteId: publicId, region: regionId, right: one.right },
  })
  return { note: noteId, region, text, atMs, useful, about: one.about, right, contested: one.isContested }
}

/** Who reads, of whose answers. */
interface Reading {
  readonly project: Pick<ProjectAccess, "id" | "names">
  readonly viewerId: number
  readonly learnerId: number
}

/** Answers with their pictures and the notes about them as they were then; of `notes`, the latest first, the oldest comes first. */
export async function showAnswers(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  { project, viewerId, learnerId }: Reading,
  answers: readonly ReadableAnswer[],
  notes: readonly MentorNote[],
  read: readonly Pick<MentorReading, "taskId" | "revision">[],
): Promise<NotedAnswer[]> {
  const tasks = answers.map(({ taskId }) => taskId)
  const pictures = await findTaskPictures(deps.storage.db, project.id, tasks)
  const time = timer(project, viewerId)
  return answers.map(({ taskId, assignmentId, revision, sentAtMs, body }) => ({
    ...{ assignmentId: AssignmentId.parse(assignmentId), sentAtMs: time(learnerId, sentAtMs), body },
    media: mediaUrls(deps, assignmentReference(assignmentId), pictures.get(taskId)?.facts),
    size: pictures.get(taskId)?.size ?? NO_SIZE,
    readWhole: read.some((one) => one.taskId === taskId && one.revision === revision),
    notes: notes
      .filter((note) => note.taskId === taskId && note.revision === revision)
      .map((note) => ({ ...toNote(note), atMs: time(note.mentorId, note.atMs) }))
      .reverse(),
  }))
}
