import type { ProjectAccess } from "@justesse/db"
import { KINDS, payOf } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import { askedClasses, isStoppedByReports } from "@justesse/work/content/ask"
import { standOf } from "../content/stand.ts"

type Shown = Pick<ProjectAccess, "slug" | "name" | "kind" | "names" | "state" | "roles" | "settings" | "reported">

/** A project as its members, and who is invited to it, find it in lists. */
export function cardOf(project: Shown): ProjectCard {
  const { slug, name, kind, names, state, roles, settings } = project
  const { mode } = payOf(settings)
  const content = askedClasses(standOf(project))
  return {
    project: slug,
    name,
    kind,
    holds: [...KINDS[kind].assets],
    ...(settings.about && { about: settings.about }),
    names,
    mode,
    state,
    roles: [...roles],
    paused: settings.paused || isStoppedByReports(project),
    content,
  }
}
