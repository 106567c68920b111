import { OpusDecoder } from "opus-decoder"
import { Refusal } from "../children/refusal.ts"
import { OggPages } from "./ogg.ts"

/** Opus is decoded at this rate, whatever went in. */
export const OPUS_RATE = 48_000
/** Silence that is put for what was lost, at most: what says more has a wrong number. */
const MOST_GAP = 600 * OPUS_RATE
/** Shorter gaps are how packets fall on pages. */
const LEAST_GAP = OPUS_RATE / 4
/** Of a head that maps no channels. */
const HEAD_BYTES = 19

type Samples = readonly Float32Array[]

/**
 * Unpacks an Ogg file of Opus that comes piece by piece (RFC 7845). What is lost on the way is silence, as long as the pages say: what
 * comes after it stays at its time.
 *
 * @throws Refusal recording_broken
 */
export class OpusStream {
  readonly #pages = new OggPages()
  #decoder: OpusDecoder | null = null
  #packets = 0
  #skipped = 0
  #channels = 1
  #samples = 0
  #isDamaged = false

  get isDamaged(): boolean {
    return this.#isDamaged || this.#pages.isDamaged
  }

  async take(bytes: Buffer): Promise<Samples[]> {
    const parts: Samples[] = []
    for (const { packets, granule, isLast } of this.#pages.take(bytes)) {
      const page: Samples[] = []
      for (const packet of packets) {
        const samples = await this.#packet(packet)
        if (samples) page.push(samples)
      }
      parts.push(...this.#fitted(page, granule - this.#skipped, isLast))
    }
    return parts
  }

  /** The first packet says how the sound is, the second what it is called. */
  async #packet(packet: Buffer): Promise<Samples | null> {
    this.#packets++
    if (this.#packets === 1) this.#decoder = await this.#begin(packet)
    if (this.#packets <= 2 || !this.#decoder) return null
    const { channelData, errors } = this.#decoder.decodeFrame(packet)
    if (errors.length > 0) this.#isDamaged = true
    return channelData
  }

  async #begin(head: Buffer): Promise<OpusDecoder> {
    // Where its page was damaged, another packet is the first.
    if (head.length < HEAD_BYTES || head.toString("latin1", 0, 8) !== "OpusHead")
      throw new Refusal("recording_broken", { why: "header" })
    const channels = head[9] ?? 1
    this.#channels = channels
    this.#skipped = head.readUInt16LE(10)
    const isMapped = head[18] !== 0
    const [streamCount, coupledStreamCount] = isMapped ? [head[19] ?? 1, head[20] ?? 0] : [1, channels - 1]
    const channelMappingTable = isMapped ? [...head.subarray(21, 21 + channels)] : channels === 2 ? [0, 1] : [0]
    const decoder = new OpusDecoder({
      ...{ channels, streamCount, coupledStreamCount, channelMappingTable },
      preSkip: this.#skipped,
    })
    await decoder.ready
    return decoder
  }

  /** A page's samples, ending where the page says: without what is too much at the end, behind silence for what is missing. */
  #fitted(page: Samples[], end: number, isLast: boolean): Samples[] {
    const length = page.reduce((sum, [first]) => sum + (first?.length ?? 0), 0)
    const missing = end - this.#samples - length
    this.#samples += length
    if (this.#packets <= 2) return page
    if (missing > LEAST_GAP && missing < MOST_GAP) {
      this.#isDamaged = true
      this.#samples += missing
      return [Array.from({ length: this.#channels }, () => new Float32Array(missing)), ...page]
    }
    return isLast && missing < 0 ? shortened(page, -missing) : page
  }

  free(): void {
    this.#decoder?.free()
  }
}

/** Without so many of the last samples. */
function shortened(page: Samples[], tooMany: number): Samples[] {
  let left = tooMany
  for (let last = page.at(-1); last && left > 0; last = page.at(-1)) {
    const length = last[0]?.length ?? 0
    page.pop()
    if (length > left) page.push(last.map((samples) => samples.subarray(0, length - left)))
    left -= length
  }
  return page
}
