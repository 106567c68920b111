import type { EarlierForms } from "@justesse/quality/consensus/index"
import type { Deps } from "../../core/deps.ts"
import { ontologyOf } from "../submit.ts"

/** The forms of some versions of a project's labels, which answers were given under; null for none. */
export async function formsUnder(
  deps: Pick<Deps, "storage">,
  projectId: number,
  versions: readonly number[],
): Promise<EarlierForms | null> {
  if (versions.length === 0) return null
  const found = await Promise.all(
    [...new Set(versions)].map(async (version) => {
      return [version, (await ontologyOf(deps, projectId, version)).labels] as const
    }),
  )
  return Object.fromEntries(found)
}
