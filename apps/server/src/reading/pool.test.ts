import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { loadFaces, scene } from "@justesse/fixtures"
import { page } from "@justesse/fixtures/receipt/pages"
import { pairDrafts } from "@justesse/quality/text/drafts"
import { errorRates } from "@justesse/quality/text/rates"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readingPool } from "./pool.ts"

const ENTRY = new URL("../../dist/readingWorker.js", import.meta.url)

const drawn = (svg: string) => sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
const text = (said: string, size = 28) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="80"><rect width="420" height="80" fill="#fff"/><text x="20" y="50" font-family="DejaVu Sans" font-size="${size}">${said}</text></svg>`

describe("pages that are read in a process of their own", () => {
  let pool: ReturnType<typeof readingPool>
  beforeAll(() => {
    if (!existsSync(fileURLToPath(ENTRY))) throw new Error("the server is not built: npm test does it")
    pool = readingPool(ENTRY)
  })
  afterAll(() => pool.close())

  test("a drawn receipt is read line by line, where its lines are", async () => {
    const { svg, truth, size } = page(1, loadFaces(), { skew: 0 })
    const read = await pool.read(await drawn(svg), "eng")
    for (const { x, y, width, height, score } of read) {
      expect([x, y, width, height].every((value) => value >= 0)).toBe(true)
      expect([x + width <= size.width + 1, y + height <= size.height + 1]).toEqual([true, true])
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
    }
    const written = truth.regions.map(({ geometry, transcript }) => ({
      shape: geometry,
      text: transcript?.value ?? "",
    }))
    const pairs = pairDrafts(written, read)
    // Its columns are lines of their own, as whoever drew it has them.
    expect(pairs.length).toBeGreaterThan(written.length * 0.9)
    const { cer } = errorRates(pairs, { rules: ["spaces", "case"], markers: [] })
    expect(cer.micro).toBeLessThan(0.05)
    // The version says what read, by name.
    expect(pool.version).toMatch(/^tesseract\.js \d+\.\d+\.\d+$/)
  }, 60_000)

  test("accents are read in French", async () => {
    const [line] = await pool.read(await drawn(text("Crème brûlée à goûter")), "fra")
    expect(line?.text).toBe("Crème brûlée à goûter")
    expect(line?.x).toBeGreaterThan(10)
    expect(line?.x).toBeLessThan(30)
  }, 60_000)

  test.each([
    [
      "an empty page",
      () =>
        sharp({ create: { width: 600, height: 800, channels: 3, background: "white" } })
          .png()
          .toBuffer(),
    ],
    [
      "a page of one dot",
      () =>
        sharp({ create: { width: 1, height: 1, channels: 3, background: "black" } })
          .png()
          .toBuffer(),
    ],
    ["what is no picture", async () => Buffer.from("%PDF-1.4 no picture")],
    ["nothing", async () => Buffer.alloc(0)],
  ])(
    "%s has no lines, and nothing fails",
    async (_, made) => {
      expect(await pool.read(await made(), "eng")).toEqual([])
    },
    60_000,
  )

  test("a picture that is no document does no harm", async () => {
    const read = await pool.read(await drawn(scene(3, { width: 640, height: 480 }, loadFaces()).svg), "eng")
    expect(read.every(({ width, height }) => width > 0 && height > 0)).toBe(true)
  }, 60_000)

  test("a page that takes too long is left without, and the next is read", async () => {
    const hasty = readingPool(ENTRY, { rssBytes: 1_200_000_000, cpuMs: 2_500 })
    const huge = await sharp({
      create: {
        width: 5_000,
        height: 5_000,
        channels: 3,
        background: "white",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer()
    expect(await hasty.read(huge, "eng")).toEqual([])
    expect((await hasty.read(await drawn(text("TOTAL 12.50")), "eng")).map((line) => line.text)).toEqual([
      "TOTAL 12.50",
    ])
    await hasty.close()
  }, 60_000)

  test("closed with a page in hand it is busy, not without lines", async () => {
    const other = readingPool(ENTRY)
    const asked = other.read(await drawn(text("TOTAL")), "eng").catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await other.close()
    expect(await asked).toMatchObject({ code: "busy" })
  }, 60_000)
})
