import type { Blank } from "@justesse/db/assets/rows"
import type { FileBytes } from "./bytes.ts"
import type { Unplayable, VideoHead } from "./contract.ts"

/** A part of an MP4 or MOV file: from where to where, with how many bytes of head. */
interface Box {
  readonly type: string
  readonly at: number
  readonly head: number
  readonly end: number
}

/** What is known of one track once its boxes were read. */
interface Track {
  readonly box: Box
  id: number
  handler: string
  scale: number
  duration: number
  width: number
  height: number
  codec: string
}

/** No film has more parts: a file that says so is not read on. */
const MOST_BOXES = 200_000
/** Boxes that hold the boxes that are looked at. */
const FOLDERS = new Set(["moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"])
/** Boxes that describe: who made it, where, with what. */
const DESCRIBES = new Set(["udta", "meta", "uuid", "cprt"])
/** Seconds from 1904 on that say when it was made stand at the head of these. */
const DATED = new Set(["mvhd", "tkhd", "mdhd"])
/** Tracks that are seen, heard or read; others are measurements: places, movements. */
const SHOWN = new Set(["vide", "soun", "text", "sbtl", "subt", "clcp"])

const PICTURES: Readonly<Record<string, string>> = {
  avc1: "H.264",
  avc3: "H.264",
  av01: "AV1",
  vp08: "VP8",
  vp09: "VP9",
}
const UNPLAYABLE: Readonly<Record<string, string>> = {
  hvc1: "HEVC (H.265)",
  hev1: "HEVC (H.265)",
  dvh1: "HEVC (H.265)",
  dvhe: "HEVC (H.265)",
  mp4v: "MPEG-4 Visual",
  s263: "H.263",
  h263: "H.263",
  apch: "ProRes",
  apcn: "ProRes",
  apcs: "ProRes",
  apco: "ProRes",
  ap4h: "ProRes",
  ap4x: "ProRes",
  jpeg: "Motion JPEG",
  mjpa: "Motion JPEG",
  encv: "encrypted",
}
const HEARD: Readonly<Record<string, string>> = { mp4a: "AAC", Opus: "Opus", fLaC: "FLAC", ".mp3": "MP3" }

/** An MP4 or MOV file by its boxes; "sound" where it has nothing to see, null where it is damaged beyond its head. */
export async function readMp4(bytes: FileBytes): Promise<VideoHead | Unplayable | "sound" | null> {
  const read = new Mp4Reader(bytes)
  if (!(await read.all(0, bytes.size))) return null
  return read.told()
}

class Mp4Reader {
  readonly #bytes: FileBytes
  readonly #tracks: Track[] = []
  readonly #blanks: Blank[] = []
  /** When the last part of each track ends, in its own time, and how long a frame of it is where its part does not say. */
  readonly #ends = new Map<number, number>()
  readonly #frames = new Map<number, number>()
  #part = { id: 0, end: 0, frame: 0 }
  #boxes = 0
  #scale = 0
  #duration = 0
  #isThere = false
  #isCutOff = false

  constructor(bytes: FileBytes) {
    this.#bytes = bytes
  }

