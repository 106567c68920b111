import { type StreamInfo, type UnpackedFrame, unpackFrame } from "./unpack.ts"

/** Bytes that no frame needs: whoever has more without one waits for no other. */
const MOST_FRAME_BYTES = 4_194_304
/** Silence that is put for what was lost, at most: what says more has a wrong number. */
const MOST_GAP_SECONDS = 600

/**
 * Unpacks a file of FLAC that comes piece by piece. What is damaged is left out, and as much silence is put in its place, since each frame
 * says where it lies: what comes after it stays at its time.
 */
export class FlacStream {
  readonly #info: StreamInfo
  #left: Buffer = Buffer.alloc(0)
  #samples = 0
  /** Whether something was not as it was packed. */
  isDamaged = false

  constructor(info: StreamInfo) {
    this.#info = info
  }

  /** The samples of the frames that are whole by now, from -1 to 1. `isLast`: nothing follows. */
  *take(bytes: Buffer, isLast: boolean): Generator<Float32Array[]> {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes])
    let at = 0
    while (at < this.#left.length) {
      const frame = unpackFrame(this.#left, at, this.#info)
      if (frame === "short" && !isLast && this.#left.length - at < MOST_FRAME_BYTES) break
      if (frame === null || frame === "short") {
        this.isDamaged = true
        at = this.#nextSync(at + 1)
        continue
      }
      at = frame.end
      yield* this.#placed(frame)
    }
    this.#left = this.#left.subarray(at)
  }

  /** Where the next frame could begin; the last byte may be the first of one. */
  #nextSync(from: number): number {
    for (let at = this.#left.indexOf(0xff, from); at >= 0; at = this.#left.indexOf(0xff, at + 1)) {
      const next = this.#left[at + 1]
      if (next === undefined || (next & 0xfe) === 0xf8) return at
    }
    return this.#left.length
  }

  *#placed({ channels, bits, position }: UnpackedFrame): Generator<Float32Array[]> {
    const at = "sample" in position ? position.sample : position.frame * this.#info.frameSamples
    const gap = at - this.#samples
    if (gap > 0 && gap <= MOST_GAP_SECONDS * this.#info.sampleRate) {
      this.isDamaged = true
      this.#samples += gap
      yield channels.map(() => new Float32Array(gap))
    }
    const scale = 2 ** (bits - 1)
    this.#samples += channels[0]?.length ?? 0
    yield channels.map((samples) => Float32Array.from(samples, (value) => value / scale))
  }
}
