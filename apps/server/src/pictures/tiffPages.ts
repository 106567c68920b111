import sharp from "sharp"
import { FREE_PIXELS } from "./bounds.ts"
import { requireFew, unreadable } from "./documents.ts"

/** Pages of a TIFF; 1 for one picture. @throws Refusal file_unreadable (detail.why pdf_too_long) */
export async function countTiffPages(path: string): Promise<number> {
  const found = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  // A picture that cannot be read is said to be so when it is taken.
  return requireFew(found?.pages ?? 1)
}

/** A page (from 0) as it is, upright, as PNG at `to`. @throws Refusal file_unreadable (detail.why pdf_page_broken) */
export async function drawTiffPage(path: string, page: number, to: string): Promise<void> {
  try {
    const { orientation = 1 } = await sharp(path, { page, limitInputPixels: FREE_PIXELS }).metadata()
    const picture = sharp(path, { page, limitInputPixels: FREE_PIXELS, sequentialRead: true })
    await (orientation > 1 ? picture.rotate() : picture).png().toFile(to)
  } catch {
    throw unreadable("pdf_page_broken")
  }
}
