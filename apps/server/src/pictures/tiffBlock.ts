/** The tags of a TIFF directory that say what is packed together. */
const TAG = { rowsPerStrip: 278, tileWidth: 322, tileHeight: 323 } as const
const SHORT = 3
const MOST_TAGS = 4_096

type ReadAt = (position: number, length: number) => Promise<Uint8Array>

/**
 * Columns and rows of a TIFF's first picture that are packed together; null where its beginning does not say it. A picture without
 * these tags is one block.
 */
export async function tiffBlock(read: ReadAt): Promise<{ width: number; height: number } | null> {
  const head = view(await read(0, 8))
  if (head.byteLength < 8) return null
  const little = head.getUint16(0) === 0x4949
  const at = head.getUint32(4, little)
  const counted = view(await read(at, 2))
  if (counted.byteLength < 2) return null
  const count = Math.min(MOST_TAGS, counted.getUint16(0, little))
  const tags = view(await read(at + 2, count * 12))
  const found = new Map<number, number>()
  for (let i = 0; i + 12 <= tags.byteLength; i += 12) {
    const value =
      tags.getUint16(i + 2, little) === SHORT ? tags.getUint16(i + 8, little) : tags.getUint32(i + 8, little)
    found.set(tags.getUint16(i, little), value)
  }
  const width = found.get(TAG.tileWidth)
  const height = found.get(width === undefined ? TAG.rowsPerStrip : TAG.tileHeight)
  const whole = Number.MAX_SAFE_INTEGER
  return { width: width ?? whole, height: height ?? whole }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
