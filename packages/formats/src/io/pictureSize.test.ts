import { expect, test } from "vitest"
import { memoryFiles } from "./fileSet.ts"
import { pictureSize, sizeOfHead } from "./pictureSize.ts"

const u16 = (n: number) => [n >> 8, n & 255]
const u32 = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]
const le16 = (n: number) => u16(n).reverse()
const le32 = (n: number) => u32(n).reverse()
const text = (s: string) => [...s].map((c) => c.charCodeAt(0))

/** A TIFF directory in big-endian order with the tags given. */
const tiffOf = (tags: Record<number, number>) => [
  ...text("MM\0*"),
  ...u32(8),
  ...u16(Object.keys(tags).length),
  ...Object.entries(tags).flatMap(([tag, value]) => [...u16(Number(tag)), ...u16(3), ...u32(1), ...u16(value), 0, 0]),
  ...u32(0),
]
const exif = (orientation: number) => {
  const body = [...text("Exif\0\0"), ...tiffOf({ 274: orientation })]
  return [0xff, 0xe1, ...u16(body.length + 2), ...body]
}
const frame = (marker: number) => [0xff, marker, ...u16(17), 8, ...u16(150), ...u16(300), 3]
const jpeg = (...segments: number[][]) => new Uint8Array([0xff, 0xd8, ...segments.flat(), ...Array(20).fill(0)])
const chunk = (kind: string, body: number[]) => [...u32(body.length), ...text(kind), ...body, 0, 0, 0, 0]
const png = (...chunks: number[][]) =>
  new Uint8Array([
    0x89,
    ...text("PNG\r\n\x1a\n"),
    ...chunk("IHDR", [...u32(300), ...u32(150), 8, 2, 0, 0, 0]),
    ...chunks.flat(),
  ])
const webp = (kind: string, body: number[]) =>
  new Uint8Array([
    ...text("RIFF"),
    ...le32(body.length + 12),
    ...text("WEBP"),
    ...text(kind),
    ...le32(body.length),
    ...body,
  ])

test.each([1, 2, 3, 4])("a JPEG of orientation %i keeps width and height", (orientation) => {
  expect(sizeOfHead(jpeg(exif(orientation), frame(0xc0)))).toEqual({ width: 300, height: 150, orientation })
})

test.each([5, 6, 7, 8])("a JPEG of orientation %i is stood upright: width and height change places", (orientation) => {
  expect(sizeOfHead(jpeg(exif(orientation), frame(0xc2)))).toEqual({ width: 150, height: 300, orientation })
})

test.each([
  { name: "a JPEG with tables before its frame", bytes: jpeg([0xff, 0xc4, 0, 4, 1, 1], [0xff, 0xff], frame(0xc0)) },
  { name: "a PNG", bytes: png(chunk("IDAT", [])) },
  { name: "a GIF", bytes: new Uint8Array([...text("GIF89a"), ...le16(300), ...le16(150)]) },
  {
    name: "a BMP from the top",
    bytes: new Uint8Array([...text("BM"), ...Array(16).fill(0), ...le32(300), ...le32(-150)]),
  },
  { name: "a TIFF", bytes: new Uint8Array(tiffOf({ 256: 300, 257: 150 })) },
  {
    name: "a lossy WebP",
    bytes: webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, ...le16(300), ...le16(150)]),
  },
  { name: "a lossless WebP", bytes: webp("VP8L", [0x2f, ...le32(299 | (149 << 14)), 0, 0, 0, 0]) },
  {
    name: "a WebP with extras",
    bytes: webp("VP8X", [0, 0, 0, 0, ...le32(299).slice(0, 3), ...le32(149).slice(0, 3), 0, 0, 0, 0]),
  },
])("$name has its size", ({ bytes }) => {
  expect(sizeOfHead(bytes)).toEqual({ width: 300, height: 150, orientation: 1 })
})

test("a PNG and a TIFF say their orientation too", () => {
  const rotated = { width: 150, height: 300, orientation: 6 }
  expect(sizeOfHead(png(chunk("eXIf", tiffOf({ 274: 6 })), chunk("IDAT", [])))).toEqual(rotated)
  expect(sizeOfHead(new Uint8Array(tiffOf({ 256: 300, 257: 150, 274: 6 })))).toEqual(rotated)
})

test.each([
  { name: "nothing", bytes: new Uint8Array() },
  { name: "a text", bytes: new TextEncoder().encode("II is how this begins") },
  { name: "a JPEG that is cut", bytes: jpeg(exif(6)).subarray(0, 40) },
  { name: "a JPEG without a frame", bytes: jpeg([0xff, 0xda, 0, 2]) },
  { name: "a PNG of no width", bytes: new Uint8Array([0x89, ...text("PNG"), ...Array(30).fill(0)]) },
  { name: "a WebP of an unknown kind", bytes: webp("VP9 ", Array(20).fill(0)) },
])("$name has no size, and nothing breaks", ({ bytes }) => expect(sizeOfHead(bytes)).toBeNull())

test("a frame far behind is found by looking further, a missing file has no size", async () => {
  const filler = Array.from({ length: 3 }, () => [0xff, 0xe2, ...u16(65_535), ...Array(65_533).fill(1)]).flat()
  const files = memoryFiles({ "a.jpg": jpeg(filler, exif(8), frame(0xc1)) })
  expect(await pictureSize(files, "a.jpg")).toEqual({ width: 150, height: 300, orientation: 8 })
  expect(await pictureSize(files, "b.jpg")).toBeNull()
})
