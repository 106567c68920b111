import type { Box } from "@justesse/types"

/** Share of the lower box's height that must overlap for two boxes to stand on one line. */
const SAME_LINE_RATIO = 0.5

interface Placed<T> extends Box {
  readonly thing: T
}

interface Line<T extends Box> {
  top: number
  bottom: number
  readonly boxes: T[]
}

/**
 * Things in the order in which their boxes are read: lines from the top, each line from its start. Boxes are on one line when
 * they overlap by half of the lower one's height. The same boxes in any order give the same answer.
 */
export function inReadingOrder<T>(things: readonly T[], toBox: (thing: T) => Box): T[] {
  const byTop = things
    .map((thing) => ({ thing, ...toBox(thing) }))
    .sort((a, b) => a.y + a.height / 2 - (b.y + b.height / 2) || a.x - b.x || a.width - b.width)
  const lines: Line<Placed<T>>[] = []
  for (const box of byTop) {
    const line = lines.at(-1)
    if (line && isOnLine(line, box)) {
      line.boxes.push(box)
      // The line follows its boxes, so that a skewed one does not fall apart.
      line.top = (line.top * (line.boxes.length - 1) + box.y) / line.boxes.length
      line.bottom = (line.bottom * (line.boxes.length - 1) + box.y + box.height) / line.boxes.length
    } else lines.push({ top: box.y, bottom: box.y + box.height, boxes: [box] })
  }
  const across = (a: Box, b: Box) => a.x - b.x || a.y - b.y
  return lines.flatMap((line) => line.boxes.sort(across).map(({ thing }) => thing))
}

function isOnLine(line: Line<Box>, box: Box): boolean {
  const overlap = Math.min(line.bottom, box.y + box.height) - Math.max(line.top, box.y)
  return overlap >= SAME_LINE_RATIO * Math.min(line.bottom - line.top, box.height)
}
