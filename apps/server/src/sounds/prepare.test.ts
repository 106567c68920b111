import { readFileSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { toneOf, toneSamples, toneWav, type WavBits, wavBody, wavHead } from "@justesse/fixtures/testing/tones"
import { readPeaks } from "@justesse/types/sound/peaks"
import { FLACDecoder } from "@wasm-audio-decoders/flac"
import sharp from "sharp"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { prepareSound } from "./prepare.ts"

let folder: ReturnType<typeof temporaryFolder>
let files = 0
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** Prepares these bytes, and decodes the copy that is played by a decoder of others. */
async function prepared(bytes: Uint8Array) {
  const source = join(folder.path, `${files++}`)
  const playable = `${source}.flac`
  await writeFile(source, bytes)
  const sound = await prepareSound({ source, playable, ffmpeg: null })
  const decoder = new FLACDecoder()
  await decoder.ready
  const { channelData, sampleRate } = await decoder.decodeFile(await readFile(playable))
  decoder.free()
  // That decoder has 1 for the highest sample.
  const heard = channelData.map((samples) => Int16Array.from(samples, (value) => Math.round(value * 32_767)))
  return { sound, heard, sampleRate }
}

const refused = async (bytes: Uint8Array) => {
  const source = join(folder.path, `${files++}`)
  await writeFile(source, bytes)
  return prepareSound({ source, playable: `${source}.flac`, ffmpeg: null })
}

/** The finest peaks of samples, computed in the plainest way. */
function plainPeaks(channels: readonly Int16Array[], stretch: number): number[] {
  const length = channels[0]?.length ?? 0
  const peaks: number[] = []
  for (let at = 0; at < length; at += stretch) {
    const all = channels.flatMap((samples) => [...samples.subarray(at, at + stretch)])
    for (const value of [Math.min(...all), Math.max(...all)]) peaks.push(Math.round((value / 32_768) * 127))
  }
  return peaks
}

describe("a recording that comes in", () => {
  test.each([
    { bits: 8, within: 256 },
    { bits: 16, within: 0 },
    { bits: 24, within: 1 },
    { bits: 32, within: 1 },
    { bits: "float", within: 1 },
  ] satisfies { bits: WavBits; within: number }[])("of $bits bits is heard as it is", async ({ bits, within }) => {
    const tones = { seconds: 2.3, sampleRate: 16_000, channels: 2 }
    const { sound, heard, sampleRate } = await prepared(toneWav(tones, bits))
    expect(sound).toMatchObject({ mediaType: "audio/wav", codec: "PCM", durationMs: 2_300, channels: 2, notes: [] })
    expect([sound.sampleRate, sampleRate]).toEqual([16_000, 16_000])
    for (const [channel, samples] of heard.entries()) {
      const truth = new Int16Array(wavBody([toneSamples(tones, channel, 0, 36_800)], 16).buffer)
      expect(samples.length).toBe(truth.length)
      expect(Math.max(...samples.map((value, i) => Math.abs(value - (truth[i] ?? 0))))).toBeLessThanOrEqual(within)
    }
  })

  test.each([8_000, 11_025, 16_000, 44_100, 48_000, 96_000])(
    "at %d a second has its peaks where its wave is",
    async (rate) => {
      const tones = { seconds: 3.07, sampleRate: rate, channels: 2 }
      const { sound, heard } = await prepared(toneWav(tones))
      const peaks = readPeaks(sound.peaks)
      const [finest] = peaks?.levels ?? []
      expect(peaks?.samples).toBe(Math.round(3.07 * rate))
      expect([...(finest?.values ?? [])]).toEqual(plainPeaks(heard, finest?.samples ?? 1))
      // The first tone is seen where it begins, to the stretch.
      const first = (finest?.values ?? new Int8Array()).findIndex((value) => value !== 0)
      const { from } = toneOf(0, rate)
      expect(Math.abs((Math.floor(first / 2) * (finest?.samples ?? 1) - from) / rate)).toBeLessThanOrEqual(0.005)
    },
  )

  test("of six channels is heard as two, with what is said in the middle on both sides", async () => {
    const channels = Array.from({ length: 6 }, (_, c) => new Float32Array(4_000).fill(c === 2 ? 0.5 : 0))
    const head = wavHead({ sampleRate: 8_000, channels: 6 }, 16, 4_000)
    const { sound, heard } = await prepared(Buffer.concat([head, wavBody(channels, 16)]))
    expect(sound).toMatchObject({ channels: 6, notes: ["mixed"] })
    expect(heard.length).toBe(2)
    expect(heard.every((side) => side.every((value) => value > 4_000))).toBe(true)
  })

  test("that was cut off is played as far as it goes, which is said", async () => {
    const whole = toneWav({ seconds: 2, sampleRate: 8_000, channels: 1 })
    const { sound, heard } = await prepared(whole.subarray(0, 44 + 8_000 * 2 + 1))
    expect(sound).toMatchObject({ durationMs: 1_000, notes: ["truncated"] })
    expect(heard[0]?.length).toBe(8_000)
  })

  test("whose length was not known when its head was written is read to its end", async () => {
    const whole = Buffer.from(toneWav({ seconds: 2, sampleRate: 8_000, channels: 1 }))
    whole.writeUInt32LE(0xffffffff, 40)
    expect((await prepared(whole)).sound).toMatchObject({ durationMs: 2_000, notes: [] })
  })

  test("in which nothing is heard is kept, with a note", async () => {
    const { sound } = await prepared(toneWav({ seconds: 1, sampleRate: 8_000, channels: 1, loudness: 0 }))
    expect(sound.notes).toEqual(["silent"])
  })

  test("has a picture of its wave, which is flat in the first quarter of a second and high in the next", async () => {
    const { sound } = await prepared(toneWav({ seconds: 1, sampleRate: 8_000, channels: 1 }))
    const { data, info } = await sharp(sound.wave).greyscale().raw().toBuffer({ resolveWithObject: true })
    const dark = (x: number) =>
      Array.from({ length: info.height }, (_, y) => data[y * info.width + x] ?? 255).filter((grey) => grey < 150).length
    expect([info.width, info.height]).toEqual([640, 320])
    expect(dark(80)).toBeLessThanOrEqual(2)
    expect(dark(240)).toBeGreaterThan(200)
  })

  test.each([
    ...[36, 37, 46].map((at) => {
      const bytes = readFileSync(new URL("../../../../fixtures/sounds/tones.opus", import.meta.url))
      bytes[at] = 255
      return { what: `Opus with a wrong byte ${at} in its first page`, bytes, code: "recording_broken" }
    }),
    { what: "a file of nothing", bytes: Buffer.alloc(0), code: "recording_empty" },
    {
      what: "a head without a sample",
      bytes: toneWav({ seconds: 0, sampleRate: 8_000, channels: 1 }),
      code: "recording_empty",
    },
    { what: "text", bytes: Buffer.from("Bonjour"), code: "recording_kind" },
    {
      what: "a head that ends in the middle",
      bytes: toneWav({ seconds: 1, sampleRate: 8_000, channels: 1 }).subarray(0, 30),
      code: "recording_broken",
    },
    {
      what: "a head of no channels",
      bytes: toneWav({ seconds: 1, sampleRate: 8_000, channels: 0 }),
      code: "recording_broken",
    },
  ])("that is $what is refused by its code", async ({ bytes, code }) => {
    await expect(refused(bytes)).rejects.toMatchObject({ code })
  })
})
