import { findQualityState } from "@justesse/db/quality"
import { NEEDED } from "@justesse/quality/project/fit"
import type { VersionShown } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"
import { readFigures } from "../quality/run.ts"

/** How sure a project's labels are by the figures computed last; null where nobody measured enough yet. */
export async function sureOf({ storage }: Pick<Deps, "storage">, projectId: number): Promise<VersionShown["sure"]> {
  const figures = readFigures((await findQualityState(storage.db, projectId)).figures)
  if (figures === null || figures.doubled < NEEDED) return null
  const { agreement, doubled, secondLook } = figures
  return { agreement, doubled, error: secondLook }
}
