import { spawn, spawnSync } from "node:child_process"
import { Refusal } from "../children/refusal.ts"
import { codecName } from "./codecs.ts"
import type { Decoding, SoundHead } from "./contract.ts"
import type { SoundForm } from "./recognise.ts"

/** An ffmpeg of this computer. */
export interface Ffmpeg {
  readonly path: string
  /** As it calls itself: `ffmpeg 7.1.5`. */
  readonly version: string
}

/** How ffmpeg calls the forms. Named to it, so that no file makes it open another one, or an address. */
const DEMUXERS: Readonly<Record<SoundForm, string>> = {
  wav: "wav",
  flac: "flac",
  mp3: "mp3",
  vorbis: "ogg",
  opus: "ogg",
  oggFlac: "ogg",
  mp4: "mov",
  aac: "aac",
  aiff: "aiff",
  amr: "amr",
  wma: "asf",
  caf: "caf",
  webm: "matroska",
}
const MEDIA_TYPES: Readonly<Record<SoundForm, string>> = {
  wav: "audio/wav",
  flac: "audio/flac",
  mp3: "audio/mpeg",
  vorbis: "audio/ogg",
  opus: "audio/ogg",
  oggFlac: "audio/ogg",
  mp4: "audio/mp4",
  aac: "audio/aac",
  aiff: "audio/aiff",
  amr: "audio/amr",
  wma: "audio/x-ms-wma",
  caf: "audio/x-caf",
  webm: "audio/webm",
}
/** The head of what ffmpeg writes is looked for in so many bytes. */
const MOST_HEAD = 65_536

/**
 * The ffmpeg of this computer, or null where there is none that runs.
 *
 * @param wanted where it is; `off` for none, undefined for the one that the shell finds
 */
export function findFfmpeg(wanted: string | undefined): Ffmpeg | null {
  if (wanted === "off") return null
  const path = wanted ?? "ffmpeg"
  const asked = spawnSync(path, ["-hide_banner", "-version"], { encoding: "utf8", timeout: 10_000 })
  const version = /^ffmpeg version (\S+)/m.exec(asked.status === 0 ? asked.stdout : "")?.[1]
  return version === undefined ? null : { path, version: `ffmpeg ${version.split("-")[0]}` }
}

/**
 * A file of sound as ffmpeg reads it. It is told what the file is, and may open nothing else.
 *
 * @throws Refusal recording_broken | recording_empty
 */
export async function openByFfmpeg(
  path: string,
  form: SoundForm,
  { path: ffmpeg, version }: Ffmpeg,
): Promise<Decoding> {
  const input = ["-protocol_whitelist", "file,pipe", "-f", DEMUXERS[form], "-i", path]
  const output = ["-map", "0:a:0", "-vn", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"]
  const args = ["-hide_banner", "-nostdin", "-loglevel", "info", "-threads", "1", ...input, ...output]
  const child = spawn(ffmpeg, args, { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  child.stderr.on("data", (text: Buffer) => {
    said = `${said}${text}`.slice(-16_384)
  })
  const ended = new Promise<number>((resolve) => {
    child.on("error", () => resolve(-1))
    child.on("close", (code) => resolve(code ?? -1))
  })
  const bytes = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]() // its output has no encoding
  const head = await readHead(bytes)
  if (head === null) {
    await ended
    if (/matches no streams/.test(said)) throw new Refusal("recording_empty")
    throw new Refusal("recording_broken", { why: "header" })
  }
  const { sampleRate, channels, rest } = head
  let isDamaged = false
  async function* pieces(): AsyncGenerator<readonly Float32Array[]> {
    try {
      yield* planar(rest, bytes, channels)
      const code = await ended
      isDamaged = code !== 0 || /error|invalid|truncated|corrupt/i.test(said.slice(said.indexOf("Press [q]")))
    } finally {
      child.kill("SIGKILL")
    }
  }
  const codec = /Stream #0:\d+.*?: Audio: (\w+)/.exec(said)?.[1] ?? ""
  const about: SoundHead = {
    codec: codecName(codec),
    mediaType: MEDIA_TYPES[form],
    sampleRate,
    channels,
    expected: durationIn(said, sampleRate),
  }
  return { head: about, decodedBy: version, pieces: pieces(), isCutOff: () => isDamaged }
}

/** Samples by the length that ffmpeg read in the file's head; null where it says none. */
function durationIn(said: string, sampleRate: number): number | null {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(said) ?? []
  return hours === undefined
    ? null
    : Math.ceil((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * sampleRate)
}

interface Head {
  readonly sampleRate: number
  readonly channels: number
  /** What followed the head in the same piece. */
  readonly rest: Buffer
}

/** The head of a WAV stream; null where there is none. */
async function readHead(bytes: AsyncIterator<Buffer>): Promise<Head | null> {
  let head = Buffer.alloc(0)
  while (head.length < MOST_HEAD) {
    const { value, done } = await bytes.next()
    if (done) return null
    head = Buffer.concat([head, value])
    const data = head.indexOf("data", 12, "latin1")
    if (data < 0 || head.length < data + 8) continue
    return { channels: head.readUInt16LE(22), sampleRate: head.readUInt32LE(24), rest: head.subarray(data + 8) }
  }
  return null
}

/** Samples that lie one after the other, channel by channel; a sample that is cut in two waits for its rest. */
async function* planar(
  first: Buffer,
  bytes: AsyncIterator<Buffer>,
  channels: number,
): AsyncGenerator<readonly Float32Array[]> {
  const width = channels * 4
  let left: Buffer = first
  for (;;) {
    const count = Math.floor(left.length / width)
    if (count > 0) {
      const view = new DataView(left.buffer, left.byteOffset, left.length)
      yield Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(count)
        for (let i = 0; i < count; i++) samples[i] = view.getFloat32(i * width + channel * 4, true)
        return samples
      })
      left = left.subarray(count * width)
    }
    const { value, done } = await bytes.next()
    if (done) return
    left = left.length === 0 ? value : Buffer.concat([left, value])
  }
}
