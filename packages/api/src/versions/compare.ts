import { listDifferences, type PictureDifference } from "@justesse/db/versions/diff"
import { isMixed, overlapOfRegions } from "@justesse/quality/geometry/regions"
import { type AnnotationBody, canonicalJson, isSameShape, type Region, upgradeBody } from "@justesse/types"
import type { ChangeKind, VersionChanges } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"

const PAGE = 100
/** Regions are the same thing from this overlap up. */
const SAME_FROM = 0.5

/** A region of two answers to one picture: null where it is in one of them alone. */
interface RegionPair {
  readonly was: Region | null
  readonly now: Region | null
  /** What happened to it; empty where nothing did. */
  readonly kinds: readonly ChangeKind[]
}

/**
 * Pairs the regions of two answers. Ids alone prove little: a file that comes in again may number anew. So first those that
 * are the same to the last bit, then those of one id that still overlap, then the largest overlap of all pairs first (an IoU
 * of one half and more), and last those of one id and label, wherever they went. What is left came or is gone.
 */
export function pairsOf(was: readonly Region[], now: readonly Region[]): RegionPair[] {
  const pairing = new Pairing(was, now)
  pairing.byKey((region) => `${region.id} ${toShapeKey(region)}`)
  pairing.byKey(toShapeKey)
  pairing.byKey(
    ({ id }) => id,
    (a, b) => overlapOfRegions(a, b) >= SAME_FROM,
  )
  pairing.byOverlap()
  pairing.byKey(({ id, label }) => `${id} ${label}`)
  return pairing.all()
}

const toShapeKey = ({ geometry, label }: Region) => `${canonicalJson(geometry)} ${label}`

class Pairing {
  readonly #was: Set<Region>
  readonly #now: Set<Region>
  readonly #pairs: RegionPair[] = []

  constructor(was: readonly Region[], now: readonly Region[]) {
    this.#was = new Set(was)
    this.#now = new Set(now)
  }

  #pair(was: Region, now: Region): void {
    this.#was.delete(was)
    this.#now.delete(now)
    this.#pairs.push(paired(was, now))
  }

  /** Pairs what has the same key, in the order of the lists. */
  byKey(keyOf: (region: Region) => string, isSame: (was: Region, now: Region) => boolean = () => true): void {
    const waiting = new Map<string, Region[]>()
    for (const region of this.#now) waiting.set(keyOf(region), [...(waiting.get(keyOf(region)) ?? []), region])
    for (const region of [...this.#was]) {
      const others = waiting.get(keyOf(region)) ?? []
      const other = others.find((one) => isSame(region, one))
      if (!other) continue
      others.splice(others.indexOf(other), 1)
      this.#pair(region, other)
    }
  }

  byOverlap(): void {
    const near: { was: Region; now: Region; share: number }[] = []
    for (const was of this.#was)
      for (const now of this.#now) {
        const share = overlapOfRegions(was, now)
        if (share >= SAME_FROM) near.push({ was, now, share })
      }
    for (const { was, now } of near.sort((a, b) => b.share - a.share))
      if (this.#was.has(was) && this.#now.has(now)) this.#pair(was, now)
  }

  all(): RegionPair[] {
    return [
      ...this.#pairs,
      ...[...this.#was].map((was) => ({ was, now: null, kinds: ["gone"] as const })),
      ...[...this.#now].map((now) => ({ was: null, now, kinds: ["added"] as const })),
    ]
  }
}

function paired(was: Region, now: Region): RegionPair {
  const kinds: ChangeKind[] = []
  if (!isSameShape(was.geometry, now.geometry)) kinds.push("moved")
  if (was.label !== now.label) kinds.push("relabelled")
  if ((was.transcript?.value ?? "") !== (now.transcript?.value ?? "")) kinds.push("retexted")
  return { was, now, kinds }
}

/** The regions of a stored answer. It was checked when it was stored. */
export function regionsOf(body: string | null): readonly Region[] {
  if (body === null) return []
  const { regions } = upgradeBody(JSON.parse(body)) as AnnotationBody
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
    const page = await listDifferences(storage.db, projectId, version, other, after, PAGE)
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
  const movedBy = { outline: 0, box: 0 }
  for await (const { was, now } of differences(deps, projectId, version, other)) {
    pictures[was === null ? "added" : now === null ? "left" : "changed"]++
    for (const pair of pairsOf(regionsOf(was), regionsOf(now))) {
      for (const kind of pair.kinds) regions[kind]++
      if (!pair.was || !pair.now || !pair.kinds.includes("moved")) continue
      if (isMixed(pair.was, pair.now)) movedBy.box++
      else if (pair.was.geometry.type !== "box") movedBy.outline++
    }
  }
  const { added: addedRegions, ...rest } = regions
  return { version: other, ...pictures, addedRegions, ...rest, movedBy }
}
