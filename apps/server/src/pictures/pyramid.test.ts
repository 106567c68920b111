import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { countTiles, type Size, TILE_PX, tileLevels, tileNumber } from "@justesse/types"
import sharp, { type Sharp } from "sharp"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { packTiles } from "./pyramid.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** Packs a picture and reads tiles back by number. */
async function packed(bytes: Buffer, size: Size) {
  const [source, work, pack] = [join(folder.path, "in"), join(folder.path, "work"), join(folder.path, "pack")]
  writeFileSync(source, bytes)
  await packTiles({ source, size, folder: work, pack })
  expect(existsSync(work)).toBe(false)
  const file = readFileSync(pack)
  const count = countTiles(size)
  const starts = [count * 4]
  for (let i = 0; i < count; i++) starts.push((starts[i] ?? 0) + file.readUInt32LE(i * 4))
  expect(starts.at(-1)).toBe(file.length)
  return (level: number, column: number, row: number) => {
    const number = tileNumber(size, level, column, row) ?? Number.NaN
    return sharp(file.subarray(starts[number], starts[number + 1]))
  }
}

const colour = async (tile: Sharp, left: number, top: number) => {
  const { data } = await tile.extract({ left, top, width: 1, height: 1 }).raw().toBuffer({ resolveWithObject: true })
  return [...data.subarray(0, 3)]
}

/** A picture in which each tile has a colour of its own, told by its place. */
const shade = (column: number, row: number) => ({ r: (column * 37) % 256, g: (row * 53) % 256, b: 120 })
async function chequered(size: Size) {
  const [{ columns = 0, rows = 0 } = {}] = tileLevels(size)
  const cells = Buffer.alloc(columns * rows * 3)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const { r, g, b } = shade(column, row)
      cells.set([r, g, b], (row * columns + column) * 3)
    }
  const whole = { width: columns * TILE_PX, height: rows * TILE_PX }
  const drawn = await sharp(cells, { raw: { width: columns, height: rows, channels: 3 } })
    .resize({ ...whole, kernel: "nearest", fit: "fill" })
    .png({ compressionLevel: 1 })
    .toBuffer()
  return sharp(drawn).extract({ left: 0, top: 0, ...size })
}

describe("tiles of a picture", () => {
  test("each lies under its own number, those of a picture wider than a band too", async () => {
    const size = { width: 16_000, height: 1_100 }
    const tile = await packed(await (await chequered(size)).jpeg({ quality: 95 }).toBuffer(), size)
    for (const [column, row] of [
      [0, 0],
      [15, 1],
      [16, 0],
      [31, 2],
    ] as const) {
      const { width, height } = await tile(0, column, row).metadata()
      expect({ width, height }).toEqual({ width: column === 31 ? 128 : 512, height: row === 2 ? 76 : 512 })
      const { r, g, b } = shade(column, row)
      const found = await colour(tile(0, column, row), 40, 40)
      expect(found.every((value, i) => Math.abs(value - ([r, g, b][i] ?? 0)) <= 4)).toBe(true)
    }
    // A level below, two tiles by two are one; so far down that all of it is one tile, that one holds all.
    for (const [level, { columns, rows, width, height }] of tileLevels(size).entries()) {
      const last = await tile(level, columns - 1, rows - 1).metadata()
      expect(last).toMatchObject({ width: width - (columns - 1) * TILE_PX, height: height - (rows - 1) * TILE_PX })
    }
    const below = await colour(tile(1, 15, 0), 300, 300)
    const { r, g, b } = shade(31, 1)
    expect(below.every((value, i) => Math.abs(value - ([r, g, b][i] ?? 0)) <= 6)).toBe(true)
  })

  test("levels halve down to one tile", async () => {
    const size = { width: 4_097, height: 600 }
    const tile = await packed(await (await chequered(size)).png().toBuffer(), size)
    for (const [level, { columns, rows, width, height }] of tileLevels(size).entries()) {
      const last = await tile(level, columns - 1, rows - 1).metadata()
      expect(last).toMatchObject({ width: width - (columns - 1) * TILE_PX, height: height - (rows - 1) * TILE_PX })
    }
  })

  test.each([
    ["grey with 16 bits", (picture: Sharp) => picture.toColourspace("grey16").png()],
    ["with a transparent ground", (picture: Sharp) => picture.ensureAlpha(0).png()],
    ["CMYK", (picture: Sharp) => picture.toColourspace("cmyk").jpeg()],
  ])("a picture %s becomes tiles that a browser shows", async (_, made) => {
    const size = { width: 4_200, height: 520 }
    const tile = await packed(await made(await chequered(size)).toBuffer(), size)
    const found = await tile(0, 0, 0).metadata()
    expect(found).toMatchObject({ format: "jpeg", depth: "uchar", width: 512 })
    expect(["srgb", "b-w"]).toContain(found.space)
  })

  test("a picture that breaks off is refused", async () => {
    const size = { width: 4_200, height: 2_000 }
    const whole = await (await chequered(size)).png().toBuffer()
    await expect(packed(whole.subarray(0, whole.length / 2), size)).rejects.toMatchObject({ code: "picture_broken" })
  })
})

test("a picture that cannot be read is broken; on a full disk it is not the picture that is at fault", async () => {
  const source = join(folder.path, "in")
  writeFileSync(source, Buffer.from("no picture"))
  const order = (name: string) => ({
    ...{ source, size: { width: 5_000, height: 600 } },
    ...{ folder: join(folder.path, name), pack: join(folder.path, `${name}.pack`) },
  })
  await expect(packTiles(order("room"), async () => 1e12)).rejects.toMatchObject({ code: "picture_broken" })
  await expect(packTiles(order("full"), async () => 0)).rejects.not.toMatchObject({ code: "picture_broken" })
})
