import { packPeaks, peakLevels, samplesAPeak } from "@justesse/types/sound/peaks"
import type { Media } from "@justesse/types/wire/common"

const SAMPLE_RATE = 8_000
/** Talk and pauses: from, to in milliseconds of each ten seconds. */
const TALK = [
  [400, 2_900],
  [3_600, 4_800],
  [5_500, 9_300],
] as const
const ROUND_MS = 10_000

/** Whether somebody talks at a moment of a bench's recording. */
function talks(ms: number): boolean {
  const at = ms % ROUND_MS
  return TALK.some(([from, to]) => from <= at && at < to)
}

/** A recording made in the page, eight bits a sample: tones that swell where somebody talks, near silence elsewhere. */
export function benchRecording(seconds: number): Media {
  const length = seconds * SAMPLE_RATE
  const bytes = new Uint8Array(44 + length)
  writeHead(new DataView(bytes.buffer), length)
  const samples = samplesAPeak(SAMPLE_RATE)
  const values = new Int8Array(2 * Math.ceil(length / samples))
  for (let i = 0; i < length; i++) {
    const ms = (i / SAMPLE_RATE) * 1_000
    const swell = talks(ms) ? 0.25 + 0.5 * Math.abs(Math.sin(ms / 90)) * Math.abs(Math.sin(ms / 410)) : 0.006
    const value = Math.round(swell * 120 * Math.sin(ms * (0.9 + 0.2 * Math.sin(ms / 700))))
    bytes[44 + i] = 128 + value
    const at = 2 * Math.floor(i / samples)
    if (value < (values[at] ?? 0)) values[at] = value
    if (value > (values[at + 1] ?? 0)) values[at + 1] = value
  }
  const peaks = packPeaks({ sampleRate: SAMPLE_RATE, samples: length, levels: peakLevels({ samples, values }) })
  return {
    full: URL.createObjectURL(new Blob([bytes], { type: "audio/wav" })),
    ...{ preview: "", thumbnail: "" },
    sound: {
      durationMs: seconds * 1_000,
      sampleRate: SAMPLE_RATE,
      channels: 1,
      peaks: URL.createObjectURL(new Blob([peaks as Uint8Array<ArrayBuffer>])),
    },
  }
}

/** The head of a WAV file of one channel, eight bits a sample. */
function writeHead(view: DataView, length: number): void {
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i))
  }
  text(0, "RIFF")
  view.setUint32(4, 36 + length, true)
  text(8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, SAMPLE_RATE, true)
  view.setUint32(28, SAMPLE_RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, "data")
  view.setUint32(40, length, true)
}
