import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { withBlanks } from "@justesse/api/blanks"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readVideo } from "./read.ts"

const fixture = (name: string, folder = "videos") =>
  fileURLToPath(new URL(`../../../../fixtures/${folder}/${name}`, import.meta.url))

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "justesse-videos-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("what a video says of itself", () => {
  test.each([
    ["clip.mp4", { mediaType: "video/mp4", codec: "H.264", sound: "AAC", width: 160, height: 90 }, 6_000],
    ["clip.webm", { mediaType: "video/webm", codec: "VP8", sound: "Opus", width: 160, height: 90 }, 6_000],
    ["upright.mov", { mediaType: "video/mp4", codec: "H.264", sound: null, width: 108, height: 192 }, 3_000],
    ["parts.mp4", { mediaType: "video/mp4", codec: "H.264", sound: null, width: 96, height: 64 }, 1_000],
  ])("%s is read by its head", async (name, head, durationMs) => {
    const read = await readVideo(fixture(name))
    expect(read).toMatchObject({ ...head, notes: [] })
    expect(Math.abs((read?.durationMs ?? 0) - durationMs)).toBeLessThan(120)
  })

  test.each([
    ["hevc.mp4", "HEVC (H.265)"],
    ["old.avi", "AVI"],
  ])("%s is named as what browsers do not play", async (name, kind) => {
    await expect(readVideo(fixture(name))).rejects.toMatchObject({ code: "video_kind", detail: { kind } })
  })

  test.each(["tones.m4a", "tones.ogg", "tones.flac"])("%s has nothing to see: it is only heard", async (name) => {
    expect(await readVideo(fixture(name, "sounds"))).toBeNull()
  })

  test("one that was cut off is played as far as it goes; one without its head is damaged", async () => {
    const cut = join(folder, "cut.mp4")
    await copyFile(fixture("clip.mp4"), cut)
    await truncate(cut, 20_000)
    expect((await readVideo(cut))?.notes).toEqual(["truncated"])
    await truncate(cut, 300)
    await expect(readVideo(cut)).rejects.toMatchObject({ code: "video_broken" })
    await writeFile(cut, "")
    await expect(readVideo(cut)).rejects.toMatchObject({ code: "video_broken", detail: { why: "empty" } })
    await writeFile(cut, "this is a text that is called a film")
    await expect(readVideo(cut)).rejects.toMatchObject({ code: "video_broken", detail: { why: "header" } })
  })

  test("bytes drawn by lot behind a head end in an answer, never in a crash", async () => {
    const odd = join(folder, "odd")
    let state = 7
    const dice = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    for (const name of ["clip.mp4", "clip.webm"]) {
      const whole = await readFile(fixture(name))
      for (let round = 0; round < 60; round++) {
        const spoilt = Buffer.from(whole)
        for (let n = 0; n < 12; n++) spoilt[Math.floor(dice() * 1_500)] = Math.floor(dice() * 256)
        await writeFile(odd, spoilt)
        const outcome = await readVideo(odd).catch((error: { code?: string }) => error)
        if (outcome && "code" in outcome) expect(["video_kind", "video_broken"]).toContain(outcome.code)
      }
    }
  })
})

describe("what only describes a video", () => {
  test.each(["clip.mp4", "clip.webm", "upright.mov"])(
    "%s goes out without it, as long and as playable as it was",
    async (name) => {
      const whole = await readFile(fixture(name))
      const { blanks = [] } = (await readVideo(fixture(name))) ?? {}
      const asked = async (from: number, step: number) => {
        async function* parts() {
          for (let at = from; at < whole.length; at += step) yield whole.subarray(at, at + step)
        }
        const out: Uint8Array[] = []
        for await (const part of withBlanks(parts(), from, blanks)) out.push(part)
        return Buffer.concat(out)
      }
      const plain = await asked(0, 1_000)
      expect(plain.length).toBe(whole.length)
      expect(whole.includes("secret-title")).toBe(true)
      for (const word of ["secret-title", "48.8584", "somebody"]) expect(plain.includes(word)).toBe(false)
      // Any part by itself is the same bytes.
      expect((await asked(37, 11)).equals(plain.subarray(37))).toBe(true)
      const path = join(folder, `plain-${name}`)
      await writeFile(path, plain)
      const [before, after] = [await readVideo(fixture(name)), await readVideo(path)]
      expect({ ...after, blanks: [] }).toEqual({ ...before, blanks: [] })
    },
  )
})
