import type { Limits } from "../children/protocol.ts"

/** A picture of so many pixels is taken whatever its file's size is; pages of documents never have more. */
export const FREE_PIXELS = 200_000_000
/** No picture has more. */
export const MOST_PIXELS = 1_000_000_000
/** Above the free ones a picture has at most so many pixels for each byte of its file: no small file costs much time. */
const PIXELS_A_BYTE = 50

/** Pictures above this many pixels are refused before anything is decoded. */
export function pixelsFor(fileBytes: number): number {
  return Math.min(MOST_PIXELS, Math.max(FREE_PIXELS, fileBytes * PIXELS_A_BYTE))
}

const MB = 1_000_000
/** Beside the memory of its form, what a picture of more than {@link FREE_PIXELS} takes while it is made small: measured 116 MB. */
const HUGE = 160 * MB
/** What a process that can decode holds before it does, and what decoding in strips takes beside. */
export const AT_REST = 66 * MB
const IN_STRIPS = 28 * MB
/** Memory that any picture may take which must be decoded whole; those that take more go one at a time. */
const WHOLE = 48 * MB
/** However large the file is. */
const MOST_WHOLE = 512 * MB
/** A process that cuts tiles: what it keeps of a band of rows, and of the tiles of all levels below. */
const TILING = 300 * MB
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

/** Memory that preparing a picture takes because of its form and its size, beside what any picture takes. */
export function preparingCost(shape: PictureShape): number {
  return costOf(shape) + (shape.width * shape.height > FREE_PIXELS ? HUGE : 0)
}

/** Whether so much memory is left to one picture at a time. */
export function isHeavy(cost: number): boolean {
  return cost > WHOLE
}

/** The most pixels that a picture of this form could have with a file of this size. */
export function mostPixels(shape: PictureShape, fileBytes: number): number {
  const share = allowedOf(shape.kind, fileBytes) / Math.max(1, costOf(shape))
  return Math.min(pixelsFor(fileBytes), Math.floor(shape.width * shape.height * Math.min(1, share)))
}

/** Memory and time for a picture, `cost` being what its form takes. Time grows with the file. */
export function pictureLimits(fileBytes: number, cost: number): Limits {
  return {
    rssBytes: AT_REST + IN_STRIPS + Math.max(WHOLE, cost * 1.25),
    cpuMs: CPU_MS + (fileBytes / MB) * 150,
  }
}

/** Memory and time for cutting a picture of so many pixels into tiles, `cost` being what decoding its form takes. */
export function tileLimits(pixels: number, cost: number): Limits {
  return { rssBytes: TILING + cost * 1.25, cpuMs: 20_000 + (pixels / MB) * 200 }
}
