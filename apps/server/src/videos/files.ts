import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { PreparedVideo } from "@justesse/api/core/deps"
import { isFull } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import type { Ffmpeg } from "../sounds/ffmpeg.ts"
import { drawPoster } from "./poster.ts"
import { readVideo } from "./read.ts"

/**
 * Videos as they come in: read by their heads alone, and a moment of each drawn where this computer has ffmpeg. `scratch`: where one lies
 * meanwhile that is in no file of its own.
 */
export function videoFiles({ scratch, ffmpeg }: { readonly scratch: string; readonly ffmpeg: () => Ffmpeg | null }) {
  let found: Ffmpeg | null | undefined

  async function read(path: string): Promise<PreparedVideo | null> {
    const head = await readVideo(path)
    if (!head) return null
    if (found === undefined) found = ffmpeg()
    return { ...head, poster: found && (await drawPoster(path, head, found)) }
  }

  return {
    /** Null for a file that is only heard. @throws JustesseError video_kind | video_broken | storage_full */
    async prepare(bytes: string | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<PreparedVideo | null> {
      if (typeof bytes === "string") return read(bytes)
      await mkdir(scratch, { recursive: true })
      const source = join(scratch, randomUUID())
      try {
        await pipeline(Readable.from(bytes), createWriteStream(source, { mode: 0o600 }), signal ? { signal } : {})
        signal?.throwIfAborted()
        return await read(source)
      } catch (error) {
        throw isFull(error) ? new JustesseError("storage_full") : error
      } finally {
        await rm(source, { force: true })
      }
    },
    close: () => rm(scratch, { recursive: true, force: true }),
  }
}
