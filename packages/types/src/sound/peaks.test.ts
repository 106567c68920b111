import { expect, test } from "vitest"
import { packPeaks, peakLevels, readPeaks, samplesAPeak } from "./peaks.ts"

/** Stretches whose lowest and highest values are known by their number. */
function finest(stretches: number) {
  const values = new Int8Array(stretches * 2)
  for (let i = 0; i < stretches; i++) values.set([-(i % 120), (i * 7) % 120], i * 2)
  return { samples: 80, values }
}

test("a stretch of the finest level is a whole number of samples, five thousandths of a second long about", () => {
  expect([8_000, 16_000, 44_100, 48_000, 100].map(samplesAPeak)).toEqual([40, 80, 221, 240, 1])
})

test("each level says of four stretches what the one below says of each", () => {
  const levels = peakLevels(finest(40_001))
  expect(levels.map(({ samples, values }) => [samples, values.length / 2])).toEqual([
    [80, 40_001],
    [320, 10_001],
    [1_280, 2_501],
    [5_120, 626],
  ])
  for (const [i, { values }] of levels.slice(1).entries()) {
    const below = levels[i]?.values ?? new Int8Array()
    for (let at = 0; at < values.length / 2; at++) {
      const some = [...below.subarray(at * 8, at * 8 + 8)]
      expect([values[at * 2], values[at * 2 + 1]]).toEqual([Math.min(...some), Math.max(...some)])
    }
  }
})

test("peaks are read as they were packed, and the beginning alone gives the coarse levels", () => {
  const peaks = { sampleRate: 16_000, samples: 3_200_080, levels: peakLevels(finest(40_001)) }
  const packed = packPeaks(peaks)
  expect(readPeaks(packed)).toEqual(peaks)
  // Somewhere in a larger piece of memory, as a network hands it over.
  const inside = new Uint8Array(packed.length + 7)
  inside.set(packed, 7)
  expect(readPeaks(inside.subarray(7))).toEqual(peaks)
  const beginning = readPeaks(packed.subarray(0, 24 + 4 * 12 + 626 * 2 + 2_501 * 2 + 5))
  expect(beginning?.levels).toEqual(peaks.levels.slice(2))
})

test("what is no file of peaks is none", () => {
  const packed = packPeaks({ sampleRate: 8_000, samples: 40, levels: [finest(1)] })
  expect(readPeaks(packed)?.levels).toHaveLength(1)
  expect(readPeaks(packed.subarray(0, 23))).toBeNull()
  expect(readPeaks(packed.subarray(0, 30))).toBeNull()
  expect(readPeaks(new TextEncoder().encode("RIFF....WAVEfmt and so on"))).toBeNull()
})
