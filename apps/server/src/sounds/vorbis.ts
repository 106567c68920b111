import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis"
import { codecFrames, data, header, isLastPage, type OggPage, totalSamples, vorbisSetup } from "codec-parser"
import { OggPages } from "./ogg.ts"

type Samples = readonly Float32Array[]

/** Of the packets before the sound: how it is, what it is called, and how it is unpacked. */
const HEADS = 3

/** Unpacks an Ogg file of Vorbis that comes piece by piece. The pages are read here; the decoder is given their packets. */
export class VorbisStream {
  readonly #pages = new OggPages()
  readonly #decoder = new OggVorbisDecoder()
  #heads: Buffer[] = []
  #samples = 0
  /** Where the first page of sound begins, in samples: a part of a stream does not begin at nought. */
  #from: number | null = null
  #isDamaged = false

  get ready(): Promise<void> {
    return this.#decoder.ready
  }

  get isDamaged(): boolean {
    return this.#isDamaged || this.#pages.isDamaged
  }

  async take(bytes: Buffer): Promise<Samples[]> {
    const parts: Samples[] = []
    for (const { packets, granule, isLast } of this.#pages.take(bytes)) {
      const sound = packets.filter((packet) => !this.#isHead(packet))
      if (sound.length === 0) continue
      const decoded = await this.#decoder.decodeOggPages([this.#pageOf(sound)])
      if (decoded.errors.length > 0) this.#isDamaged = true
      this.#samples += decoded.samplesDecoded
      if (granule >= 0) this.#from ??= Math.max(0, granule - this.#samples)
      // The last page says where the sound ends: a packet holds more.
      const tooMany = isLast && granule >= 0 ? this.#samples - (granule - (this.#from ?? 0)) : 0
      const length = Math.max(0, decoded.samplesDecoded - Math.max(0, tooMany))
      parts.push(decoded.channelData.map((channel) => channel.subarray(0, length)))
    }
    return parts
  }

  #isHead(packet: Buffer): boolean {
    if (this.#heads.length >= HEADS) return false
    this.#heads.push(packet)
    return true
  }

  /** The first page of sound brings the heads with it. */
  #pageOf(sound: readonly Buffer[]): OggPage {
    const [first = Buffer.alloc(1), , setup = Buffer.alloc(0)] = this.#heads
    const frames = sound.map((packet) => ({ [data]: packet, [header]: { [vorbisSetup]: setup } }))
    return { [data]: first, [codecFrames]: frames, [isLastPage]: false, [totalSamples]: 0 }
  }

  free(): void {
    this.#decoder.free()
  }
}
