import { setMaxListeners } from "node:events"
import { findImport } from "@justesse/db/imports"
import type { Deps } from "../core/deps.ts"
import { Cancelled } from "../jobs/cancelled.ts"

type Reading = Pick<Deps, "storage" | "pictures" | "sounds" | "videos" | "uploads">

const CHECK_EVERY_MS = 500

/**
 * Runs the work of an import with pictures and files that are given up once somebody cancels it: what is being decoded then ends at
 * once, not when it is done. The import's row is looked at, so that any process may cancel it.
 *
 * @throws Cancelled
 */
export async function untilCancelled<D extends Reading, T>(
  deps: D,
  { projectId, importId }: { readonly projectId: number; readonly importId: number },
  work: (inside: D) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const { signal } = stop
  // All files of a group wait with it for a decoder: that is no leak, of which a warning would be printed.
  setMaxListeners(0, signal)
  const check = async () => {
    const entry = await findImport(deps.storage.db, projectId, importId)
    if (entry === null || entry.state === "cancelled") stop.abort(new Cancelled())
  }
  // A storage that is away says nothing about the import.
  const often = setInterval(() => void check().catch(() => undefined), CHECK_EVERY_MS)
  const { pictures, sounds, videos, uploads } = deps
  try {
    return await work({
      ...deps,
      pictures: { prepare: (bytes) => pictures.prepare(bytes, signal) },
      sounds: { prepare: (recording) => sounds.prepare(recording, signal) },
      videos: { prepare: (video) => videos.prepare(video, signal) },
      uploads: {
        ...uploads,
        files: (project, batch) => uploads.files(project, batch, signal),
        at: (folder) => uploads.at(folder, signal),
      },
    })
  } finally {
    clearInterval(often)
  }
}
