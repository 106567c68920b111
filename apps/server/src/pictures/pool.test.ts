import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { deflateSync } from "node:zlib"
import { temporaryFolder } from "@justesse/db/testing/engines"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { picturePool } from "./pool.ts"

const BUILT = new URL("../../dist/", import.meta.url)

/** A PDF of some pages that all have the same content. */
function pdf(content: Buffer, { pages = 1, side = 600 } = {}): Buffer {
  const packed = deflateSync(content, { level: 9 })
  const kids = Array.from({ length: pages }, (_, i) => `${4 + i} 0 R`).join(" ")
  const objects = [
    Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`),
    Buffer.concat([
      Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
      packed,
      Buffer.from("\nendstream"),
    ]),
    ...Array.from({ length: pages }, () =>
      Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${side} ${side}] /Contents 3 0 R /Resources << >> >>`),
    ),
  ]
  const parts = [Buffer.from("%PDF-1.4\n")]
  const offsets: number[] = []
  let at = 9
  for (const [i, object] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")])
    offsets.push(at)
    at += whole.length
    parts.push(whole)
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("")
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

describe("pictures and documents in processes of their own", () => {
  let folder: ReturnType<typeof temporaryFolder>
  let pool: ReturnType<typeof picturePool>
  const put = (name: string, bytes: Buffer) => {
    const path = join(folder.path, name)
    writeFileSync(path, bytes)
    return { path, kind: "pdf" as const }
  }
  const draw = async (document: ReturnType<typeof put>, page = 0) => {
    const to = join(folder.path, "page.png")
    await pool.drawPage(document, page, to)
    return sharp(readFileSync(to)).metadata()
  }
  const square = Buffer.from("1 0 0 rg 0 0 100 100 re f")

  beforeAll(() => {
    if (!existsSync(fileURLToPath(new URL("pictureWorker.js", BUILT))))
      throw new Error("The server is not built: run the tests by `npm test`.")
    folder = temporaryFolder()
    pool = picturePool({
      pictures: new URL("pictureWorker.js", BUILT),
      documents: new URL("documentWorker.js", BUILT),
      scratch: join(folder.path, "scratch"),
    })
  })
  afterAll(async () => {
    await pool.close()
    folder.remove()
  })

  test("a picture comes back with its renderings, also one that must have its turn", async () => {
    const rotated = await sharp({
      create: { width: 5_000, height: 4_000, channels: 3, background: "#336699", noise: NOISE },
    })
      .jpeg({ quality: 60 })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const ready = await pool.prepare(rotated)
    expect([ready.mediaType, ready.width, ready.height]).toEqual(["image/jpeg", 4_000, 5_000])
    expect(await sharp(ready.upright ?? new Uint8Array()).metadata()).toMatchObject({ width: 4_000, height: 5_000 })
  })

  test("small pictures come back each with its own renderings, among files that are none", async () => {
    const files = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 10 === 7
          ? Promise.resolve(Buffer.from("no picture"))
          : sharp({ create: { width: 40 + i, height: 30, channels: 3, background: "#336699" } })
              .jpeg()
              .withMetadata({ orientation: i % 2 === 0 ? 1 : 6 })
              .toBuffer(),
      ),
    )
    const ready = await Promise.allSettled(files.map((file) => pool.prepare(file)))
    for (const [i, one] of ready.entries()) {
      if (i % 10 === 7) expect(one).toMatchObject({ status: "rejected", reason: { code: "picture_kind" } })
      else if (i % 2 === 0) expect(one).toMatchObject({ value: { width: 40 + i, height: 30, upright: null } })
      else {
        expect(one).toMatchObject({ value: { width: 30, height: 40 + i } })
        const { upright } = (one as PromiseFulfilledResult<Awaited<ReturnType<typeof pool.prepare>>>).value
        expect(await sharp(upright ?? new Uint8Array()).metadata()).toMatchObject({ width: 30, height: 40 + i })
      }
    }
    expect(readdirSync(join(folder.path, "scratch"))).toEqual([])
  })

  test("where a group ends its process each of its pictures is tried by itself, and only the one that does it is refused", async () => {
    const child = join(folder.path, "child.mjs")
    const url = (name: string) => JSON.stringify(new URL(name, BUILT).href)
    writeFileSync(
      child,
      `import { takeOrders } from ${url("childOrders.js")}
takeOrders(new URL(${url("childWatch.js")}), async ({ pictures }) => {
  if (pictures.some(({ source }) => source[0] === 66)) for (;;);
  const ok = { mediaType: "image/png", width: 1, height: 1, hasUpright: false, preview: Buffer.of(1), thumbnail: null }
  return pictures.map(() => ({ ok }))
})`,
    )
    const documents = new URL("documentWorker.js", BUILT)
    const hung = picturePool({ pictures: pathToFileURL(child), documents, scratch: join(folder.path, "hung") })
    const ready = await Promise.allSettled([1, 2, 66, 3].map((n) => hung.prepare(Uint8Array.of(n))))
    await hung.close()
    expect(ready.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"])
    expect(ready[2]).toMatchObject({ reason: { code: "picture_too_large", detail: { why: "time" } } })
  })

  test("a page whose content unpacks to very much is refused, and the next document is drawn (found T10)", async () => {
    const bomb = put("bomb.pdf", pdf(Buffer.alloc(300_000_000, " ")))
    await expect(draw(bomb)).rejects.toMatchObject({ code: "file_unreadable", detail: { why: "pdf_page_heavy" } })
    expect(await draw(put("plain.pdf", pdf(square)))).toMatchObject({ format: "png", width: 1_667 })
  })

  test("a page of a million paths is refused (found T15)", async () => {
    const paths = put("paths.pdf", pdf(Buffer.from("1 2 m 3 4 l 5 6 7 8 9 9 c S\n".repeat(700_000))))
    await expect(draw(paths)).rejects.toMatchObject({ detail: { why: "pdf_page_heavy" } })
  })

  test("a document of too many pages is refused with their number (found T15)", async () => {
    const long = put("long.pdf", pdf(square, { pages: 6_000 }))
    await expect(pool.countPages(long)).rejects.toMatchObject({
      detail: { why: "pdf_too_long", pages: 6_000, most: 5_000 },
    })
  })

  test("a page of endless paper is drawn with fewer dots (found T15)", async () => {
    const { width = 0, height = 0 } = await draw(put("endless.pdf", pdf(square, { side: 1e9 })))
    expect(width * height).toBeLessThan(40_100_000)
  })

  test("a document whose pages are given up one after the other is not tried for ever", async () => {
    const content = Buffer.from("1 2 m 3 4 l 5 6 7 8 9 9 c S\n".repeat(200_000))
    const paths = put("many.pdf", pdf(content, { pages: 12 }))
    const why = await Promise.all(
      Array.from({ length: 12 }, (_, page) =>
        draw(paths, page).catch((error: { detail: { why: string } }) => error.detail.why),
      ),
    )
    expect(why).toEqual(Array.from({ length: 12 }, () => "pdf_page_heavy"))
  })
})

const NOISE = { type: "gaussian", mean: 128, sigma: 20 } as const
