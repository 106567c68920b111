import { readdirSync } from "node:fs"
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { toneOf, toneSamples } from "@justesse/fixtures/testing/tones"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Decoding } from "./contract.ts"
import { type Ffmpeg, findFfmpeg } from "./ffmpeg.ts"
import { openSound } from "./open.ts"
import { recognise } from "./recognise.ts"

/**
 * Six seconds of `toneSamples` at 16,000 a second, one channel, packed once by ffmpeg 4.1: `-q:a 5` and `-q:a 7` with LAME (vbr, tagged),
 * `-b:a 24k -write_xing 0` (cbr), libvorbis, libopus, its own AAC and FLAC. Nothing else is in these files.
 */
const SOUNDS = fileURLToPath(new URL("../../../../fixtures/sounds/", import.meta.url))
const TONES = { seconds: 6, sampleRate: 16_000, channels: 1 }
const FFMPEG = findFfmpeg(process.env["JUSTESSE_FFMPEG"])
const SHARED = fileURLToPath(new URL("../../../../../shared/data/audio/", import.meta.url))

async function heard(decoding: Decoding): Promise<Float32Array> {
  const parts: Float32Array[] = []
  for await (const [first] of decoding.pieces) if (first) parts.push(Float32Array.from(first))
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** By how many milliseconds the first tone of each second begins late (early: below nought), as an ear would have it. */
function late(samples: Float32Array, rate: number): number[] {
  return Array.from({ length: TONES.seconds }, (_, second) => {
    const { from } = toneOf(second, rate)
    // Packing rings a little before a tone.
    const begins = samples.findIndex((value, i) => i > from - rate / 5 && Math.abs(value) > 0.1)
    return ((begins - from) / rate) * 1_000
  })
}

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const DECODERS: { name: string; ffmpeg: Ffmpeg | null; files: readonly string[] }[] = [
  {
    name: "packaged decoders",
    ffmpeg: null,
    files: ["vbr.mp3", "cbr.mp3", "tagged.mp3", "tones.ogg", "tones.opus", "tones.flac", "tones.m4a", "tones.aac"],
  },
  ...(FFMPEG
    ? [
        {
          name: "ffmpeg",
          ffmpeg: FFMPEG,
          files: [
            "vbr.mp3",
            "cbr.mp3",
            "tagged.mp3",
            "tones.ogg",
            "tones.opus",
            "tones.flac",
            "tones.m4a",
            "tones.aac",
          ],
        },
      ]
    : []),
]
const CASES = DECODERS.flatMap(({ name, ffmpeg, files }) => files.map((file) => ({ name, ffmpeg, file })))

describe("a recording of six seconds with a tone in each", () => {
  test.each(CASES)("is as long as it is and has its tones where they are: $file by $name", async ({ file, ffmpeg }) => {
    const decoding = await openSound(join(SOUNDS, file), ffmpeg)
    const { sampleRate, channels } = decoding.head
    const samples = await heard(decoding)
    expect([sampleRate, channels, decoding.isCutOff()]).toEqual([file === "tones.opus" ? 48_000 : 16_000, 1, false])
    // The Opus file says itself that it is 208 samples longer. An ffmpeg of before 2020 keeps what stands behind the end of an Ogg stream. A stream without a head that says so keeps what its packing put before and behind.
    const isExact = !["cbr.mp3", "tones.aac"].includes(file)
    expect(Math.abs(samples.length / sampleRate - TONES.seconds)).toBeLessThanOrEqual(
      isExact ? (ffmpeg ? 0.03 : file === "tones.opus" ? 0.005 : 0.001) : 0.2,
    )
    for (const ms of late(samples, sampleRate)) expect(Math.abs(ms)).toBeLessThanOrEqual(isExact ? 5 : 75)
  })

  test("is the same to the sample where nothing is lost in packing", async () => {
    const samples = await heard(await openSound(join(SOUNDS, "tones.flac"), null))
    const truth = toneSamples(TONES, 0, 0, 96_000)
    const apart = samples.map((value, i) => Math.abs(value - (truth[i] ?? 0)))
    expect(samples.length).toBe(96_000)
    expect(Math.max(...apart)).toBeLessThan(1 / 32_000)
  })

  test.each(["vbr.mp3", "tones.ogg", "tones.opus", "tones.flac", "tones.aac", "tones.m4a"])(
    "that is cut after four fifths is heard up to there: %s",
    async (file) => {
      const read = await readFile(join(SOUNDS, file))
      const whole = file === "tones.m4a" ? headFirst(read) : read
      const path = join(folder.path, file)
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.8)))
      const decoding = await openSound(path, null)
      const seconds = (await heard(decoding)).length / decoding.head.sampleRate
      expect(decoding.isCutOff()).toBe(true)
      expect(seconds).toBeGreaterThan(2)
      expect(seconds).toBeLessThan(5.3)
    },
  )

  test.each(["vbr.mp3", "tones.flac", "tones.opus", "tones.aac", "tones.m4a"])(
    "that has a hole is heard before and behind it, which is said: %s",
    async (file) => {
      const damaged = await readFile(join(SOUNDS, file))
      const from = Math.floor(damaged.length * 0.45)
      damaged.fill(0x55, from, from + 600)
      const path = join(folder.path, file)
      await writeFile(path, damaged)
      const decoding = await openSound(path, null)
      const samples = await heard(decoding)
      const seconds = samples.length / decoding.head.sampleRate
      expect(decoding.isCutOff()).toBe(true)
      expect(seconds).toBeGreaterThan(3.5)
      // Where packets have times, what follows the hole keeps its own.
      if (file === "tones.m4a") expect(Math.abs(late(samples, 16_000)[5] ?? 99)).toBeLessThanOrEqual(5)
    },
  )

  test.each([
    // Its number of AAC, and that of AC-3.
    ["a way of packing that nothing here unpacks", "\x40\x15", "\xa5\x15", "recording_needs_ffmpeg"],
    ["pictures and no sound", "soun", "vide", "recording_empty"],
    ["no head", "moov", "none", "recording_broken"],
  ])("in an MP4 file of %s says so", async (_what, word, other, code) => {
    const bytes = await readFile(join(SOUNDS, "tones.m4a"))
    bytes.write(other, bytes.indexOf(word, 0, "latin1"), "latin1")
    const path = join(folder.path, "other.m4a")
    await writeFile(path, bytes)
    await expect(openSound(path, null)).rejects.toMatchObject({ code })
  })

  test("of AAC is heard to its last frame where words about it follow", async () => {
    const path = join(folder.path, "tagged.aac")
    await writeFile(path, Buffer.concat([await readFile(join(SOUNDS, "tones.aac")), Buffer.from("TAG".padEnd(128))]))
    const decoding = await openSound(path, null)
    expect((await heard(decoding)).length).toBe(95 * 1_024)
    expect(decoding.isCutOff()).toBe(false)
  })
})

