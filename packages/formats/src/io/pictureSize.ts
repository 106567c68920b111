import type { Size } from "@justesse/types"
import type { FileSet } from "./fileSet.ts"
import { readHead } from "./fileSet.ts"

/** A picture's size as people see it: width and height after its EXIF orientation (I1), and that orientation, 1 to 8. */
interface UprightSize extends Size {
  readonly orientation: number
}

const STEPS = [65_536, 1_048_576, 16_777_216]

/**
 * The size of a picture from its own first bytes, upright: JPEG, PNG, GIF, BMP, WebP and TIFF. Null for other kinds, for
 * damaged heads and where nothing can be read. At most 16 MiB are looked at, in practice 64 KiB. Never throws.
 */
export async function pictureSize(files: FileSet, name: string): Promise<UprightSize | null> {
  for (const bytes of STEPS) {
    let head: Uint8Array
    try {
      head = await readHead(files, name, bytes)
    } catch {
      return null // an unreadable picture has no size that is known; whoever reads its pixels will say so
    }
    const size = sizeOfHead(head)
    if (size !== null || head.length < bytes) return size
  }
  return null
}

/** {@link pictureSize} of bytes at hand: the whole picture or its beginning. */
export function sizeOfHead(bytes: Uint8Array): UprightSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg(view)
    if (ascii(view, 1, 3) === "PNG") return png(view)
    if (ascii(view, 0, 4) === "RIFF" && ascii(view, 8, 4) === "WEBP") return webp(view)
    if (ascii(view, 0, 3) === "GIF") return upright(view.getUint16(6, true), view.getUint16(8, true), 1)
    if (ascii(view, 0, 2) === "BM") return upright(view.getInt32(18, true), Math.abs(view.getInt32(22, true)), 1)
    const tags = tiff(view, 0)
    return tags && upright(tags.width, tags.height, tags.orientation)
  } catch (error) {
    if (error instanceof RangeError) return null // the head ends in the middle of what was looked for
    throw error
  }
}

function upright(width: number, height: number, orientation: number): UprightSize | null {
  if (!(width > 0) || !(height > 0)) return null
  return orientation >= 5 ? { width: height, height: width, orientation } : { width, height, orientation }
}

function ascii(view: DataView, at: number, length: number): string {
  let text = ""
  for (let i = 0; i < length && at + i < view.byteLength; i++) text += String.fromCharCode(view.getUint8(at + i))
  return text
}

/** Walks the segments to the frame header (SOF); the EXIF segment comes before it where there is one. */
function jpeg(view: DataView): UprightSize | null {
  let orientation = 1
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at++
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker === 0xd9 || marker === 0xda) return null
    else {
      const length = view.getUint16(at + 2)
      if (isFrame(marker)) return upright(view.getUint16(at + 7), view.getUint16(at + 5), orientation)
      if (marker === 0xe1 && ascii(view, at + 4, 6) === "Exif\0\0")
        orientation = orientationIn(view, at + 10, length - 8)
      at += 2 + Math.max(2, length)
    }
  }
}

/** SOF0 to SOF15 without DHT (c4), JPG (c8) and DAC (cc), which share their numbers. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function png(view: DataView): UprightSize | null {
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  for (let at = 8; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at)
    const kind = ascii(view, at + 4, 4)
    if (kind === "eXIf") return upright(width, height, orientationIn(view, at + 8, length))
    // An eXIf chunk must come before the pixels or after them; only those before them count in practice.
    if (kind === "IDAT" || kind === "IEND") break
    at += 12 + length
  }
  return upright(width, height, 1)
}

function webp(view: DataView): UprightSize | null {
  const kind = ascii(view, 12, 4)
  if (kind === "VP8 ") return upright(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, 1)
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true)
    return upright((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, 1)
  }
  if (kind !== "VP8X") return null
  const [width, height] = [24, 27].map((at) => (view.getUint32(at, true) & 0xffffff) + 1)
  return upright(width ?? 0, height ?? 0, (view.getUint8(20) & 0x08) === 0 ? 1 : webpOrientation(view))
}

function webpOrientation(view: DataView): number {
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at + 4, true)
    if (ascii(view, at, 4) === "EXIF") {
      const skip = ascii(view, at + 8, 6) === "Exif\0\0" ? 6 : 0
      return orientationIn(view, at + 8 + skip, length - skip)
    }
    at += 8 + length + (length % 2)
  }
  return 1
}

/** The orientation in a block of EXIF (a small TIFF); 1 where it says none or cannot be read. */
function orientationIn(view: DataView, at: number, length: number): number {
  const end = Math.min(view.byteLength, at + length)
  if (end - at < 8) return 1
  try {
    return tiff(new DataView(view.buffer, view.byteOffset + at, end - at), 0)?.orientation ?? 1
  } catch (error) {
    if (error instanceof RangeError) return 1
    throw error
  }
}

const WIDTH = 0x100
const HEIGHT = 0x101
const ORIENTATION = 0x112

/** The three tags of a TIFF's first directory that matter here; null where it is no TIFF. */
function tiff(view: DataView, start: number): { width: number; height: number; orientation: number } | null {
  const order = ascii(view, start, 2)
  if (order !== "II" && order !== "MM") return null
  const little = order === "II"
  if (view.getUint16(start + 2, little) !== 42) return null
  const directory = start + view.getUint32(start + 4, little)
  const found = { width: 0, height: 0, orientation: 1 }
  for (let i = 0, count = view.getUint16(directory, little); i < count; i++) {
    const entry = directory + 2 + 12 * i
    const tag = view.getUint16(entry, little)
    const value =
      view.getUint16(entry + 2, little) === 3 ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little)
    if (tag === WIDTH) found.width = value
    else if (tag === HEIGHT) found.height = value
    else if (tag === ORIENTATION && value >= 1 && value <= 8) found.orientation = value
  }
  return found
}
