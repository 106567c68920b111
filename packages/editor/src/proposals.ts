import {
  type AnsweredProposals,
  type Box,
  boxOf,
  isSameShape,
  KINDS,
  type ProjectKind,
  type ProposalOrigin,
  type RegionId,
  type WorkBody,
  type WorkRegion,
} from "@justesse/types"
import type { Change, EditorDocument } from "./document.ts"
import type { History } from "./history.ts"
import { inReadingOrder } from "./readingOrder.ts"

/** One proposal and what became of it: taken as it was, changed (moved, reshaped or relabelled), refused, or open still. */
interface Proposal {
  readonly region: RegionId
  /** Where it comes from and how sure that is; null for one that does not say. */
  readonly origin: ProposalOrigin | null
  readonly state: "open" | "taken" | "changed" | "refused"
}

/** An offer of which more than this share lies in one region that is there says nothing new. */
const COVERED = 0.5

/**
 * Proposals laid on the picture as one step, each where the reading order has it; regions that are there keep theirs. An offer that
 * lies where something is already is left out. Null when none is left.
 */
export function proposeRegions(document: EditorDocument, offers: readonly WorkRegion[]): Change | null {
  const there = [...document.regions.values()].map(boxOf)
  const fresh = offers.filter((offer) => {
    const box = boxOf(offer)
    return !document.regions.has(offer.id) && !there.some((other) => coveredBy(other, box) > COVERED)
  })
  if (fresh.length === 0) return null
  const order = [...document.order]
  const places = new Map([...document.regions, ...fresh.map((offer) => [offer.id, offer] as const)])
  const reading = inReadingOrder([...places.values()], boxOf).map(({ id }) => id)
  const edits = reading.flatMap((id, i) => {
    const after = document.regions.has(id) ? undefined : places.get(id)
    if (!after) return []
    const before = reading[i - 1]
    const at = before === undefined ? 0 : order.indexOf(before) + 1
    order.splice(at, 0, id)
    return [{ id, before: null, after: { ...after, proposed: true as const }, at }]
  })
  const label = { key: "change.propose", params: { count: edits.length } }
  return document.nothingHere ? { label, edits, nothingHere: { before: true, after: false } } : { label, edits }
}

/**
 * The body of a task as it is opened: where nothing but proposals is there, they stand in reading order, whatever order the model sent
 * them in (mostly by score), so that deciding one after the other does not jump across the picture.
 */
export function inOrderToDecide(kind: ProjectKind, body: WorkBody): WorkBody {
  const isFresh = body.regions.length > 0 && body.regions.every(({ proposed }) => proposed === true)
  if (!isFresh || KINDS[kind].readsLines || KINDS[kind].parts !== "placed") return body
  return { ...body, regions: inReadingOrder(body.regions, boxOf) }
}

/**
 * Every proposal that there is or was, by what became of it, as far as the steps go back that can be taken back; each once. One that
 * somebody wrote a text into was taken.
 */
export function listProposals({ document, undos }: History): Proposal[] {
  const offered = new Map<RegionId, WorkRegion>()
  const note = (region: WorkRegion | null | undefined) => {
    if (region?.proposed) offered.set(region.id, region)
  }
  for (const { edits } of undos)
    for (const { before, after } of edits) {
      note(before)
      note(after)
    }
  for (const region of document.regions.values()) note(region)
  return Array.from(offered.values(), (offer) => ({
    region: offer.id,
    origin: offer.origin ?? null,
    state: stateOf(offer, document.regions.get(offer.id)),
  }))
}

/** How many of these proposals came to what. */
export function countProposals(proposals: readonly Proposal[]): Readonly<Record<Proposal["state"], number>> {
  const counts = { open: 0, taken: 0, changed: 0, refused: 0 }
  for (const { state } of proposals) counts[state]++
  return counts
}

/**
 * What became of a model's proposals, as it is sent with the answer: those that are open are left out of it. What a person asked for
 * (their picture before, lines of text) says nothing of a model. Null where there were none.
 */
export function answeredProposals(history: History): AnsweredProposals | null {
  const all = listProposals(history).filter(({ origin }) => origin === null || origin.source === "model")
  if (all.length === 0) return null
  const idsOf = (state: Proposal["state"]) => all.filter((one) => one.state === state).map(({ region }) => region)
  const { open: untouched, refused } = countProposals(all)
  return { taken: idsOf("taken"), changed: idsOf("changed"), refused, untouched }
}

/** How sure a proposal says that it is, in [0, 1]; null where it does not say. */
export function scoreOf({ origin }: WorkRegion): number | null {
  return origin?.score ?? null
}

/** True for a proposal that is drawn solid: it is as sure as that, or does not say how sure it is. */
export function isSolid(region: WorkRegion, solidFrom: number): boolean {
  return (scoreOf(region) ?? 1) >= solidFrom
}

/** Proposals that are open, in order: those that are drawn solid, and those below. */
export function splitProposals(
  document: EditorDocument,
  solidFrom: number,
): { readonly solid: readonly RegionId[]; readonly faint: readonly RegionId[] } {
  const solid: RegionId[] = []
  const faint: RegionId[] = []
  for (const id of document.order) {
    const region = document.regions.get(id)
    if (region?.proposed) (isSolid(region, solidFrom) ? solid : faint).push(id)
  }
  return { solid, faint }
}

/** How many open proposals there are in each of so many equal parts of [0, 1] of their scores; those without one are in none. */
export function countByScore(document: EditorDocument, parts: number): number[] {
  const counts = Array.from({ length: parts }, () => 0)
  for (const region of document.regions.values()) {
    const score = region.proposed ? scoreOf(region) : null
    if (score === null) continue
    const part = Math.min(parts - 1, Math.floor(score * parts))
    counts[part] = (counts[part] ?? 0) + 1
  }
  return counts
}

function stateOf(offer: WorkRegion, now: WorkRegion | undefined): Proposal["state"] {
  if (now === undefined) return "refused"
  if (now.proposed) return "open"
  return now.label === offer.label && isSameShape(now.geometry, offer.geometry) ? "taken" : "changed"
}

/** The share of a box that lies within another one. */
function coveredBy(other: Box, box: Box): number {
  const across = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x)
  const down = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y)
  return across > 0 && down > 0 ? (across * down) / (box.width * box.height) : 0
}
