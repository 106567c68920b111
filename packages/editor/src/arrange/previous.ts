import { boundsOfShape, movedShape, type Region, type RegionId, type WorkRegion } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Change, EditorDocument } from "../document.ts"
import type { History } from "../history.ts"
import { listProposals } from "../proposals.ts"

/** Regions of the picture before as offers for this one: nobody has answered them. */
export function offersOf(regions: readonly Region[]): WorkRegion[] {
  return regions.map((region) => ({ ...region, origin: { source: "previous", score: null } }))
}

/** Regions from the picture before that arrows move together: all that are open, until one of them was taken or changed. */
export function movedTogether(history: History): readonly RegionId[] {
  const laid = listProposals(history).filter(({ origin }) => origin?.source === "previous")
  if (laid.some(({ state }) => state === "taken" || state === "changed")) return []
  return laid.filter(({ state }) => state === "open").map(({ region }) => region)
}

/**
 * Proposals moved together by image pixels, as far as all of them stay inside the picture; they stay proposals. Null where none
 * can move.
 */
export function shiftProposals(
  document: EditorDocument,
  ids: readonly RegionId[],
  { dx, dy }: { readonly dx: number; readonly dy: number },
  { picture }: BoxLimits,
): Change | null {
  const wanted = new Set(ids)
  const laid = document.order.flatMap((id, at) => {
    const before = wanted.has(id) ? document.regions.get(id) : undefined
    return before?.proposed ? [{ id, before, at }] : []
  })
  const boxes = laid.map(({ before }) => boundsOfShape(before.geometry))
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  const [x, y] = [kept(dx, left, picture.width - right), kept(dy, top, picture.height - bottom)]
  if (laid.length === 0 || (x === 0 && y === 0)) return null
  const edits = laid.map(({ id, before, at }) => {
    return { id, before, after: { ...before, geometry: movedShape(before.geometry, x, y) }, at }
  })
  return { label: { key: "change.move", params: { count: edits.length } }, edits }
}

/** How far one goes along an axis with this much room before and behind; what reaches outside already does not go further. */
function kept(by: number, before: number, behind: number): number {
  const within = Math.min(Math.max(by, -Math.max(0, before)), Math.max(0, behind))
  return within === 0 ? 0 : within // never -0
}
