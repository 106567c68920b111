import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"

/** Refuses acts on a project that is archived (read-only) or deleted (nobody may know more than that). */
export function requireActive(project: Pick<ProjectAccess, "state" | "slug">): void {
  if (project.state === "deleted") throw new JustesseError("not_found", { project: project.slug })
  if (project.state === "archived") throw new JustesseError("project_archived", { project: project.slug })
}

/** Refuses to show a deleted project: only its restoring is possible. */
export function requireThere(project: Pick<ProjectAccess, "state" | "slug">): void {
  if (project.state === "deleted") throw new JustesseError("not_found", { project: project.slug })
}

/** Answers whether the caller holds a role. */
export function isOwner(project: Pick<ProjectAccess, "roles">): boolean {
  return project.roles.includes("owner")
}
