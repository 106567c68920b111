/**
 * Peaks of a recording: how high and how low its wave goes in each short stretch, at several widths of the stretch, so that hours are
 * drawn without the sound. One file: 24 bytes of head (`JPK1`, samples a second, samples in all as a float of 8 bytes, number of
 * levels, 4 bytes of nothing), 12 bytes a level (samples a stretch, stretches, where its bytes begin), and then the levels, the
 * coarsest first: whoever shows all of a recording needs the beginning alone. A stretch is two bytes, its lowest and its highest
 * value in 127ths of full scale. Numbers have their lowest byte first.
 */

/** Stretches a second on the finest level, about: a stretch is a whole number of samples. */
const FINEST = 200
/** Each level has so many times fewer stretches than the one below it. */
const COARSER = 4
/** The coarsest level has at most so many, unless it is the only one. */
const FEWEST = 2_000
const HEAD_BYTES = 24
const LEVEL_BYTES = 12
const MAGIC = 0x314b504a // "JPK1"

/** A level of the peaks of a recording. */
interface PeakLevel {
  /** Samples in a stretch. */
  readonly samples: number
  /** Lowest and highest value of each stretch, in 127ths, one after the other. */
  readonly values: Int8Array
}

/** Peaks as they are read, the finest level first. */
interface Peaks {
  readonly sampleRate: number
  /** Samples of the recording, of one channel. */
  readonly samples: number
  readonly levels: readonly PeakLevel[]
}

/** How many samples a stretch of the finest level has. */
export function samplesAPeak(sampleRate: number): number {
  return Math.max(1, Math.round(sampleRate / FINEST))
}

/** The finest level and those above it, until one is short enough to be drawn whole. */
export function peakLevels(finest: PeakLevel): readonly PeakLevel[] {
  const levels = [finest]
  for (let level = finest; level.values.length / 2 > FEWEST; ) {
    level = coarser(level)
    levels.push(level)
  }
  return levels
}

function coarser({ samples, values }: PeakLevel): PeakLevel {
  const stretches = Math.ceil(values.length / 2 / COARSER)
  const made = new Int8Array(stretches * 2)
  for (let i = 0; i < stretches; i++) {
    const some = values.subarray(i * 2 * COARSER, (i + 1) * 2 * COARSER)
    let [low, high] = [127, -127]
    for (let at = 0; at < some.length; at += 2) {
      low = Math.min(low, some[at] ?? 0)
      high = Math.max(high, some[at + 1] ?? 0)
    }
    made[i * 2] = low
    made[i * 2 + 1] = high
  }
  return { samples: samples * COARSER, values: made }
}

/** The file of a recording's peaks. `levels` is the finest first, as in {@link Peaks}. */
export function packPeaks({ sampleRate, samples, levels }: Peaks): Uint8Array {
  const head = HEAD_BYTES + LEVEL_BYTES * levels.length
  const packed = new Uint8Array(levels.reduce((sum, { values }) => sum + values.length, head))
  const view = new DataView(packed.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, sampleRate, true)
  view.setFloat64(8, samples, true)
  view.setUint32(16, levels.length, true)
  let at = head
  for (const [i, level] of [...levels].reverse().entries()) {
    const entry = HEAD_BYTES + LEVEL_BYTES * i
    view.setUint32(entry, level.samples, true)
    view.setUint32(entry + 4, level.values.length / 2, true)
    view.setUint32(entry + 8, at, true)
    packed.set(new Uint8Array(level.values.buffer, level.values.byteOffset, level.values.length), at)
    at += level.values.length
  }
  return packed
}

/**
 * Reads a file of peaks, without copying it; null for what is none. Of a beginning that was fetched by itself those levels are read
 * that are whole in it.
 */
export function readPeaks(packed: Uint8Array): Peaks | null {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  if (packed.length < HEAD_BYTES || view.getUint32(0, true) !== MAGIC) return null
  const count = view.getUint32(16, true)
  if (packed.length < HEAD_BYTES + LEVEL_BYTES * count) return null
  const levels: PeakLevel[] = []
  for (let i = 0; i < count; i++) {
    const entry = HEAD_BYTES + LEVEL_BYTES * i
    const [length, at] = [view.getUint32(entry + 4, true) * 2, view.getUint32(entry + 8, true)]
    if (at + length > packed.length) break
    const values = new Int8Array(packed.buffer, packed.byteOffset + at, length)
    levels.unshift({ samples: view.getUint32(entry, true), values })
  }
  return { sampleRate: view.getUint32(4, true), samples: view.getFloat64(8, true), levels }
}
