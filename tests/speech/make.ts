import type { RecordedTruth, SpokenTruth, WordTruth } from "@justesse/fixtures/speech/recordings"
import type { Script } from "@justesse/fixtures/speech/scripts"
import Opus from "opusscript"
import { oggOpus, PRE_SKIP } from "./ogg.ts"

/** What the synthesiser makes. */
const SPOKEN_RATE = 22_050
/** What is packed. */
const RATE = 24_000
/** Of a packet of 20 ms. */
const PACKET = RATE / 50
/** As few as keep every word clear: speech of one channel. */
const BITS_A_SECOND = 11_000
/** Nearer to silence than this is not heard as a sound of speech. */
const HEARD = 0.012
/** A telephone's two tones (ETSI), a second of them at a fifth of full scale. */
const RING = { tones: [440, 480], loudness: 0.2 }
const TAIL_MS = 500

interface SpeechEvent {
  readonly type: string
  readonly text_position: number
  readonly word_length: number
  readonly audio_position: number
}

/** What the synthesiser of the package is to us; it brings no types. */
interface Speaking {
  set_rate(rate: number): void
  set_pitch(pitch: number): void
  readonly [set: string]: unknown
  synthesize(text: string, take: (sound: ArrayBuffer | null, events: readonly SpeechEvent[] | null) => void): void
}

/** The synthesiser, for as long as recordings are made. */
export async function openSpeaker(): Promise<Speaking> {
  // Named here alone, and by a variable: it has no types, and nothing that is installed to serve brings it.
  const name = "@echogarden/espeak-ng-emscripten"
  const { default: load } = (await import(name)) as { default: () => Promise<{ eSpeakNGWorker: new () => Speaking }> }
  // It takes its dice from the clock when it is opened: the noise of an s or an f would be another one each time.
  const { now } = Date
  Date.now = () => 0
  try {
    const { eSpeakNGWorker: Worker } = await load()
    return new Worker()
  } finally {
    Date.now = now
  }
}

interface Said {
  readonly sound: Float32Array
  readonly words: readonly WordTruth[]
}

/** One thing said: its sound from the first to the last that is heard, and where in it each word is, in ms. */
function say(speaker: Speaking, script: Script, [speaks, , text]: Script["lines"][number]): Said {
  const { timbre, rate, pitch } = script.speakers[speaks]
  const setTimbre = speaker["set_voice"]
  if (typeof setTimbre === "function") setTimbre.call(speaker, timbre)
  speaker.set_rate(rate)
  speaker.set_pitch(pitch)
  const parts: Int16Array[] = []
  const events: SpeechEvent[] = []
  // A typographic apostrophe is not spelled out.
  speaker.synthesize(text.replaceAll("’", "'"), (sound, said) => {
    if (sound) parts.push(new Int16Array(sound.slice(0)))
    events.push(...(said ?? []))
  })
  const all = Float32Array.from(
    parts.flatMap((part) => [...part]),
    (sample) => sample / 32_768,
  )
  const from = all.findIndex((sample) => Math.abs(sample) > HEARD)
  const to = all.findLastIndex((sample) => Math.abs(sample) > HEARD) + 1
  const resampled = resample(all.subarray(from, to))
  const ms = (position: number) => Math.max(0, Math.round(position - (from / SPOKEN_RATE) * 1_000))
  const end = Math.round((resampled.length / RATE) * 1_000)
  return { sound: resampled, words: wordsOf(text, events, { ms, end }) }
}

/** The words of a text as they are written, each from where its first sound begins to where the next word's does. */
function wordsOf(
  text: string,
  events: readonly SpeechEvent[],
  { ms, end }: { readonly ms: (position: number) => number; readonly end: number },
): WordTruth[] {
  const begins = events.filter(({ type }) => type === "word")
  const words = [...text.matchAll(/\S+(?: [?!:;»])?/g)].map(({ 0: value, index }) => {
    // Places are counted from 1; one word may be several to the synthesiser (a number), or a part of one ("in the").
    const first = begins.find(({ text_position: at }) => at > index && at <= index + value.length)
    return { value, index, startMs: first ? ms(first.audio_position) : null }
  })
  const starts = words.map(({ startMs, index }, at) => {
    if (startMs !== null) return startMs
    // What is said as one is shared out by letters.
    const before = words.slice(0, at).findLast((word) => word.startMs !== null)
    const next = words.slice(at).find((word) => word.startMs !== null) ?? { startMs: end, index: text.length }
    const [from, fromMs] = [before?.index ?? 0, before?.startMs ?? 0]
    return Math.round(fromMs + (((next.startMs ?? end) - fromMs) * (index - from)) / (next.index - from))
  })
  return words.map(({ value }, at) => ({
    text: value,
    startMs: starts[at] ?? 0,
    endMs: Math.min(end, starts[at + 1] ?? end),
  }))
}

