import type { AnnotationBody, Region, RegionId, WorkBody, WorkRegion } from "@justesse/types"

/**
 * What is being edited: regions by id, in the order of the list, and "nothing here" answered on purpose.
 * Immutable; view, tool and selection live elsewhere (see session.ts).
 */
export interface EditorDocument {
  readonly regions: ReadonlyMap<RegionId, WorkRegion>
  readonly order: readonly RegionId[]
  readonly nothingHere: boolean
}

/** How one region was and is. `at` is its index in the order at the moment the edit is applied; null means absent. */
interface Edit {
  readonly id: RegionId
  readonly before: WorkRegion | null
  readonly after: WorkRegion | null
  readonly at: number
}

/** How a step is named to the person: a message key of the interface and its parameters, never English text. */
export interface ChangeLabel {
  readonly key: string
  readonly params?: Readonly<Record<string, string | number>>
}

/** One finished action as a value: undo is the same value turned around (see history.ts). */
export interface Change {
  readonly label: ChangeLabel
  readonly edits: readonly Edit[]
  readonly nothingHere?: { readonly before: boolean; readonly after: boolean }
}

/** The document that a stored or submitted body describes, regions in its order. */
export function documentOf(body: WorkBody): EditorDocument {
  return {
    regions: new Map(body.regions.map((region) => [region.id, region])),
    order: body.regions.map((region) => region.id),
    nothingHere: body.nothingHere,
  }
}

/** The body to store: the regions in order. The inverse of {@link documentOf}. */
export function bodyOf(document: EditorDocument): WorkBody {
  return { regions: regionsInOrder(document), nothingHere: document.nothingHere }
}

/** The body to submit. A proposal that nobody took or changed is nobody's answer: it is left out. */
export function answerOf(document: EditorDocument): AnnotationBody {
  const own = regionsInOrder(document).filter((region) => region.proposed === undefined)
  return { regions: own.map(asRegion), nothingHere: document.nothingHere }
}

/** A region as somebody's own: a proposal no more. The same object where it was none. */
export function asRegion(region: WorkRegion): Region {
  if (region.proposed === undefined && region.origin === undefined) return region
  const { proposed: _proposed, origin: _origin, ...own } = region
  return own
}

/** Regions of the list that are proposals still. */
export function proposalsIn(document: EditorDocument): RegionId[] {
  return document.order.filter((id) => document.regions.get(id)?.proposed === true)
}

/** The regions as the list beside the picture has them; in a document that is the reading order. */
export function regionsInOrder(document: EditorDocument): WorkRegion[] {
  const regions: WorkRegion[] = []
  for (const id of document.order) {
    const region = document.regions.get(id)
    if (region) regions.push(region)
  }
  return regions
}

/** The document after a change. Edits apply one after the other; an edit of a region that is gone does nothing. */
export function apply(document: EditorDocument, change: Change): EditorDocument {
  const nothingHere = change.nothingHere ? change.nothingHere.after : document.nothingHere
  if (change.edits.length === 0) return { ...document, nothingHere }
  const regions = new Map(document.regions)
  let order: RegionId[] | null = null
  for (const { id, after, at } of change.edits) {
    const present = regions.has(id)
    if (after === null) {
      if (!present) continue
      regions.delete(id)
      order = without(order ?? [...document.order], id, at)
    } else {
      regions.set(id, after)
      if (!present) (order ??= [...document.order]).splice(at, 0, id)
    }
  }
  return { regions, order: order ?? document.order, nothingHere }
}

/** True when a change would leave the document as it is. */
export function isEmptyChange(change: Change): boolean {
  const said = change.nothingHere
  return change.edits.length === 0 && (said === undefined || said.before === said.after)
}

function without(order: RegionId[], id: RegionId, at: number): RegionId[] {
  const index = order[at] === id ? at : order.indexOf(id)
  if (index >= 0) order.splice(index, 1)
  return order
}
