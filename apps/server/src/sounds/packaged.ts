import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { MPEGDecoder } from "mpg123-decoder"
import { Refusal } from "../children/refusal.ts"
import type { Decoding, SoundHead } from "./contract.ts"
import { FlacStream } from "./flac/stream.ts"
import { readInfo } from "./flac/unpack.ts"
import { OPUS_RATE, OpusStream } from "./opus.ts"
import { mpegFrame, type Recognised, readAt } from "./recognise.ts"
import { VorbisStream } from "./vorbis.ts"

/** Bytes that are handed to a decoder together. */
const CHUNK_BYTES = 65_536
/** Bytes at the end of a file in which the last page of an Ogg stream begins. */
const TAIL_BYTES = 65_536
/** Of a decoder that came with this program. */
const DECODED_BY = "justesse"

interface Decoded {
  readonly channelData: readonly Float32Array[]
  readonly errors: readonly unknown[]
}

/** A decoder that takes a file piece by piece. */
interface Stream {
  decode(bytes: Buffer): Promise<readonly Decoded[]> | readonly Decoded[]
  flush(): Promise<readonly Decoded[]> | readonly Decoded[]
  free(): void
}

/**
 * A file of sound as decoders in WebAssembly read it that came with this program, in pieces. Damage on the way costs what is damaged and is
 * told at the end.
 *
 * @throws Refusal recording_broken
 */
export async function openPackaged(path: string, { form, at }: Recognised): Promise<Decoding | null> {
  if (form === "flac") return openFlac(path, at)
  if (form === "mp3") return run(path, at, await mp3Head(path, at), await mp3Stream())
  if (form === "vorbis") return run(path, at, await oggHead(path, "Vorbis"), await vorbisStream())
  return form === "opus" ? run(path, at, await oggHead(path, "Opus"), pagedStream(new OpusStream())) : null
}

function run(
  path: string,
  at: number,
  { isEnded = true, ...head }: SoundHead & Partial<OggHead>,
  stream: Stream,
): Decoding {
  const isOpen = !isEnded
  let isDamaged = false
  let samples = 0
  async function* pieces(): AsyncGenerator<readonly Float32Array[]> {
    try {
      for await (const chunk of createReadStream(path, { start: at, highWaterMark: CHUNK_BYTES }))
        yield* taken(await stream.decode(chunk as Buffer)) // without an encoding a stream gives bytes
      yield* taken(await stream.flush())
    } finally {
      stream.free()
    }
  }
  function* taken(parts: readonly Decoded[]): Generator<readonly Float32Array[]> {
    for (const { channelData, errors } of parts) {
      if (errors.length > 0) isDamaged = true
      const length = channelData[0]?.length ?? 0
      samples += length
      // A decoder that has two channels for every file says the same twice of one.
      if (length > 0) yield channelData.slice(0, head.channels)
    }
  }
  // What a head or a last page promises is short of a piece at most.
  const isShort = () => head.expected !== null && samples < head.expected - head.sampleRate / 10
  return { head, decodedBy: DECODED_BY, pieces: pieces(), isCutOff: () => isDamaged || isOpen || isShort() }
}

const broken = (why: string) => new Refusal("recording_broken", { why })

