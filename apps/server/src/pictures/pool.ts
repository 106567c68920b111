import { randomUUID } from "node:crypto"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { JustesseError } from "@justesse/types"
import { ChildEnded } from "../children/child.ts"
import { childPool } from "../children/pool.ts"
import type { Answer } from "../children/protocol.ts"
import { AT_REST, pictureLimits } from "./bounds.ts"
import { documentPool } from "./documentPool.ts"
import { groupSmall } from "./groups.ts"
import type { PictureSource } from "./header.ts"
import type { Heavy, Prepared } from "./prepare.ts"
import { tiler } from "./tiler.ts"
import type { PictureAnswer, PictureOrder } from "./worker.ts"

/** A decoder that works; more do not help a machine that has other things to do. */
const MOST_CHILDREN = 6
/** Pictures up to this size are handed over in memory, several in one order. */
const SMALL_BYTES = 65_536

/** The built files whose processes know pictures and documents, and a folder for what they hand over. */
interface PicturePaths {
  readonly pictures: URL
  readonly documents: URL
  readonly scratch: string
}

/** A picture as it was prepared, with its upright copy when it needs one. */
interface Whole {
  readonly mediaType: string
  readonly width: number
  readonly height: number
  readonly upright: Uint8Array | null
  readonly preview: Uint8Array
  readonly thumbnail: Uint8Array
}

/** A picture that a process is to prepare, with where it puts the upright copy. */
interface Asked {
  readonly source: PictureSource
  readonly uprightPath: string
  readonly bytes: number
}

/**
 * Decodes and scales pictures, and draws pages of documents, in processes of their own, as many as there are cores: what takes too
 * much memory or time, or crashes its decoder, ends one of them and is refused, and the others go on. Small pictures that wait go
 * several in one order; where such an order ends its process, each of them is tried by itself.
 */
export function picturePool({ pictures, documents, scratch }: PicturePaths) {
  const most = Math.max(1, Math.min(MOST_CHILDREN, availableParallelism()))
  const pool = childPool<PictureOrder, PictureAnswer>({ entry: pictures, most, heapMb: 64, restBytes: AT_REST })
  let madeScratch: Promise<unknown> | null = null
  const freshPath = async () => {
    madeScratch ??= mkdir(scratch, { recursive: true })
    await madeScratch
    return join(scratch, randomUUID())
  }
  const ask = async (asked: readonly Asked[], how: { signal?: AbortSignal | undefined; cost?: number }) => {
    const { signal, cost } = how
    const bytes = asked.reduce((sum, one) => sum + one.bytes, 0)
    const heavy = cost !== undefined
    const order = asked.map(({ source, uprightPath }) => ({ source, uprightPath, alone: heavy }))
    const limits = pictureLimits(bytes, cost ?? 0)
    const answers = await pool.ask({ pictures: order }, limits, { heavy, ...(signal ? { signal } : {}) })
    if (typeof answers === "number" || answers === null) throw new TypeError("no picture was prepared")
    return answers
  }
  const whole = async (asked: Asked, answer: Answer<Prepared | Heavy> | undefined, signal?: AbortSignal) => {
    let found = valueOf(answer)
    if ("cost" in found) found = valueOf((await ask([asked], { signal, cost: found.cost }))[0])
    if ("cost" in found) throw new TypeError("no picture was prepared")
    const { hasUpright, thumbnail, ...rest } = found
    const upright = hasUpright ? await readFile(asked.uprightPath) : null
    return { ...rest, upright, thumbnail: thumbnail ?? rest.preview }
  }
  const alone = async (asked: Asked, signal?: AbortSignal): Promise<Whole> => {
    try {
      return await whole(asked, (await ask([asked], { signal }))[0], signal)
    } catch (error) {
      throw error instanceof ChildEnded ? refusal(error, asked.bytes) : error
    } finally {
      await clear(asked.uprightPath)
    }
  }
  const inMemory = async (source: Uint8Array): Promise<Asked> => {
    const uprightPath = `${await freshPath()}.upright`
    return { source, uprightPath, bytes: source.length }
  }
  const small = groupSmall<Whole>(most + 1, async (some, signal) => {
    const asked = await Promise.all(some.map(inMemory))
    const answers = await ask(asked, { signal }).catch((error: unknown) => {
      if (error instanceof ChildEnded) return null
      throw error
    })
    return asked.map(async (one, i) => {
      if (answers === null) return alone(one, signal)
      const answer = answers[i]
      const isPlain = answer !== undefined && "ok" in answer && !("cost" in answer.ok) && !answer.ok.hasUpright
      try {
        return await whole(one, answer, signal)
      } catch (error) {
        throw error instanceof ChildEnded ? refusal(error, one.bytes) : error
      } finally {
        if (!isPlain) await clear(one.uprightPath)
      }
    })
  })
  const paper = documentPool(documents, pool)
  return {
    /** @throws JustesseError picture_kind | picture_broken | picture_too_large */
    async prepare(picture: Uint8Array, signal?: AbortSignal): Promise<Whole> {
      if (picture.length <= SMALL_BYTES) return small(picture, signal)
      const source = await freshPath()
      try {
        await writeFile(source, picture)
        return await alone({ source, uprightPath: `${source}.upright`, bytes: picture.length }, signal)
      } finally {
        await rm(source, { force: true })
      }
    },
    tile: tiler(pool, freshPath),
    countPages: paper.countPages,
    drawPage: paper.drawPage,
    close: async () => {
      await Promise.all([pool.close(), paper.close()])
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

/** Removes what a process may have put at an upright path, or beside it when it was ended. */
async function clear(uprightPath: string): Promise<void> {
  await Promise.all([uprightPath, `${uprightPath}.narrow`].map((one) => rm(one, { force: true })))
}

/** @throws JustesseError what the picture was refused with */
function valueOf(answer: Answer<Prepared | Heavy> | undefined): Prepared | Heavy {
  if (answer === undefined) throw new TypeError("no picture was prepared")
  if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
  if ("thrown" in answer) throw new Error(answer.thrown)
  return answer.ok
}

/** What a picture is told to be that ended its process. */
function refusal({ why }: ChildEnded, bytes: number): JustesseError {
  if (why === "crash") return new JustesseError("picture_broken", { why: "crash" })
  const { rssBytes, cpuMs } = pictureLimits(bytes, 0)
  const most = why === "memory" ? { megabytes: Math.round(rssBytes / 1e6) } : { seconds: Math.round(cpuMs / 1e3) }
  return new JustesseError("picture_too_large", { why, ...most })
}
