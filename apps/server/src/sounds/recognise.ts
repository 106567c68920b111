import { type FileHandle, open } from "node:fs/promises"

/** How a file of sound is packed: a form that has a decoder here, or one that is read by ffmpeg alone. */
export type SoundForm = "wav" | "flac" | "mp3" | "vorbis" | "opus" | OtherForm
/** Named as people call it. */
type OtherForm = "oggFlac" | "mp4" | "aac" | "aiff" | "amr" | "wma" | "caf" | "webm"

/** A form with where its first byte lies: tags may stand before it. */
export interface Recognised {
  readonly form: SoundForm
  readonly at: number
}

const HEAD_BYTES = 4_096

/** The form of a file, by its content, never by its name; null for what is no sound that anything here reads. */
export async function recognise(path: string): Promise<Recognised | null> {
  const file = await open(path)
  try {
    const at = await behindTags(file)
    const form = formOf(await readAt(file, at, HEAD_BYTES))
    return form && { form, at }
  } finally {
    await file.close()
  }
}

/** Bytes of a file from a place on, as many as there are. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}

/** Where what follows ID3 tags begins; there may be several. */
async function behindTags(file: FileHandle): Promise<number> {
  let at = 0
  for (;;) {
    const head = await readAt(file, at, 10)
    if (head.length < 10 || head.toString("latin1", 0, 3) !== "ID3") return at
    const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6)
    at += 10 + ((a & 127) * 2 ** 21 + (b & 127) * 2 ** 14 + (c & 127) * 2 ** 7 + (d & 127))
  }
}

function formOf(head: Buffer): SoundForm | null {
  const at = (offset: number, text: string) => head.toString("latin1", offset, offset + text.length) === text
  if ((at(0, "RIFF") || at(0, "RF64")) && at(8, "WAVE")) return "wav"
  if (at(0, "fLaC")) return "flac"
  if (at(0, "OggS")) return oggForm(head)
  if (at(4, "ftyp")) return "mp4"
  if (at(0, "FORM") && (at(8, "AIFF") || at(8, "AIFC"))) return "aiff"
  if (at(0, "#!AMR")) return "amr"
  if (at(0, "caff")) return "caf"
  if (at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11")) return "wma"
  if (at(0, "\x1a\x45\xdf\xa3")) return "webm"
  return framesOf(head)
}

/** What the first page of an Ogg file says of its packets. */
function oggForm(head: Buffer): SoundForm | null {
  const body = 27 + (head[26] ?? 0)
  const at = (text: string) => head.toString("latin1", body, body + text.length) === text
  if (at("\x01vorbis")) return "vorbis"
  if (at("OpusHead")) return "opus"
  return at("\x7fFLAC") ? "oggFlac" : null
}

/** MP3 and AAC have no head: a frame begins here, and as many bytes later as it says another one. */
function framesOf(head: Buffer): SoundForm | null {
  for (let at = 0; at + 8 < Math.min(head.length, 2_048); at++) {
    const aac = aacBytes(head, at)
    if (aac > 0 && aacBytes(head, at + aac) > 0) return "aac"
    const frame = mpegFrame(head, at)
    if (frame && (at + frame.bytes + 4 > head.length || mpegFrame(head, at + frame.bytes))) return "mp3"
    // A form without a head that does not begin at once is letters, or something else.
    if (head[at] !== 0) return null
  }
  return null
}

/** The bytes of the frame of AAC that begins here, by its head (ADTS); nought where none does. */
export function aacBytes(bytes: Buffer, at: number): number {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0) return 0
  const length = (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5)
  return length > 7 ? length : 0
}

/** What the head of a frame of MPEG sound says. */
interface MpegFrame {
  readonly bytes: number
  readonly sampleRate: number
  readonly channels: 1 | 2
  readonly samples: number
  /** Bits a second. */
  readonly rate: number
}

const RATES = [44_100, 48_000, 32_000]
const KILOBITS: Readonly<Record<string, readonly number[]>> = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}

/** The head of a frame of MPEG sound (layers I to III); null where there is none. */
export function mpegFrame(bytes: Buffer, at: number): MpegFrame | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xe0) !== 0xe0) return null
  const [second = 0, third = 0, fourth = 0] = bytes.subarray(at + 1, at + 4)
  const [version, layer] = [(second >> 3) & 3, 4 - ((second >> 1) & 3)]
  const rate = RATES[(third >> 2) & 3]
  if (version === 1 || layer === 4 || rate === undefined) return null
  const isFirst = version === 3
  const kilobits = KILOBITS[isFirst ? `1-${layer}` : `2-${layer === 1 ? 1 : 2}`]?.[(third >> 4) - 1]
  if (kilobits === undefined) return null
  const sampleRate = isFirst ? rate : version === 2 ? rate / 2 : rate / 4
  const samples = layer === 1 ? 384 : layer === 2 || isFirst ? 1_152 : 576
  const padding = ((third >> 1) & 1) * (layer === 1 ? 4 : 1)
  const bitRate = kilobits * 1_000
  const whole =
    layer === 1 ? Math.floor((12 * bitRate) / sampleRate) * 4 : Math.floor((samples * bitRate) / 8 / sampleRate)
  return { bytes: whole + padding, sampleRate, channels: fourth >> 6 === 3 ? 1 : 2, samples, rate: bitRate }
}
