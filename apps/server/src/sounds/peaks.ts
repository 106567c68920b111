import { packPeaks, peakLevels, samplesAPeak } from "@justesse/types/sound/peaks"

/** Where a stretch begins: any sample is higher and lower. */
const NOTHING = { low: 32_767, high: -32_768 } as const

/** Collects the finest peaks of a recording while it is decoded; see `@justesse/types/sound/peaks`. */
export class PeakCollector {
  readonly #sampleRate: number
  readonly #stretch: number
  #values = new Int8Array(4_096)
  #length = 0
  #low: number = NOTHING.low
  #high: number = NOTHING.high
  #inStretch = 0
  #samples = 0
  /** Farthest from silence that any sample was, of 32,768. */
  loudest = 0

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
    this.#stretch = samplesAPeak(sampleRate)
  }

  get samples(): number {
    return this.#samples
  }

  /** What is heard next: one array a channel. */
  add(channels: readonly Int16Array[]): void {
    const length = channels[0]?.length ?? 0
    for (let at = 0; at < length; ) {
      const to = Math.min(length, at + this.#stretch - this.#inStretch)
      for (const channel of channels) {
        for (let i = at; i < to; i++) {
          const value = channel[i] ?? 0
          if (value < this.#low) this.#low = value
          if (value > this.#high) this.#high = value
        }
      }
      this.#inStretch += to - at
      at = to
      if (this.#inStretch === this.#stretch) this.#end()
    }
    this.#samples += length
  }

  #end(): void {
    if (this.#length === this.#values.length) {
      const larger = new Int8Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.loudest = Math.max(this.loudest, this.#high, -this.#low)
    this.#values[this.#length++] = toPeak(this.#low)
    this.#values[this.#length++] = toPeak(this.#high)
    this.#inStretch = 0
    this.#low = NOTHING.low
    this.#high = NOTHING.high
  }

  /** The file of all peaks; nothing is added after it. */
  finish(): Uint8Array {
    if (this.#inStretch > 0) this.#end()
    const finest = { samples: this.#stretch, values: this.#values.subarray(0, this.#length) }
    return packPeaks({ sampleRate: this.#sampleRate, samples: this.#samples, levels: peakLevels(finest) })
  }
}

function toPeak(value: number): number {
  return Math.round((value / 32_768) * 127)
}
