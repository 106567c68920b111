import { BitReader } from "./reader.ts"
import { sum8, sum16 } from "./sums.ts"

/** A frame as it was unpacked. */
export interface UnpackedFrame {
  /** Whole numbers of so many bits, one array a channel. */
  readonly channels: readonly Int32Array[]
  readonly bits: number
  /** Where its first sample lies in the file, where the frame says it in samples; else how many frames came before. */
  readonly position: { readonly sample: number } | { readonly frame: number }
  /** The byte behind it. */
  readonly end: number
}

/** What the head of a file says of all frames. */
export interface StreamInfo {
  readonly sampleRate: number
  readonly channels: number
  readonly bits: number
  readonly samples: number
  /** Samples of a frame, where all but the last have the same. */
  readonly frameSamples: number
  /** The longest frame in bytes; nought where it is not said. */
  readonly longest: number
}

interface FrameHead {
  readonly samples: number
  readonly assignment: number
  readonly bits: number
  readonly position: UnpackedFrame["position"]
}

const BITS = [0, 8, 12, 0, 16, 20, 24, 32]

/** The head of a file behind `fLaC`. */
export function readInfo(info: Buffer): StreamInfo {
  const described = info.readBigUInt64BE(10)
  return {
    sampleRate: Number(described >> 44n),
    channels: Number((described >> 41n) & 7n) + 1,
    bits: Number((described >> 36n) & 31n) + 1,
    samples: Number(described & 0xfffffffffn),
    frameSamples: info.readUInt16BE(2),
    longest: info.readUIntBE(7, 3),
  }
}

/**
 * Unpacks the frame that begins at a byte (RFC 9639); null where none does, or where it is not what it was when it was packed. "short"
 * where the bytes end before the frame does.
 */
export function unpackFrame(bytes: Uint8Array, at: number, info: StreamInfo): UnpackedFrame | "short" | null {
  if (at + 2 > bytes.length) return "short"
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return null
  const reader = new BitReader(bytes, at)
  const head = readFrameHead(reader, at, info)
  if (head === null || head === "short") return head
  const count = head.assignment < 8 ? head.assignment + 1 : 2
  if (count !== info.channels || head.samples === 0 || head.bits === 0) return null
  const channels: Int32Array[] = []
  for (let channel = 0; channel < count; channel++) {
    const samples = readChannel(reader, head.samples, head.bits + (isSide(head.assignment, channel) ? 1 : 0))
    if (reader.isOver) return "short"
    if (!samples) return null
    channels.push(samples)
  }
  reader.align()
  const end = reader.place + 2
  if (end > bytes.length) return "short"
  if (sum16(bytes.subarray(at, end - 2)) !== reader.take(16)) return null
  joinSides(channels, head.assignment)
  return { channels, bits: head.bits, position: head.position, end }
}

function isSide(assignment: number, channel: number): boolean {
  return assignment === 9 ? channel === 0 : assignment >= 8 && channel === 1
}

/** Two channels of which one is the difference, or the sum, become left and right. */
function joinSides(
  [first = new Int32Array(), second = new Int32Array()]: readonly Int32Array[],
  assignment: number,
): void {
  if (assignment < 8) return
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i] ?? 0, second[i] ?? 0]
    if (assignment === 8) second[i] = a - b
    else if (assignment === 9) first[i] = a + b
    else {
      const middle = a * 2 + (b & 1)
      first[i] = (middle + b) / 2
      second[i] = (middle - b) / 2
    }
  }
}

function readFrameHead(reader: BitReader, at: number, info: StreamInfo): FrameHead | "short" | null {
  const isVariable = (reader.take(16) & 1) === 1
  const [size, rate, assignment, width] = [reader.take(4), reader.take(4), reader.take(4), reader.take(3)]
  if (reader.take(1) !== 0 || size === 0 || rate === 15 || assignment > 10 || width === 3) return null
  const number = readNumber(reader)
  if (number === null) return null
  const samples =
    size === 1
      ? 192
      : size <= 5
        ? 576 * 2 ** (size - 2)
        : size === 6
          ? reader.take(8) + 1
          : size === 7
            ? reader.take(16) + 1
            : 256 * 2 ** (size - 8)
  if (rate >= 12) reader.take(rate === 12 ? 8 : 16)
  const end = reader.place
  if (end + 1 > reader.bytes.length) return "short"
  if (sum8(reader.bytes.subarray(at, end)) !== reader.take(8)) return null
  const position = isVariable ? { sample: number } : { frame: number }
  return { samples, assignment, bits: width === 0 ? info.bits : (BITS[width] ?? 0), position }
}

