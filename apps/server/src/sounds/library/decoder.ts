import type { Frame } from "@libav.js/variant-default"
import type { Library } from "./load.ts"

/** Samples that were decoded together, one array a channel, with the time at which they begin, in the file's own units. */
export interface Decoded {
  readonly channelData: readonly Float32Array[]
  readonly sampleRate: number
  readonly at: number | null
}

/** A decoder of the library with the one packet and the one frame that go through it. */
export class LibraryDecoder {
  /** Where the next packet is put. */
  readonly packet: number
  readonly #library: Library
  readonly #context: number
  readonly #frame: number
  #hasLost = false

  /** @param codec its name or number @param about how the file says that it is packed */
  constructor(library: Library, codec: string | number, about?: number) {
    this.#library = library
    const [, context, packet, frame] = library.ff_init_decoder_sync(codec, about)
    this.#context = context
    this.packet = packet
    this.#frame = frame
  }

  /** What the packet holds. What cannot be decoded is passed over. */
  take(): Decoded[] {
    const decoded = this.#sent(this.packet)
    this.#library.av_packet_unref_sync(this.packet)
    return decoded
  }

  /** What these bytes hold. */
  takeBytes(bytes: Uint8Array): Decoded[] {
    this.#library.ff_copyin_packet_sync(this.packet, { data: bytes })
    return this.take()
  }

  /** What the decoder kept, at the end. */
  rest(): Decoded[] {
    return this.#sent(0)
  }

  /** Whether something could not be decoded since this was last asked. */
  hasLost(): boolean {
    const has = this.#hasLost
    this.#hasLost = false
    return has
  }

  #sent(packet: number): Decoded[] {
    const library = this.#library
    if (library.avcodec_send_packet_sync(this.#context, packet) < 0) this.#hasLost = true
    const decoded: Decoded[] = []
    for (;;) {
      const got = library.avcodec_receive_frame_sync(this.#context, this.#frame)
      if (got < 0) {
        if (got !== -library.EAGAIN && got !== library.AVERROR_EOF) this.#hasLost = true
        return decoded
      }
      decoded.push(toDecoded(library.ff_copyout_frame_sync(this.#frame)))
      library.av_frame_unref_sync(this.#frame)
    }
  }

  free(): void {
    this.#library.ff_free_decoder_sync(this.#context, this.packet, this.#frame)
  }
}

/** How loud full scale is by the number of a kind of samples: whole numbers of 16 and of 32 bits, floating point. */
const FULL: Readonly<Record<number, number>> = { 1: 2 ** 15, 2: 2 ** 31, 3: 1 }
/** Kinds from this number on are the same with each channel by itself. */
const PLANAR = 5

function toDecoded(frame: Frame): Decoded {
  const { format, nb_samples: length = 0, channels = 1, sample_rate: sampleRate = 0 } = frame
  const isPlanar = format >= PLANAR
  const full = FULL[isPlanar ? format - PLANAR : format] ?? 1
  // Its types leave open what it holds: numbers, by channel or one channel beside the other.
  const arrays: readonly ArrayLike<number>[] = isPlanar ? frame.data : [frame.data]
  const channelData = Array.from({ length: channels }, (_, channel) => {
    const from = arrays[isPlanar ? channel : 0] ?? []
    if (isPlanar && from instanceof Float32Array) return from
    const samples = new Float32Array(length)
    for (let i = 0; i < length; i++) samples[i] = (from[isPlanar ? i : i * channels + channel] ?? 0) / full
    return samples
  })
  return { channelData, sampleRate, at: timeOf(frame) }
}

/** A time is told in two halves; the lowest of all stands for none. */
function timeOf({ pts = 0, ptshi = 0 }: Frame): number | null {
  return ptshi === -(2 ** 31) && pts === 0 ? null : ptshi * 2 ** 32 + (pts >>> 0)
}
