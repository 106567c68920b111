import {
  type AttributeId,
  type AttributeValue,
  canonicalJson,
  type FieldValue,
  isSameShape,
  type Label,
  type LabelId,
  type Region,
  type RegionId,
  type Shape,
  type Transcript,
  WHOLE,
} from "@justesse/types"
import { keptAttributes } from "./attributes.ts"
import type { BoxLimits } from "./box.ts"
import { apply, asRegion, type Change, type ChangeLabel, type EditorDocument, proposalsIn } from "./document.ts"
import type { Handle } from "./shapes/contract.ts"
import { nudgedShape, shapeWithoutPoint } from "./shapes/list.ts"
import { shiftedShape } from "./shapes/shifted.ts"

/** Every message key a step can carry; the interface has one sentence for each, in each language. */
export const CHANGE_KEYS = [
  "change.draw",
  "change.move",
  "change.resize",
  "change.tighten",
  "change.mend",
  "change.point",
  "change.label",
  "change.attribute",
  "change.text",
  "change.mark",
  "change.delete",
  "change.duplicate",
  "change.paste",
  "change.order",
  "change.take",
  "change.propose",
  "change.answer",
  "change.nothing",
  "change.something",
  "change.segment",
  "change.border",
  "change.split",
  "change.join",
  "change.speaker",
] as const
type ChangeKey = (typeof CHANGE_KEYS)[number]

const toChangeLabel = (key: ChangeKey, params?: ChangeLabel["params"]): ChangeLabel =>
  params ? { key, params } : { key }

/** A new region at the end of the list. Drawing one takes "nothing here" back. */
export function addRegion(document: EditorDocument, region: Region, key: ChangeKey = "change.draw"): Change {
  const edits = [{ id: region.id, before: null, after: region, at: document.order.length }]
  const label = toChangeLabel(key, { label: region.label })
  return document.nothingHere ? { label, edits, nothingHere: { before: true, after: false } } : { label, edits }
}

/**
 * A label said of the whole asset, as one step: it takes the place of what was said before, or where `several` may hold joins it.
 * Said already, it is taken back where several may hold; else null. `id` is the new region's.
 */
export function answerWhole(document: EditorDocument, id: RegionId, label: LabelId, several: boolean): Change | null {
  const said = document.order.filter((one) => document.regions.get(one)?.label === label)
  if (said.length > 0 && (several || document.order.length === said.length)) {
    const open = said.filter((one) => document.regions.get(one)?.proposed)
    if (open.length > 0) return takeProposals(document, open)
    return several ? deleteRegions(document, said) : null
  }
  const before = several ? null : deleteRegions(document, document.order)
  const left = before ? apply(document, before) : document
  // What somebody gave as a reason stays where they say something else.
  const { value, transcript } = (before && document.regions.get(document.order[0] ?? id)) ?? {}
  const next = {
    ...newRegion(id, WHOLE, label),
    ...(value !== undefined && { value }),
    ...(transcript && { transcript }),
  }
  const added = addRegion(left, next, "change.answer")
  return { ...added, edits: [...(before?.edits ?? []), ...added.edits] }
}

/**
 * What made somebody say what they said of the whole asset: tags, and words of their own; empty where nothing did. Null where nothing was
 * said yet, and where nothing changes.
 */
export function answerWhy(
  document: EditorDocument,
  { tags, words }: { readonly tags: readonly string[]; readonly words: string },
): Change | null {
  const [said] = document.order
  if (said === undefined) return null
  return replace(document, said, toChangeLabel("change.answer"), (region) => {
    const { value: _, transcript: __, ...rest } = region
    const next: Region = {
      ...rest,
      ...(tags.length > 0 && { value: [...tags] }),
      ...(words !== "" && { transcript: { value: words } }),
    }
    return canonicalJson(next) === canonicalJson(region) ? region : next
  })
}

/** The tags and the words that {@link answerWhy} said. */
export function findWhy(document: EditorDocument): { readonly tags: readonly string[]; readonly words: string } {
  const region = document.regions.get(document.order[0] ?? ("" as RegionId))
  const { value } = region ?? {}
  return { tags: Array.isArray(value) ? value : [], words: region?.transcript?.value ?? "" }
}

