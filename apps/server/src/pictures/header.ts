import { open } from "node:fs/promises"
import sharp, { type Metadata } from "sharp"
import { Refusal } from "../children/refusal.ts"
import type { PictureShape } from "./bounds.ts"
import { tiffBlock } from "./tiffBlock.ts"

/** What the beginning of a picture says of it. */
export interface PictureHeader extends PictureShape {
  readonly mediaType: string
  /** EXIF's 1 to 8. */
  readonly orientation: number
}

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

const DEPTHS: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2, uint: 4, int: 4, float: 4 }

/** Where a picture's bytes are: in memory, or at a path. */
export type PictureSource = Uint8Array | string

/**
 * The header of a picture: its kind by content, never by name.
 *
 * @throws Refusal picture_kind | picture_broken
 */
export async function readHeader(source: PictureSource): Promise<PictureHeader> {
  if (typeof source !== "string")
    return headerOf(source, async (position, length) => source.subarray(position, position + length))
  const file = await open(source)
  const read = async (position: number, length: number) => {
    const bytes = new Uint8Array(length)
    const { bytesRead } = await file.read(bytes, 0, length, position)
    return bytes.subarray(0, bytesRead)
  }
  try {
    return await headerOf(source, read)
  } finally {
    await file.close()
  }
}

async function headerOf(
  source: PictureSource,
  read: (position: number, length: number) => Promise<Uint8Array>,
): Promise<PictureHeader> {
  const head = await read(0, 16)
  if (!looksLikePicture(head)) throw new Refusal("picture_kind")
  const found = await metadataOf(source)
  const mediaType = KINDS[found.format ?? ""]
  if (!mediaType) throw new Refusal("picture_kind", { kind: found.format ?? "unknown" })
  const { width = 0, height = 0, orientation = 1 } = found
  return {
    ...{ kind: found.format ?? "", mediaType, width, height, orientation },
    channels: found.channels ?? 4,
    depth: DEPTHS[found.depth ?? ""] ?? 8,
    inPasses: found.isProgressive ?? false,
    full: found.format === "webp" ? String.fromCharCode(...head.subarray(12, 16)) !== "VP8 " : isFull(found),
    block: found.format === "tiff" ? await tiffBlock(read) : null,
    rotated: orientation > 2,
  }
}

function isFull({ chromaSubsampling }: Metadata): boolean {
  return chromaSubsampling !== "4:2:0"
}

async function metadataOf(source: PictureSource): Promise<Metadata> {
  try {
    return await sharp(source, { limitInputPixels: false, failOn: "error" }).metadata()
  } catch {
    throw new Refusal("picture_broken", { why: "header" })
  }
}
