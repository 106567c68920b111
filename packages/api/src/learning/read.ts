import { findProject } from "@justesse/db"
import { listNotes } from "@justesse/db/mentors/notes"
import { listReadWhole, type ReadAnswer } from "@justesse/db/mentors/readings"
import type { ConfirmedItem } from "@justesse/quality/learning/confirmed"
import { readItems } from "@justesse/quality/learning/read"
import { isOf, readingsThatCount } from "@justesse/work/mentors/note"
import type { Deps } from "../core/deps.ts"

/** Answers read whole, and notes about them, that are looked at: the latest. */
const MOST_READ = 500
const MOST_NOTES = 5_000

/** One answer of a person that a mentor read whole, and what that says of it. */
interface ReadOne extends Pick<ReadAnswer, "projectId" | "taskId" | "assignmentId"> {
  readonly items: readonly ConfirmedItem[]
}

/** A person's answers that mentors read whole and that count, the latest reading first; those of one mentor where a pair is said. */
export async function readWholeOf(
  db: Deps["storage"]["db"],
  of: { readonly personId: number; readonly pairId?: number },
): Promise<ReadOne[]> {
  const read = await listReadWhole(db, of, MOST_READ)
  if (read.length === 0) return []
  const notes = await listNotes(db, of, MOST_NOTES)
  const ids = [...new Set(read.map(({ projectId }) => projectId))]
  const found = await Promise.all(ids.map((id) => findProject(db, id)))
  return found.flatMap((project) => {
    if (!project || project.state === "deleted") return []
    const inProject = notes.filter(({ projectId }) => projectId === project.id)
    const own = read.filter(({ projectId }) => projectId === project.id)
    return readingsThatCount(own, inProject).map((one): ReadOne => {
      const changes = inProject.flatMap((note) => {
        const { about, publicId: id, regionId: region, right } = note
        return about !== null && isOf(note, one) ? [{ id, about, region, right }] : []
      })
      const { projectId, taskId, assignmentId, mine, sentAtMs: atMs } = one
      const items = readItems({ answer: assignmentId, mine, changes, atMs, rule: project.settings.settle })
      return { projectId, taskId, assignmentId, items }
    })
  })
}

/** What is confirmed of answers by known ones and decisions, and of the others by mentors who read them whole: each answer has one word. */
export function together(
  confirmed: readonly { readonly assignmentId: string; readonly items: readonly ConfirmedItem[] }[],
  read: readonly ReadOne[],
): ConfirmedItem[] {
  return [...confirmed, ...onlyRead(confirmed, read)].flatMap(({ items }) => items)
}

/** Of answers that mentors read whole those that no known answer and no decision speaks of. */
export function onlyRead<T extends { readonly assignmentId: string }>(
  confirmed: readonly { readonly assignmentId: string }[],
  read: readonly T[],
): T[] {
  const known = new Set(confirmed.map(({ assignmentId }) => assignmentId))
  return read.filter(({ assignmentId }) => !known.has(assignmentId))
}
