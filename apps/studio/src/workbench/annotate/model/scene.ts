import {
  applyToScene,
  boxAt,
  duplicateOf,
  type EditedStep,
  type Editing,
  type EditorDocument,
  FLAG_FAINT,
  FLAG_HIDDEN,
  FLAG_LOCKED,
  FLAG_OPEN,
  FLAG_PROPOSED,
  findDuplicates,
  hasFlag,
  isRead,
  isSolid,
  proposalAfter,
  proposalsIn,
  rankScene,
  type Scene,
  setFlag,
} from "@justesse/editor"
import type { Box, RegionId } from "@justesse/types"

/** Above this, looking for boxes drawn twice is done only for what changes. */
const DUPLICATES_AT_START_MAX = 3_000

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
    const isOpen = kind === "transcription" ? !isRead(region.transcript) : region.proposed === true
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
    if (change.label.key === "change.order") rankScene(scene, after.document.order)
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

/** Boxes that look drawn twice when a task is opened; none are looked for in very many, or in what was sent. */
export function firstDuplicates(scene: Scene, { document, kept, readOnly }: Editing): Editing["duplicates"] {
  if (readOnly !== null || document.order.length > DUPLICATES_AT_START_MAX) return new Map()
  return new Map(findDuplicates(document, scene, kept).map((found) => [found.id, found.duplicateOf]))
}

/** Boxes that look drawn twice after an act; the same map when nothing about them changed. */
export function nextDuplicates(scene: Scene, { after, changes }: EditedStep): Editing["duplicates"] {
  const { duplicates, document } = after
  const changed = new Set(changes.flatMap(({ edits }) => edits.map(({ id }) => id)))
  const kept = [...duplicates].filter(([id, of]) => !changed.has(id) && !changed.has(of))
  const found: [RegionId, RegionId][] = []
  for (const id of changed) {
    const earlier = document.regions.has(id) ? duplicateOf(document, scene, id) : null
    if (earlier !== null) found.push([id, earlier])
  }
  return found.length === 0 && kept.length === duplicates.size ? duplicates : new Map([...kept, ...found])
}

function differing<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): T[] {
  if (one === other) return []
  return [...new Set([...one, ...other])].filter((value) => one.has(value) !== other.has(value))
}
