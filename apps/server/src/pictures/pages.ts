import { readFile, stat } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { JustesseError } from "@justesse/types"
import sharp from "sharp"

/** Dots an inch that a page is drawn at. */
const DPI = 200
/** PDF measures in 72nds of an inch. */
const UNIT = 72
/** Pages of large paper are drawn with fewer dots, so that none has more than this. */
const MOST_PIXELS = 40_000_000
/** A document with more pages is refused. */
export const MOST_PAGES = 5_000

/** A PDF is held in memory as a whole while its pages are drawn. */
const MOST_PDF_BYTES = 1_073_741_824

/** A document on this computer's disk. */
export interface DocumentFile {
  readonly path: string
  readonly kind: "pdf" | "tiff"
}

/** Why a document gives no pages, as `why` of a `file_unreadable`. */
export type DocumentTrouble = "pdf_encrypted" | "pdf_broken" | "pdf_page_broken" | "pdf_too_long"

function unreadable(why: DocumentTrouble): JustesseError {
  return new JustesseError("file_unreadable", { why })
}

/** Pages of a document; 1 for a TIFF with one picture. @throws JustesseError file_unreadable with a {@link DocumentTrouble} | file_too_large */
export async function countPages({ path, kind }: DocumentFile): Promise<number> {
  const pages = kind === "pdf" ? (await opened(path)).numPages : await tiffPages(path)
  if (pages > MOST_PAGES) throw unreadable("pdf_too_long")
  return pages
}

/**
 * A page (from 0) as PNG: of a PDF drawn at 200 dots an inch on white, fewer where it would have more than 40 million dots; of a TIFF as
 * it is, upright. The same page gives the same bytes.
 *
 * @throws JustesseError file_unreadable with a {@link DocumentTrouble}
 */
export async function drawPage({ path, kind }: DocumentFile, page: number): Promise<Uint8Array> {
  if (kind === "pdf") return drawPdfPage(path, page)
  try {
    return await sharp(path, { page, limitInputPixels: 200_000_000 }).rotate().png().toBuffer()
  } catch {
    throw unreadable("pdf_page_broken")
  }
}

async function tiffPages(path: string): Promise<number> {
  try {
    return (await sharp(path, { limitInputPixels: false }).metadata()).pages ?? 1
  } catch {
    return 1 // a picture that cannot be read is said to be so when it is taken
  }
}

type PdfDocument = Awaited<ReturnType<Awaited<ReturnType<typeof library>>["pdf"]["getDocument"]>["promise"]>

/** Loaded when the first document comes: it is large, and most threads never see one. */
async function library() {
  const { createCanvas } = await import("@napi-rs/canvas")
  const pdf = await import("pdfjs-dist/legacy/build/pdf.mjs")
  const root = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"))
  const folder = (name: string) => `${join(root, name)}/`
  return { pdf, createCanvas, folder, worker: pathToFileURL(join(root, "legacy/build/pdf.worker.mjs")).href }
}

/** The last document that this thread opened: its pages are asked for one after the other. */
let last: { readonly path: string; readonly document: Promise<PdfDocument> } | null = null

function opened(path: string): Promise<PdfDocument> {
  if (last?.path !== path) {
    void last?.document.then((document) => document.destroy()).catch(() => undefined)
    last = { path, document: open(path) }
  }
  return last.document
}

async function open(path: string): Promise<PdfDocument> {
  const { pdf, folder, worker } = await library()
  pdf.GlobalWorkerOptions.workerSrc = worker
  const { size } = await stat(path)
  if (size > MOST_PDF_BYTES) throw new JustesseError("file_too_large", { most: MOST_PDF_BYTES })
  const data = new Uint8Array(await readFile(path))
  try {
    return await pdf.getDocument({
      data,
      standardFontDataUrl: folder("standard_fonts"),
      cMapUrl: folder("cmaps"),
      cMapPacked: true,
      wasmUrl: folder("wasm"),
      iccUrl: folder("iccs"),
      disableFontFace: true,
      useSystemFonts: false,
      isEvalSupported: false,
      verbosity: 0,
    }).promise
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException"
    throw unreadable(isLocked ? "pdf_encrypted" : "pdf_broken")
  }
}

async function drawPdfPage(path: string, number: number): Promise<Uint8Array> {
  const document = await opened(path)
  const { createCanvas } = await library()
  try {
    const page = await document.getPage(number + 1)
    const { width, height } = page.getViewport({ scale: 1 })
    const scale = Math.min(DPI / UNIT, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)))
    const viewport = page.getViewport({ scale })
    const canvas = createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)))
    // The library's types want a canvas of the browser; this one draws alike.
    await page.render({ canvas: canvas as never, viewport, background: "#ffffff" }).promise
    page.cleanup()
    return await canvas.encode("png")
  } catch {
    throw unreadable("pdf_page_broken")
  }
}
