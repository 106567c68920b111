import { findTaskPictures, NO_SIZE, type ProjectAccess } from "@justesse/db"
import type { ReadableAnswer } from "@justesse/db/mentors/answers"
import type { MentorNote } from "@justesse/db/mentors/notes"
import { AssignmentId } from "@justesse/types"
import { type NotedAnswer, NoteWrite } from "@justesse/types/wire/mentor"
import type { Deps } from "../core/deps.ts"
import { assignmentReference, mediaUrls } from "../media.ts"
import { timer } from "../people/names.ts"

function toNote({ publicId, regionId, text, atMs, useful }: MentorNote): NotedAnswer["notes"][number] {
  const { noteId, region } = NoteWrite.pick({ noteId: true, region: true }).parse({
    noteId: publicId,
    region: regionId,
  })
  return { note: noteId, region, text, atMs, useful }
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
): Promise<NotedAnswer[]> {
  const tasks = answers.map(({ taskId }) => taskId)
  const pictures = await findTaskPictures(deps.storage.db, project.id, tasks)
  const time = timer(project, viewerId)
  return answers.map(({ taskId, assignmentId, revision, sentAtMs, body }) => ({
    ...{ assignmentId: AssignmentId.parse(assignmentId), sentAtMs: time(learnerId, sentAtMs), body },
    media: mediaUrls(deps, assignmentReference(assignmentId)),
    size: pictures.get(taskId)?.size ?? NO_SIZE,
    notes: notes
      .filter((note) => note.taskId === taskId && note.revision === revision)
      .map((note) => ({ ...toNote(note), atMs: time(note.mentorId, note.atMs) }))
      .reverse(),
  }))
}
