import type { AssetStatus } from "@justesse/db/assets/rows"
import { listTagsOf } from "@justesse/db/assets/tags"
import { findProposals } from "@justesse/db/imports/proposals"
import { listGroups } from "@justesse/db/people/groups"
import type { ProjectAccess } from "@justesse/db/projects"
import { listTiers } from "@justesse/db/work/tiers"
import { AssetId, Box, boundsOfShape, isPlaced, LabelId, Shape } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { namer } from "../people/names.ts"

/** Most boxes drawn over a thumbnail. */
const TILE_BOXES = 60

/** Of what is said of the whole asset, or of a stretch of time: it has no place on the tile. */
const NOWHERE = { x: 0, y: 0, width: 0, height: 0 }

/** Answers say a geometry; proposals of a model, and answers of the first form, the numbers of a box. */
const Placed = z.union([
  z
    .object({ geometry: Shape, label: LabelId })
    .transform(({ geometry, label }) => ({ ...(isPlaced(geometry) ? boundsOfShape(geometry) : NOWHERE), label })),
  z.object({ ...Box.shape, label: LabelId }),
])
const Boxes = z.object({ regions: z.array(Placed) })

/** Boxes of an answer, or those that a model proposes; none where nobody can read what is stored. No more is read of them. */
function boxesOf(stored: string | null) {
  return (stored === null ? null : Boxes.safeParse(JSON.parse(stored)).data?.regions) ?? []
}

/** How long something is that is heard or played, how many words a text has, and nothing of a picture. */
function playedOf({ sound, media }: AssetStatus): Pick<AssetTile, "sound" | "video" | "text"> {
  if (media?.medium === "text") return { text: { words: media.words, begins: media.begins } }
  if (media) return { video: { durationMs: media.durationMs } }
  return sound ? { sound: { durationMs: sound.durationMs } } : {}
}

/** Pictures as tiles of a grid. `viewerId` decides how the person a picture is kept for is named. */
export async function tilesOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: Pick<ProjectAccess, "id" | "names">,
  statuses: readonly AssetStatus[],
  viewerId = 0,
): Promise<AssetTile[]> {
  const { db } = deps.storage
  const byTier = new Map((await listTiers(db, project.id)).map((tier) => [tier.id, tier]))
  const kept = [...byTier.values()].some((tier) => tier.personId !== null || tier.groupId !== null)
  const name = kept ? await namer(deps, project, viewerId) : () => ""
  const ids = statuses.map((one) => one.id)
  const texts = new Map<number, string[]>()
  for (const { assetId, tag } of await listTagsOf(db, project.id, ids))
    texts.set(assetId, [...(texts.get(assetId) ?? []), tag])
  const unsettled = statuses
    .filter((one) => one.state === "open" || one.state === "waiting")
    .flatMap((one) => one.taskId ?? [])
  const proposed = await findProposals(db, project.id, unsettled)
  const groupNames = new Map(kept ? (await listGroups(db, project.id)).map((group) => [group.id, group.name]) : [])
  return statuses.map((one) => {
    const tier = byTier.get(one.tier)
    const found = one.taskId === null ? undefined : proposed.get(one.taskId)
    const regions = boxesOf(found ?? one.answer)
    const media = one.thumbnailSha256 === null ? null : mediaUrls(deps, assetReference(project.id, one.id))
    const waits = one.state === "open" || one.state === "waiting" || one.state === "disputed"
    const reserved =
      tier?.personId != null ? name(tier.personId) : tier?.groupId != null ? (groupNames.get(tier.groupId) ?? "") : null
    return {
      asset: AssetId.parse(one.id),
      name: one.name,
      // A picture that could not be read has no task: it takes no part.
      state: one.state ?? "excluded",
      size: one.size,
      ...playedOf(one),
      thumbnail: media?.thumbnail ?? "",
      preview: media?.preview ?? "",
      workedOn: one.live > 0,
      waitsFor: waits ? one.openSlots + one.live : 0,
      differences: one.differences,
      priority: tier?.priority ?? 0,
      reservedFor: reserved,
      boxes: regions
        .slice(0, TILE_BOXES)
        .map((region): AssetTile["boxes"][number] => [region.x, region.y, region.width, region.height, region.label]),
      regions: one.regions,
      nothingHere: one.nothingHere,
      problem: one.problem?.code ?? null,
      tags: texts.get(one.id) ?? [],
      proposals: found === undefined ? 0 : regions.length,
      document: one.document ? { ...one.document } : null,
      deletedAtMs: one.deletedAtMs,
    }
  })
}