/** What is said to a question of a form, as one step; null takes it back. `id` is that of a new answer. Null where nothing changes. */
export function answerField(
  document: EditorDocument,
  id: RegionId,
  label: LabelId,
  value: FieldValue | null,
): Change | null {
  const said = document.order.find((one) => document.regions.get(one)?.label === label)
  if (said === undefined) {
    return value === null ? null : addRegion(document, { ...newRegion(id, WHOLE, label), value }, "change.answer")
  }
  if (value === null) return deleteRegions(document, [said])
  return replace(document, said, toChangeLabel("change.answer", { label }), (region) =>
    canonicalJson(region.value ?? null) === canonicalJson(value) ? region : { ...region, value },
  )
}

/** One step out of the same change to each of several regions. Null where none of them changes. */
export function changeAll(
  document: EditorDocument,
  ids: readonly RegionId[],
  make: (document: EditorDocument, id: RegionId) => Change | null,
): Change | null {
  let now = document
  const steps = ids.flatMap((id) => {
    const change = make(now, id)
    if (change) now = apply(now, change)
    return change ?? []
  })
  const [first] = steps
  return first ? { ...first, edits: steps.flatMap(({ edits }) => edits) } : null
}

/** A region of a label with the shape that was drawn. `id` is made by the caller. */
export function newRegion(id: RegionId, geometry: Shape, label: LabelId): Region {
  return { id, geometry, label }
}

/** The region with another shape, as a hand moved or pulled it. Null when that is the one it has. */
export function reshapeRegion(document: EditorDocument, id: RegionId, shape: Shape, key: ChangeKey): Change | null {
  return reshape(document, id, () => shape, key)
}

/** Several regions with the shapes that these were tightened to, as one step. Null where none has another one. */
export function tightenRegions(document: EditorDocument, shapes: ReadonlyMap<RegionId, Shape>): Change | null {
  return changeAll(document, [...shapes.keys()], (now, id) => {
    const shape = shapes.get(id)
    return shape && now.regions.has(id) ? reshapeRegion(now, id, shape, "change.tighten") : null
  })
}

/** The region without one of its points. Null where the part is none, or one that the shape cannot do without. */
export function removePoint(document: EditorDocument, id: RegionId, part: Handle): Change | null {
  return reshape(document, id, (shape) => shapeWithoutPoint(shape, part) ?? shape, "change.point")
}

/** The region's shape replaced by what `edit` makes of it. Null when it stays the same. */
function reshape(document: EditorDocument, id: RegionId, edit: (shape: Shape) => Shape, key: ChangeKey) {
  return replace(document, id, toChangeLabel(key), (region) => {
    const geometry = edit(region.geometry)
    return isSameShape(geometry, region.geometry) ? region : { ...region, geometry }
  })
}

/** The whole box moved by image pixels. */
export function nudgeRegion(document: EditorDocument, id: RegionId, dx: number, dy: number, limits: BoxLimits) {
  return reshape(document, id, (shape) => shiftedShape(shape, dx, dy, limits), "change.move")
}

/** One part moved by image pixels, of which one is 0; see {@link nudgedShape}. */
export function nudgePart(
  document: EditorDocument,
  id: RegionId,
  part: Handle,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  limits: BoxLimits,
) {
  return reshape(document, id, (shape) => nudgedShape(shape, part, dx, dy, limits), "change.resize")
}

/** Another label for a region. Attributes that the new label has under the same id stay; the others go. */
export function relabel(document: EditorDocument, id: RegionId, label: Label): Change | null {
  return replace(document, id, toChangeLabel("change.label", { label: label.id }), (region) => {
    if (region.label === label.id) return region
    const { attributes, ...rest } = region
    const kept = keptAttributes(attributes, label)
    return { ...rest, label: label.id, ...(kept && { attributes: kept }) }
  })
}

