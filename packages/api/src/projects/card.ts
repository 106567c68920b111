import type { ProjectAccess } from "@justesse/db"
import { payOf } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"

type Shown = Pick<ProjectAccess, "slug" | "name" | "kind" | "names" | "state" | "roles" | "settings">

/** A project as its members, and who is invited to it, find it in lists. */
export function cardOf(project: Shown): ProjectCard {
  const { slug, name, kind, names, state, roles, settings } = project
  const { mode } = payOf(settings)
  return { project: slug, name, kind, names, mode, state, roles: [...roles], paused: settings.paused }
}