async function reading<T>(
  path: string,
  work: (read: (at: number, length: number) => Promise<Buffer>, bytes: number) => Promise<T>,
) {
  const file = await open(path)
  try {
    return await work((at, length) => readAt(file, at, length), (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function openFlac(path: string, at: number): Promise<Decoding> {
  const info = await reading(path, async (read) => {
    const bytes = await read(at + 8, 34)
    if (bytes.length < 34) throw broken("header")
    return readInfo(bytes)
  })
  const { sampleRate, channels, samples } = info
  if (sampleRate === 0) throw broken("header")
  const begins = await reading(path, (read) => behindHead(read, at + 4))
  const unpacked = new FlacStream(info)
  const told = (bytes: Buffer, isLast: boolean): Decoded[] =>
    [...unpacked.take(bytes, isLast)].map((channelData) => ({
      channelData,
      errors: unpacked.isDamaged ? ["damaged"] : [],
    }))
  const stream = {
    decode: (bytes: Buffer) => told(bytes, false),
    flush: () => [...told(Buffer.alloc(0), true), { channelData: [], errors: unpacked.isDamaged ? ["damaged"] : [] }],
    free: () => undefined,
  }
  return run(
    path,
    begins,
    { codec: "FLAC", mediaType: "audio/flac", sampleRate, channels, expected: samples || null },
    stream,
  )
}

/** Where the first frame begins, behind all that the file says of itself. */
async function behindHead(read: (at: number, length: number) => Promise<Buffer>, from: number): Promise<number> {
  for (let at = from; ; ) {
    const block = await read(at, 4)
    if (block.length < 4) throw broken("no_samples")
    at += 4 + block.readUIntBE(1, 3)
    if ((block[0] ?? 0) >= 0x80) return at
  }
}

function mp3Head(path: string, from: number): Promise<SoundHead> {
  return reading(path, async (read, size) => {
    const head = await read(from, CHUNK_BYTES)
    let at = 0
    while (at < head.length && !mpegFrame(head, at)) at++
    const frame = mpegFrame(head, at)
    if (!frame) throw broken("header")
    const { sampleRate, channels, samples } = frame
    // A first frame may say how many follow; else the first says how large all are.
    const frames = head.subarray(at, at + frame.bytes)
    const named = Math.max(frames.indexOf("Xing"), frames.indexOf("Info"))
    const isCounted = named > 0 && named + 12 <= frames.length && (frames.readUInt32BE(named + 4) & 1) === 1
    const expected = isCounted
      ? frames.readUInt32BE(named + 8) * samples
      : ((size - from) * 8 * sampleRate) / frame.rate
    return { codec: "MP3", mediaType: "audio/mpeg", sampleRate, channels, expected: Math.floor(expected) }
  })
}

async function mp3Stream(): Promise<Stream> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  return { decode: (bytes) => [decoder.decode(bytes)], flush: () => [], free: () => decoder.free() }
}

/** With whether its last page says that it is the last one. */
interface OggHead extends SoundHead {
  readonly isEnded: boolean
}

/** Ogg: the first page says how the sound is, the last one where it ends. */
function oggHead(path: string, codec: "Vorbis" | "Opus"): Promise<OggHead> {
  return reading(path, async (read, size) => {
    const page = await read(0, 512)
    const body = 27 + (page[26] ?? 0)
    const isOpus = codec === "Opus"
    const channels = page[body + (isOpus ? 9 : 11)] ?? 0
    const sampleRate = isOpus ? OPUS_RATE : page.readUInt32LE(body + 12)
    if (channels === 0 || sampleRate === 0) throw broken("header")
    const tail = await read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES)
    const last = tail.lastIndexOf("OggS")
    const isEnded = last >= 0 && ((tail[last + 5] ?? 0) & 4) !== 0
    const end = last >= 0 && last + 14 <= tail.length ? Number(tail.readBigInt64LE(last + 6)) : -1
    const skipped = isOpus ? page.readUInt16LE(body + 10) : 0
    const expected = end > skipped ? end - skipped : null
    return { codec, mediaType: "audio/ogg", sampleRate, channels, expected, isEnded }
  })
}

async function vorbisStream(): Promise<Stream> {
  const stream = new VorbisStream()
  await stream.ready
  return pagedStream(stream)
}

/** What reads pages of Ogg by itself. */
function pagedStream(stream: OpusStream | VorbisStream): Stream {
  const told = (parts: readonly (readonly Float32Array[])[]): Decoded[] => [
    ...parts.map((channelData) => ({ channelData, errors: [] })),
    { channelData: [], errors: stream.isDamaged ? ["damaged"] : [] },
  ]
  return {
    decode: async (bytes) => told(await stream.take(bytes)),
    flush: () => told([]),
    free: () => stream.free(),
  }
}
