import type { EditorDocument } from "../document.ts"

/** A document without regions. */
export const EMPTY_DOCUMENT: EditorDocument = { regions: new Map(), order: [], nothingHere: false }
