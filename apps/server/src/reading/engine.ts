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
      return lines.flatMap(({ text, confidence, bbox }) => toLine(text, confidence, bbox, page.scale) ?? [])
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

type Corners = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }

function toLine(text: string, confidence: number, { x0, y0, x1, y1 }: Corners, scale: number): ReadLine | null {
  const said = text.replaceAll(/\s+/g, " ").trim()
  const [width, height] = [(x1 - x0) / scale, (y1 - y0) / scale]
  // A line of which no letter and no figure was read is a rule, a speck or a picture.
  if (width < LEAST_DOTS || height < LEAST_DOTS || !/[\p{L}\p{N}]/u.test(said)) return null
  return { x: x0 / scale, y: y0 / scale, width, height, text: said, score: Math.min(1, Math.max(0, confidence / 100)) }
}
