import type { ProjectAccess } from "@justesse/db"
import { listHolders } from "@justesse/db/questions"
import type { Deps } from "../core/deps.ts"
import { namer } from "../people/names.ts"

/** Owners and reviewers of a project but the writer, each by the name that the writer reads. */
export async function peopleToName(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  writerId: number,
): Promise<Map<number, string>> {
  const { db } = deps.storage
  const [owners, reviewers, name] = await Promise.all([
    listHolders(db, project.id, "owner", writerId),
    listHolders(db, project.id, "reviewer", writerId),
    namer(deps, project, writerId),
  ])
  return new Map([...owners, ...reviewers].map((id) => [id, name(id)] as const).filter(([, known]) => known !== ""))
}

/** Those of them whose name stands in a text behind an `@`. */
export async function namedIn(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  writerId: number,
  text: string,
): Promise<number[]> {
  if (!text.includes("@")) return []
  const known = await peopleToName(deps, project, writerId)
  return [...known].filter(([, name]) => standsIn(text, name)).map(([id]) => id)
}

/** Behind an `@`, and not as the beginning of a longer name. */
function standsIn(text: string, name: string): boolean {
  return text
    .split(`@${name}`)
    .slice(1)
    .some((after) => !/^[\p{L}\p{N}]/u.test(after))
}
