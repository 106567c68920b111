import { type DuplicateHint, duplicateOf, type EditorDocument, type Scene } from "@justesse/editor"
import type { RegionId } from "@justesse/types"

type Duplicates = ReadonlyMap<RegionId, RegionId>

/** Boxes that look drawn twice after some regions changed; the same map when nothing about them did. */
export function nextDuplicates(
  duplicates: Duplicates,
  document: EditorDocument,
  scene: Scene,
  changed: readonly RegionId[],
): Duplicates {
  const gone = new Set(changed)
  const kept = [...duplicates].filter(([id, of]) => !gone.has(id) && !gone.has(of))
  const found: [RegionId, RegionId][] = []
  for (const id of changed) {
    const earlier = document.regions.has(id) ? duplicateOf(document, scene, id) : null
    if (earlier !== null) found.push([id, earlier])
  }
  return found.length === 0 && kept.length === duplicates.size ? duplicates : new Map([...kept, ...found])
}

/** The first of them that nobody has said to keep. */
export function hintOf(duplicates: Duplicates, kept: ReadonlySet<RegionId>): DuplicateHint | null {
  for (const [id, of] of duplicates) if (!kept.has(id)) return { id, duplicateOf: of }
  return null
}
