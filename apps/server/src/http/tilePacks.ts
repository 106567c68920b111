import type { Deps } from "@justesse/api/core"
import { countTiles, type Size } from "@justesse/types"

/** Packs whose lengths are remembered: 12 kB for a picture of 600 megapixels. */
const MOST_KNOWN = 200
const LENGTH_BYTES = 4

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Tiles out of the files in which they lie: where each begins is read once a file. */
export function tilePacks({ blobs }: Pick<Deps, "blobs">) {
  const known = new Map<string, Promise<Float64Array>>()

  async function readStarts(sha256: string, size: Size): Promise<Float64Array> {
    const count = countTiles(size)
    const lengths = await readAll(await blobs.open(sha256, { start: 0, end: count * LENGTH_BYTES - 1 }))
    const starts = new Float64Array(count + 1)
    starts[0] = count * LENGTH_BYTES
    for (let i = 0; i < count; i++) starts[i + 1] = (starts[i] ?? 0) + lengths.readUInt32LE(i * LENGTH_BYTES)
    return starts
  }

  function startsOf(sha256: string, size: Size): Promise<Float64Array> {
    const before = known.get(sha256)
    if (before) return before
    const reading = readStarts(sha256, size)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(sha256, reading)
    reading.catch(() => known.delete(sha256))
    return reading
  }

  return {
    /** The tile of this number, a JPEG. @throws JustesseError not_found */
    async read(sha256: string, size: Size, number: number): Promise<Buffer> {
      const starts = await startsOf(sha256, size)
      const [start = 0, end = 0] = starts.subarray(number, number + 2)
      return readAll(await blobs.open(sha256, { start, end: end - 1 }))
    },
  }
}
