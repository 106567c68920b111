import { findPerson } from "@justesse/db"
import { listProjectsOf } from "@justesse/db/projects"
import { countUnseen, listNotices, listWaiting, type NoticePosition, storeSeen } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import { type NoticeKind, unwantedKinds } from "@justesse/types/inbox/notices"
import type { InboxInput, InboxPage, Unseen } from "@justesse/types/wire/question"
import type { z } from "zod"
import { preferencesOf } from "../account/preferences.ts"
import type { Deps } from "../core/deps.ts"

/** One page of what somebody is told, newest first. Of a project that they left they read nothing any more. */
export async function inboxPage(
  deps: Pick<Deps, "storage">,
  personId: number,
  input: z.infer<typeof InboxInput>,
): Promise<z.infer<typeof InboxPage>> {
  const { db } = deps.storage
  const unwanted = await unwantedBy(deps, personId)
  const [found, unseen, mine] = await Promise.all([
    listNotices(db, personId, parsePosition(input.cursor), input.limit + 1, unwanted),
    countUnseen(db, personId, unwanted),
    listProjectsOf(db, personId),
  ])
  const rows = found.slice(0, input.limit)
  const projects = new Map(mine.filter(({ state }) => state !== "deleted").map((project) => [project.id, project]))
  const last = rows.at(-1)
  return {
    notices: rows.flatMap(({ id, kind, projectId, detail, times, atMs, seenAtMs }) => {
      const project = projectId === null ? null : projects.get(projectId)
      if (project === undefined) return []
      const of = { project: project?.slug ?? null, projectName: project?.name ?? "" }
      return [{ id, kind, ...of, detail, times, atMs, seen: seenAtMs !== null }]
    }),
    next: found.length > rows.length && last ? `${last.atMs}.${last.id}` : null,
    unseen,
  }
}

/** Kinds that a person chose not to be told. */
async function unwantedBy({ storage }: Pick<Deps, "storage">, personId: number): Promise<NoticeKind[]> {
  const person = await findPerson(storage.db, personId)
  return person ? unwantedKinds(preferencesOf(person).notices) : []
}

function parsePosition(cursor: string | null): NoticePosition | null {
  if (cursor === null) return null
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor)
  if (!found) throw new JustesseError("invalid_input", { field: "cursor" })
  return { atMs: Number(found[1]), id: Number(found[2]) }
}

/** What stands beside the pages of the navigation: new notices, and questions that wait for this person's answer. */
export async function unseenBy(deps: Pick<Deps, "storage">, personId: number): Promise<z.infer<typeof Unseen>> {
  const { db } = deps.storage
  const unwanted = await unwantedBy(deps, personId)
  const [unseen, waiting] = await Promise.all([countUnseen(db, personId, unwanted), listWaiting(db, personId)])
  return { unseen, waiting: waiting.map(({ slug, count }) => ({ project: slug, count })) }
}

/** Says which notices were seen; null for all. */
export async function markSeen(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  ids: readonly number[] | null,
): Promise<void> {
  await storeSeen(deps.storage.db, personId, ids === null ? "all" : { ids }, deps.nowMs())
}
