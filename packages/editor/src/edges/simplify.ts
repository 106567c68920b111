import type { Point } from "@justesse/types"

/** The points of a line without which it would lie further than `tolerance` from what it was (Douglas and Peucker); both ends stay. */
export function simplifyLine(line: readonly Point[], tolerance: number): Point[] {
  const keeps = new Uint8Array(line.length)
  keeps[0] = 1
  keeps[line.length - 1] = 1
  const open: [number, number][] = [[0, line.length - 1]]
  for (let range = open.pop(); range; range = open.pop()) {
    const [first, last] = range
    const farthest = farthestBetween(line, first, last)
    if (farthest.away <= tolerance) continue
    keeps[farthest.index] = 1
    open.push([first, farthest.index], [farthest.index, last])
  }
  return line.filter((_, index) => keeps[index] === 1)
}

function farthestBetween(line: readonly Point[], first: number, last: number) {
  const [a, b] = [line[first], line[last]]
  const farthest = { index: first, away: 0 }
  if (!a || !b) return farthest
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  for (let i = first + 1; i < last; i++) {
    const at = line[i]
    if (!at) continue
    const [dx, dy] = [at.x - a.x, at.y - a.y]
    const away = length === 0 ? Math.hypot(dx, dy) : Math.abs((b.x - a.x) * dy - (b.y - a.y) * dx) / length
    if (away > farthest.away) [farthest.index, farthest.away] = [i, away]
  }
  return farthest
}
