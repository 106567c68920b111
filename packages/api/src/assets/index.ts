import { findAsset } from "@justesse/db/assets"
import { countAssets } from "@justesse/db/assets/counts"
import { type AssetCursor, readAssetPage } from "@justesse/db/assets/list"
import type { ProjectAccess } from "@justesse/db/projects"
import { AssetId } from "@justesse/types"
import type { AssetFilter, AssetListInput, AssetPage } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { requireThere } from "../projects/guard.ts"
import { allStates } from "../projects/index.ts"
import { countsOf } from "./counts.ts"
import { tilesOf } from "./tiles.ts"

/** A cursor is the number of the last picture of a page; one that is not ours begins at the top. */
function numberIn(cursor: string | null): number | null {
  return cursor !== null && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null
}

/** Pictures of a project: searched, narrowed, sorted, a page at a time, with the counts of the filter row. */
export async function listAssets(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof AssetListInput>,
): Promise<z.infer<typeof AssetPage>> {
  requireThere(project)
  const nowMs = deps.nowMs()
  const { db } = deps.storage
  const { filter, sort, limit } = input
  const fromEnd = input.from === "end"
  const after = await findPositionAfter(deps, project, input)
  const [rows, { byState: counts, all }] = await Promise.all([
    readAssetPage(db, project.id, filter, { sort, fromEnd, after, limit, nowMs }),
    countsOf(deps, project.id, filter, input.cursor === null),
  ])
  const last = rows.at(-1)
  const counted = async (of: AssetFilter) => totalOf(of, counts, all) ?? (await countAssets(db, project.id, of, nowMs))
  const total = await counted(filter)
  const isNarrowed = filter.states.length > 0 && input.cursor === null
  return {
    tiles: await tilesOf(deps, project, rows, who.personId),
    next: last && rows.length === limit ? String(last.id) : null,
    total,
    all,
    matching: isNarrowed ? await counted({ ...filter, states: [] }) : total,
    byState: { ...allStates(counts), ...counts },
  }
}

/** The name at which a page ended is looked up, so that long names need no long cursors. */
async function findPositionAfter(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  input: z.infer<typeof AssetListInput>,
): Promise<AssetCursor | null> {
  const id = numberIn(input.cursor)
  if (id === null || input.sort !== "name") return id === null ? null : { id, name: "" }
  const asset = await findAsset(deps.storage.db, project.id, id)
  return asset && { id, name: asset.name }
}

/** How many match, where that is known; null where they must be counted: a picture whose tasks stand differently is in several states. */
function totalOf(filter: AssetFilter, counts: Readonly<Record<string, number>>, all: number): number | null {
  const [state, ...more] = filter.states
  if (state !== undefined) return more.length === 0 ? (counts[state] ?? 0) : null
  const isWhole = Object.values(filter).every((part) => part === undefined || part === "" || isEmptyList(part))
  return isWhole ? all : null
}

const isEmptyList = (part: unknown) => Array.isArray(part) && part.length === 0

/** Numbers of pictures as the wire names them. */
export function assetIdOrNull(id: number | null): AssetId | null {
  return id === null ? null : AssetId.parse(id)
}
