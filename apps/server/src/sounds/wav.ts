import { type FileHandle, open } from "node:fs/promises"
import { Refusal } from "../children/refusal.ts"
import type { Decoding, SoundHead } from "./contract.ts"

/** Samples of a channel in a piece. */
const PIECE = 16_384
/** A length that was not known when the head was written. */
const UNKNOWN = 0xffffffff
/** What a sound of no stated length is called by its numbers in the head. */
const FORMAT = { pcm: 1, float: 3, aLaw: 6, muLaw: 7, extended: 0xfffe } as const

/** How the samples of a file lie. */
interface Layout {
  readonly format: number
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
  /** Where the samples begin, and how many bytes of them are said to follow. */
  readonly at: number
  readonly bytes: number
}

/**
 * A WAV file (RIFF, RF64) with samples as they are: whole numbers of 8 to 32 bits, floating point, A-law and µ-law; null for what is
 * packed in another way.
 *
 * @throws Refusal recording_broken
 */
export async function openWav(path: string): Promise<Decoding | null> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const layout = await readLayout(file, size)
    const { format, channels, sampleRate, bits, at } = layout
    const toFloat = readerOf(format, bits)
    if (!toFloat) {
      await file.close()
      return null
    }
    const width = (bits / 8) * channels
    const present = Math.max(0, size - at)
    const bytes = Math.min(layout.bytes, present)
    const head: SoundHead = {
      ...{ codec: format === FORMAT.aLaw ? "A-law" : format === FORMAT.muLaw ? "µ-law" : "PCM" },
      ...{ mediaType: "audio/wav", sampleRate, channels, expected: Math.floor(bytes / width) },
    }
    const pieces = readPieces(file, { at, frames: Math.floor(bytes / width), channels, bytesEach: bits / 8 }, toFloat)
    const isCutOff = layout.bytes !== UNKNOWN && layout.bytes > present
    return { head, decodedBy: "justesse", pieces, isCutOff: () => isCutOff }
  } catch (error) {
    await file.close()
    throw error
  }
}

const broken = (why: string) => new Refusal("recording_broken", { why })

async function readLayout(file: FileHandle, size: number): Promise<Layout> {
  const read = async (position: number, length: number) => {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, position)
    return bytes.subarray(0, bytesRead)
  }
  let format: Omit<Layout, "at" | "bytes"> | null = null
  let longBytes = UNKNOWN
  for (let at = 12; at + 8 <= size; ) {
    const chunk = await read(at, 8)
    const [name, length] = [chunk.toString("latin1", 0, 4), chunk.readUInt32LE(4)]
    if (name === "ds64") longBytes = Number((await read(at + 16, 8)).readBigUInt64LE(0))
    if (name === "fmt ") format = readFormat(await read(at + 8, Math.min(length, 40)))
    if (name === "data") {
      if (!format) throw broken("header")
      const bytes = length === UNKNOWN ? longBytes : length === 0 ? UNKNOWN : length
      return { ...format, at: at + 8, bytes }
    }
    at += 8 + length + (length % 2)
  }
  throw broken(format ? "no_samples" : "header")
}

function readFormat(chunk: Buffer): Omit<Layout, "at" | "bytes"> {
  if (chunk.length < 16) throw broken("header")
  const named = chunk.readUInt16LE(0)
  const format = named === FORMAT.extended && chunk.length >= 26 ? chunk.readUInt16LE(24) : named
  const [channels, sampleRate, bits] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)]
  if (channels === 0 || channels > 64 || sampleRate < 100 || sampleRate > 768_000) throw broken("header")
  return { format, channels, sampleRate, bits }
}

type ReadSample = (view: DataView, at: number) => number

function readerOf(format: number, bits: number): ReadSample | null {
  if (format === FORMAT.pcm && bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128
  if (format === FORMAT.pcm && bits === 16) return (view, at) => view.getInt16(at, true) / 32_768
  if (format === FORMAT.pcm && bits === 24)
    return (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608
  if (format === FORMAT.pcm && bits === 32) return (view, at) => view.getInt32(at, true) / 2_147_483_648
  if (format === FORMAT.float && bits === 32) return (view, at) => view.getFloat32(at, true)
  if (format === FORMAT.float && bits === 64) return (view, at) => view.getFloat64(at, true)
  if (format === FORMAT.aLaw && bits === 8) return (view, at) => aLaw(view.getUint8(at))
  return format === FORMAT.muLaw && bits === 8 ? (view, at) => muLaw(view.getUint8(at)) : null
}

/** G.711, as telephones of Europe pack a sample in eight bits. */
function aLaw(byte: number): number {
  const value = byte ^ 0x55
  const [exponent, mantissa] = [(value >> 4) & 7, value & 15]
  const size = exponent === 0 ? mantissa * 16 + 8 : (mantissa * 16 + 264) << (exponent - 1)
  return (value & 0x80 ? size : -size) / 32_768
}

/** G.711, as those of America do. */
function muLaw(byte: number): number {
  const value = ~byte & 0xff
  const size = ((((value & 15) << 3) + 132) << ((value >> 4) & 7)) - 132
  return (value & 0x80 ? -size : size) / 32_768
}

async function* readPieces(
  file: FileHandle,
  { at, frames, channels, bytesEach }: { at: number; frames: number; channels: number; bytesEach: number },
  toFloat: ReadSample,
): AsyncGenerator<readonly Float32Array[]> {
  const width = channels * bytesEach
  const bytes = new Uint8Array(PIECE * width)
  const view = new DataView(bytes.buffer)
  try {
    for (let done = 0; done < frames; ) {
      const wanted = Math.min(PIECE, frames - done) * width
      let got = 0
      while (got < wanted) {
        const { bytesRead } = await file.read(bytes, got, wanted - got, at + done * width + got)
        if (bytesRead === 0) break
        got += bytesRead
      }
      const count = Math.floor(got / width)
      if (count === 0) return
      yield Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(count)
        for (let i = 0; i < count; i++) samples[i] = toFloat(view, i * width + channel * bytesEach)
        return samples
      })
      done += count
    }
  } finally {
    await file.close()
  }
}
