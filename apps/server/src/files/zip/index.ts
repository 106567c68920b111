import { crc32, createDeflateRaw, deflateRawSync } from "node:zlib"
import type { FileBody } from "@justesse/formats/contract"
import { packedDigits } from "../packDigits.ts"
import { type Packed, ZipRecords } from "./records.ts"

/** A file as it goes into a zip. */
export interface ZippedFile {
  readonly name: string
  readonly body: FileBody
}

const STORED = 0
const DEFLATED = 8
/** Text up to this size is compressed in one go; longer text is streamed. */
const TEXT_AT_ONCE = 65_536
/** Pictures are held up to this size, so that their header can tell it; larger ones are streamed. */
const PICTURE_AT_ONCE = 1_048_576
/** Below this many bytes compressing saves less than a block costs. */
const WORTH_IT = 64
/** A compressor for text of a label file: it takes a thirtieth of the memory, which a hundred thousand of them notice. */
const SMALL = 1_024
/** Text of numbers is compressed by {@link packedDigits} up to this size; in longer text repetitions are worth looking for. */
const DIGITS_AT_ONCE = 4_096
const FOR_SMALL = { windowBits: 10, memLevel: 4, chunkSize: SMALL }
const FOR_LARGE = { memLevel: 8, chunkSize: 16_384 }
/** Small pieces go out together. */
const PIECE = 65_536

/**
 * Streams a zip of the given files, in their order, with a fixed date so that the same content gives the same bytes. Pictures
 * and Parquet are stored as they are, since they are compressed already; everything else is deflated. Each file is drawn to
 * its end before the next one is asked for. Sizes beyond 4 GiB and more than 65,535 files are written as zip64.
 */
export async function* zipFiles(files: AsyncIterable<ZippedFile>): AsyncGenerator<Uint8Array> {
  const out = new Pieces()
  const records = new ZipRecords()
  for await (const { name, body } of files) {
    const picture = /\.(jpe?g|png|webp|gif|avif|tiff?|heic|parquet)$/i.test(name)
    const { whole } = body
    // Most files of a large export are there at once: they go by without a step between.
    if (whole !== undefined && whole.length <= (picture ? PICTURE_AT_ONCE : TEXT_AT_ONCE)) {
      out.add(records, name, packed(whole, picture))
      if (out.isFull) yield out.rest()
    } else yield* plannedFile(records, out, name, body, picture)
  }
  for (const record of records.end()) out.push(record)
  yield out.rest()
}

/** A file whose bytes are drawn: in one piece while there are few, otherwise as a stream. */
async function* plannedFile(
  records: ZipRecords,
  out: Pieces,
  name: string,
  body: AsyncIterable<Uint8Array>,
  picture: boolean,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]()
  try {
    const begun = await beginning(source, picture ? PICTURE_AT_ONCE : TEXT_AT_ONCE)
    if (begun.whole) {
      out.add(records, name, packed(begun.bytes, picture))
      if (out.isFull) yield out.rest()
      return
    }
    out.push(records.openHeader(name, picture ? STORED : DEFLATED))
    const sums = { crc32: 0, size: 0, packedSize: 0 }
    const plain = summed(begun.bytes, source, sums)
    for await (const chunk of picture ? plain : deflated(plain)) {
      sums.packedSize += chunk.length
      out.push(chunk)
      if (out.isFull) yield out.rest()
    }
    out.push(records.descriptor(sums))
  } finally {
    // Whoever takes the zip may go away in the middle of a file: what it is read from is closed all the same.
    await source.return?.()
  }
}

/** Gathers small pieces; what is large passes as it is. */
class Pieces {
  #held: Uint8Array[] = []
  #length = 0

  /** Whether what is held is to go out now. */
  get isFull(): boolean {
    return this.#length >= PIECE
  }

  push(bytes: Uint8Array): void {
    this.#held.push(bytes)
    this.#length += bytes.length
  }

  /** A file in one piece, with its header. */
  add(records: ZipRecords, name: string, entry: Packed): void {
    this.push(records.header(name, entry))
    this.push(entry.data)
  }

  /** What is held, which then is no longer. */
  rest(): Uint8Array {
    const whole = joined(this.#held, this.#length)
    this.#held = []
    this.#length = 0
    return whole
  }
}

/** The first bytes of a file: all of it where it has no more than `most`. */
async function beginning(
  source: AsyncIterator<Uint8Array>,
  most: number,
): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
  const chunks: Uint8Array[] = []
  let length = 0
  while (length <= most) {
    const { value, done } = await source.next()
    if (done) return { bytes: joined(chunks, length), whole: true }
    chunks.push(value)
    length += value.length
  }
  return { bytes: joined(chunks, length), whole: false }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  return chunks.length === 1 && only ? only : Buffer.concat(chunks, length)
}

function packed(bytes: Uint8Array, picture: boolean): Packed {
  const sums = { crc32: crc32(bytes), size: bytes.length }
  if (!picture && bytes.length >= WORTH_IT) {
    const digits = bytes.length <= DIGITS_AT_ONCE ? packedDigits(bytes) : null
    const data = digits ?? deflateRawSync(bytes, bytes.length <= SMALL ? FOR_SMALL : FOR_LARGE)
    if (data.length < bytes.length) return { ...sums, method: DEFLATED, packedSize: data.length, data }
  }
  return { ...sums, method: STORED, packedSize: bytes.length, data: bytes }
}

async function* summed(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  sums: { crc32: number; size: number },
): AsyncGenerator<Uint8Array> {
  for (let chunk: Uint8Array | undefined = first; chunk !== undefined; ) {
    sums.crc32 = crc32(chunk, sums.crc32)
    sums.size += chunk.length
    yield chunk
    const { value, done } = await rest.next()
    chunk = done ? undefined : value
  }
}

async function* deflated(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw()
  const closed = new Promise<void>((go) => deflate.once("close", go))
  const fed = (async () => {
    for await (const chunk of plain) {
      if (deflate.destroyed) return
      if (deflate.write(chunk)) continue
      await Promise.race([closed, new Promise<void>((go) => deflate.once("drain", go))])
    }
    deflate.end()
  })()
  fed.catch((error: unknown) => deflate.destroy(error instanceof Error ? error : new Error(String(error))))
  yield* deflate
  await fed
}
