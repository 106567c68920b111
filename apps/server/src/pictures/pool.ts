import { randomUUID } from "node:crypto"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { JustesseError } from "@justesse/types"
import { ChildEnded } from "../children/child.ts"
import { childPool } from "../children/pool.ts"
import { AT_REST, pictureLimits } from "./bounds.ts"
import { documentPool } from "./documentPool.ts"
import type { PictureAnswer, PictureOrder } from "./worker.ts"

/** A decoder that works; more do not help a machine that has other things to do. */
const MOST_CHILDREN = 6

/** The built files whose processes know pictures and documents, and a folder for what they hand over. */
export interface PicturePlaces {
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

/**
 * Decodes and scales pictures, and draws pages of documents, in processes of their own: what takes too much memory or time, or
 * crashes its decoder, ends one of them and is refused, and the others go on.
 */
export function picturePool({ pictures, documents, scratch }: PicturePlaces) {
  const pool = childPool<PictureOrder, PictureAnswer>({
    entry: pictures,
    most: Math.max(1, Math.min(MOST_CHILDREN, availableParallelism() - 1)),
    heapMb: 64,
    restBytes: AT_REST,
  })
  const aside = async (bytes: Uint8Array) => {
    await mkdir(scratch, { recursive: true })
    const path = join(scratch, randomUUID())
    await writeFile(path, bytes)
    return path
  }
  const prepared = async (path: string, bytes: number, signal?: AbortSignal): Promise<Whole> => {
    const uprightPath = `${path}.upright`
    const ask = (alone: boolean, cost: number) =>
      pool.ask({ picture: { path, uprightPath, alone } }, pictureLimits(bytes, cost), {
        heavy: alone,
        ...(signal ? { signal } : {}),
      })
    let answer = await ask(false, 0)
    if (answer !== null && typeof answer === "object" && "cost" in answer) answer = await ask(true, answer.cost)
    if (answer === null || typeof answer !== "object" || "cost" in answer)
      throw new TypeError("no picture was prepared")
    const { hasUpright, ...rest } = answer
    return { ...rest, upright: hasUpright ? await readFile(uprightPath) : null }
  }
  const paper = documentPool(documents, pool)
  return {
    /** @throws JustesseError picture_kind | picture_broken | picture_too_large */
    async prepare(picture: Uint8Array, signal?: AbortSignal): Promise<Whole> {
      const path = await aside(picture)
      try {
        return await prepared(path, picture.length, signal)
      } catch (error) {
        throw error instanceof ChildEnded ? refusal(error, picture.length) : error
      } finally {
        await Promise.all([path, `${path}.upright`, `${path}.upright.narrow`].map((one) => rm(one, { force: true })))
      }
    },
    countPages: paper.countPages,
    drawPage: paper.drawPage,
    close: async () => {
      await Promise.all([pool.close(), paper.close()])
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

/** What a picture is told to be that ended its process. */
function refusal({ why }: ChildEnded, bytes: number): JustesseError {
  if (why === "crash") return new JustesseError("picture_broken", { why: "crash" })
  const { rssBytes, cpuMs } = pictureLimits(bytes, 0)
  const most = why === "memory" ? { megabytes: Math.round(rssBytes / 1e6) } : { seconds: Math.round(cpuMs / 1e3) }
  return new JustesseError("picture_too_large", { why, ...most })
}
