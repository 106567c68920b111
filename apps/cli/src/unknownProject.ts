import type { ProjectSlug, ProjectState } from "@justesse/types"
import { Unusable } from "./arguments.ts"

/** Names that one line holds. */
const MOST_NAMED = 20

interface Named {
  readonly project: string
  readonly state: ProjectState
}

/** A project that must be there is not. */
export class UnknownProject extends Unusable {}

/** What is said where a project of this name is not there: which are, or that it was deleted. */
export function unknownProject(slug: ProjectSlug, known: readonly Named[]): UnknownProject {
  if (known.some(({ project, state }) => project === slug && state === "deleted"))
    return new UnknownProject(
      `The project ${slug} was deleted. Bring it back in the studio under Projects, or name another.`,
    )
  const names = known.filter(({ state }) => state !== "deleted").map(({ project }) => project)
  if (names.length === 0) return new UnknownProject(`There is no project ${slug}, and no other one here yet.`)
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ""
  return new UnknownProject(
    `There is no project ${slug}. Projects here: ${names.sort().slice(0, MOST_NAMED).join(", ")}${more}.`,
  )
}
