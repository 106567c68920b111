import { type Box, boxOf, type Region, type TextDirection } from "@justesse/types"
import { inReadingOrder } from "../readingOrder.ts"

/** A column of running text has so many lines at least, which are so many times as wide as high: prices beside their things are none. */
const LEAST_LINES = 3
const LEAST_RATIO = 5

/**
 * Lines in the order in which they are read: of a page in columns one column after the other, else row by row. Where lines are read from
 * the right, columns and rows begin there; lines that are written downwards follow one another from the right. Lines that say what they
 * are a part of come from a file that says their order too, and keep it.
 */
export function linesInOrder<R extends Region>(regions: readonly R[], direction: TextDirection = "ltr"): R[] {
  if (regions.some(({ parent, level }) => parent !== undefined || level === "word")) return [...regions]
  const placed = regions.map((region) => ({ region, ...alongLine(boxOf(region), direction) }))
  return columnsOf(placed).flatMap((column) => inReadingOrder(column, (one) => one).map(({ region }) => region))
}

/** A box as it lies where lines run from left to right and rows from the top. */
function alongLine({ x, y, width, height }: Box, direction: TextDirection): Box {
  if (direction === "ttb") return { x: y, y: -x - width, width: height, height: width }
  return direction === "rtl" ? { x: -x - width, y, width, height } : { x, y, width, height }
}

/** Boxes by the columns they stand in, the first to be read first; all of them in one where there are none. */
function columnsOf<T extends Box>(boxes: readonly T[]): T[][] {
  const columns: { end: number; boxes: T[] }[] = []
  for (const box of [...boxes].sort((a, b) => a.x - b.x)) {
    const last = columns.at(-1)
    if (last && box.x < last.end) {
      last.boxes.push(box)
      last.end = Math.max(last.end, box.x + box.width)
    } else columns.push({ end: box.x + box.width, boxes: [box] })
  }
  const isText = columns.every(({ boxes: own }) => {
    const ratios = own.map(({ width, height }) => width / height).sort((a, b) => a - b)
    return own.length >= LEAST_LINES && (ratios[Math.floor(ratios.length / 2)] ?? 0) >= LEAST_RATIO
  })
  return isText ? columns.map((column) => column.boxes) : [[...boxes]]
}