  /** Reads the boxes of a stretch; false where they cannot be followed. */
  async all(from: number, to: number): Promise<boolean> {
    for (let at = from; at + 8 <= to; ) {
      const box = await this.#boxAt(at, to)
      if (!box || ++this.#boxes > MOST_BOXES) return this.#isThere && from === 0
      if (box.end > to) this.#isCutOff = true
      if (box.type === "moov") this.#isThere = true
      if (!(await this.#take(box))) return false
      at = box.end
    }
    return true
  }

  async #boxAt(at: number, to: number): Promise<Box | null> {
    const head = await this.#bytes.at(at, 16)
    if (head.length < 8) return null
    const size = head.readUInt32BE(0)
    const type = head.toString("latin1", 4, 8)
    if (size === 0) return { type, at, head: 8, end: to }
    if (size !== 1) return size < 8 ? null : { type, at, head: 8, end: at + size }
    const long = head.length < 16 ? 0 : Number(head.readBigUInt64BE(8))
    return long < 16 || !Number.isSafeInteger(at + long) ? null : { type, at, head: 16, end: at + long }
  }

  async #take(box: Box): Promise<boolean> {
    if (DESCRIBES.has(box.type)) this.#blank(box)
    if (box.type === "trak")
      this.#tracks.push({ ...{ box, id: 0, handler: "", scale: 0, duration: 0, width: 0, height: 0, codec: "" } })
    if (box.type === "trak" && this.#tracks.length > 100) return false
    if (FOLDERS.has(box.type)) return this.all(box.at + box.head, Math.min(box.end, this.#bytes.size))
    const body = await this.#bytes.at(box.at + box.head, Math.min(box.end - box.at - box.head, 512))
    if (DATED.has(box.type)) this.#undate(box, body)
    this.#note(box.type, body)
    return true
  }

  #note(type: string, body: Buffer): void {
    const track = this.#tracks.at(-1)
    const at = body[0] === 1 ? { time: 20, length: 24 } : { time: 12, length: 16 }
    if (type === "mvhd" && body.length >= at.length + 4) {
      this.#scale = body.readUInt32BE(at.time)
      this.#duration = lengthIn(body, at.length)
    } else if (type === "mehd" && body.length >= 8 && this.#duration === 0) this.#duration = lengthIn(body, 4)
    else if (type === "trex" && body.length >= 16) this.#frames.set(body.readUInt32BE(4), body.readUInt32BE(12))
    else if (type === "tfhd" && body.length >= 8) {
      const id = body.readUInt32BE(4)
      this.#part = { id, end: 0, frame: fieldIn(body, 8, [1, 1, 2], 8) ?? this.#frames.get(id) ?? 0 }
    } else if (type === "tfdt" && body.length >= 8) this.#part.end = lengthIn(body, 4)
    else if (type === "trun" && body.length >= 8) {
      this.#part.end += body.readUInt32BE(4) * (fieldIn(body, 8, [1, 4], 0x100) ?? this.#part.frame)
      this.#ends.set(this.#part.id, Math.max(this.#ends.get(this.#part.id) ?? 0, this.#part.end))
    } else if (!track) return
    else if (type === "mdhd" && body.length >= at.length + 4) {
      track.scale = body.readUInt32BE(at.time)
      track.duration = lengthIn(body, at.length)
    } else if (type === "hdlr" && body.length >= 12 && track.handler === "")
      track.handler = body.toString("latin1", 8, 12)
    else if (type === "tkhd") sizeOfTrack(track, body)
    else if (type === "stsd" && body.length >= 16) {
      track.codec = body.toString("latin1", 12, 16)
      if (track.handler === "vide" && body.length >= 44 && (track.width === 0 || track.height === 0))
        Object.assign(track, { width: body.readUInt16BE(40), height: body.readUInt16BE(42) })
    }
  }

  told(): VideoHead | Unplayable | "sound" | null {
    const track = this.#tracks.find(({ handler }) => handler === "vide")
    if (!this.#isThere || this.#tracks.length === 0) return null
    if (!track) return this.#tracks.some(({ handler }) => handler === "soun") ? "sound" : null
    const codec = PICTURES[track.codec]
    if (codec === undefined) return { unplayable: UNPLAYABLE[track.codec] ?? track.codec.trim() }
    const heard = this.#tracks.find(({ handler }) => handler === "soun")
    const sound = heard && HEARD[heard.codec]
    for (const { box, handler } of this.#tracks) if (!SHOWN.has(handler)) this.#blank(box)
    const durationMs = this.#lengthOf(track)
    if (durationMs < 1 || track.width < 1 || track.height < 1) return null
    return {
      ...{ mediaType: "video/mp4", codec, sound: heard ? (sound ?? heard.codec.trim()) : null, durationMs },
      ...{ width: track.width, height: track.height },
      notes: [
        ...(this.#isCutOff ? ["truncated" as const] : []),
        ...(heard && sound === undefined ? ["unheard" as const] : []),
      ],
      blanks: this.#blanks,
    }
  }

  /** In milliseconds; of a film in parts whose head says none, until its last part ends. */
  #lengthOf({ id, scale, duration }: Track): number {
    if (this.#scale > 0 && this.#duration > 0) return Math.round((this.#duration / this.#scale) * 1_000)
    if (scale > 0 && duration > 0) return Math.round((duration / scale) * 1_000)
    return scale > 0 ? Math.round(((this.#ends.get(id) ?? 0) / scale) * 1_000) : 0
  }

  /** What describes becomes room that nobody reads, as long as it was: every other place in the file stays. */
  #blank({ at, head, end }: Box): void {
    const to = Math.min(end, this.#bytes.size)
    const free = Buffer.from("free").toString("hex")
    if (head === 8) this.#blanks.push({ at: at + 4, length: to - at - 4, head: free })
    else this.#blanks.push({ at: at + 4, length: 4, head: free }, { at: at + head, length: to - at - head, head: "" })
  }

  #undate({ at, head }: Box, body: Buffer): void {
    this.#blanks.push({ at: at + head + 4, length: body[0] === 1 ? 16 : 8, head: "" })
  }
}

/** How long something is by its box: 64 bits in the newer form, 32 in the older; nought where it is not known. */
function lengthIn(body: Buffer, at: number): number {
  if (body[0] === 1) {
    const long = body.length >= at + 8 ? body.readBigUInt64BE(at) : 0n
    return long === 0xffffffffffffffffn ? 0 : Number(long)
  }
  const short = body.length >= at + 4 ? body.readUInt32BE(at) : 0
  return short === 0xffffffff ? 0 : short
}

/** A number that stands in a box where its flags say so: behind those of `before`, four bytes each. */
function fieldIn(body: Buffer, from: number, before: readonly number[], flag: number): number | null {
  const flags = body.readUIntBE(1, 3)
  const at = before.reduce((place, one) => ((flags & one) === 0 ? place : place + 4), from)
  return (flags & flag) === 0 || body.length < at + 4 ? null : body.readUInt32BE(at)
}

/** The size at which a track is shown, by its head; one that lies on its side is upright when it is played. */
function sizeOfTrack(track: Track, body: Buffer): void {
  const isLong = body[0] === 1
  const matrix = isLong ? 52 : 40
  if (body.length < matrix + 44) return
  track.id = body.readUInt32BE(isLong ? 20 : 12)
  const [width, height] = [body.readUInt32BE(matrix + 36), body.readUInt32BE(matrix + 40)].map((n) =>
    Math.round(n / 65_536),
  )
  const lies = body.readInt32BE(matrix) === 0 && body.readInt32BE(matrix + 4) !== 0
  Object.assign(track, lies ? { width: height, height: width } : { width, height })
}
