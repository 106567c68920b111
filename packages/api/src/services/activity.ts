import { activity } from "@justesse/db/repositories/activity"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import type { ActivityInput, ActivityPage } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { namerWith } from "./peopleNames.ts"

/** One thing that happened in a project, by whom, with ids and numbers. `what` is a code; the page makes the sentence. */
export interface Happening {
  readonly what: string
  readonly taskId?: number
  readonly detail?: Record<string, string | number>
}

/** Writes what somebody did into the project's list of acts. */
export async function note(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  who: Pick<Who, "personId"> | null,
  happening: Happening,
): Promise<void> {
  await activity(deps.storage.db).add({
    projectId,
    personId: who?.personId ?? null,
    atMs: deps.nowMs(),
    what: happening.what,
    taskId: happening.taskId ?? null,
    detail: happening.detail ?? {},
  })
}

/** Who did what when, newest first, in pages. Reviewers read it too: names follow the project's mode. */
export async function listActivity(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ActivityInput>,
): Promise<z.infer<typeof ActivityPage>> {
  const before = input.cursor === null ? null : Number.parseInt(input.cursor, 10) || null
  const rows = await activity(deps.storage.db).page(project.id, input.kinds, input.search, before, input.limit)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    rows.flatMap((row) => row.personId ?? []),
  )
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      atMs: row.atMs,
      who: name(row.personId),
      what: row.what,
      detail: row.taskId === null ? row.detail : { ...row.detail, task: row.taskId },
    })),
    next: last && rows.length === input.limit ? String(last.id) : null,
  }
}
