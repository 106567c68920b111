import { enlargeLine, type FoundLine } from "@justesse/editor/lines/find"
import type { Picture } from "../../canvas/picture.ts"
import type { Asked, Told } from "./messages.ts"

/** Above this a smaller copy is looked at: letters stay tall enough, and it takes no longer. */
const MAX_PIXELS = 4_000_000
/** Copies are of whole pixels: this much less is as good as the same. */
const NEARLY = 0.98

/** The lines of a picture, in its own pixels. Rejects when the worker fails, and when `signal` aborts. */
export async function findInWorker(
  picture: Picture,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<readonly FoundLine[]> {
  const bitmap = await copyOf(picture)
  if (signal.aborted) {
    bitmap.close()
    throw signal.reason
  }
  const times = picture.size.width / bitmap.width
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" })
  try {
    const lines = await answerOf(worker, { bitmap }, signal, onShare)
    return lines.map((line) => enlargeLine(line, times))
  } finally {
    worker.terminate()
  }
}

/**
 * Whether the picture itself is there to look for lines in, so that the same picture gives the same lines; of one in tiles there
 * is nothing larger than its preview.
 */
export function isSharp(picture: Picture): boolean {
  return picture.tiles ? picture.levels.length > 0 : picture.levels[0]?.isFull === true
}

function scaleFor({ size }: Picture): number {
  return Math.min(1, Math.sqrt(MAX_PIXELS / (size.width * size.height)))
}

/** A copy that the worker may keep, of at most so many pixels. */
function copyOf(picture: Picture): Promise<ImageBitmap> {
  const scale = scaleFor(picture)
  // The largest one: its halves come later, and what was found before would not be found again in them.
  const level = picture.levels[0]
  if (!level) return Promise.reject(new Error("a picture that is not there yet"))
  if (level.scale * NEARLY <= scale) return createImageBitmap(level.bitmap)
  const { width, height } = picture.size
  const [resizeWidth, resizeHeight] = [Math.round(width * scale), Math.round(height * scale)]
  return createImageBitmap(level.bitmap, { resizeWidth, resizeHeight, resizeQuality: "medium" })
}

function answerOf(
  worker: Worker,
  asked: Asked,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<readonly FoundLine[]> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    worker.addEventListener("error", (event) => reject(new Error(event.message)))
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if ("lines" in data) resolve(data.lines)
      else onShare(data.share)
    })
    worker.postMessage(asked, [asked.bitmap])
  })
}
