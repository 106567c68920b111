import { takeAssetNumbers } from "@justesse/db/assets"
import { deleteTasks } from "@justesse/db/imports/undoTasks"
import type { Project } from "@justesse/db/projects"
import { findTaskSorts, listBareTasks } from "@justesse/db/work/bare"
import { JustesseError, KINDS, overlapOf, type ProjectKind, type ProjectSettings } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { picturesOf } from "../core/locks.ts"

/** Settings in which only kinds whose tasks may be about no asset say so. */
export function aboutOfKind(kind: ProjectKind, settings: ProjectSettings): ProjectSettings {
  if (KINDS[kind].alone || settings.about === undefined) return settings
  const { about: _, ...rest } = settings
  return rest
}

/**
 * What tasks are about changes only while there are none: the one task of a form about nothing goes with the choice as long as nobody
 * has it, and comes with it.
 * @throws JustesseError invalid_input where there are tasks about something else
 */
export async function changeAbout(
  { storage }: Pick<Deps, "storage">,
  project: Pick<Project, "id" | "settings">,
  after: ProjectSettings,
): Promise<void> {
  if (project.settings.about === after.about) return
  if (project.settings.about === "nothing") {
    const tasks = await listBareTasks(storage.db, { projectId: project.id, after: 0, state: null, search: "" }, 1)
    await storage.db.transaction().execute((tx) =>
      deleteTasks(
        tx,
        project.id,
        tasks.map(({ taskId }) => taskId),
      ),
    )
  }
  const sorts = await findTaskSorts(storage.db, project.id)
  if (sorts.pictures || sorts.bare) throw new JustesseError("invalid_input", { field: "about", rule: "no_tasks" })
}

/** The one task of a form about nothing, where it is not there yet: as many people answer it as answers are wanted. */
export async function ensureAlone(
  deps: Pick<Deps, "storage" | "nowMs">,
  { id, settings }: Pick<Project, "id" | "settings">,
): Promise<void> {
  if (settings.about !== "nothing") return
  const { db, hot, locks } = deps.storage
  await locks.exclusive(picturesOf(id), async () => {
    if ((await findTaskSorts(db, id)).bare) return
    const task = await takeAssetNumbers(db, id, 1)
    const overlap = overlapOf(settings.overlap, task)
    await hot.addTasks(id, [{ id: task, assetId: null, tier: 1, overlap }], deps.nowMs())
  })
}
