import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { ReadingLanguage, ReadLine } from "@justesse/types/models/reading"
import sharp from "sharp"
import { createWorker, OEM, PSM, type Worker } from "tesseract.js"

/** What is read, and in which language. */
export interface ReadOrder {
  readonly picture: Uint8Array
  readonly language: ReadingLanguage
}

/** Letters of a receipt are read best at twice their size; a page that is large already is not made larger than this. */
const SCALE = 2
const MOST_DOTS = 24_000_000
/** Dots of a picture that is opened at all. */
const MOST_OPENED = 200_000_000
/** Lines lower or narrower than this are specks. */
const LEAST_DOTS = 4

const find = createRequire(import.meta.url)
const dataOf = (language: string) =>
  join(dirname(find.resolve(`@tesseract.js-data/${language}/package.json`)), "4.0.0_best_int")

/** Reads pages with Tesseract, all of whose parts lie on this computer: nothing is fetched, and nothing stored. */
export function readingEngine() {
  let ready: { readonly language: string; readonly worker: Promise<Worker> } | null = null
  const end = async () => {
    const last = ready
    ready = null
    await (await last?.worker.catch(() => null))?.terminate()
  }
  const begin = async (language: string): Promise<Worker> => {
    const worker = await createWorker(language, OEM.LSTM_ONLY, {
      langPath: dataOf(language),
      cacheMethod: "none",
      gzip: true,
      // What goes wrong is an error of the call; unheard, it would end the process.
      errorHandler: () => {},
    })
    await worker.setParameters({ tessedit_pageseg_mode: PSM.SINGLE_BLOCK })
    return worker
  }
  return {
    /** The lines of a page, from above; none where nothing can be read on it, or where it is no picture. */
    async read({ picture, language }: ReadOrder): Promise<readonly ReadLine[]> {
      if (ready?.language !== language) {
        await end()
        ready = { language, worker: begin(language) }
      }
      const worker = await ready.worker
      const page = await pageOf(picture)
      if (!page) return []
      // What it cannot read at all, it may not survive.
      const read = await worker.recognize(page.png, {}, { text: false, blocks: true }).catch(() => null)
      if (!read) await end()
      const lines = (read?.data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((one) => one.lines))
      return lines.flatMap(({ words }) => columnsOf(words)).flatMap((words) => toLine(words, page.scale) ?? [])
    },
    end,
  }
}

/** A picture as it is read: upright, grey, larger; null where it cannot be opened. */
async function pageOf(picture: Uint8Array): Promise<{ readonly png: Buffer; readonly scale: number } | null> {
  try {
    const { autoOrient } = await sharp(picture, { limitInputPixels: MOST_OPENED }).metadata()
    const scale = Math.min(SCALE, Math.sqrt(MOST_DOTS / (autoOrient.width * autoOrient.height)))
    const width = Math.max(1, Math.round(autoOrient.width * scale))
    const png = await sharp(picture, { limitInputPixels: MOST_OPENED })
      .autoOrient()
      .flatten({ background: "white" })
      .greyscale()
      .resize({ width })
      .png({ compressionLevel: 1 })
      .toBuffer()
    return { png, scale: width / autoOrient.width }
  } catch {
    return null
  }
}

/** Words further apart than so many times their height are of two columns: people draw those as two lines. */
const COLUMN_GAP = 1.5

interface ReadWord {
  readonly text: string
  readonly confidence: number
  readonly bbox: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }
}

/** The words of a line, apart where a wide gap is between them. */
function columnsOf(words: readonly ReadWord[]): ReadWord[][] {
  const heights = words.map(({ bbox }) => bbox.y1 - bbox.y0).sort((a, b) => a - b)
  const gap = COLUMN_GAP * (heights[heights.length >> 1] ?? 0)
  const columns: ReadWord[][] = []
  for (const word of words) {
    const last = columns.at(-1)
    const before = last?.at(-1)
    if (last && before && word.bbox.x0 - before.bbox.x1 <= gap) last.push(word)
    else columns.push([word])
  }
  return columns
}

function toLine(words: readonly ReadWord[], scale: number): ReadLine | null {
  const text = words
    .map((word) => word.text.trim())
    .join(" ")
    .trim()
  const boxes = words.map(({ bbox }) => bbox)
  const [x, y] = [Math.min(...boxes.map(({ x0 }) => x0)) / scale, Math.min(...boxes.map(({ y0 }) => y0)) / scale]
  const width = Math.max(...boxes.map(({ x1 }) => x1)) / scale - x
  const height = Math.max(...boxes.map(({ y1 }) => y1)) / scale - y
  // A line of which no letter and no figure was read is a rule, a speck or a picture.
  if (width < LEAST_DOTS || height < LEAST_DOTS || !/[\p{L}\p{N}]/u.test(text)) return null
  const score = words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length / 100
  return { x, y, width, height, text, score: Math.min(1, Math.max(0, score)) }
}
