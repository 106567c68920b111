import type { Project } from "@justesse/db/projects"
import { sha256OfCells } from "@justesse/db/versions/bare"
import type { RowCells } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { picturesOf } from "../../core/locks.ts"
import { addAbouts } from "../../work/addAbouts.ts"

/** A row with where it stood; null where somebody's program sent it. */
interface RowFrom {
  readonly cells: RowCells
  readonly source: { readonly import: number; readonly file: string; readonly line: number } | null
}

/** Makes a task of each row; of one that says what another one here says none is made again. Returns how many were new. */
export function addRows(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: Pick<Project, "id" | "settings">,
  rows: readonly RowFrom[],
): Promise<number> {
  const wanted = rows.map(({ cells, source }) => ({
    assetId: null,
    about: { type: "row" as const, cells, ...(source && { source }) },
    origin: originOfRow(cells),
  }))
  // Two who send the same row at once make one task of it.
  return deps.storage.locks.exclusive(picturesOf(project.id), () => addAbouts(deps, project, wanted))
}

/** What a row is known by: what it says. */
export function originOfRow(cells: RowCells): string {
  return `row/${sha256OfCells(cells)}`
}
