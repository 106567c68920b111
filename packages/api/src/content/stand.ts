import type { Project, ProjectAccess } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { type ContentStand, isStoppedByReports, mayBeGiven, unansweredClasses } from "@justesse/work/content/ask"

/** What a project's owner declared of its pictures, and what people reported. */
export function standOf({ settings, reported }: Pick<Project, "settings" | "reported">): ContentStand {
  return { declared: settings.content, reported }
}

type Asked = Pick<ProjectAccess, "settings" | "reported" | "member" | "slug">

/** Whether a member may be given pictures of a project, see `mayBeGiven`. */
export const isGiven = (project: Asked): boolean => mayBeGiven(standOf(project), project.member.yes)

/**
 * Refuses to show a picture, to label or to judge, to whoever has not said yes to what it may hold: asked by whatever shows one and is
 * no draw.
 * @throws JustesseError content_not_agreed with the classes; none of them where reports stopped the project
 */
export function requireGiven(project: Asked): void {
  if (isGiven(project)) return
  const stand = standOf(project)
  const classes = isStoppedByReports(stand) ? "" : unansweredClasses(stand, project.member.yes).join(" ")
  throw new JustesseError("content_not_agreed", { project: project.slug, classes })
}
