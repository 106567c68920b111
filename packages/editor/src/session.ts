import type { Label, LabelId, RegionId } from "@justesse/types"
import { EDGES, type Edge } from "./box.ts"
import { relabel } from "./changes.ts"
import type { Change, EditorDocument } from "./document.ts"
import type { Tool } from "./tools/gesture.ts"

/** What one person is doing with a document: not in it, not in undo, not stored. */
export interface Session {
  readonly tool: Tool
  readonly selected: RegionId | null
  /** The label of the next box. */
  readonly label: LabelId | null
  /** The box drawn last, until the next one starts or it is selected on purpose: label keys are not about it. */
  readonly inHand: RegionId | null
  /** The edge that arrows move; null moves the whole box. */
  readonly edge: Edge | null
}

/** A session that begins: the first label that is not retired is chosen. */
export function sessionOf(labels: readonly Label[], tool: Tool): Session {
  const first = labels.find((label) => !label.retired)
  return { tool, selected: null, label: first?.id ?? null, inHand: null, edge: null }
}

/** A region selected on purpose: label keys are about it from now on, also when it was just drawn. */
export function selectRegion(session: Session, id: RegionId | null): Session {
  if (session.selected === id) return session.inHand === null ? session : { ...session, inHand: null }
  return { ...session, selected: id, inHand: null, edge: null }
}

/** A box was drawn: it is selected for the arrows, and in hand: its label is changed by a key of its own. */
export function afterDrawing(session: Session, id: RegionId): Session {
  return { ...session, selected: id, inHand: id, edge: null }
}

/** A new box is being started: label keys are about it from now on. */
export function whenDrawingStarts(session: Session): Session {
  return session.inHand === null && session.selected === null
    ? session
    : { ...session, inHand: null, selected: null, edge: null }
}

/** The region that a label key acts on now besides the next box: one that was selected on purpose, not the one just drawn. */
export function labelTarget(session: Session): RegionId | null {
  return session.inHand === null ? session.selected : null
}

/** A label chosen: for the next box, and for a region selected on purpose, whose change is returned to be committed. */
export function chooseLabel(session: Session, document: EditorDocument, label: Label) {
  const target = labelTarget(session)
  const change: Change | null = target === null ? null : relabel(document, target, label)
  return { session: { ...session, label: label.id }, change }
}

/** The label of the box just drawn changed (or of the selected one); that of the next box stays. Null without either. */
export function relabelDrawn(session: Session, document: EditorDocument, label: Label): Change | null {
  const target = session.inHand ?? session.selected
  return target === null ? null : relabel(document, target, label)
}

/** The next edge for the arrows; after the last one the whole box again. */
export function nextEdge(session: Session): Session {
  const index = session.edge === null ? -1 : EDGES.indexOf(session.edge)
  return { ...session, edge: EDGES[index + 1] ?? null }
}

/** The session without what is no longer in the document (after undo, delete, a new task). */
export function dropMissing(session: Session, document: EditorDocument): Session {
  const here = (id: RegionId | null) => (id !== null && document.regions.has(id) ? id : null)
  const selected = here(session.selected)
  const inHand = here(session.inHand)
  if (selected === session.selected && inHand === session.inHand) return session
  return { ...session, selected, inHand, edge: selected === session.selected ? session.edge : null }
}
