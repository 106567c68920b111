import type { Blank } from "@justesse/db/assets/rows"
import type { FileBytes } from "./bytes.ts"
import type { Unplayable, VideoHead } from "./contract.ts"

const ID = {
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  title: 0x7ba9,
  date: 0x4461,
  file: 0x7384,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  trackName: 0x536e,
  codec: 0x86,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  shownWidth: 0x54b0,
  shownHeight: 0x54ba,
  cluster: 0x1f43b675,
  time: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  tags: 0x1254c367,
  attachments: 0x1941a469,
} as const

/** Elements that hold the elements that are looked at. */
const FOLDERS = new Set<number>([
  ...[0x1a45dfa3, ID.segment, ID.info, ID.tracks, ID.track, ID.video, ID.cluster, ID.blockGroup],
])
/** Elements at the first level of a segment: one of them ends what says no length. */
const FIRST_LEVEL = new Set<number>([
  ...[ID.info, ID.tracks, ID.cluster, ID.tags, ID.attachments],
  ...[0x114d9b74, 0x1c53bb6b, 0x1043a770],
])
const DESCRIBES = new Set<number>([ID.tags, ID.attachments, ID.title, ID.date, ID.file, ID.trackName])
const MOST_ELEMENTS = 2_000_000
const PICTURES: Readonly<Record<string, string>> = { V_VP8: "VP8", V_VP9: "VP9", V_AV1: "AV1" }
const HEARD: Readonly<Record<string, string>> = { A_OPUS: "Opus", A_VORBIS: "Vorbis" }

interface Element {
  readonly id: number
  readonly at: number
  readonly body: number
  /** Null where it says none: it lasts until the next of its level. */
  readonly end: number | null
}

interface Track {
  type: number
  codec: string
  width: number
  height: number
  shown: { width: number; height: number }
}

/** A WebM file by its elements; "sound" where it has nothing to see, null where it is damaged beyond its head. */
export async function readWebm(bytes: FileBytes): Promise<VideoHead | Unplayable | "sound" | null> {
  const reader = new WebmReader(bytes)
  await reader.all()
  return reader.told()
}

class WebmReader {
  readonly #bytes: FileBytes
  readonly #tracks: Track[] = []
  readonly #blanks: Blank[] = []
  #docType = ""
  #scale = 1_000_000
  #duration = 0
  #cluster = 0
  #last = 0
  #isCutOff = false

  constructor(bytes: FileBytes) {
    this.#bytes = bytes
  }

  /** One element after the other: those that hold others are gone into. */
  async all(): Promise<void> {
    let at = 0
    for (let count = 0; at < this.#bytes.size && count < MOST_ELEMENTS; count++) {
      const element = await this.#elementAt(at)
      if (!element) break
      const { id, body, end } = element
      if ((end ?? 0) > this.#bytes.size) this.#isCutOff = true
      // With a length in the head nobody needs the pictures themselves.
      const isKnown = id === ID.cluster && this.#duration > 0 && end !== null
      if (FOLDERS.has(id) && !isKnown) {
        if (id === ID.track)
          this.#tracks.push({ ...{ type: 0, codec: "", width: 0, height: 0, shown: { width: 0, height: 0 } } })
        at = body
        continue
      }
      if (end === null) {
        // What says no length and is no folder cannot be passed over.
        if (!FIRST_LEVEL.has(id)) break
        at = body
        continue
      }
      if (DESCRIBES.has(id)) this.#blank(element.at, Math.min(end, this.#bytes.size))
      else await this.#note(element, end)
      at = end
    }
  }

  async #elementAt(at: number): Promise<Element | null> {
    const head = await this.#bytes.at(at, 12)
    const idLength = Math.clz32(head[0] ?? 0) - 23
    if (idLength > 4 || head.length < idLength + 1) return null
    const id = head.readUIntBE(0, idLength)
    const first = head[idLength] ?? 0
    const length = Math.clz32(first) - 23
    if (length > 8 || head.length < idLength + length) return null
    const body = at + idLength + length
    let size = first & ((1 << (8 - length)) - 1)
    let isUnknown = size === (1 << (8 - length)) - 1
    for (const byte of head.subarray(idLength + 1, idLength + length)) {
      size = size * 256 + byte
      isUnknown = isUnknown && byte === 0xff
    }
    return { id, at, body, end: isUnknown ? null : body + size }
  }

  async #note({ id, body }: Element, end: number): Promise<void> {
    const bytes = await this.#bytes.at(body, Math.min(end - body, 64))
    const number = () => bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    const text = () => bytes.toString("latin1").replace(/\0.*$/s, "")
    const track = this.#tracks.at(-1)
    if (id === ID.docType) this.#docType = text()
    else if (id === ID.scale) this.#scale = number()
    else if (id === ID.duration) this.#duration = realIn(bytes)
    else if (id === ID.time) this.#cluster = number()
    else if (id === ID.simpleBlock || id === ID.block) {
      const own = Math.clz32(bytes[0] ?? 0) - 23
      if (bytes.length >= own + 2) this.#last = Math.max(this.#last, this.#cluster + bytes.readInt16BE(own))
    } else if (!track) return
    else if (id === ID.trackType) track.type = number()
    else if (id === ID.codec) track.codec = text()
    else if (id === ID.width) track.width = number()
    else if (id === ID.height) track.height = number()
    else if (id === ID.shownWidth) track.shown.width = number()
    else if (id === ID.shownHeight) track.shown.height = number()
  }

  told(): VideoHead | Unplayable | "sound" | null {
    if (this.#docType !== "webm") return this.#docType === "" ? null : { unplayable: "Matroska (MKV)" }
    const track = this.#tracks.find(({ type }) => type === 1)
    const heard = this.#tracks.find(({ type }) => type === 2)
    if (!track) return heard ? "sound" : null
    const codec = PICTURES[track.codec]
    if (codec === undefined) return { unplayable: track.codec.replace(/^V_/, "") }
    const durationMs = Math.round(((this.#duration || this.#last) * this.#scale) / 1e6)
    const isShown = track.shown.width > 0 && track.shown.height > 0
    const { width, height } = isShown ? track.shown : track
    if (!(durationMs >= 1) || width < 1 || height < 1) return null
    const sound = heard ? HEARD[heard.codec] : undefined
    return {
      ...{ mediaType: "video/webm", codec, sound: heard ? (sound ?? heard.codec.replace(/^A_/, "")) : null },
      ...{ durationMs, width, height },
      notes: [
        ...(this.#isCutOff ? ["truncated" as const] : []),
        ...(heard && sound === undefined ? ["unheard" as const] : []),
      ],
      blanks: this.#blanks,
    }
  }

  /** What describes becomes an element that nobody reads, as long as it was. */
  #blank(at: number, end: number): void {
    const length = end - at
    if (length < 2) return
    const head =
      length >= 9
        ? Buffer.from([0xec, 0x01, 0, ...Buffer.from((length - 9).toString(16).padStart(12, "0"), "hex")])
        : Buffer.from([0xec, 0x80 | (length - 2)])
    this.#blanks.push({ at, length, head: head.toString("hex") })
  }
}

/** A number with a point as the form has it, in four bytes or eight; anything else is none. */
function realIn(bytes: Buffer): number {
  if (bytes.length === 8) return bytes.readDoubleBE(0)
  return bytes.length === 4 ? bytes.readFloatBE(0) : 0
}
