import { createReadStream, existsSync, readdirSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { soundPool } from "./pool.ts"

const BUILT = new URL("../../dist/", import.meta.url)
const SOUNDS = fileURLToPath(new URL("../../../../fixtures/sounds/", import.meta.url))

describe("recordings are decoded in processes of their own", () => {
  let folder: ReturnType<typeof temporaryFolder>
  let pool: ReturnType<typeof soundPool>
  const scratch = () => join(folder.path, "scratch")

  beforeAll(() => {
    if (!existsSync(fileURLToPath(new URL("soundWorker.js", BUILT))))
      throw new Error("The server is not built: run the tests by `npm test`.")
    folder = temporaryFolder()
    pool = soundPool({ sounds: new URL("soundWorker.js", BUILT), scratch: scratch(), ffmpeg: () => null })
  })
  afterAll(async () => {
    await pool.close()
    folder.remove()
  })

  test.each(["vbr.mp3", "tones.ogg", "tones.opus", "tones.flac", "tones.m4a"])(
    "by what came with this program: %s",
    async (file) => {
      const sound = await pool.prepare(join(SOUNDS, file))
      expect(Math.abs(sound.durationMs - 6_000)).toBeLessThanOrEqual(5)
      const decodedBy = file === "tones.m4a" ? "libav.js" : "justesse"
      expect([sound.decodedBy, sound.channels, sound.notes]).toEqual([decodedBy, 1, []])
      const chunks: Uint8Array[] = []
      for await (const chunk of sound.openPlayable()) chunks.push(chunk)
      expect(Buffer.concat(chunks).toString("latin1", 0, 4)).toBe("fLaC")
      await sound.discard()
    },
  )

  test("also where a recording comes as a stream; nothing of it is left behind", async () => {
    const path = join(folder.path, "one.wav")
    await writeFile(path, toneWav({ seconds: 2, sampleRate: 8_000, channels: 2 }))
    const sound = await pool.prepare(createReadStream(path))
    expect([sound.durationMs, sound.codec]).toEqual([2_000, "PCM"])
    await sound.discard()
    expect(readdirSync(scratch())).toEqual([])
  })

  test("and what is none is refused by its code, with nothing left behind", async () => {
    const path = join(folder.path, "none.mp3")
    await writeFile(path, "only letters")
    await expect(pool.prepare(path)).rejects.toMatchObject({ code: "recording_kind" })
    await writeFile(path, "#!AMR\nof an old telephone")
    await expect(pool.prepare(path)).rejects.toMatchObject({ code: "recording_needs_ffmpeg" })
    expect(readdirSync(scratch())).toEqual([])
  })

  test("one that is given up ends its process, and the next is decoded", async () => {
    const path = join(folder.path, "long.wav")
    await writeFile(path, toneWav({ seconds: 600, sampleRate: 16_000, channels: 1 }))
    const stop = new AbortController()
    const given = pool.prepare(path, stop.signal)
    setTimeout(() => stop.abort(new Error("given up")), 50)
    await expect(given).rejects.toThrow("given up")
    expect((await pool.prepare(join(SOUNDS, "tones.flac"))).durationMs).toBe(6_000)
  })
})
