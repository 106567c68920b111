import { type FileHandle, open } from "node:fs/promises"
import { FRAME_SAMPLES, FrameWriter } from "./frame.ts"

/** A place in the file for each so many seconds: whoever goes to a moment reads no more than this before it. */
const POINT_SECONDS = 5
/** Places at most: a day of sound. */
const MOST_POINTS = 17_280
const POINT_BYTES = 18
const INFO_BYTES = 34
/** Frames that are written together. */
const BATCH_BYTES = 1_048_576

/** A frame whose place is kept: its first sample, and where it begins behind the head. */
interface Point {
  readonly sample: number
  readonly at: number
}

interface Form {
  readonly sampleRate: number
  readonly channels: 1 | 2
  /** Samples that are to be expected, so that there is room for places. */
  readonly expected: number
}

/**
 * Writes 16-bit sound of one or two channels into a file of FLAC (RFC 9639) with places to go to, frame by frame: every player knows
 * to the sample where it is in such a file.
 */
export class FlacFile {
  readonly #file: FileHandle
  readonly #form: Form
  readonly #frames: FrameWriter
  readonly #points: Point[] = []
  readonly #room: number
  readonly #waiting: readonly Int32Array[]
  #filled = 0
  #samples = 0
  #bytes = 0
  #shortest = 0
  #longest = 0
  #batch: Uint8Array[] = []
  #batchBytes = 0

  static async create(path: string, form: Form): Promise<FlacFile> {
    return new FlacFile(await open(path, "wx", 0o600), form)
  }

  private constructor(file: FileHandle, form: Form) {
    this.#file = file
    this.#form = form
    this.#frames = new FrameWriter(form.sampleRate)
    const seconds = form.expected / form.sampleRate
    this.#room = Math.max(1, Math.min(MOST_POINTS, Math.ceil(seconds / POINT_SECONDS) + 1))
    this.#waiting = Array.from({ length: form.channels }, () => new Int32Array(FRAME_SAMPLES))
  }

  get #headBytes(): number {
    return 4 + 4 + INFO_BYTES + 4 + this.#room * POINT_BYTES
  }

  /** Appends samples, one array a channel, values as 16 bits hold them. */
  async write(channels: readonly Int16Array[]): Promise<void> {
    const length = channels[0]?.length ?? 0
    for (let at = 0; at < length; ) {
      const count = Math.min(FRAME_SAMPLES - this.#filled, length - at)
      for (const [i, waiting] of this.#waiting.entries())
        waiting.set(channels[i]?.subarray(at, at + count) ?? [], this.#filled)
      this.#filled += count
      at += count
      if (this.#filled === FRAME_SAMPLES) this.#frame(FRAME_SAMPLES)
    }
    if (this.#batchBytes >= BATCH_BYTES) await this.#flush()
  }

  #frame(length: number): void {
    const bytes = this.#frames.write(this.#waiting.map((channel) => channel.subarray(0, length)))
    const last = this.#points.at(-1)
    if (!last || this.#samples - last.sample >= POINT_SECONDS * this.#form.sampleRate)
      this.#points.push({ sample: this.#samples, at: this.#bytes })
    this.#shortest = this.#shortest === 0 ? bytes.length : Math.min(this.#shortest, bytes.length)
    this.#longest = Math.max(this.#longest, bytes.length)
    this.#batch.push(bytes.slice())
    this.#batchBytes += bytes.length
    this.#bytes += bytes.length
    this.#samples += length
    this.#filled = 0
  }

  async #flush(): Promise<void> {
    const at = this.#headBytes + this.#bytes - this.#batchBytes
    await writeAll(this.#file, Buffer.concat(this.#batch), at)
    this.#batch = []
    this.#batchBytes = 0
  }

  /** Writes what is left and the head. Bytes of the whole file. */
  async finish(): Promise<number> {
    if (this.#filled > 0) this.#frame(this.#filled)
    await this.#flush()
    await writeAll(this.#file, this.#head(), 0)
    await this.#file.close()
    return this.#headBytes + this.#bytes
  }

  /** Gives up a file that is not finished. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined)
  }

  #head(): Buffer {
    const head = Buffer.alloc(this.#headBytes)
    head.write("fLaC", 0, "latin1")
    head.writeUIntBE(INFO_BYTES, 5, 3)
    head.writeUInt16BE(FRAME_SAMPLES, 8)
    head.writeUInt16BE(FRAME_SAMPLES, 10)
    head.writeUIntBE(this.#shortest, 12, 3)
    head.writeUIntBE(this.#longest, 15, 3)
    const { sampleRate, channels } = this.#form
    const described = (BigInt(sampleRate) << 44n) | (BigInt(channels - 1) << 41n) | (15n << 36n) | BigInt(this.#samples)
    head.writeBigUInt64BE(described, 18)
    // The sum of the samples is left at noughts, which means that it is not known.
    const table = 4 + 4 + INFO_BYTES
    head.writeUInt8(0x83, table)
    head.writeUIntBE(this.#room * POINT_BYTES, table + 1, 3)
    const kept = thinned(this.#points, this.#room)
    for (let i = 0; i < this.#room; i++) {
      const at = table + 4 + i * POINT_BYTES
      const point = kept[i]
      if (!point) head.fill(0xff, at, at + 8)
      else {
        head.writeBigUInt64BE(BigInt(point.sample), at)
        head.writeBigUInt64BE(BigInt(point.at), at + 8)
        head.writeUInt16BE(FRAME_SAMPLES, at + 16)
      }
    }
    return head
  }
}

/** At most so many of the places, spread over all of them. */
function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points
  return Array.from({ length: most }, (_, i) => points[Math.floor((i * points.length) / most)]).filter(
    (point) => point !== undefined,
  )
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
