import { stat } from "node:fs/promises"
import { JustesseError } from "@justesse/types"
import { ChildEnded } from "../children/child.ts"
import { childPool } from "../children/pool.ts"
import type { Limits } from "../children/protocol.ts"
import { pictureLimits } from "./bounds.ts"
import type { DocumentFile, DocumentTrouble, Weighed } from "./documents.ts"
import type { DocumentOrder } from "./documentWorker.ts"
import type { PictureAnswer, PictureOrder } from "./worker.ts"

type Ask<Order, Answer> = (order: Order, limits: Limits, how: { signal?: AbortSignal }) => Promise<Answer>

/** Pages of one document that were given up, one after the other, until the rest of it is given up untried. */
const MOST_GIVEN_UP = 3

const MOST_REMEMBERED = 10_000
const MB = 1_000_000
/** What a process that knows PDF holds before it draws, and what any page may take. */
const AT_REST = 80 * MB
const PAGE = 66 * MB

/** What a document says of itself before it was weighed. */
const UNKNOWN: Pick<Weighed, "pixels" | "drawing"> = { pixels: 0, drawing: 0 }

/** Memory and time for a document's pages: in proportion to the file, its largest picture and its longest drawing. */
function documentLimits(bytes: number, { pixels, drawing }: Pick<Weighed, "pixels" | "drawing">): Limits {
  const pictures = Math.min(pixels, 40 * MB) * 14
  // A drawing that is packed to nearly nothing is the same again and again: no plan that somebody drew.
  const drawings = Math.min(drawing * 60, bytes * 200)
  return { rssBytes: AT_REST + PAGE + beside(bytes) + pictures + drawings, cpuMs: 4_500 + (bytes / MB) * 400 }
}

/**
 * Dots that a page may have: they lie in memory beside everything else, four bytes each. A drawn page of so many from a small
 * file takes its process to 138 MB, of the 146 that it may take; of nine million it took all of them. A3 has 7.7 million at
 * 200 dots an inch.
 */
function mostDots(bytes: number): number {
  return Math.min(40_000_000, 7_000_000 + beside(bytes) / 8)
}

/** For what is beyond the first two megabytes of a file. */
function beside(bytes: number): number {
  return Math.min(Math.max(0, bytes - 2 * MB) * 24, 800 * MB)
}

/** Counts and draws pages: PDF in one process of its own, TIFF in those that know pictures. */
export function documentPool(entry: URL, pictures: { ask: Ask<PictureOrder, PictureAnswer> }) {
  const pool = childPool<DocumentOrder, Weighed | null>({
    entry,
    most: 1,
    heapMb: 512,
    restBytes: AT_REST,
  })
  /** Pages given up in a row, by document. */
  const givenUp = new Map<string, number>()
  let line: Promise<unknown> = Promise.resolve()
  // One after the other: what became of the page before decides whether this one is tried.
  const within = <T>(path: string, heavy: "pdf_page_heavy" | "pdf_broken", act: () => Promise<T>): Promise<T> => {
    const result = line.then(() => tried(path, heavy, act))
    line = result.catch(() => undefined)
    return result
  }
  const tried = async <T>(path: string, heavy: "pdf_page_heavy" | "pdf_broken", act: () => Promise<T>): Promise<T> => {
    const before = givenUp.get(path) ?? 0
    if (before >= MOST_GIVEN_UP) throw unreadable(heavy)
    try {
      const answer = await act()
      givenUp.delete(path)
      return answer
    } catch (error) {
      if (!(error instanceof ChildEnded)) throw error
      givenUp.set(path, before + 1)
      throw unreadable(heavy)
    }
  }
  const weighed = new Map<string, Weighed>()
  const weigh = async (path: string, size: number, how: { signal?: AbortSignal }): Promise<Weighed> => {
    // What a document says of itself is looked at with the memory that its length allows.
    const found = await pool.ask({ pdf: path }, documentLimits(size, UNKNOWN), how)
    if (!found) throw new TypeError("no document was weighed")
    if (weighed.size >= MOST_REMEMBERED) weighed.clear()
    weighed.set(path, found)
    return found
  }
  return {
    /** Pages of a document. @throws JustesseError file_unreadable (detail.why: pdf_encrypted, pdf_broken …) */
    async countPages({ path, kind }: DocumentFile, signal?: AbortSignal): Promise<number> {
      const { size } = await stat(path)
      const how = signal ? { signal } : {}
      if (kind === "pdf") return within(path, "pdf_broken", async () => (await weigh(path, size, how)).pages)
      return Number(await within(path, "pdf_broken", () => pictures.ask({ tiff: path }, pictureLimits(size, 0), how)))
    },
    /** A page (from 0) as PNG at `to`. @throws JustesseError file_unreadable */
    async drawPage({ path, kind }: DocumentFile, page: number, to: string, signal?: AbortSignal): Promise<void> {
      const { size } = await stat(path)
      const how = signal ? { signal } : {}
      const ask = async () => {
        if (kind === "tiff") return pictures.ask({ tiff: path, page, to }, pictureLimits(size, 0), how)
        const weight = weighed.get(path) ?? (await weigh(path, size, how))
        return pool.ask({ pdf: path, page, to, mostDots: mostDots(size) }, documentLimits(size, weight), how)
      }
      await within<unknown>(path, "pdf_page_heavy", ask)
    },
    close: pool.close,
  }
}

function unreadable(why: DocumentTrouble): JustesseError {
  return new JustesseError("file_unreadable", { why })
}
