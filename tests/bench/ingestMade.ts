import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import sharp from "sharp"

/** Pictures of a bench: each file has other bytes, and each looks like a photograph to a decoder. */
export interface Made {
  readonly folder: string
  readonly names: readonly string[]
  readonly bytes: number
}

interface Scene {
  readonly width: number
  readonly height: number
  /** Brightness that differs from pixel to pixel at random, of 255. */
  readonly grain: number
}

/** A slope of light with grain in it. `seed` draws the same each time. */
function scene({ width, height, grain }: Scene, seed: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3)
  let state = seed * 2_654_435_761 + 1
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, at++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
        pixels[at] = (((x + seed * 17) * (c + 1) * 90) / width + (y * 60) / height + ((state >>> 16) % grain)) & 255
      }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer()
}

/** The same picture as another file: a comment after the first marker, which no decoder looks at. */
function numbered(jpeg: Buffer, number: number): Buffer {
  const words = Buffer.from(`picture ${number}`)
  const head = Buffer.from([0xff, 0xfe, 0, words.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), head, words, jpeg.subarray(2)])
}

async function make(folder: string, count: number, different: number, kind: Scene): Promise<Made> {
  mkdirSync(folder, { recursive: true })
  const scenes: Buffer[] = []
  for (let seed = 0; seed < different; seed++) scenes.push(await scene(kind, seed + 1))
  const names: string[] = []
  let bytes = 0
  for (let i = 0; i < count; i++) {
    const name = `picture-${String(i).padStart(5, "0")}.jpg`
    const file = numbered(scenes[i % scenes.length] ?? Buffer.alloc(0), i)
    writeFileSync(join(folder, name), file)
    names.push(name)
    bytes += file.length
  }
  return { folder, names, bytes }
}

/** Pictures of 160 × 120, about 3 kB each. */
export const makeSmall = (folder: string, count: number) =>
  make(folder, count, Math.min(count, 200), { width: 160, height: 120, grain: 12 })

/** Pictures of 4,000 × 3,000, about 2.5 MB each. */
export const makeLarge = (folder: string, count: number) =>
  make(folder, count, Math.min(count, 6), { width: 4_000, height: 3_000, grain: 12 })
