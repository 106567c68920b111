import { JustesseError } from "@justesse/types"
import sharp from "sharp"

/** Longest side of the preview and of the thumbnail, pixels. */
const PREVIEW_PX = 1_600
const THUMBNAIL_PX = 320
/** Pictures above this many pixels are refused before anything is decoded. */
const MOST_PIXELS = 200_000_000

const KINDS: Record<string, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  tiff: "image/tiff",
  avif: "image/avif",
  heif: "image/avif",
}

/** First bytes of the kinds that are read; everything else, SVG and HTML above all, never reaches a decoder. */
function looksLikePicture(bytes: Uint8Array): boolean {
  const at = (offset: number, text: string) => [...text].every((c, i) => bytes[offset + i] === c.charCodeAt(0))
  return (
    (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) ||
    at(0, "\x89PNG\r\n\x1a\n") ||
    (at(0, "RIFF") && at(8, "WEBP")) ||
    at(0, "GIF8") ||
    at(0, "II*\0") ||
    at(0, "MM\0*") ||
    (at(4, "ftyp") && (at(8, "avif") || at(8, "mif1") || at(8, "msf1")))
  )
}

export interface Prepared {
  readonly mediaType: string
  readonly width: number
  readonly height: number
  readonly upright: Uint8Array | null
  readonly preview: Uint8Array
  readonly thumbnail: Uint8Array
}

async function readHeader(bytes: Uint8Array) {
  try {
    return await sharp(bytes, { limitInputPixels: false, failOn: "error" }).metadata()
  } catch {
    throw new JustesseError("picture_broken", { why: "header" })
  }
}

/**
 * Everything derived from a picture, once, in a worker: its kind by content (never by name), its upright size, the upright
 * copy when EXIF turns it, preview and thumbnail.
 *
 * @throws JustesseError picture_kind | picture_broken | picture_too_large (detail: width, height, most)
 */
export async function prepare(bytes: Uint8Array): Promise<Prepared> {
  if (!looksLikePicture(bytes)) throw new JustesseError("picture_kind")
  const header = await readHeader(bytes)
  const mediaType = KINDS[header.format ?? ""]
  if (!mediaType) throw new JustesseError("picture_kind", { kind: header.format ?? "unknown" })
  const { width = 0, height = 0, orientation = 1 } = header
  if (width * height > MOST_PIXELS) throw new JustesseError("picture_too_large", { width, height, most: MOST_PIXELS })
  const turned = orientation >= 5
  const decode = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error" }).rotate()
  const scaled = (px: number, quality: number) =>
    decode()
      .resize(px, px, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality })
      .toBuffer()
  try {
    const preview = await scaled(PREVIEW_PX, 82)
    const thumbnail = await sharp(preview)
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
      .jpeg({ quality: 78 })
      .toBuffer()
    // Browsers show TIFF nowhere, and turned pictures are stored upright so that every reader sees the same pixels (I1).
    const needsCopy = orientation > 1 || mediaType === "image/tiff"
    const upright = needsCopy ? await decode().jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer() : null
    return { mediaType, width: turned ? height : width, height: turned ? width : height, upright, preview, thumbnail }
  } catch {
    throw new JustesseError("picture_broken", { why: "pixels" })
  }
}
