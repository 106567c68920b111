import { apply, type Change, type EditorDocument, isEmptyChange } from "./document.ts"

/** A document with the steps that led to it and those that were taken back. Plain values: it can be stored and sent. */
export interface History {
  readonly document: EditorDocument
  readonly undos: readonly Change[]
  readonly redos: readonly Change[]
}

/** How many steps can be taken back; older ones are forgotten. */
export const HISTORY_DEPTH = 500

/** A history that starts from a document that was opened. */
export function historyOf(document: EditorDocument): History {
  return { document, undos: [], redos: [] }
}

/** The same change turned around: applying a change and then its inverse leaves the document as it was. */
export function invert(change: Change): Change {
  const edits = change.edits.map(({ id, before, after, at }) => ({ id, before: after, after: before, at })).reverse()
  const said = change.nothingHere
  return { label: change.label, edits, ...(said && { nothingHere: { before: said.after, after: said.before } }) }
}

/** Record one finished action. Call it once per gesture, on release, never per pointer move. */
export function commit(history: History, change: Change): History {
  if (isEmptyChange(change)) return history
  const undos = [...history.undos, change].slice(-HISTORY_DEPTH)
  return { document: apply(history.document, change), undos, redos: [] }
}

/** Take the last step back; the same history when there is none. */
export function undo(history: History): History {
  const last = history.undos.at(-1)
  if (!last) return history
  return {
    document: apply(history.document, invert(last)),
    undos: history.undos.slice(0, -1),
    redos: [...history.redos, last],
  }
}

/** Do the last undone step again; the same history when there is none. */
export function redo(history: History): History {
  const next = history.redos.at(-1)
  if (!next) return history
  return { document: apply(history.document, next), undos: [...history.undos, next], redos: history.redos.slice(0, -1) }
}
