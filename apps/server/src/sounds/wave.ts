import { deflateSync } from "node:zlib"
import { readPeaks } from "@justesse/types/sound/peaks"

const WIDTH = 640
const HEIGHT = 320
/** Quiet recordings are drawn higher, up to so many times: a picture is to show where something is, not how loud it is. */
const MOST_TIMES = 16
/** Of the page and of the wave: both are told apart on light and on dark pages. */
const COLOURS = [
  [0xee, 0xf1, 0xf5],
  [0x3a, 0x5f, 0x8a],
] as const

/** A picture (PNG) of a recording's wave, from the file of its peaks. */
export function drawWave(packed: Uint8Array): Uint8Array {
  const level = readPeaks(packed)?.levels.at(-1)
  const values = level?.values ?? new Int8Array(2)
  const stretches = values.length / 2
  const loudest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  const times = Math.min(MOST_TIMES, 127 / loudest)
  const rows = new Uint8Array((WIDTH + 1) * HEIGHT)
  const middle = HEIGHT / 2
  for (let x = 0; x < WIDTH; x++) {
    const from = Math.floor((x * stretches) / WIDTH)
    const to = Math.max(from + 1, Math.floor(((x + 1) * stretches) / WIDTH))
    let [low, high] = [127, -127]
    for (let i = from; i < to; i++) {
      low = Math.min(low, values[i * 2] ?? 0)
      high = Math.max(high, values[i * 2 + 1] ?? 0)
    }
    const place = (value: number) => Math.round(middle - ((value * times) / 127) * (middle - 12))
    // Silence is a line.
    for (let y = Math.min(place(high), middle - 1); y <= Math.max(place(low), middle); y++)
      rows[y * (WIDTH + 1) + 1 + x] = 1
  }
  return png(rows)
}

/** A PNG of two colours by number, each row with a nought before it. */
function png(rows: Uint8Array): Uint8Array {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const parts = [chunk("IHDR", head), chunk("PLTE", Buffer.from(COLOURS.flat())), chunk("IDAT", deflateSync(rows))]
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts, chunk("IEND", Buffer.alloc(0))])
}

function chunk(name: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + body.length)
  bytes.writeUInt32BE(body.length, 0)
  bytes.write(name, 4, "latin1")
  body.copy(bytes, 8)
  bytes.writeUInt32BE(sumOf(bytes.subarray(4, 8 + body.length)), 8 + body.length)
  return bytes
}

/** The check of a PNG's part (CRC-32). */
function sumOf(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
