import { readFile, stat, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { Refusal } from "../children/refusal.ts"
import { requireFew, unreadable, type Weighed } from "./documents.ts"

/** Dots an inch that a page is drawn at. */
const DPI = 200
/** PDF measures in 72nds of an inch. */
const UNIT = 72
/** A PDF is held in memory as a whole while its pages are drawn. */
const MOST_PDF_BYTES = 1_073_741_824

/** Pages of a PDF and its largest picture. @throws Refusal file_unreadable with a `DocumentTrouble` | file_too_large */
export async function weighPdf(path: string): Promise<Weighed> {
  const { document, pixels } = await opened(path)
  return { pages: requireFew(document.numPages), pixels }
}

type PdfDocument = Awaited<ReturnType<Awaited<ReturnType<typeof library>>["pdf"]["getDocument"]>["promise"]>

/** Loaded when the first document comes: it is large. */
async function library() {
  const { createCanvas } = await import("@napi-rs/canvas")
  const pdf = await import("pdfjs-dist/legacy/build/pdf.mjs")
  const root = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"))
  const folder = (name: string) => `${join(root, name)}/`
  return { pdf, createCanvas, folder, worker: pathToFileURL(join(root, "legacy/build/pdf.worker.mjs")).href }
}

/** The last document that was opened: its pages are asked for one after the other. */
let last: { readonly path: string; readonly opened: Promise<Opened> } | null = null

interface Opened {
  readonly document: PdfDocument
  readonly pixels: number
}

function opened(path: string): Promise<Opened> {
  if (last?.path !== path) {
    void last?.opened.then(({ document }) => document.destroy()).catch(() => undefined)
    last = { path, opened: open(path) }
  }
  return last.opened
}

async function open(path: string): Promise<Opened> {
  const { pdf, folder, worker } = await library()
  pdf.GlobalWorkerOptions.workerSrc = worker
  const { size } = await stat(path)
  if (size > MOST_PDF_BYTES) throw new Refusal("file_too_large", { most: MOST_PDF_BYTES })
  const data = await readFile(path)
  const pixels = largestPicture(data)
  try {
    const loading = pdf.getDocument({
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      standardFontDataUrl: folder("standard_fonts"),
      cMapUrl: folder("cmaps"),
      cMapPacked: true,
      wasmUrl: folder("wasm"),
      iccUrl: folder("iccs"),
      disableFontFace: true,
      useSystemFonts: false,
      isEvalSupported: false,
      verbosity: 0,
    })
    return { document: await loading.promise, pixels }
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException"
    throw unreadable(isLocked ? "pdf_encrypted" : "pdf_broken")
  }
}

/** How far apart a picture's width and height stand in its dictionary, which is never packed. */
const DICTIONARY_BYTES = 600

/** Pixels of the largest picture that a PDF says it holds. */
function largestPicture(data: Buffer): number {
  let largest = 0
  for (let at = data.indexOf("/Width"); at >= 0; at = data.indexOf("/Width", at + 6)) {
    const around = data.toString("latin1", Math.max(0, at - DICTIONARY_BYTES), at + DICTIONARY_BYTES)
    const place = Math.min(at, DICTIONARY_BYTES)
    const width = Number(/^\/Width\s+(\d+)/.exec(around.slice(place))?.[1] ?? 0)
    const heights = [...around.matchAll(/\/Height\s+(\d+)/g)]
    const nearest = heights.sort((a, b) => Math.abs(a.index - place) - Math.abs(b.index - place))[0]
    largest = Math.max(largest, width * Number(nearest?.[1] ?? 0))
  }
  return largest
}

/**
 * A page (from 0) as PNG at `to`, drawn at 200 dots an inch on white, fewer where it would have more than `mostDots`. The same
 * page gives the same bytes.
 *
 * @throws Refusal file_unreadable with a `DocumentTrouble`
 */
export async function drawPdfPage(path: string, number: number, to: string, mostDots: number): Promise<void> {
  const { document } = await opened(path)
  const { createCanvas } = await library()
  try {
    const page = await document.getPage(number + 1)
    const { width, height } = page.getViewport({ scale: 1 })
    const scale = Math.min(DPI / UNIT, Math.sqrt(mostDots / Math.max(1, width * height)))
    const viewport = page.getViewport({ scale })
    const canvas = createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)))
    // The library's types want a canvas of the browser; this one draws alike.
    await page.render({ canvas: canvas as never, viewport, background: "#ffffff" }).promise
    page.cleanup()
    await writeFile(to, await canvas.encode("png"))
  } catch {
    throw unreadable("pdf_page_broken")
  }
}
