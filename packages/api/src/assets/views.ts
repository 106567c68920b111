import { readTags } from "@justesse/db/assets/tags"
import { deleteView, readViews, storeView } from "@justesse/db/assets/views"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { TagList, ViewList, ViewSave } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { namerWith } from "../people/names.ts"
import { requireThere } from "../projects/guard.ts"

type Viewing = Pick<Deps, "storage" | "nowMs">

/** Most views of one project. */
const MOST = 200

/** Views of a project in the order in which they were made. One that an older program wrote and nobody can read is left out. */
export async function listViews(deps: Viewing, project: ProjectAccess, who: Who): Promise<z.infer<typeof ViewList>> {
  requireThere(project)
  const all = await readViews(deps.storage.db, project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    all.map((view) => view.madeBy),
  )
  return {
    views: all.map(({ id, madeAtMs, madeBy, ...view }) => {
      const mine = madeBy === who.personId || project.roles.includes("owner")
      return { id, name: view.name, by: name(madeBy), madeAtMs, view: view.body, mine }
    }),
  }
}

/**
 * Keeps filters under a name for everybody who sees the pictures; one of that name is replaced by its maker or an owner.
 *
 * @throws JustesseError not_allowed when the name is somebody else's view | invalid_input when there are too many
 */
export async function saveView(
  deps: Viewing,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ViewSave>,
): Promise<{ id: number }> {
  requireThere(project)
  const name = input.name.trim()
  const { views: known } = await listViews(deps, project, who)
  const same = known.find((view) => view.name === name)
  if (same && !same.mine) throw new JustesseError("not_allowed", { view: same.id })
  if (!same && known.length >= MOST) throw new JustesseError("invalid_input", { field: "views", most: MOST })
  const stored = { name, body: input.view, madeBy: who.personId, madeAtMs: deps.nowMs() }
  return { id: await storeView(deps.storage.db, project.id, stored) }
}

/** @throws JustesseError not_found | not_allowed when it is neither the caller's own nor the caller an owner */
export async function removeView(deps: Viewing, project: ProjectAccess, who: Who, id: number): Promise<void> {
  requireThere(project)
  const view = (await listViews(deps, project, who)).views.find((one) => one.id === id)
  if (!view) throw new JustesseError("not_found", { view: id })
  if (!view.mine) throw new JustesseError("not_allowed", { view: id })
  await deleteView(deps.storage.db, project.id, id)
}

/** Tags of a project with how many pictures have each. */
export async function listTags(deps: Viewing, project: ProjectAccess): Promise<z.infer<typeof TagList>> {
  requireThere(project)
  return { tags: await readTags(deps.storage.db, project.id) }
}
