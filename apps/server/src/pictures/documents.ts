import { Refusal } from "../children/refusal.ts"

/** A document on this computer's disk. */
export interface DocumentFile {
  readonly path: string
  readonly kind: "pdf" | "tiff"
}

/** What was found out about a document before its pages are drawn. */
export interface Weighed {
  readonly pages: number
  /** Pixels of the largest picture that it says it holds. */
  readonly pixels: number
  /** Bytes of its longest drawing once it is unpacked. */
  readonly drawing: number
}

/** Why a document gives no pages, as `why` of a `file_unreadable`. */
export type DocumentTrouble = "pdf_encrypted" | "pdf_broken" | "pdf_page_broken" | "pdf_page_heavy" | "pdf_too_long"

/** A document with more pages is refused. */
const MOST_PAGES = 5_000

export function unreadable(why: DocumentTrouble, detail: Readonly<Record<string, number>> = {}): Refusal {
  return new Refusal("file_unreadable", { why, ...detail })
}

/** @throws Refusal file_unreadable (detail.why pdf_too_long) */
export function requireFew(pages: number): number {
  if (pages > MOST_PAGES) throw unreadable("pdf_too_long", { pages, most: MOST_PAGES })
  return pages
}
