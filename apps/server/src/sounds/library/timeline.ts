import type { Decoded } from "./decoder.ts"

type Samples = readonly Float32Array[]

interface Sound {
  readonly sampleRate: number
  readonly channels: number
  /** Seconds that a unit of the file's times lasts; null where it has none. */
  readonly unit: number | null
  /** Samples of a channel that are to be expected; null where nothing says it. */
  readonly expected: number | null
}

/** Silence that is put for what is missing, at most: what says more has a wrong time. */
const MOST_GAP_SECONDS = 600
/** A recorder's clock is not that exact: where nothing was lost, shorter gaps are none. */
const LEAST_GAP_SECONDS = 0.25

/**
 * Puts what was decoded one after the other, at its time: silence where something was lost, and nothing behind the end that the file
 * names, where the last packet holds more.
 */
export class Timeline {
  readonly #sound: Sound
  /** Where the first samples are in the file's own time, in samples. */
  #from: number | null = null
  #samples = 0
  /** The last samples, until it is known whether more follow. */
  #held: Samples | null = null
  #hasLost = false
  #isDamaged = false

  constructor(sound: Sound) {
    this.#sound = sound
  }

  /** Something before the next samples could not be read. */
  lose(): void {
    this.#hasLost = true
    this.#isDamaged = true
  }

  *put(decoded: Decoded): Generator<Samples> {
    const samples = this.#fitted(decoded)
    if (!samples) return this.lose()
    if (this.#held) yield this.#held
    const missing = this.#missingBefore(decoded, samples[0]?.length ?? 0)
    if (missing > 0) {
      this.#isDamaged = true
      yield samples.map(() => new Float32Array(missing))
    }
    this.#hasLost = false
    this.#held = samples
    this.#samples += missing + (samples[0]?.length ?? 0)
  }

  *end(): Generator<Samples> {
    const tooMany = this.#samples - (this.#sound.expected ?? this.#samples)
    const length = this.#held?.[0]?.length ?? 0
    // Whoever names another end altogether is wrong about it.
    const kept = tooMany > 0 && tooMany < length ? length - tooMany : length
    this.#samples -= length - kept
    if (this.#held) yield this.#held.map((channel) => channel.subarray(0, kept))
  }

  /** Whether something is missing, on the way or at the end. */
  isCutOff(): boolean {
    const { expected, sampleRate } = this.#sound
    return this.#isDamaged || (expected !== null && this.#samples < expected - sampleRate / 10)
  }

  /** As many channels as the sound has; null for samples of another rate, which have no place in it. */
  #fitted({ channelData, sampleRate }: Decoded): Samples | null {
    if (sampleRate !== this.#sound.sampleRate) return null
    const [first = new Float32Array()] = channelData
    return Array.from({ length: this.#sound.channels }, (_, channel) => channelData[channel] ?? first)
  }

  #missingBefore({ at }: Decoded, length: number): number {
    const { unit, sampleRate } = this.#sound
    if (at === null || unit === null) return 0
    const place = Math.round(at * unit * sampleRate)
    this.#from ??= place
    const missing = place - this.#from - this.#samples
    const least = this.#hasLost ? length / 2 : LEAST_GAP_SECONDS * sampleRate
    return missing >= least && missing < MOST_GAP_SECONDS * sampleRate ? missing : 0
  }
}