/** 22,050 is to 24,000 as these. */
const [FROM, TO] = [147, 160]
const TAPS = 32

/** For each place between two samples, what each of the samples around it adds: a windowed sinc. */
const KERNELS = Array.from({ length: TO }, (_, phase) =>
  Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = phase / TO + TAPS / 2 - 1 - tap
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (TAPS / 2 + 1)))
  }),
)

/** From the synthesiser's rate to the packed one. */
function resample(samples: Float32Array): Float32Array {
  const made = new Float32Array(Math.floor(((samples.length - 1) * TO) / FROM) + 1)
  for (let i = 0; i < made.length; i++) {
    const first = Math.floor((i * FROM) / TO) - TAPS / 2 + 1
    const kernel = KERNELS[(i * FROM) % TO]
    let sum = 0
    for (let tap = 0; tap < TAPS; tap++) sum += (samples[first + tap] ?? 0) * (kernel?.[tap] ?? 0)
    made[i] = sum
  }
  return made
}

function ring(ms: number): Float32Array {
  return Float32Array.from({ length: (ms / 1_000) * RATE }, (_, i) => {
    const waves = RING.tones.map((tone) => Math.sin((2 * Math.PI * tone * i) / RATE))
    return (RING.loudness * waves.reduce((a, b) => a + b)) / RING.tones.length
  })
}

/** A recording as a file, and what is heard in it from when to when. */
export interface MadeRecording {
  readonly bytes: Buffer
  readonly truth: RecordedTruth
}

/** Has a script said, and packs it. */
export function makeRecording(speaker: Speaking, script: Script): MadeRecording {
  const placed: { readonly at: number; readonly sound: Float32Array }[] = []
  const stretches: SpokenTruth[] = []
  const toMs = (samples: number) => Math.round((samples / RATE) * 1_000)
  let end = 0
  const place = (sound: Float32Array, afterMs: number) => {
    const at = end + (afterMs / 1_000) * RATE
    placed.push({ at, sound })
    end = at + sound.length
    return toMs(at)
  }
  if (script.ringsMs) {
    const startMs = place(ring(script.ringsMs), 300)
    stretches.push({ label: "noise", startMs, endMs: toMs(end), speaker: null, words: [] })
  }
  for (const line of script.lines) {
    const { sound, words } = say(speaker, script, line)
    const startMs = place(sound, line[1])
    const endMs = toMs(end)
    const at = (ms: number) => Math.min(endMs, startMs + ms)
    const moved = words.map((word) => ({ ...word, startMs: at(word.startMs), endMs: at(word.endMs) }))
    const { name } = script.speakers[line[0]]
    stretches.push({ label: "speech", startMs, endMs, speaker: name, words: moved })
  }
  const samples = new Float32Array(end + (TAIL_MS / 1_000) * RATE)
  for (const { at, sound } of placed)
    for (let i = 0; i < sound.length; i++)
      samples[at + i] = Math.max(-1, Math.min(1, (samples[at + i] ?? 0) + (sound[i] ?? 0)))
  const { name, language } = script
  const truth = { name: `${name}.opus`, language, durationMs: toMs(samples.length), stretches }
  return { bytes: pack(samples), truth }
}

function pack(samples: Float32Array): Buffer {
  const encoder = new Opus(RATE, 1, Opus.Application.AUDIO)
  encoder.setBitrate(BITS_A_SECOND)
  const packets: Uint8Array[] = []
  // What the decoder holds back at first comes out behind the end.
  for (let at = 0; at < samples.length + PRE_SKIP / 2; at += PACKET) {
    const part = Buffer.alloc(PACKET * 2)
    for (let i = 0; i < PACKET; i++) part.writeInt16LE(Math.round((samples[at + i] ?? 0) * 32_767), i * 2)
    packets.push(Uint8Array.from(encoder.encode(part, PACKET)))
  }
  encoder.delete()
  return oggOpus(packets, samples.length * 2)
}