/** An MP4 file with its head before its sound, as those are that a web site plays. */
function headFirst(bytes: Buffer): Buffer {
  const from = bytes.indexOf("moov") - 4
  const head = Buffer.from(bytes.subarray(from, from + bytes.readUInt32BE(from)))
  // The one piece of its sound begins so much later.
  const place = head.indexOf("stco") + 12
  head.writeUInt32BE(head.readUInt32BE(place) + head.length, place)
  return Buffer.concat([bytes.subarray(0, 24), head, bytes.subarray(24, from)])
}

test("forms are told by content, tags before it or not", async () => {
  const told: Record<string, string | undefined> = {}
  for (const file of readdirSync(SOUNDS)) {
    await mkdir(folder.path, { recursive: true })
    const path = join(folder.path, "nameless")
    await copyFile(join(SOUNDS, file), path)
    told[file] = (await recognise(path))?.form
  }
  expect(told).toEqual({
    ...{ "cbr.mp3": "mp3", "vbr.mp3": "mp3", "tagged.mp3": "mp3", "tones.flac": "flac" },
    ...{ "tones.aac": "aac", "tones.m4a": "mp4", "tones.ogg": "vorbis", "tones.opus": "opus" },
  })
  for (const text of ["", "ID3", "\xff\xfb", "OggS", "Bonjour tout le monde", "{}", "%PDF-1.7", "\x89PNG\r\n\x1a\n"]) {
    const path = join(folder.path, "none")
    await writeFile(path, Buffer.from(text, "latin1"))
    expect(await recognise(path)).toBeNull()
  }
})

interface Expected {
  readonly files: readonly { readonly file: string; readonly frames?: number; readonly rate?: number }[]
}

test.runIf(readdirSafe(SHARED).length > 0)(
  "recordings of others have as many samples as was counted independently",
  async () => {
    for (const set of ["mfa", "speechbrain"]) {
      const { files } = JSON.parse(await readFile(join(SHARED, `${set}.expected.json`), "utf8")) as Expected
      for (const { file, frames, rate } of files) {
        const decoding = await openSound(join(SHARED, set, file), null)
        const { length } = await heard(decoding)
        expect(decoding.isCutOff()).toBe(false)
        if (frames !== undefined) expect([file, length, decoding.head.sampleRate]).toEqual([file, frames, rate])
        expect(length).toBeGreaterThan(1_000)
      }
    }
  },
)

function readdirSafe(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
