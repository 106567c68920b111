import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readVideo } from "./read.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "justesse-numbers-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** An element of WebM: its id, its length in a byte, its content. */
const element = (id: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from(id, "hex"), Buffer.from([0x80 | body.length]), body])
}
const double = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}

async function readWebm(duration: Buffer, width: Buffer) {
  const video = element("e0", element("b0", width), element("ba", Buffer.from([90])))
  const track = element("ae", element("83", Buffer.from([1])), element("86", Buffer.from("V_VP8")), video)
  const path = join(folder, "odd.webm")
  const info = element("1549a966", element("4489", duration))
  await writeFile(
    path,
    Buffer.concat([
      element("1a45dfa3", element("4282", Buffer.from("webm"))),
      element("18538067", info, element("1654ae6b", track)),
    ]),
  )
  return readVideo(path)
}

test("a head made by hand is read as any other", async () => {
  expect(await readWebm(double(2_000), Buffer.from([160]))).toMatchObject({ durationMs: 2_000, width: 160, height: 90 })
})

test.each([0, 1, 2, 5])("a length that is written in %d bytes is none, and no crash", async (bytes) => {
  await expect(readWebm(Buffer.alloc(bytes, 1), Buffer.from([160]))).rejects.toMatchObject({ code: "video_broken" })
})

test("what lasts longer or is wider than anything is damaged: no page would show it", async () => {
  await expect(readWebm(double(1e300), Buffer.from([160]))).rejects.toMatchObject({ code: "video_broken" })
  await expect(readWebm(double(Number.NaN), Buffer.from([160]))).rejects.toMatchObject({ code: "video_broken" })
  await expect(readWebm(double(2_000), Buffer.alloc(40, 0xff))).rejects.toMatchObject({ code: "video_broken" })
})
