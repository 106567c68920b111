import { readFile, stat, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { Refusal } from "../children/refusal.ts"
import { requireFew, unreadable, type Weighed } from "./documents.ts"
import { largestPicture, longestDrawing } from "./pdfWeight.ts"

/** Dots an inch that a page is drawn at. */
const DPI = 200
/** PDF measures in 72nds of an inch. */
const UNIT = 72
/** What a page's drawing may unpack to: reading it takes some sixty times as much. */
const MOST_DRAWING_BYTES = 8_000_000

/** A PDF is held in memory as a whole while its pages are drawn. */
const MOST_PDF_BYTES = 1_073_741_824

/** Pages of a PDF, its largest picture and its longest drawing. @throws Refusal file_unreadable with a `DocumentTrouble` | file_too_large */
export async function weighPdf(path: string): Promise<Weighed> {
  const { document, pixels, drawing } = await opened(path)
  return { pages: requireFew(document.numPages), pixels, drawing }
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
  readonly drawing: number
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
  const drawing = longestDrawing(data, MOST_DRAWING_BYTES)
  if (drawing > MOST_DRAWING_BYTES) throw unreadable("pdf_page_heavy", { most: MOST_DRAWING_BYTES })
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
    return { document: await loading.promise, pixels, drawing }
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException"
    throw unreadable(isLocked ? "pdf_encrypted" : "pdf_broken")
  }
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
