import { versions } from "@justesse/db/repositories/versions"
import { iou } from "@justesse/quality/geometry/iou"
import { AnnotationBody, type Region } from "@justesse/types"
import type { VersionShown } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"

const PAGE = 200
/** Regions without a common id are the same thing from this overlap up. */
const SAME_FROM = 0.5

/** What became of the regions of one picture between two versions. */
export interface RegionChanges {
  readonly moved: number
  readonly relabelled: number
  readonly gone: number
}

/** Pairs regions by id, then what is left by the largest overlap, and counts what moved, changed its label or is gone. */
export function regionChanges(was: readonly Region[], now: readonly Region[]): RegionChanges {
  const byId = new Map(now.map((region) => [region.id, region]))
  const pairs: [Region, Region][] = []
  const left: Region[] = []
  for (const region of was) {
    const same = byId.get(region.id)
    if (same) {
      pairs.push([region, same])
      byId.delete(region.id)
    } else left.push(region)
  }
  const free = new Set(byId.values())
  let gone = 0
  for (const region of left) {
    const best = [...free].map((other) => ({ other, iou: iou(region, other) })).sort((a, b) => b.iou - a.iou)[0]
    if (best && best.iou >= SAME_FROM) {
      pairs.push([region, best.other])
      free.delete(best.other)
    } else gone++
  }
  return {
    moved: pairs.filter(([a, b]) => a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height).length,
    relabelled: pairs.filter(([a, b]) => a.label !== b.label).length,
    gone,
  }
}

/** A version against an earlier one: pictures added; regions moved, relabelled, and gone (those of pictures that left too). */
export async function compareVersions(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
  before: number,
): Promise<NonNullable<VersionShown["against"]>> {
  const repository = versions(deps.storage.db)
  const total = { moved: 0, relabelled: 0, gone: 0 }
  for (let after = 0; ; ) {
    const rows = await repository.changed(projectId, version, before, after, PAGE)
    for (const row of rows) {
      const was = AnnotationBody.parse(JSON.parse(row.was))
      const changes = regionChanges(was.regions, AnnotationBody.parse(JSON.parse(row.now)).regions)
      total.moved += changes.moved
      total.relabelled += changes.relabelled
      total.gone += changes.gone
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.assetId
  }
  const added = await repository.onlyIn(projectId, version, before)
  for (let after = 0; ; ) {
    const rows = await repository.answersOnlyIn(projectId, before, version, after, PAGE)
    for (const row of rows) total.gone += AnnotationBody.parse(JSON.parse(row.body)).regions.length
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.assetId
  }
  return { version: before, added, ...total }
}
