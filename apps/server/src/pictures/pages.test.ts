import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { JustesseError } from "@justesse/types"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Refusal } from "../children/refusal.ts"
import { withPages } from "../files/pagedSet.ts"
import { filesAt } from "../files/sets.ts"
import type { DocumentFile } from "./documents.ts"
import { drawPdfPage, weighPdf } from "./pdfPages.ts"
import { countTiffPages, drawTiffPage } from "./tiffPages.ts"

const countPages = async ({ path, kind }: DocumentFile) =>
  kind === "pdf" ? (await weighPdf(path)).pages : countTiffPages(path)
/** Refusals as they come out of the process that they were made in. */
const told =
  <In extends unknown[], Out>(act: (...input: In) => Promise<Out>) =>
  (...input: In) =>
    act(...input).catch((error: unknown) => {
      throw error instanceof Refusal ? new JustesseError(error.code, error.detail) : error
    })
const draw = ({ path, kind }: DocumentFile, page: number, to: string) =>
  kind === "pdf" ? drawPdfPage(path, page, to, 40_000_000) : drawTiffPage(path, page, to)

/** A PDF of one page for each size in points, with its number as text; `locked` names a password that nobody gave. */
function pdf(sizes: readonly (readonly [number, number])[], locked = false): Buffer {
  const objects: string[] = []
  const kids = sizes.map((_, i) => `${4 + 2 * i} 0 R`).join(" ")
  objects.push("<< /Type /Catalog /Pages 2 0 R >>", `<< /Type /Pages /Kids [${kids}] /Count ${sizes.length} >>`)
  objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
  for (const [i, [width, height]] of sizes.entries()) {
    const text = `BT /F1 24 Tf 20 20 Td (Page ${i + 1}) Tj ET 1 0 0 rg 0 0 10 10 re f`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    )
  }
  let body = "%PDF-1.4\n"
  const offsets = objects.map((object, i) => {
    const at = body.length
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = body.length
  const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")
  const half = "<00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>"
  const lock = locked ? ` /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O ${half} /U ${half} /P -4 >>` : ""
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${lock} >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(body, "latin1")
}

/** A TIFF of grey pages, 8 bits a pixel, one after the other. */
function tiff(pages: readonly { width: number; height: number; grey: number }[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])]
  let at = 8
  for (const [index, { width, height, grey }] of pages.entries()) {
    const tags = 9
    const length = 2 + tags * 12 + 4
    const directory = Buffer.alloc(length)
    directory.writeUInt16LE(tags, 0)
    const entries = [
      [256, 3, width],
      [257, 3, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, at + length],
      [277, 3, 1],
      [278, 3, height],
      [279, 4, width * height],
    ] as const
    for (const [i, [tag, type, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + i * 12)
      directory.writeUInt16LE(type, 4 + i * 12)
      directory.writeUInt32LE(1, 6 + i * 12)
      if (type === 3) directory.writeUInt16LE(value, 10 + i * 12)
      else directory.writeUInt32LE(value, 10 + i * 12)
    }
    const next = at + length + width * height
    directory.writeUInt32LE(index === pages.length - 1 ? 0 : next, 2 + tags * 12)
    parts.push(directory, Buffer.alloc(width * height, grey))
    at = next
  }
  return Buffer.concat(parts)
}

