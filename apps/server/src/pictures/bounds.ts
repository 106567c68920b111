import type { Limits } from "../children/protocol.ts"

/** Pictures above this many pixels are refused before anything is decoded. */
export const MOST_PIXELS = 200_000_000

const MB = 1_000_000
/** What a process that can decode holds before it does, and what decoding in strips takes beside. */
export const AT_REST = 66 * MB
const IN_STRIPS = 28 * MB
/** Memory that any picture may take which must be decoded whole; those that take more go one at a time. */
const WHOLE = 48 * MB
/** However large the file is. */
const MOST_WHOLE = 512 * MB
const CPU_MS = 4_500

/** What a header says of a picture, as far as it bears on memory. */
export interface PictureShape {
  readonly kind: string
  readonly width: number
  readonly height: number
  readonly channels: number
  /** Bytes of a sample. */
  readonly depth: number
  /** Progressive JPEG, interlaced PNG. */
  readonly inPasses: boolean
  /** JPEG, whether colour has all its pixels (4:4:4); WebP, whether it may be lossless. */
  readonly full: boolean
  /** TIFF: rows and columns that are packed together. */
  readonly block: { readonly width: number; readonly height: number } | null
  /** Whether its copy must be turned by a quarter or half. */
  readonly rotated: boolean
}

/** Bytes a pixel of what must lie in memory as a whole, as measured; 0 where it is decoded in strips. */
function wholeBytes({ kind, inPasses, full, channels, depth }: PictureShape): number {
  if (kind === "jpeg") return inPasses ? (full ? Math.max(6, 2 * channels) : 3) : 0
  if (kind === "png") return inPasses ? 1.6 * channels * depth : 0
  if (kind === "webp") return full ? 7 : 2
  if (kind === "gif") return 7
  return kind === "heif" ? 19 : 0
}

/** Memory that decoding a picture takes because of its form, beside what any picture takes. */
export function costOf(shape: PictureShape): number {
  const { width, height, channels, depth, block, rotated } = shape
  const blockBytes = block ? Math.min(block.width, width) * Math.min(block.height, height) * channels * depth : 0
  // Several blocks lie side by side in a row of them.
  const across = block ? Math.ceil(width / Math.max(1, block.width)) : 0
  return (
    width * height * wholeBytes(shape) +
    (across > 1 ? blockBytes * across : 2 * blockBytes) +
    (rotated ? width * height * channels : 0)
  )
}

/** How many bytes a photograph of a kind unpacks to for each byte of its file, generously. */
const UNPACKS: Readonly<Record<string, number>> = { heif: 190 }
const UNPACKS_ELSE = 24

/**
 * Memory that a picture of a kind may take beyond {@link WHOLE}: in proportion to its file. What is small and unpacks to very much is
 * no photograph.
 */
export function allowedOf(kind: string, fileBytes: number): number {
  return Math.min(MOST_WHOLE, WHOLE + fileBytes * (UNPACKS[kind] ?? UNPACKS_ELSE))
}

/** Whether so much memory is left to one picture at a time. */
export function isHeavy(cost: number): boolean {
  return cost > WHOLE
}

/** The most pixels that a picture of this form could have with a file of this size. */
export function mostPixels(shape: PictureShape, fileBytes: number): number {
  const share = allowedOf(shape.kind, fileBytes) / Math.max(1, costOf(shape))
  return Math.min(MOST_PIXELS, Math.floor(shape.width * shape.height * Math.min(1, share)))
}

/** Memory and time for a picture, `cost` being what its form takes. Time grows with the file. */
export function pictureLimits(fileBytes: number, cost: number): Limits {
  return {
    rssBytes: AT_REST + IN_STRIPS + Math.max(WHOLE, cost * 1.25),
    cpuMs: CPU_MS + (fileBytes / MB) * 150,
  }
}
