import { type FileHandle, mkdir, open, readFile, rm, statfs } from "node:fs/promises"
import { join } from "node:path"
import { countTiles, type Size, TILE_PX, tileLevels } from "@justesse/types"
import sharp, { type Sharp } from "sharp"
import { Refusal } from "../children/refusal.ts"
import { MOST_PIXELS } from "./bounds.ts"

/**
 * Wider pictures are cut in bands side by side, each with its levels: libvips keeps two rows of tiles of each level, which
 * for all of 30,000 pixels is 184 MB. The width is 16 tiles, so that a band ends with a tile down to the level below.
 */
const BAND_PX = 16 * TILE_PX
/** From this level on the picture is cut as a whole, from a small copy. */
const WHOLE_LEVEL = 5
/** With less room than this left, a failure is the disk's. */
const LEAST_FREE_BYTES = 32 * 1_024 * 1_024
const JPEG = { quality: 87, optimiseCoding: false } as const

/** A picture whose upright pixels lie at `source`, and where its pack is put. */
export interface TileOrder {
  readonly source: string
  readonly size: Size
  /** A folder of its own, which is not there yet. */
  readonly folder: string
  readonly pack: string
}

/**
 * Cuts a picture into the tiles of its pyramid and writes them into one file, each tile a JPEG. The file begins with the
 * length of each tile, 4 bytes, lowest first, in the order of their numbers; the tiles follow in that order.
 *
 * @throws Refusal picture_broken; what the system says where the disk is full, which is not the picture's fault
 */
export async function packTiles(
  { source, size, folder, pack }: TileOrder,
  freeBytes: (folder: string) => Promise<number> = freeBytesAt,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const small = tileLevels(size)[WHOLE_LEVEL]
  try {
    const bands = Math.ceil(size.width / BAND_PX)
    for (let band = 0; band < bands; band++) await cutBand(source, size, band, join(folder, `band${band}`))
    if (small) {
      const copy = decode(source).resize(small.width, small.height, { fit: "fill" })
      await tile(copy, "onetile").toFile(join(folder, "whole.dz"))
    }
  } catch (error) {
    // libvips says of a full disk no more than that something could not be written.
    if ((await freeBytes(folder)) < LEAST_FREE_BYTES) throw error
    throw new Refusal("picture_broken", { why: "pixels" })
  }
  await writePack(size, folder, pack)
  await rm(folder, { recursive: true, force: true })
}

async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function decode(source: string): Sharp {
  return sharp(source, { limitInputPixels: MOST_PIXELS, failOn: "error", sequentialRead: true })
}

function tile(picture: Sharp, depth: "onepixel" | "onetile"): Sharp {
  const cut = { size: TILE_PX, overlap: 0, depth, container: "fs", layout: "dz" } as const
  return picture.flatten({ background: "#ffffff" }).jpeg(JPEG).tile(cut)
}

function bandOf({ width, height }: Size, band: number): Size & { readonly left: number } {
  const left = band * BAND_PX
  return { left, width: Math.min(BAND_PX, width - left), height }
}

async function cutBand(source: string, size: Size, band: number, to: string): Promise<void> {
  const part = { ...bandOf(size, band), top: 0 }
  const picture = size.width <= BAND_PX ? decode(source) : decode(source).extract(part)
  await tile(picture, "onepixel").toFile(`${to}.dz`)
}

/** Where libvips put a tile. It counts levels from the smallest up: a band's smallest is one pixel, that of the whole one tile. */
function pathOf(folder: string, size: Size, level: number, column: number, row: number): string {
  const file = (at: number) => `${at}_${row}.jpeg`
  if (level >= WHOLE_LEVEL)
    return join(folder, "whole_files", String(tileLevels(size).length - 1 - level), file(column))
  const across = BAND_PX / TILE_PX / 2 ** level
  const band = Math.floor(column / across)
  const { width, height } = bandOf(size, band)
  const halvings = Math.ceil(Math.log2(Math.max(width, height)))
  return join(folder, `band${band}_files`, String(halvings - level), file(column % across))
}

async function writePack(size: Size, folder: string, pack: string): Promise<void> {
  const levels = tileLevels(size)
  const lengths = new DataView(new ArrayBuffer(countTiles(size) * 4))
  const file = await open(pack, "wx", 0o600)
  try {
    await file.write(new Uint8Array(lengths.buffer), 0, lengths.byteLength, 0)
    let [number, at] = [0, lengths.byteLength]
    for (const [level, { columns, rows }] of levels.entries())
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const bytes = await readFile(pathOf(folder, size, level, column, row))
          lengths.setUint32(number++ * 4, bytes.length, true)
          await writeAll(file, bytes, at)
          at += bytes.length
        }
    await writeAll(file, new Uint8Array(lengths.buffer), 0)
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
