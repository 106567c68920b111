import { type PictureDifference, versionsDiff } from "@justesse/db/repositories/versionsDiff"
import { iou } from "@justesse/quality/geometry/iou"
import type { AnnotationBody, Region } from "@justesse/types"
import type { ChangeKind, VersionChanges } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"

const PAGE = 100
/** Regions without a common id are the same thing from this overlap up. */
const SAME_FROM = 0.5

/** A region of two answers to one picture: null where it is in one of them alone. */
export interface RegionPair {
  readonly was: Region | null
  readonly now: Region | null
  /** What happened to it; empty where nothing did. */
  readonly kinds: readonly ChangeKind[]
}

/**
 * Pairs the regions of two answers: by id, then what is left by the largest overlap of all pairs first, from an IoU of one
 * half up. Pairs that are the same thing are told apart by place, label, text and turn.
 */
export function pairsOf(was: readonly Region[], now: readonly Region[]): RegionPair[] {
  const byId = new Map(now.map((region) => [region.id, region]))
  const pairs: RegionPair[] = []
  const left: Region[] = []
  for (const region of was) {
    const same = byId.get(region.id)
    if (same) {
      pairs.push(paired(region, same))
      byId.delete(region.id)
    } else left.push(region)
  }
  const free = [...byId.values()]
  const near: { one: Region; other: Region; share: number }[] = []
  for (const one of left)
    for (const other of free) {
      const share = iou(one, other)
      if (share >= SAME_FROM) near.push({ one, other, share })
    }
  near.sort((a, b) => b.share - a.share)
  const taken = new Set<Region>()
  for (const { one, other } of near) {
    if (taken.has(one) || taken.has(other)) continue
    taken.add(one).add(other)
    pairs.push(paired(one, other))
  }
  for (const region of left) if (!taken.has(region)) pairs.push({ was: region, now: null, kinds: ["gone"] })
  for (const region of free) if (!taken.has(region)) pairs.push({ was: null, now: region, kinds: ["added"] })
  return pairs
}

function paired(was: Region, now: Region): RegionPair {
  const kinds: ChangeKind[] = []
  const isSamePlace = was.x === now.x && was.y === now.y && was.width === now.width && was.height === now.height
  if (!isSamePlace || was.turned?.rotation !== now.turned?.rotation) kinds.push("moved")
  if (was.label !== now.label) kinds.push("relabelled")
  if ((was.transcript?.value ?? "") !== (now.transcript?.value ?? "")) kinds.push("retexted")
  return { was, now, kinds }
}

/** The regions of a stored answer. It was checked when it was stored. */
export function regionsOf(body: string | null): readonly Region[] {
  if (body === null) return []
  const { regions }: AnnotationBody = JSON.parse(body)
  return regions
}

/** Pictures that differ between two versions, a page in memory at a time. */
async function* differences(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  version: number,
  other: number,
): AsyncGenerator<PictureDifference> {
  for (let after = 0; ; ) {
    const page = await versionsDiff(storage.db).page(projectId, version, other, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.asset.id
  }
}

/** A version against another one, counted. */
export async function compareVersions(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
  other: number,
): Promise<VersionChanges> {
  const regions: Record<ChangeKind, number> = { added: 0, gone: 0, moved: 0, relabelled: 0, retexted: 0 }
  const pictures = { added: 0, left: 0, changed: 0 }
  for await (const { was, now } of differences(deps, projectId, version, other)) {
    pictures[was === null ? "added" : now === null ? "left" : "changed"]++
    for (const { kinds } of pairsOf(regionsOf(was), regionsOf(now))) for (const kind of kinds) regions[kind]++
  }
  const { added: addedRegions, ...rest } = regions
  return { version: other, ...pictures, addedRegions, ...rest }
}
