import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync } from "node:zlib"
import { temporaryFolder } from "@justesse/db/testing/engines"
import type { JustesseError } from "@justesse/types"
import sharp from "sharp"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { prepare as prepareFile } from "./prepare.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** A picture whose bytes lie on the disk, with its upright copy as bytes. */
async function prepare(bytes: Uint8Array) {
  const [path, uprightPath] = [join(folder.path, "picture"), join(folder.path, "upright")]
  writeFileSync(path, bytes)
  const answer = await prepareFile({ source: path, uprightPath, alone: true })
  if ("cost" in answer) throw new TypeError("it has its turn already")
  const upright = answer.hasUpright ? readFileSync(uprightPath) : null
  return { ...answer, upright, thumbnail: answer.thumbnail ?? answer.preview }
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A whole PNG of one bit a pixel: many pixels in few bytes. */
function whitePng(side: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 1
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)), { level: 1 })
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))])
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#c08040" } })

const large = () => picture(6_000, 6_000)

/** A grey TIFF whose pixels are packed as one strip. */
function oneStrip(side: number): Buffer {
  const packed = deflateSync(Buffer.alloc(side * side), { level: 1 })
  const tags: readonly (readonly [number, number])[] = [
    [256, side],
    [257, side],
    [258, 8],
    [259, 8],
    [262, 1],
    [273, 122],
    [277, 1],
    [278, side],
    [279, packed.length],
  ]
  const head = Buffer.alloc(122)
  head.write("II*\0", "latin1")
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(tags.length, 8)
  for (const [i, [tag, value]] of tags.entries()) {
    head.writeUInt16LE(tag, 10 + i * 12)
    head.writeUInt16LE(4, 12 + i * 12)
    head.writeUInt32LE(1, 14 + i * 12)
    head.writeUInt32LE(value, 18 + i * 12)
  }
  return Buffer.concat([head, packed])
}

describe("a picture that comes in", () => {
  test("is known by its content, with its upright size, a preview and a thumbnail", async () => {
    const ready = await prepare(await picture(2_400, 1_200).jpeg().toBuffer())
    expect(ready).toMatchObject({ mediaType: "image/jpeg", width: 2_400, height: 1_200, upright: null })
    expect(await sharp(ready.preview).metadata()).toMatchObject({ format: "jpeg", width: 1_600, height: 800 })
    expect(await sharp(ready.thumbnail).metadata()).toMatchObject({ format: "jpeg", width: 320, height: 160 })
  })

  test("is never enlarged", async () => {
    const ready = await prepare(await picture(40, 30).png().toBuffer())
    expect(await sharp(ready.preview).metadata()).toMatchObject({ width: 40, height: 30 })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "turned by EXIF %i is kept upright as people see it (I1)",
    async (orientation) => {
      const ready = await prepare(await picture(40, 20).jpeg().withMetadata({ orientation }).toBuffer())
      const size = orientation >= 5 ? { width: 20, height: 40 } : { width: 40, height: 20 }
      expect(ready).toMatchObject(size)
      expect(await sharp(ready.preview).metadata()).toMatchObject(size)
      if (orientation === 1) expect(ready.upright).toBeNull()
      else expect(await sharp(ready.upright ?? new Uint8Array()).metadata()).toMatchObject(size)
    },
  )

  test("in a kind that browsers do not show gets a copy that they do", async () => {
    const ready = await prepare(await picture(30, 20).tiff().toBuffer())
    expect(ready.mediaType).toBe("image/tiff")
    expect(await sharp(ready.upright ?? new Uint8Array()).metadata()).toMatchObject({ format: "jpeg", width: 30 })
  })

  test.each([
    { name: "SVG", bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>') },
    { name: "HTML", bytes: Buffer.from("<html><script>alert(1)</script></html>") },
    { name: "nothing", bytes: Buffer.alloc(0) },
    { name: "text", bytes: Buffer.from("I am no picture") },
  ])("$name is refused whatever its name says", async ({ bytes }) => {
    await expect(prepare(bytes)).rejects.toMatchObject({ code: "picture_kind" })
  })

  test("cut in the middle is refused as broken", async () => {
    const whole = await picture(600, 400).jpeg().toBuffer()
    await expect(prepare(whole.subarray(0, whole.length >> 1))).rejects.toMatchObject({ code: "picture_broken" })
  })

  test("of 256 megapixels in a few bytes is refused before it is decoded", async () => {
    const bomb = whitePng(16_000)
    await expect(prepare(bomb)).rejects.toMatchObject({ code: "picture_too_large", detail: { width: 16_000 } })
  })

  test.each([
    { name: "a progressive JPEG", bytes: () => large().jpeg({ progressive: true }).toBuffer() },
    { name: "an interlaced PNG", bytes: () => large().png({ progressive: true, compressionLevel: 1 }).toBuffer() },
    { name: "a TIFF of one strip", bytes: () => oneStrip(6_000) },
    { name: "a WebP without loss", bytes: () => picture(5_000, 5_000).webp({ lossless: true, effort: 0 }).toBuffer() },
    { name: "a GIF", bytes: () => picture(4_000, 4_000).gif({ effort: 1 }).toBuffer() },
  ])(
    "$name that is small and unpacks to very much is refused by its header, with its size and the bound (found T11)",
    async ({ bytes }) => {
      const error: unknown = await prepare(await bytes()).catch((said: unknown) => said)
      expect(error).toMatchObject({ code: "picture_too_large" })
      const { width = 0, height = 0, most = 0 } = (error as JustesseError).detail
      expect(Number(width) * Number(height)).toBeGreaterThan(Number(most))
    },
  )

  test("that decodes in strips comes in however many pixels it has, up to 200 million", async () => {
    const ready = await prepare(await large().tiff({ compression: "deflate" }).toBuffer())
    expect(ready).toMatchObject({ width: 6_000, height: 6_000, mediaType: "image/tiff" })
    expect(await sharp(ready.preview).metadata()).toMatchObject({ width: 1_600, height: 1_600 })
  })
})
