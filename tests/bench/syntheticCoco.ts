import { createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"

/** As many pictures and boxes as COCO's training half has. */
export const SYNTHETIC = { pictures: 118_287, boxes: 860_001, classes: 80 } as const

/** The same numbers in [0, 1) from the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `grouped`: the boxes of a picture stand together. `scattered`: in no order at all, as in COCO's own files. */
export type Order = "grouped" | "scattered"

/**
 * A COCO file of {@link SYNTHETIC} pictures and boxes with the keys that COCO's own have, and a polygon of `points` points where there are any.
 * Classes come last and their ids have gaps, as there. Gives the same bytes every time.
 */
export async function writeCoco(path: string, order: Order, points = 0): Promise<void> {
  await pipeline(Readable.from(texts(order, points)), createWriteStream(path))
}

const PIECE = 1_000

function* texts(order: Order, points: number): Generator<string> {
  const next = dice(7)
  const { pictures, boxes, classes } = SYNTHETIC
  yield '{"info": {"description": "synthetic", "year": 2017}, "licenses": [{"id": 1, "name": "none"}], "images": ['
  yield* pieces(pictures, (i) => {
    const name = String(i * 5 + 9).padStart(12, "0")
    return `{"license": 1, "file_name": "${name}.jpg", "coco_url": "http://localhost/train2017/${name}.jpg", "height": ${480 - (i % 7)}, "width": 640, "date_captured": "2013-11-14 16:28:13", "id": ${i * 5 + 9}}`
  })
  yield '], "annotations": ['
  // A step that shares no factor with the count visits every box once.
  const step = order === "grouped" ? 1 : 7_919
  yield* pieces(boxes, (k) => {
    const n = (k * step) % boxes
    const picture = Math.floor((n * pictures) / boxes)
    const x = Math.round(next() * 50_000) / 100
    const y = Math.round(next() * 40_000) / 100
    const [w, h] = [1 + Math.round(next() * 13_000) / 100, 1 + Math.round(next() * 7_000) / 100]
    const mask = points > 0 ? `[[${polygon(x, y, w, h, points, next)}]]` : "[]"
    return `{"segmentation": ${mask}, "area": ${(w * h).toFixed(4)}, "iscrowd": 0, "image_id": ${picture * 5 + 9}, "bbox": [${x}, ${y}, ${w}, ${h}], "category_id": ${idOf(Math.floor(next() * classes))}, "id": ${n + 1}}`
  })
  yield '], "categories": ['
  yield* pieces(classes, (i) => `{"supercategory": "thing", "id": ${idOf(i)}, "name": "class ${i}"}`)
  yield "]}"
}

/** Ids from 1 to 90 with gaps. */
const idOf = (index: number) => index + 1 + Math.floor(index / 8)

function polygon(x: number, y: number, w: number, h: number, count: number, next: () => number): string {
  const points = Array.from({ length: count }, (_, i) => {
    const rotation = (i / count) * 2 * Math.PI
    const reach = 0.4 + 0.1 * next()
    return `${(x + w / 2 + Math.cos(rotation) * w * reach).toFixed(2)}, ${(y + h / 2 + Math.sin(rotation) * h * reach).toFixed(2)}`
  })
  return points.join(", ")
}

function* pieces(count: number, one: (i: number) => string): Generator<string> {
  for (let at = 0; at < count; at += PIECE) {
    const some = Array.from({ length: Math.min(PIECE, count - at) }, (_, i) => one(at + i))
    yield `${at === 0 ? "" : ", "}${some.join(", ")}`
  }
}
