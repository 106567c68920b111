import type { OpenTransaction } from "@justesse/db"
import { appendEvent, listEvents, type StoredEvent } from "@justesse/db/activity"
import { findUnusedUndos } from "@justesse/db/activity/undo"
import { listMembers, type ProjectAccess } from "@justesse/db/projects"
import type { TaskNumber } from "@justesse/types"
import type { ActivityInput, ActivityPage } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { namer, namerWith, timer } from "../people/names.ts"

/** One thing that happened in a project, by whom, with ids and numbers. `what` is a code; the page makes the sentence. */
export interface Happening {
  readonly what: string
  readonly taskId?: TaskNumber | null
  readonly detail?: Record<string, string | number>
}

/** Writes what somebody did into the project's list of acts, in the transaction in which they do it. */
export async function note(
  inside: { readonly storage: { readonly db: OpenTransaction } } & Pick<Deps, "nowMs">,
  projectId: number | null,
  who: Pick<Who, "personId"> | null,
  happening: Happening,
): Promise<void> {
  await appendEvent(inside.storage.db, {
    projectId,
    personId: who?.personId ?? null,
    atMs: inside.nowMs(),
    what: happening.what,
    taskId: happening.taskId ?? null,
    detail: happening.detail ?? {},
  })
}

/**
 * Who did what when, newest first, in pages. Reviewers read it too: names follow the project's mode, and a search finds people
 * by the names that are shown.
 */
export async function listActivity(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ActivityInput>,
): Promise<z.infer<typeof ActivityPage>> {
  const before = input.cursor === null ? null : Number.parseInt(input.cursor, 10) || null
  const about = await sought(deps, project, who, input.search.trim())
  const rows = await listEvents(deps.storage.db, project.id, input.kinds, about, before, input.limit)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    rows.flatMap((row) => row.personId ?? []),
  )
  const when = timer(project, who.personId)
  const actOf = (row: (typeof rows)[number]) =>
    row.what.startsWith("assets.") ? Number(row.detail.undo) || null : null
  const acts = project.roles.includes("owner") ? rows.flatMap((row) => actOf(row) ?? []) : []
  const open = await findUnusedUndos(deps.storage.db, project.id, acts)
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => {
      const act = actOf(row)
      return {
        id: row.id,
        atMs: when(row.personId, row.atMs),
        who: name(row.personId),
        what: row.what,
        detail: withPicture(row),
        undo: act !== null && open.has(act) ? act : null,
      }
    }),
    next: last && rows.length === input.limit ? String(last.id) : null,
  }
}

/** The detail of an act with the numbers of the task that it was done to and of its picture. */
function withPicture({ detail, taskId, assetId }: StoredEvent): StoredEvent["detail"] {
  return {
    ...detail,
    ...(taskId === null ? {} : { task: taskId }),
    ...(assetId === null ? {} : { asset: assetId }),
  }
}

/** What `search` speaks of: people whose shown name holds it, and the picture of that number; null for all. */
async function sought(deps: Pick<Deps, "storage">, project: ProjectAccess, who: Who, search: string) {
  if (search === "") return null
  const name = await namer(deps, project, who.personId)
  const members = await listMembers(deps.storage.db, project.id)
  const wanted = search.toLowerCase()
  return {
    people: members.map((member) => member.personId).filter((id) => name(id).toLowerCase().includes(wanted)),
    asset: /^[1-9]\d{0,8}$/.test(search) ? Number(search) : null,
  }
}
