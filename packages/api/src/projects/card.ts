import type { ProjectAccess } from "@justesse/db"
import { findKindsIn } from "@justesse/db/assets/counts"
import { type AssetKind, KINDS, payOf } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import { askedClasses, isStoppedByReports } from "@justesse/work/content/ask"
import { standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"

type Shown = Pick<
  ProjectAccess,
  "id" | "slug" | "name" | "kind" | "names" | "state" | "roles" | "settings" | "reported"
>

/** A project as its members, and who is invited to it, find it in lists. */
export async function cardOf(deps: Pick<Deps, "storage">, project: Shown): Promise<ProjectCard> {
  const { slug, name, kind, names, state, roles, settings } = project
  const { mode } = payOf(settings)
  const content = askedClasses(standOf(project))
  return {
    project: slug,
    name,
    kind,
    holds: await heldBy(deps, project),
    ...(settings.about && { about: settings.about }),
    names,
    mode,
    state,
    roles: [...roles],
    paused: settings.paused || isStoppedByReports(project),
    content,
  }
}

/** What a project's tasks are about: what is in it, else the first of what its kind takes; nothing where they are about rows or nothing. */
async function heldBy({ storage }: Pick<Deps, "storage">, { id, kind, settings }: Shown): Promise<AssetKind[]> {
  if (settings.about) return []
  const { assets } = KINDS[kind]
  const found = assets.length > 1 ? await findKindsIn(storage.db, id, assets) : []
  return found.length > 0 ? found : assets.slice(0, 1)
}
