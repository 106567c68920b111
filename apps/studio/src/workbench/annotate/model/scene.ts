import {
  applyToScene,
  boxAt,
  EDITINGS,
  type EditedStep,
  type Editing,
  type EditorDocument,
  FLAG_FAINT,
  FLAG_HIDDEN,
  FLAG_LOCKED,
  FLAG_OPEN,
  FLAG_PROPOSED,
  hasFlag,
  isSolid,
  proposalAfter,
  proposalsIn,
  rankScene,
  type Scene,
  setFlag,
} from "@justesse/editor"
import type { Box, RegionId } from "@justesse/types"

/** What looks different on the canvas after an act, and where it was. */
interface Redraw {
  readonly slots: readonly number[]
  readonly before: readonly Box[]
}

/** The proposal to be looked at next: the selected one, the one behind it, or the first; null when none is open. */
export function nextProposal(document: EditorDocument, selected: RegionId | null): RegionId | null {
  if (selected === null) return proposalsIn(document)[0] ?? null
  return document.regions.get(selected)?.proposed === true ? selected : proposalAfter(document, selected)
}

/**
 * Lines that are not read yet are dashed on the page, and so is on a picture what is proposed; proposals are told apart, and faint
 * below a score.
 */
export function markOpen(
  scene: Scene,
  { kind, document, readOnly }: Editing,
  ids: readonly RegionId[],
  solidFrom: number,
): void {
  for (const id of ids) {
    const region = document.regions.get(id)
    if (!region) continue
    const isProposed = region.proposed === true && readOnly !== "sent"
    const isOpen = EDITINGS[kind].isOpen(region)
    if (isOpen !== hasFlag(scene, id, FLAG_OPEN)) setFlag(scene, id, FLAG_OPEN, isOpen)
    const isFaint = isProposed && !isSolid(region, solidFrom)
    if (isFaint !== hasFlag(scene, id, FLAG_FAINT)) setFlag(scene, id, FLAG_FAINT, isFaint)
    if (isProposed !== hasFlag(scene, id, FLAG_PROPOSED)) setFlag(scene, id, FLAG_PROPOSED, isProposed)
  }
}

/** The index of places follows an act. Returns what is to be drawn anew, one entry a step. */
export function followScene(scene: Scene, { before, after, changes }: EditedStep, solidFrom: number): Redraw[] {
  const redraws: Redraw[] = []
  for (const change of changes) {
    const were: Box[] = []
    for (const { id } of change.edits) {
      const slot = scene.slotOf.get(id)
      if (slot !== undefined && scene.alive[slot] === 1) were.push(boxAt(scene, slot))
    }
    redraws.push({ slots: applyToScene(scene, change), before: were })
    const ids = change.edits.map((edit) => edit.id)
    rankScene(scene, change, after.document.order)
    markOpen(scene, after, ids, solidFrom)
  }
  for (const [name, flag] of [
    ["hidden", FLAG_HIDDEN],
    ["locked", FLAG_LOCKED],
  ] as const)
    for (const id of differing(before[name], after[name])) {
      setFlag(scene, id, flag, after[name].has(id))
      const slot = scene.slotOf.get(id)
      if (slot !== undefined) redraws.push({ slots: [slot], before: [boxAt(scene, slot)] })
    }
  return redraws
}

function differing<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): T[] {
  if (one === other) return []
  return [...new Set([...one, ...other])].filter((value) => one.has(value) !== other.has(value))
}
