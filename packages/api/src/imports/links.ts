import { findLinkedFile, listLinkedFiles } from "@justesse/db/assets/linkedFiles"
import { checkLink } from "@justesse/db/linkedBlobs"
import type { ProjectAccess } from "@justesse/db/projects"
import type { ImportLinks } from "@justesse/types/wire/imports"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { requireThere } from "../projects/guard.ts"

const PAGE = 500
/** Names of each kind that are told. */
const MOST_NAMES = 200

/** Looks whether the files that an import's pictures are linked to still hold them. */
export async function linksOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  id: number,
): Promise<z.infer<typeof ImportLinks>> {
  requireThere(project)
  const { db } = deps.storage
  const names: Record<"missing" | "changed", string[]> = { missing: [], changed: [] }
  let linked = 0
  for (let after = 0; ; ) {
    const some = await listLinkedFiles(db, project.id, id, after, PAGE)
    for (const { name, sha256 } of some) {
      const file = await findLinkedFile(db, sha256)
      if (!file) continue
      linked++
      const state = await checkLink(db, sha256, file)
      if (state !== "same" && names[state].length < MOST_NAMES) names[state].push(name)
    }
    const last = some.at(-1)
    if (!last || some.length < PAGE) return { linked, ...names }
    after = last.id
  }
}
