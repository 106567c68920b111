import { deflateSync } from "node:zlib"
import { zipFiles } from "@justesse/server/files/zip/index"
import sharp from "sharp"

/** A file that is small and unpacks to very much, or is very much. */
export interface Bomb {
  readonly file: string
  readonly bytes: () => Promise<Uint8Array>
}

/** A PDF whose pages all have the same content. */
export function pdf(content: Buffer, { pages = 1, side = 600 } = {}): Buffer {
  const packed = deflateSync(content, { level: 9 })
  const kids = Array.from({ length: pages }, (_, i) => `${4 + i} 0 R`).join(" ")
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${side} ${side}] /Contents 3 0 R /Resources << >> >>`
  const objects = [
    Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`),
    Buffer.concat([
      Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
      packed,
      Buffer.from("\nendstream"),
    ]),
    ...Array.from({ length: pages }, () => Buffer.from(page)),
  ]
  const parts = [Buffer.from("%PDF-1.4\n")]
  const rows: string[] = []
  let at = 9
  for (const [i, object] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")])
    rows.push(`${String(at).padStart(10, "0")} 00000 n \n`)
    at += whole.length
    parts.push(whole)
  }
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`
  parts.push(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows.join("")}${trailer}`))
  return Buffer.concat(parts)
}

async function emptyFiles(count: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  async function* files() {
    for (let i = 0; i < count; i++) yield { name: `folder/${i}.txt`, body: nothing() }
  }
  for await (const part of zipFiles(files())) parts.push(part)
  return Buffer.concat(parts)
}
async function* nothing(): AsyncGenerator<Uint8Array> {}

const flat = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: "#c08040" }, limitInputPixels: false })
const frames = (side: number, count: number) =>
  sharp({ create: { width: side, height: side * count, channels: 3, background: "#c08040", pageHeight: side } })

/** Pictures that are small and would unpack to hundreds of megabytes. */
export const PICTURE_BOMBS: readonly Bomb[] = [
  { file: "strips.tif", bytes: () => flat(14_000).tiff({ compression: "deflate" }).toBuffer() },
  { file: "interlaced.png", bytes: () => flat(14_000).png({ progressive: true, palette: true }).toBuffer() },
  { file: "truecolour.png", bytes: () => flat(14_000).png({ progressive: true }).toBuffer() },
  { file: "plain.png", bytes: () => flat(14_000).png().toBuffer() },
  { file: "progressive.jpg", bytes: () => flat(14_000).jpeg({ progressive: true }).toBuffer() },
  { file: "baseline.jpg", bytes: () => flat(14_000).jpeg().toBuffer() },
  { file: "frames.gif", bytes: () => frames(2_500, 20).gif({ effort: 1 }).toBuffer() },
  { file: "frames.webp", bytes: () => frames(2_500, 20).webp({ effort: 0 }).toBuffer() },
  { file: "lossless.webp", bytes: () => flat(12_000).webp({ lossless: true, effort: 0 }).toBuffer() },
  { file: "large.avif", bytes: () => flat(6_000).avif({ effort: 0 }).toBuffer() },
]

const PATH = "1 2 m 3 4 l 5 6 7 8 9 9 c S\n"
const SQUARE = Buffer.from("1 0 0 rg 0 0 100 100 re f")

/** Documents and lists that keep a reader busy. */
export const DOCUMENT_BOMBS: readonly Bomb[] = [
  { file: "stream.pdf", bytes: async () => pdf(Buffer.alloc(1_000_000_000, " ")) },
  { file: "paths.pdf", bytes: async () => pdf(Buffer.from(PATH.repeat(700_000))) },
  { file: "endless.pdf", bytes: async () => pdf(SQUARE, { side: 1e9 }) },
  { file: "pages.pdf", bytes: async () => pdf(SQUARE, { pages: 20_000 }) },
  { file: "files.zip", bytes: () => emptyFiles(250_000) },
  // As many as are taken in.
  { file: "many.zip", bytes: () => emptyFiles(240_000) },
]

/** Texts that a parser would hold as a whole, or follow to any depth. */
export const TEXT_BOMBS: readonly Bomb[] = [
  { file: "string.json", bytes: async () => Buffer.from(`{"images": [{"file_name": "${"a".repeat(200_000_000)}"}]}`) },
  { file: "deep.json", bytes: async () => Buffer.from(`{"images": ${"[".repeat(2_000_000)}`) },
  { file: "deep.xml", bytes: async () => Buffer.from(`<annotation>${"<object>".repeat(1_000_000)}`) },
]
