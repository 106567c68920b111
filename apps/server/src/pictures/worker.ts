import sharp from "sharp"
import { answered, takeOrders } from "../children/orders.ts"
import type { Answer } from "../children/protocol.ts"
import { type Heavy, type PictureFile, type Prepared, prepare } from "./prepare.ts"
import { packTiles, type TileOrder } from "./pyramid.ts"
import { countTiffPages, drawTiffPage } from "./tiffPages.ts"

// One thread a picture: the pool decides how many run at once, and memory stays bounded.
sharp.concurrency(1)
sharp.cache(false)

/** What a process that knows pictures is asked. */
export type PictureOrder =
  /** One after the other; what is wrong with one of them is its own answer. */
  | { readonly pictures: readonly PictureFile[] }
  | { readonly tiles: TileOrder }
  | { readonly tiff: string }
  | { readonly tiff: string; readonly page: number; readonly to: string }
export type PictureAnswer = readonly Answer<Prepared | Heavy>[] | number | null

async function act(order: PictureOrder): Promise<PictureAnswer> {
  if ("pictures" in order) {
    const answers: Answer<Prepared | Heavy>[] = []
    for (const picture of order.pictures) answers.push(await answered(prepare, picture))
    return answers
  }
  if ("tiles" in order) {
    await packTiles(order.tiles)
    return null
  }
  if (!("page" in order)) return countTiffPages(order.tiff)
  await drawTiffPage(order.tiff, order.page, order.to)
  return null
}

takeOrders(new URL("./childWatch.js", import.meta.url), act)
