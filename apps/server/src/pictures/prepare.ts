import { rm, stat } from "node:fs/promises"
import sharp, { type Sharp } from "sharp"
import { Refusal } from "../children/refusal.ts"
import { allowedOf, costOf, isHeavy, MOST_PIXELS, mostPixels, pixelsFor, preparingCost } from "./bounds.ts"
import { type PictureHeader, type PictureSource, readHeader } from "./header.ts"

/** Longest side of the preview and of the thumbnail, pixels. */
const PREVIEW_PX = 1_600
const THUMBNAIL_PX = 320
/** Rows of more bytes are made narrower by way of a JPEG, which is scaled while it is decoded: else too many of them lie in memory. */
const WIDE_ROW_BYTES = 20_000

/** A picture's bytes, and where its upright copy may be put. */
export interface PictureFile {
  readonly source: PictureSource
  readonly uprightPath: string
  /** Whether it may take the memory that its file's size allows; others answer {@link Heavy} instead. */
  readonly alone: boolean
}

/** Everything derived from a picture. */
export interface Prepared {
  readonly mediaType: string
  readonly width: number
  readonly height: number
  /** Whether an upright copy lies at `uprightPath`. */
  readonly hasUpright: boolean
  readonly preview: Uint8Array
  /** Null where the preview is as small as one. */
  readonly thumbnail: Uint8Array | null
}

/** A picture that takes so many bytes of memory that it must have its turn. */
export interface Heavy {
  readonly cost: number
}

/**
 * Everything derived from a picture, once, in a process of its own: its kind by content (never by name), its upright size, the upright
 * copy when EXIF turns it, preview and thumbnail. What would take too much memory is told by its header and refused before it is
 * decoded; pictures that decode in strips (JPEG and PNG in one pass, TIFF in strips) never do.
 *
 * @throws Refusal picture_kind | picture_broken | picture_too_large (detail: width, height, most)
 */
export async function prepare({ source, uprightPath, alone }: PictureFile): Promise<Prepared | Heavy> {
  const header = await readHeader(source)
  const { width, height, kind } = header
  const size = typeof source === "string" ? (await stat(source)).size : source.length
  const most = pixelsFor(size)
  if (width * height > most) throw new Refusal("picture_too_large", { width, height, most })
  const cost = costOf(header)
  if (cost > allowedOf(kind, size))
    throw new Refusal("picture_too_large", { width, height, most: mostPixels(header, size), kind: named(header) })
  const preparing = preparingCost(header)
  if (isHeavy(preparing) && !alone) return { cost: preparing }
  return derived(header, source, uprightPath)
}

/** How a kind whose pixels must all be in memory is called. */
function named({ kind, inPasses, block }: PictureHeader): string {
  if (kind === "jpeg") return inPasses ? "progressive JPEG" : "turned JPEG"
  if (kind === "png") return inPasses ? "interlaced PNG" : "turned PNG"
  return kind === "heif" ? "AVIF" : `${kind.toUpperCase()}${block ? " in one strip" : ""}`
}

async function derived(header: PictureHeader, original: PictureSource, uprightPath: string): Promise<Prepared> {
  const { width, height, mediaType, orientation } = header
  const decode = () => sharp(original, { limitInputPixels: MOST_PIXELS, failOn: "error", sequentialRead: true })
  // Two passes over a picture, as the best packing takes, would hold all of it.
  const asJpeg = (picture: Sharp) =>
    picture.flatten({ background: "#ffffff" }).jpeg({ quality: 95, chromaSubsampling: "4:4:4", optimiseCoding: false })
  const rotated = orientation >= 5
  // Browsers show TIFF nowhere, and turned pictures are stored upright so that every reader sees the same pixels (I1).
  const hasUpright = orientation > 1 || mediaType === "image/tiff"
  const isWide = mediaType !== "image/jpeg" && width * header.channels * header.depth > WIDE_ROW_BYTES
  const narrow = `${uprightPath}.narrow`
  try {
    if (hasUpright) await asJpeg(orientation > 1 ? decode().rotate() : decode()).toFile(uprightPath)
    const from = hasUpright ? uprightPath : isWide ? narrow : null
    if (from === narrow) await asJpeg(decode()).toFile(narrow)
    const source = from === null ? decode() : sharp(from, { failOn: "error", limitInputPixels: MOST_PIXELS })
    const preview = await source
      .resize(PREVIEW_PX, PREVIEW_PX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality: 82 })
      .toBuffer()
    // What is small enough for a thumbnail is not packed a second time.
    const isTiny = Math.max(width, height) <= THUMBNAIL_PX
    const thumbnail = isTiny ? null : await thumbnailOf(preview)
    const upright = rotated ? { width: height, height: width } : { width, height }
    return { mediaType, ...upright, hasUpright, preview, thumbnail }
  } catch {
    throw new Refusal("picture_broken", { why: "pixels" })
  } finally {
    if (isWide) await rm(narrow, { force: true })
  }
}

function thumbnailOf(preview: Uint8Array): Promise<Uint8Array> {
  return sharp(preview)
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 78 })
    .toBuffer()
}