describe("documents", () => {
  let folder = ""
  const put = (name: string, bytes: Buffer) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  let drawn = 0
  const drawPage = async (document: DocumentFile, page: number) => {
    const to = join(folder, `drawn-${drawn++}.png`)
    await draw(document, page, to)
    return readFileSync(to)
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "justesse-pages-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const A4 = [595, 842] as const

  test("a PDF is drawn at 200 dots an inch, the same bytes each time, black and red on white", async () => {
    const document = { path: put("two.pdf", pdf([A4, [300, 200]])), kind: "pdf" as const }
    expect(await countPages(document)).toBe(2)
    const first = await drawPage(document, 0)
    const second = await drawPage(document, 1)
    expect(await sharp(first).metadata()).toMatchObject({ format: "png", width: 1_653, height: 2_339 })
    expect(await sharp(second).metadata()).toMatchObject({ width: 833, height: 556 })
    expect(Buffer.from(await drawPage(document, 0)).equals(Buffer.from(first))).toBe(true)
    const { data, info } = await sharp(second).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
    expect(pixel(400, 5)).toEqual([255, 255, 255])
    expect(pixel(5, 550)).toEqual([255, 0, 0])
    const text = await sharp(second).extract({ left: 55, top: 410, width: 260, height: 100 }).greyscale().stats()
    expect(text.channels[0]?.min).toBeLessThan(60)
  })

  test("a page of large paper keeps within 40 million dots", async () => {
    const document = { path: put("poster.pdf", pdf([[6_000, 4_000]])), kind: "pdf" as const }
    const { width = 0, height = 0 } = await sharp(await drawPage(document, 0)).metadata()
    expect(width * height).toBeLessThan(40_100_000)
    expect(width / height).toBeCloseTo(1.5, 2)
  })

  test.each([
    ["locked by a password", "locked.pdf", () => pdf([A4], true), "pdf_encrypted"],
    ["cut off", "cut.pdf", () => Buffer.from("%PDF-1.7\nnothing"), "pdf_broken"],
    ["no PDF at all", "letter.pdf", () => Buffer.from("dear friends"), "pdf_broken"],
    ["empty", "empty.pdf", () => Buffer.alloc(0), "pdf_broken"],
  ])("a PDF that is %s says so", async (_, name, bytes, why) => {
    const document = { path: put(name, bytes()), kind: "pdf" as const }
    await expect(countPages(document)).rejects.toMatchObject({ code: "file_unreadable", detail: { why } })
  })

  test("pages of a TIFF come in order; one picture stays a picture", async () => {
    const pages = [10, 120, 240].map((grey, i) => ({ width: 8 + i, height: 6, grey }))
    const document = { path: put("fax.tif", tiff(pages)), kind: "tiff" as const }
    expect(await countPages(document)).toBe(3)
    const found = await Promise.all([0, 1, 2].map(async (n) => sharp(await drawPage(document, n)).stats()))
    expect(found.map(({ channels }) => channels[0]?.mean)).toEqual([10, 120, 240])
    await expect(drawPage(document, 3)).rejects.toMatchObject({ detail: { why: "pdf_page_broken" } })
    expect(await countPages({ path: put("one.tif", tiff([{ width: 4, height: 4, grey: 9 }])), kind: "tiff" })).toBe(1)
  })

  test("a set holds pages in the place of documents, and says why one has none", async () => {
    const at = mkdtempSync(join(folder, "set-"))
    writeFileSync(join(at, "bill.pdf"), pdf([A4, A4]))
    writeFileSync(join(at, "fax.TIFF"), tiff([1, 2].map((grey) => ({ width: 5, height: 5, grey }))))
    writeFileSync(join(at, "one.tif"), tiff([{ width: 4, height: 4, grey: 9 }]))
    writeFileSync(join(at, "locked.pdf"), pdf([A4], true))
    writeFileSync(join(at, "notes.txt"), "hello")
    const files = await withPages(
      await filesAt(at),
      { countPages: told(countPages), drawPage: told(draw) },
      join(folder, "scratch"),
    )
    const names = (await files.list()).map(({ name }) => name)
    expect(names.sort()).toEqual(
      [
        "bill.pdf/0001.png",
        "bill.pdf/0002.png",
        "fax.TIFF/0001.png",
        "fax.TIFF/0002.png",
        "locked.pdf/0001.png",
        "notes.txt",
        "one.tif",
      ].sort(),
    )
    expect((await files.list()).filter(({ sizeBytes }) => sizeBytes === 0).map(({ name }) => name)).toEqual([
      "locked.pdf/0001.png",
    ])
    const read = async (name: string, range?: { start: number; end: number }) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of files.open(name, range)) chunks.push(chunk)
      return Buffer.concat(chunks)
    }
    const page = await read("bill.pdf/0002.png")
    expect(page.subarray(0, 4)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
    expect(await read("bill.pdf/0002.png", { start: 1, end: 4 })).toEqual(page.subarray(1, 4))
    await expect(read("locked.pdf/0001.png")).rejects.toMatchObject({ detail: { why: "pdf_encrypted" } })
    expect((await read("notes.txt")).toString()).toBe("hello")
    expect(files.pathOf("bill.pdf/0001.png")).toBeNull()
    expect(files.pathOf("one.tif")).toBe(join(at, "one.tif"))
    files.close()
  })
})
