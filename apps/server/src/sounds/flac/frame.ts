import { BitWriter } from "./bits.ts"
import { sum8, sum16 } from "./sums.ts"

/** Samples of each channel in a frame; the last has as many as are left. */
export const FRAME_SAMPLES = 4_096
/** The bits of a sample, and with the difference of two channels one more. */
const BITS = 16
/** Residues are packed in so many parts, each with a parameter of its own, as far as they have a length that divides. */
const PARTS = 16
/** A parameter of all ones would mean that what follows is not packed. */
const MOST_RICE = 14

/** Room that is used again for each frame. */
interface Room {
  readonly side: Int32Array
  readonly residues: readonly Int32Array[]
}

/** How a channel is predicted: from so many samples before, with what is left over, or not at all where every sample is the same. */
type Prediction = { readonly order: number; readonly residues: Int32Array } | "constant"

/**
 * Makes frames of FLAC: each sample is predicted from up to four before it, and what is left is packed by Rice's method. Two channels
 * that are much the same are written as one and their difference. The form is RFC 9639.
 */
export class FrameWriter {
  readonly #bits = new BitWriter()
  readonly #room: Room
  readonly #rate: { readonly code: number; readonly value: number }
  #number = 0

  constructor(sampleRate: number) {
    this.#rate = rateOf(sampleRate)
    const room = () => new Int32Array(FRAME_SAMPLES)
    this.#room = { side: room(), residues: [room(), room(), room(), room(), room()] }
  }

  /**
   * The bytes of a frame, valid until the next one is made.
   *
   * @param channels one or two, of the same length, of 16-bit values
   */
  write(channels: readonly Int32Array[]): Uint8Array {
    const [first = new Int32Array(), second] = channels
    const bits = this.#bits
    bits.clear()
    const isSide = second !== undefined && this.#isCloser(first, second)
    this.#head(first.length, second === undefined ? 0 : isSide ? 8 : 1)
    this.#channel(first, BITS)
    if (second !== undefined) {
      if (isSide) this.#channel(this.#room.side.subarray(0, first.length), BITS + 1)
      else this.#channel(second, BITS)
    }
    bits.align()
    const sum = sum16(bits.bytes)
    bits.put(sum, 16)
    this.#number++
    return bits.bytes
  }

  /** Writes the difference of two channels, and says whether it is smaller than the second. */
  #isCloser(left: Int32Array, right: Int32Array): boolean {
    const { side } = this.#room
    let [between, alone] = [0, 0]
    let [before, beforeSide] = [0, 0]
    for (let i = 0; i < left.length; i++) {
      const value = right[i] ?? 0
      const apart = (left[i] ?? 0) - value
      side[i] = apart
      between += Math.abs(apart - beforeSide)
      alone += Math.abs(value - before)
      before = value
      beforeSide = apart
    }
    return between < alone
  }

  #head(samples: number, channels: number): void {
    const bits = this.#bits
    bits.put(0xfff8, 16)
    // The length of the frame stands behind the number, in 16 bits, and the rate behind that.
    bits.put(0x70 | this.#rate.code, 8)
    bits.put((channels << 4) | 0x08, 8)
    this.#frameNumber()
    bits.put(samples - 1, 16)
    if (this.#rate.code > 0) bits.put(this.#rate.value, 16)
    bits.put(sum8(bits.bytes), 8)
  }

  /** The number of the frame, as UTF-8 would have a character of that number, up to 31 bits. */
  #frameNumber(): void {
    const number = this.#number
    const bits = this.#bits
    if (number < 0x80) return bits.put(number, 8)
    let more = 1
    while (number >= 2 ** (5 * more + 6)) more++
    const first = (0xff << (7 - more)) & 0xff & ~(1 << (6 - more))
    bits.put((first & (0xff << (7 - more))) | Math.floor(number / 2 ** (6 * more)), 8)
    for (let at = more - 1; at >= 0; at--) bits.put(0x80 | (Math.floor(number / 2 ** (6 * at)) & 0x3f), 8)
  }

  #channel(samples: Int32Array, width: number): void {
    const bits = this.#bits
    const found = this.#predict(samples)
    if (found === "constant") {
      bits.put(0x00, 8)
      return this.#signed(samples[0] ?? 0, width)
    }
    const { order, residues } = found
    bits.put((0x08 | order) << 1, 8)
    for (let i = 0; i < order; i++) this.#signed(samples[i] ?? 0, width)
    this.#residues(residues, order, samples.length)
  }

  #signed(value: number, width: number): void {
    this.#bits.put(value & ((1 << width) - 1), width)
  }

  /** Differences of differences, as many times as leaves the least. */
  #predict(samples: Int32Array): Prediction {
    const { length } = samples
    const { residues } = this.#room
    residues[0]?.set(samples)
    let best = { order: 0, sum: sumOf(samples, 0) }
    for (let order = 1; order <= Math.min(4, length - 1); order++) {
      const [from, to] = [residues[order - 1], residues[order]]
      if (!from || !to) break
      for (let i = length - 1; i >= order; i--) to[i] = (from[i] ?? 0) - (from[i - 1] ?? 0)
      const sum = sumOf(to.subarray(0, length), order)
      if (order === 1 && sum === 0) return "constant"
      if (sum < best.sum) best = { order, sum }
    }
    return { order: best.order, residues: residues[best.order] ?? samples }
  }

  #residues(residues: Int32Array, order: number, length: number): void {
    const bits = this.#bits
    const parts = length % PARTS === 0 && length / PARTS > order ? PARTS : 1
    bits.put(0, 2)
    bits.put(Math.log2(parts), 4)
    const size = length / parts
    for (let part = 0; part < parts; part++) {
      const from = part === 0 ? order : part * size
      const to = (part + 1) * size
      const rice = riceOf(residues, from, to)
      bits.put(rice, 4)
      for (let i = from; i < to; i++) {
        const value = residues[i] ?? 0
        const folded = value < 0 ? -2 * value - 1 : 2 * value
        bits.unary(folded >>> rice)
        if (rice > 0) bits.put(folded, rice)
      }
    }
  }
}

/** How a frame says its rate: in hertz, in tens of them, or as the head of the file does. */
function rateOf(sampleRate: number): { readonly code: number; readonly value: number } {
  if (sampleRate < 65_536) return { code: 13, value: sampleRate }
  return sampleRate % 10 === 0 && sampleRate < 655_360 ? { code: 14, value: sampleRate / 10 } : { code: 0, value: 0 }
}

function sumOf(values: Int32Array, from: number): number {
  let sum = 0
  for (let i = from; i < values.length; i++) sum += Math.abs(values[i] ?? 0)
  return sum
}

/** The parameter by which values of this size are packed shortest, about. */
function riceOf(values: Int32Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += Math.abs(values[i] ?? 0)
  const mean = (2 * sum) / Math.max(1, to - from)
  return mean < 1 ? 0 : Math.min(MOST_RICE, Math.floor(Math.log2(mean * 0.8 + 0.2)))
}
