/** What follows the pixels in a picture file, or stands before them, and says where and by whom it was taken. */
const PNG_TEXTS = new Set(["eXIf", "tEXt", "zTXt", "iTXt", "tIME"])
const WEBP_TEXTS = new Set(["EXIF", "XMP "])

/**
 * The same picture without EXIF, XMP, IPTC and comments: no place, no name, no camera. Pixels and colour profile stay to the byte;
 * what cannot be followed, and every other kind, comes back as it is.
 */
export function withoutMetadata(bytes: Buffer, mediaType: string): Buffer {
  if (mediaType === "image/jpeg") return plainJpeg(bytes) ?? bytes
  if (mediaType === "image/png") return plainPng(bytes) ?? bytes
  return mediaType === "image/webp" ? (plainWebp(bytes) ?? bytes) : bytes
}

/** {@link withoutMetadata} of a picture whose kind its bytes tell. */
export function plainPicture(bytes: Buffer): Buffer {
  if (bytes.length < 12) return bytes
  if (bytes.readUInt16BE(0) === 0xffd8) return withoutMetadata(bytes, "image/jpeg")
  if (bytes.readUInt32BE(0) === 0x89504e47) return withoutMetadata(bytes, "image/png")
  return bytes.toString("latin1", 8, 12) === "WEBP" ? withoutMetadata(bytes, "image/webp") : bytes
}

/** Segments that only describe: APP1 (EXIF, XMP), APP13 (IPTC), comments, and APP2 that is no colour profile. */
function describes(bytes: Buffer, marker: number, at: number): boolean {
  if (marker === 0xe2) return bytes.toString("latin1", at + 4, at + 15) !== "ICC_PROFILE"
  return marker === 0xfe || (marker >= 0xe1 && marker <= 0xef && marker !== 0xee)
}

function plainJpeg(bytes: Buffer): Buffer | null {
  if (bytes.readUInt16BE(0) !== 0xffd8) return null
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    // What stands behind the end (a film, a second picture) has its own places and names.
    if (marker === 0xd9) return Buffer.concat([...kept, bytes.subarray(at, at + 2)])
    const next = at + 2 + bytes.readUInt16BE(at + 2)
    if (next > bytes.length) return null
    if (!describes(bytes, marker, at)) kept.push(bytes.subarray(at, next))
    at = next
    if (marker !== 0xda) continue
    const end = endOfScan(bytes, at)
    kept.push(bytes.subarray(at, end))
    at = end
  }
  return Buffer.concat([...kept, bytes.subarray(at)])
}

/** Where the coded pixels that begin at `from` end: at the next marker that is neither stuffing nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

function plainPng(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at)
    if (next > bytes.length) return null
    const type = bytes.toString("latin1", at + 4, at + 8)
    if (!PNG_TEXTS.has(type)) kept.push(bytes.subarray(at, next))
    if (type === "IEND") return Buffer.concat(kept)
    at = next
  }
  return null
}

function plainWebp(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = []
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4)
    const next = at + 8 + size + (size % 2)
    if (at + 8 + size > bytes.length) return null
    const type = bytes.toString("latin1", at, at + 4)
    if (type === "VP8X") {
      // Flags of the file say which of its parts are there.
      const head = Buffer.from(bytes.subarray(at, next))
      head[8] = (head[8] ?? 0) & ~0x0c
      kept.push(head)
    } else if (!WEBP_TEXTS.has(type)) kept.push(bytes.subarray(at, next))
    at = next
  }
  const body = Buffer.concat(kept)
  const head = Buffer.from(bytes.subarray(0, 12))
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}
