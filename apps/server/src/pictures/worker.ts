import sharp from "sharp"
import { takeOrders } from "../children/orders.ts"
import { type Heavy, type PictureFile, type Prepared, prepare } from "./prepare.ts"
import { countTiffPages, drawTiffPage } from "./tiffPages.ts"

// One thread a picture: the pool decides how many run at once, and memory stays bounded.
sharp.concurrency(1)
sharp.cache(false)

/** What a process that knows pictures is asked. */
export type PictureOrder =
  | { readonly picture: PictureFile }
  | { readonly tiff: string }
  | { readonly tiff: string; readonly page: number; readonly to: string }
export type PictureAnswer = Prepared | Heavy | number | null

async function act(order: PictureOrder): Promise<PictureAnswer> {
  if ("picture" in order) return prepare(order.picture)
  if (!("page" in order)) return countTiffPages(order.tiff)
  await drawTiffPage(order.tiff, order.page, order.to)
  return null
}

takeOrders(new URL("./childWatch.js", import.meta.url), act)
