import { setImmediate as othersWork } from "node:timers/promises"
import { measureAssets } from "@justesse/db/assets/counts"
import { type AssetWanted, listAssetIds } from "@justesse/db/assets/list"
import type { ProjectAccess } from "@justesse/db/projects"
import type { AssetNumber } from "@justesse/types"
import type { AssetWeighed, Selection } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { requireThere } from "../projects/guard.ts"

export type Selected = z.infer<typeof Selection>
type Choosing = Pick<Deps, "storage" | "nowMs">

/** Numbers drawn at a time. */
const PAGE = 5_000

/** A selection as the list takes it. Named pictures are taken whatever they are; a filter leaves deleted ones out unless it names them. */
function wantedOf(selection: Selected): AssetWanted {
  if ("filter" in selection) return selection.filter
  return { search: "", states: [], labels: [], ids: [...new Set<number>(selection.assets)] }
}

/** The numbers that a selection stands for, rising, some thousands at a time. Deleted ones only where the filter names them. */
export async function* selectedPages(
  deps: Choosing,
  projectId: number,
  selection: Selected,
): AsyncGenerator<readonly AssetNumber[]> {
  const wanted = wantedOf(selection)
  for (let afterId = 0; ; ) {
    const at = { afterId, limit: PAGE, nowMs: deps.nowMs() }
    const page = await listAssetIds(deps.storage.db, projectId, wanted, at)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    afterId = last
    // A search is done anew for each page, and on SQLite nobody else is served meanwhile.
    await othersWork()
  }
}

/** All numbers of a selection, rising. */
export async function selectedIds(deps: Choosing, projectId: number, selection: Selected): Promise<AssetNumber[]> {
  const ids: AssetNumber[] = []
  for await (const page of selectedPages(deps, projectId, selection)) ids.push(...page)
  return ids
}

/** What acts on a selection would meet, before any of them. */
export async function weighAssets(deps: Choosing, project: ProjectAccess, selection: Selected): Promise<AssetWeighed> {
  requireThere(project)
  const weight = await measureAssets(deps.storage.db, project.id, wantedOf(selection), deps.nowMs())
  return { ...weight, byState: { ...weight.byState }, tags: weight.tags.map((one) => ({ ...one })) }
}