/** A number as UTF-8 has characters, of up to 36 bits. */
function readNumber(reader: BitReader): number | null {
  const first = reader.take(8)
  const more = Math.clz32(~first << 24)
  if (more === 0) return first
  if (more === 1 || more > 7) return null
  let number = first & (0x7f >> more)
  for (let i = 1; i < more; i++) {
    const byte = reader.take(8)
    if (byte >> 6 !== 2) return null
    number = number * 64 + (byte & 63)
  }
  return number
}

function readChannel(reader: BitReader, length: number, width: number): Int32Array | null {
  if (reader.take(1) !== 0) return null
  const kind = reader.take(6)
  const wasted = reader.take(1) === 1 ? reader.unary() + 1 : 0
  const bits = width - wasted
  if (bits <= 0) return null
  const samples = new Int32Array(length)
  if (kind === 0) samples.fill(reader.signed(bits))
  else if (kind === 1) for (let i = 0; i < length && !reader.isOver; i++) samples[i] = reader.signed(bits)
  else if (kind >= 8 && kind <= 12) {
    if (!readPredicted(reader, samples, { bits, order: kind - 8, weights: FIXED[kind - 8] ?? [], shift: 0 }))
      return null
  } else if (kind >= 32) {
    const order = kind - 31
    if (order > length) return null
    for (let i = 0; i < order; i++) samples[i] = reader.signed(bits)
    const precision = reader.take(4) + 1
    const shift = reader.signed(5)
    if (precision === 16 || shift < 0) return null
    const weights = Array.from({ length: order }, () => reader.signed(precision))
    if (!readResidues(reader, samples, order)) return null
    predict(samples, { order, weights, shift })
  } else return null
  if (wasted > 0) for (let i = 0; i < length; i++) samples[i] = (samples[i] ?? 0) * 2 ** wasted
  return samples
}

/** How a sample follows from those before it, the nearest first. */
interface Predictor {
  readonly order: number
  readonly weights: readonly number[]
  readonly shift: number
}

const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]

function readPredicted(reader: BitReader, samples: Int32Array, how: Predictor & { readonly bits: number }): boolean {
  if (how.order > samples.length) return false
  for (let i = 0; i < how.order; i++) samples[i] = reader.signed(how.bits)
  if (!readResidues(reader, samples, how.order)) return false
  predict(samples, how)
  return true
}

/** Samples hold what is left over behind the first ones; sums may be larger than 32 bits. */
function predict(samples: Int32Array, { order, weights, shift }: Predictor): void {
  const scale = 2 ** shift
  for (let i = order; i < samples.length; i++) {
    let sum = 0
    for (let j = 0; j < order; j++) sum += (weights[j] ?? 0) * (samples[i - 1 - j] ?? 0)
    samples[i] = (samples[i] ?? 0) + Math.floor(sum / scale)
  }
}

function readResidues(reader: BitReader, samples: Int32Array, order: number): boolean {
  const method = reader.take(2)
  if (method > 1) return false
  const width = method === 0 ? 4 : 5
  const parts = 2 ** reader.take(4)
  const size = samples.length / parts
  if (!Number.isInteger(size) || size < order) return false
  for (let part = 0; part < parts && !reader.isOver; part++) {
    const [from, to] = [part === 0 ? order : part * size, (part + 1) * size]
    const rice = reader.take(width)
    if (rice === 2 ** width - 1) {
      const bits = reader.take(5)
      for (let i = from; i < to; i++) samples[i] = reader.signed(bits)
      continue
    }
    const times = 2 ** rice
    for (let i = from; i < to && !reader.isOver; i++) {
      const folded = reader.unary() * times + (rice > 0 ? reader.take(rice) : 0)
      samples[i] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
    }
  }
  return true
}
