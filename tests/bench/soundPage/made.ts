import { createWriteStream } from "node:fs"
import { finished } from "node:stream/promises"
import { wavBody, wavHead } from "@justesse/fixtures/testing/tones"

/** Samples a second of the made recording. */
export const RATE = 16_000
/** Each second begins with so many tones of this length, one after the other, whose pitches spell its number. */
export const TONES = 3
export const TONE_MS = 40
const BASE = 24
const LOWEST_HZ = 500
const STEP_HZ = 125
const LOUD = 0.7

/** The pitches that spell a second, in hertz: three digits of base 24. */
function pitchesOf(second: number): number[] {
  const digits = [Math.floor(second / BASE ** 2), Math.floor(second / BASE) % BASE, second % BASE]
  return digits.map((digit) => LOWEST_HZ + STEP_HZ * digit)
}

/** All pitches that a digit can have. */
export const PITCHES = Array.from({ length: BASE }, (_, digit) => LOWEST_HZ + STEP_HZ * digit)

/** The second that these digits spell. */
export function secondOf([high = 0, middle = 0, low = 0]: readonly number[]): number {
  return (high * BASE + middle) * BASE + low
}

function samplesOf(second: number): Float32Array {
  const samples = new Float32Array(RATE)
  const length = (RATE * TONE_MS) / 1_000
  for (const [at, pitch] of pitchesOf(second).entries())
    for (let i = 0; i < length; i++) samples[at * length + i] = LOUD * Math.sin((2 * Math.PI * pitch * i) / RATE)
  return samples
}

/** Writes a recording in which every second says at its beginning which one it is; silence between. */
export async function writeSpelled(path: string, seconds: number): Promise<void> {
  const file = createWriteStream(path)
  file.write(wavHead({ sampleRate: RATE, channels: 1 }, 16, seconds * RATE))
  for (let second = 0; second < seconds; second++)
    if (!file.write(wavBody([samplesOf(second)], 16))) await new Promise<void>((go) => file.once("drain", () => go()))
  file.end()
  await finished(file)
}
