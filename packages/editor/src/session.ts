import type { Label, LabelId, RegionId } from "@justesse/types"
import { changeAll, relabel } from "./changes.ts"
import type { Change, EditorDocument } from "./document.ts"
import type { Handle } from "./shapes/contract.ts"
import { partAfter } from "./shapes/list.ts"
import type { Tool } from "./tools/gesture.ts"

/** What one person is doing with a document: not in it, not in undo, not stored. */
export interface Session {
  readonly tool: Tool
  readonly selected: RegionId | null
  /** Regions that are selected beside it; keys, labels and moves are about all of them. */
  readonly also: readonly RegionId[]
  /** The label of the next box. */
  readonly label: LabelId | null
  /** The box drawn last, until the next one starts or it is selected on purpose: label keys are not about it. */
  readonly inHand: RegionId | null
  /** The part of the selected region that arrows move (a side, a point, the angle); null moves all of it. */
  readonly part: Handle | null
}

/** A session that begins: the first label that is not retired is chosen. */
export function sessionOf(labels: readonly Label[], tool: Tool): Session {
  const first = labels.find((label) => !label.retired)
  return { tool, selected: null, also: [], label: first?.id ?? null, inHand: null, part: null }
}

/** A region selected on purpose: label keys are about it from now on, also when it was just drawn. */
export function selectRegion(session: Session, id: RegionId | null): Session {
  if (session.selected === id && session.also.length === 0)
    return session.inHand === null ? session : { ...session, inHand: null }
  return { ...session, selected: id, also: [], inHand: null, part: null }
}

/** All that is selected, the region selected last first. */
export function allSelected({ selected, also }: Pick<Session, "selected" | "also">): readonly RegionId[] {
  return selected === null ? [] : [selected, ...also]
}

/** These regions selected, in place of what was or (`adds`) beside it; one that is selected already and comes alone is let go. */
export function selectMany(session: Session, ids: readonly RegionId[], adds: boolean): Session {
  const before = adds ? allSelected(session) : []
  const [only, ...others] = ids
  const isLetGo = adds && only !== undefined && others.length === 0 && before.includes(only)
  const after = isLetGo ? before.filter((id) => id !== only) : [...new Set([...ids, ...before])]
  return { ...session, selected: after[0] ?? null, also: after.slice(1), inHand: null, part: null }
}

/** The regions of a list between two of them, both included, beginning with `to`: what Shift and a press select. */
export function rangeOf(order: readonly RegionId[], from: RegionId, to: RegionId): readonly RegionId[] {
  const [start, end] = [order.indexOf(from), order.indexOf(to)]
  if (start < 0 || end < 0) return end < 0 ? [] : [to]
  return start <= end ? order.slice(start, end + 1).reverse() : order.slice(end, start + 1)
}

/** A box was drawn: it is selected for the arrows, and in hand: its label is changed by a key of its own. */
export function afterDrawing(session: Session, id: RegionId): Session {
  return { ...session, selected: id, also: [], inHand: id, part: null }
}

/** A new box is being started: label keys are about it from now on. */
export function whenDrawingStarts(session: Session): Session {
  return session.inHand === null && session.selected === null
    ? session
    : { ...session, inHand: null, selected: null, also: [], part: null }
}

/**
 * The region that a label key acts on now besides the next one: one that was selected on purpose, and the one just drawn only
 * for a person who labels after drawing (`isAfter`).
 */
export function labelTarget(session: Session, isAfter = false): RegionId | null {
  return session.inHand === null || isAfter ? session.selected : null
}

/** A session with what it is about, and what is locked against the hand. */
interface Held {
  readonly session: Session
  readonly document: EditorDocument
  readonly locked: ReadonlySet<RegionId>
}

/**
 * A label chosen: for the next region, and for one selected on purpose, whose change is returned to be committed. `isAfter`: the
 * person labels after drawing, so that it is for the region just drawn too. What is locked keeps its label.
 */
export function chooseLabel({ session, document, locked }: Held, label: Label, isAfter = false) {
  const targets = labelTarget(session, isAfter) === null ? [] : allSelected(session).filter((id) => !locked.has(id))
  const change: Change | null = changeAll(document, targets, (now, id) => relabel(now, id, label))
  return { session: { ...session, label: label.id }, change }
}

/** The label of the box just drawn changed (or of the selected one); that of the next box stays. Null without either, or locked. */
export function relabelDrawn({ session, document, locked }: Held, label: Label): Change | null {
  const target = session.inHand ?? session.selected
  return target === null || locked.has(target) ? null : relabel(document, target, label)
}

/** The next part for the arrows; after the last one the whole region again. */
export function nextPart(session: Session, document: EditorDocument): Session {
  const region = session.selected === null ? undefined : document.regions.get(session.selected)
  return region ? { ...session, part: partAfter(region.geometry, session.part) } : session
}

/** The session without what is no longer in the document (after undo, delete, a new task). */
export function dropMissing(session: Session, document: EditorDocument): Session {
  const here = (id: RegionId | null) => (id !== null && document.regions.has(id) ? id : null)
  const [selected = null, ...also] = allSelected(session).filter((id) => document.regions.has(id))
  const inHand = here(session.inHand)
  if (selected === session.selected && inHand === session.inHand && also.length === session.also.length) return session
  return { ...session, selected, also, inHand, part: selected === session.selected ? session.part : null }
}
