import { createReadStream, createWriteStream } from "node:fs"
import { rm } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { JustesseError, type Size } from "@justesse/types"
import { ChildEnded } from "../children/child.ts"
import type { childPool } from "../children/pool.ts"
import { costOf, tileLimits } from "./bounds.ts"
import { readHeader } from "./header.ts"
import type { PictureAnswer, PictureOrder } from "./worker.ts"

/**
 * Cuts pictures into tiles in a process of the pool, one picture at a time: what is written on the way lies in files beside
 * each other, and all of them are gone when the pack was kept or could not be made.
 */
export function tiler(
  pool: Pick<ReturnType<typeof childPool<PictureOrder, PictureAnswer>>, "ask">,
  freshPath: () => Promise<string>,
) {
  return async function tile<T>(
    picture: AsyncIterable<Uint8Array>,
    size: Size,
    keep: (pack: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    const source = await freshPath()
    const [folder, pack] = [`${source}.tiles`, `${source}.pack`]
    try {
      await pipeline(Readable.from(picture, { objectMode: false }), createWriteStream(source, { mode: 0o600 }))
      const limits = tileLimits(size.width * size.height, costOf(await readHeader(source)))
      await pool.ask({ tiles: { source, size, folder, pack } }, limits, { heavy: true })
      return await keep(createReadStream(pack))
    } catch (error) {
      throw error instanceof ChildEnded ? refusal(error) : error
    } finally {
      await Promise.all([source, folder, pack].map((path) => rm(path, { recursive: true, force: true })))
    }
  }
}

function refusal({ why }: ChildEnded): JustesseError {
  return why === "crash"
    ? new JustesseError("picture_broken", { why })
    : new JustesseError("picture_too_large", { why })
}
