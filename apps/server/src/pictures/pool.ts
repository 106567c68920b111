import { availableParallelism } from "node:os"
import { JustesseError } from "@justesse/types"
import { Piscina } from "piscina"
import type { DocumentFile } from "./pages.ts"
import type { Prepared } from "./prepare.ts"
import type { OrFailure, PictureTask } from "./worker.ts"

/** A page that takes longer is given up, and its thread with it. */
const MOST_PAGE_MS = 60_000

/** Decodes and scales pictures, and draws pages of documents, in worker threads, away from the thread that serves. */
export function picturePool(worker: URL) {
  const pool = new Piscina({
    filename: worker.href,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 20_000,
    maxQueue: 256,
  })
  // A thread that ends between two tasks is replaced; unheard, its error would end the process.
  pool.on("error", () => {})
  let queued = 0
  const waiting: (() => void)[] = []
  async function ask<T>(task: PictureTask, signal?: AbortSignal): Promise<T> {
    // At most eight pictures in memory at once, whatever the import holds.
    if (queued >= 8) await new Promise<void>((go) => waiting.push(go))
    queued++
    try {
      const answer: OrFailure<T> = await pool.run(task, signal ? { signal } : {})
      if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
      return answer.ok
    } finally {
      queued--
      waiting.shift()?.()
    }
  }
  const within = async <T>(task: PictureTask): Promise<T> => {
    const signal = AbortSignal.timeout(MOST_PAGE_MS)
    try {
      return await ask<T>(task, signal)
    } catch (error) {
      if (signal.aborted) throw new JustesseError("file_unreadable", { why: "pdf_page_broken" })
      throw error
    }
  }
  return {
    prepare: (picture: Uint8Array) => ask<Prepared>({ picture }),
    /** Pages of a document. @throws JustesseError file_unreadable (detail.why: pdf_encrypted, pdf_broken …) */
    countPages: (document: DocumentFile) => within<number>({ document }),
    /** A page (from 0) as PNG. @throws JustesseError file_unreadable */
    drawPage: (document: DocumentFile, page: number) => within<Uint8Array>({ document, page }),
    close: () => pool.destroy(),
  }
}
