import {
  type About,
  copiesOf,
  duplicateOf,
  type EditedStep,
  type Editing,
  limitsOf,
  renewWarnings,
  type Scene,
  type Warnings,
} from "@justesse/editor"
import type { RegionId, Shape } from "@justesse/types"

/** Above this, what may not be as it was meant is looked for only in what changes. */
const REGIONS_AT_START_MAX = 3_000

/** What the edges of the picture would make of a region; null where they are not looked at. */
type Tightened = (id: RegionId) => Shape | null
const WITHOUT_EDGES: Tightened = () => null

/** What is to be said of a task when it is opened; nothing of very many regions, or of what was sent. */
export function firstWarnings(scene: Scene, editing: Editing): Warnings {
  const { document, readOnly } = editing
  if (readOnly !== null || document.order.length > REGIONS_AT_START_MAX) return new Map()
  return renewWarnings(new Map(), new Set(document.order), aboutOf(scene, editing, WITHOUT_EDGES))
}

/** What is to be said after an act; the same map when nothing about it changed. */
export function nextWarnings(scene: Scene, { after, changes }: EditedStep): Warnings {
  const changed = new Set(changes.flatMap(({ edits }) => edits.map(({ id }) => id)))
  return renewWarnings(after.warnings, changed, aboutOf(scene, after, WITHOUT_EDGES))
}

/** What is to be said of these regions where the edges of the picture are looked at too. */
export function warningsByEdges(
  scene: Scene,
  editing: Editing,
  ids: readonly RegionId[],
  tightened: Tightened,
): Warnings {
  return renewWarnings(editing.warnings, new Set(ids), aboutOf(scene, editing, tightened))
}

function aboutOf(scene: Scene, editing: Editing, tightened: Tightened): About {
  const { document, kind, ontology } = editing
  const limits = limitsOf(editing)
  return {
    ...{ document, kind, ontology, limits, tightened },
    duplicateOf: (id) => duplicateOf(document, scene, id),
    copiesOf: (id) => copiesOf(document, scene, id),
  }
}
