import {
  bodyOf,
  type Change,
  documentOf,
  type EditorDocument,
  FLAG_OPEN,
  hasFlag,
  inReadingOrder,
  isRead,
  proposalsIn,
  type Scene,
  setFlag,
} from "@justesse/editor"
import type { RegionId } from "@justesse/types"
import type { TaskStart } from "./snapshot.ts"

/** By how many a change makes a model's proposals more. */
export function proposedBy({ edits }: Change): number {
  return edits.reduce(
    (sum, { before, after }) => sum + Number(after?.proposed === true) - Number(before?.proposed === true),
    0,
  )
}

/** The next proposal behind a region in the order of the list, around the end; null where there is no other. */
export function proposalAfter({ order, regions }: EditorDocument, from: RegionId): RegionId | null {
  const position = order.indexOf(from)
  const around = [...order.slice(position + 1), ...order.slice(0, Math.max(0, position))]
  return around.find((id) => regions.get(id)?.proposed === true) ?? null
}

/** The proposal to be looked at next: the selected one, the one behind it, or the first; null when none is open. */
export function nextProposal(document: EditorDocument, selected: RegionId | null): RegionId | null {
  if (selected === null) return proposalsIn(document)[0] ?? null
  return document.regions.get(selected)?.proposed === true ? selected : proposalAfter(document, selected)
}

/** Lines that are not read yet are dashed on the page, and so is on a picture what a model proposes. */
export function markOpen(
  scene: Scene,
  kind: TaskStart["kind"],
  { regions }: EditorDocument,
  ids: readonly RegionId[],
): void {
  for (const id of ids) {
    const region = regions.get(id)
    if (!region) continue
    const open = kind === "transcription" ? !isRead(region.transcript) : region.proposed === true
    if (open !== hasFlag(scene, id, FLAG_OPEN)) setFlag(scene, id, FLAG_OPEN, open)
  }
}

/** The document with its regions in reading order. */
export function inOrder(document: EditorDocument): EditorDocument {
  const { regions, nothingHere } = bodyOf(document)
  return documentOf({ regions: inReadingOrder(regions), nothingHere })
}
