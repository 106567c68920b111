import { createRequire } from "node:module"
import type { Reader } from "@justesse/api/core/deps"
import type { ReadLine } from "@justesse/types/models/reading"
import { ChildEnded } from "../children/child.ts"
import { endedByClosing } from "../children/closing.ts"
import { childPool } from "../children/pool.ts"
import type { ReadOrder } from "./engine.ts"

const MB = 1_000_000
const AT_REST = 160 * MB
/** What one page may take: a receipt takes a few seconds, and a third of that memory. */
const LIMITS = { rssBytes: 1_200 * MB, cpuMs: 60_000 }
/** However busy the machine is, the next page waits no longer for one. */
const LONGEST_MS = 180_000

const find = createRequire(import.meta.url)

/**
 * Reads what is written on pages in a process of its own, one page at a time: a page that takes too much time or memory ends it and is
 * left without, and the next is read by a new one.
 */
export function readingPool(entry: URL, limits = LIMITS): Reader & { close(): Promise<void> } {
  const pool = childPool<ReadOrder, readonly ReadLine[]>({ entry, most: 1, heapMb: 256, restBytes: AT_REST })
  const manifest: { readonly version: string } = find("tesseract.js/package.json")
  let closed = false
  return {
    version: `tesseract.js ${manifest.version}`,
    async read(picture, language) {
      const signal = AbortSignal.timeout(LONGEST_MS)
      try {
        return await pool.ask({ picture, language }, limits, { signal })
      } catch (error) {
        if (!closed && (error instanceof ChildEnded || signal.aborted)) return []
        return endedByClosing(() => closed)(error)
      }
    },
    close: async () => {
      closed = true
      await pool.close()
    },
  }
}
