import { randomUUID } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdir, rm, stat } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { isFull } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { ChildEnded } from "../children/child.ts"
import { childPool } from "../children/pool.ts"
import type { Limits } from "../children/protocol.ts"
import type { Ffmpeg } from "./ffmpeg.ts"
import type { PreparedSound, SoundOrder } from "./prepare.ts"

/** Recordings that are decoded at once: each keeps a core busy for long, and people wait for other things. */
const MOST_CHILDREN = 2
const MB = 1_000_000
/** What a process that decodes sound holds before it does, and at most; the length of a recording does not matter. */
const AT_REST = 60 * MB
const MOST_BYTES = 280 * MB
/** Time grows with the file: the most densely packed speech takes about a second a megabyte. */
const CPU_MS = { least: 30_000, perMegabyte: 8_000 } as const

/** The built file whose processes know sound, and a folder for what they hand over. */
interface SoundPaths {
  readonly sounds: URL
  readonly scratch: string
  /** What this computer has, looked for when the first recording comes. */
  readonly ffmpeg: () => Ffmpeg | null
}

function soundLimits(bytes: number): Limits {
  return { rssBytes: MOST_BYTES, cpuMs: CPU_MS.least + (bytes / MB) * CPU_MS.perMegabyte }
}

/** A recording as it was prepared. */
interface Whole extends PreparedSound {
  /** The bytes of the copy that is played. */
  openPlayable(): AsyncIterable<Uint8Array>
  /** Removes that copy; whoever keeps it has read it by then. */
  discard(): Promise<void>
}

/**
 * Decodes recordings in processes of their own: what takes too much memory or time, or crashes its decoder, ends one of them and is
 * refused, and the others go on.
 */
export function soundPool({ sounds, scratch, ffmpeg }: SoundPaths) {
  const most = Math.max(1, Math.min(MOST_CHILDREN, availableParallelism()))
  const pool = childPool<SoundOrder, PreparedSound>({ entry: sounds, most, heapMb: 96, restBytes: AT_REST })

  let found: Ffmpeg | null | undefined

  async function ask(source: string, playable: string, signal?: AbortSignal): Promise<PreparedSound> {
    const { size } = await stat(source)
    const limits = soundLimits(size)
    if (found === undefined) found = ffmpeg()
    try {
      return await pool.ask({ source, playable, ffmpeg: found }, limits, signal ? { signal } : {})
    } catch (error) {
      await rm(playable, { force: true })
      throw error instanceof ChildEnded ? refusal(error, limits) : error
    }
  }

  return {
    /**
     * Prepares the recording whose bytes are given, or lie in a file already.
     *
     * @throws JustesseError recording_kind | recording_needs_ffmpeg | recording_broken | recording_empty | recording_too_long | recording_too_large | storage_full
     */
    async prepare(bytes: string | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Whole> {
      await mkdir(scratch, { recursive: true })
      const base = join(scratch, randomUUID())
      const playable = `${base}.flac`
      const source = typeof bytes === "string" ? bytes : `${base}.source`
      try {
        if (typeof bytes !== "string") await pipeline(Readable.from(bytes), createWriteStream(source, { mode: 0o600 }))
        const prepared = await ask(source, playable, signal)
        return {
          ...prepared,
          openPlayable: () => createReadStream(playable),
          discard: () => rm(playable, { force: true }),
        }
      } catch (error) {
        throw isFull(error) ? new JustesseError("storage_full") : error
      } finally {
        if (source !== bytes) await rm(source, { force: true })
      }
    },
    close: async () => {
      await pool.close()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

/** What a recording is told to be that ended its process. */
function refusal({ why }: ChildEnded, { rssBytes, cpuMs }: Limits): JustesseError {
  if (why === "crash") return new JustesseError("recording_broken", { why: "crash" })
  const most = why === "memory" ? { megabytes: Math.round(rssBytes / 1e6) } : { seconds: Math.round(cpuMs / 1e3) }
  return new JustesseError("recording_too_large", { why, ...most })
}