/** Gives a region a value of one attribute; null takes the value away. */
export function setAttribute(
  document: EditorDocument,
  id: RegionId,
  attribute: AttributeId,
  value: AttributeValue | null,
) {
  return replace(document, id, toChangeLabel("change.attribute", { attribute }), (region) => {
    if ((region.attributes?.[attribute] ?? null) === value) return region
    const { attributes, ...rest } = region
    const { [attribute]: _old, ...others } = attributes ?? {}
    const next: Record<AttributeId, AttributeValue> = value === null ? others : { ...others, [attribute]: value }
    return Object.keys(next).length === 0 ? rest : { ...rest, attributes: next }
  })
}

/** The text of a region as it is after a visit of its field; exactly as typed. Null removes it. */
export function setTranscript(document: EditorDocument, id: RegionId, transcript: Transcript | null, key: ChangeKey) {
  return replace(document, id, toChangeLabel(key), (region) => {
    if (sameTranscript(region.transcript ?? null, transcript)) return region
    const { transcript: _old, ...rest } = region
    return transcript ? { ...rest, transcript } : rest
  })
}

/** The regions removed, as one step. Null when none of them is there. */
export function deleteRegions(document: EditorDocument, ids: readonly RegionId[]): Change | null {
  const gone = new Set(ids)
  const edits = document.order
    .map((id, at) => ({ id, before: document.regions.get(id) ?? null, after: null, at }))
    .filter((edit) => gone.has(edit.id))
    // Later ones first: each `at` then holds at the moment its edit is applied.
    .reverse()
  return edits.length === 0 ? null : { label: toChangeLabel("change.delete", { count: edits.length }), edits }
}

/** Proposals of a model taken as they are, as one step. Null when none of these is one any more. */
export function takeProposals(document: EditorDocument, ids: readonly RegionId[]): Change | null {
  const wanted = new Set(ids)
  const edits = document.order.flatMap((id, at) => {
    const before = wanted.has(id) ? document.regions.get(id) : undefined
    return before?.proposed ? [{ id, before, after: asRegion(before), at }] : []
  })
  return edits.length === 0 ? null : { label: toChangeLabel("change.take", { count: edits.length }), edits }
}

/** A copy a little to the lower right, without its text, at the end of the list. */
export function duplicateRegion(
  document: EditorDocument,
  id: RegionId,
  copyId: RegionId,
  byPx: number,
  limits: BoxLimits,
) {
  const region = document.regions.get(id)
  if (!region) return null
  const { transcript: _text, foreign: _foreign, ...rest } = asRegion(region)
  const geometry = shiftedShape(region.geometry, byPx, byPx, limits)
  return addRegion(document, { ...rest, geometry, id: copyId }, "change.duplicate")
}

/**
 * "Nothing here" answered or taken back; null while regions exist, and when it is answered already. Proposals that are open are no
 * regions yet: answering it drops them. `replaces`: it takes the place of what was said, of a whole asset.
 */
export function answerNothingHere(document: EditorDocument, nothingHere: boolean, replaces = false): Change | null {
  const open = replaces ? document.order : proposalsIn(document)
  if (document.order.length > open.length || document.nothingHere === nothingHere) return null
  const label = toChangeLabel(nothingHere ? "change.nothing" : "change.something")
  const edits = deleteRegions(document, open)?.edits ?? []
  return { label, edits, nothingHere: { before: !nothingHere, after: nothingHere } }
}

/** True when two texts say the same, with the same marks, in the same language, the same way. */
export function sameTranscript(a: Transcript | null, b: Transcript | null): boolean {
  if (!a || !b) return a === b
  const marks = (t: Transcript) => [...(t.marks ?? [])].sort().join()
  const isSameWay = a.language === b.language && a.direction === b.direction
  return a.value === b.value && isSameWay && marks(a) === marks(b) && partsKey(a) === partsKey(b)
}

const partsKey = ({ parts = [] }: Transcript) =>
  parts
    .map(({ from, to, mark }) => `${mark} ${from} ${to}`)
    .sort()
    .join()

function replace(document: EditorDocument, id: RegionId, label: ChangeLabel, edit: (region: Region) => Region) {
  const before = document.regions.get(id)
  if (!before) return null
  const after = edit(before)
  if (after === before) return null
  // Whoever changes a proposal makes it theirs.
  return { label, edits: [{ id, before, after: asRegion(after), at: document.order.indexOf(id) }] } satisfies Change
}
