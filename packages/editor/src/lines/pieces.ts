/** Ink that hangs together: its upright box in pixels (right and bottom beyond its last pixel), how many pixels it has, and how dark its darkest is. */
export interface Piece {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly area: number
  readonly depth: number
}

/** The pieces of ink of a picture (0 is paper, more is darker), from the top. Pixels that touch at a side or a corner are of one piece. */
export function findPieces(ink: Uint8Array, width: number, height: number): Piece[] {
  const runs = findRuns(ink, width, height)
  const parents = joinRuns(runs)
  const pieces = new Map<number, { -readonly [K in keyof Piece]: number }>()
  for (const [run, { row, start, end, depth }] of runs.entries()) {
    const root = rootOf(parents, run)
    const piece = pieces.get(root)
    if (!piece) pieces.set(root, { left: start, right: end, top: row, bottom: row + 1, area: end - start, depth })
    else {
      piece.left = Math.min(piece.left, start)
      piece.right = Math.max(piece.right, end)
      piece.bottom = row + 1
      piece.area += end - start
      piece.depth = Math.max(piece.depth, depth)
    }
  }
  return [...pieces.values()]
}

/** The number that stands for all that is joined with this one: the first of them. Ways to it are shortened. */
export function rootOf(parents: Int32Array, one: number): number {
  let root = one
  for (let up = parents[root] ?? root; up !== root; up = parents[root] ?? root) {
    const beyond = parents[up] ?? up
    parents[root] = beyond
    root = beyond
  }
  return root
}

/** Joins two numbers and all that is joined with either. */
export function joinRoots(parents: Int32Array, one: number, other: number): void {
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)]
  parents[Math.max(a, b)] = Math.min(a, b)
}

/** A stretch of ink in one row, up to and without `end`, and its darkest pixel. */
interface Run {
  readonly row: number
  readonly start: number
  readonly end: number
  readonly depth: number
}

function findRuns(ink: Uint8Array, width: number, height: number): Run[] {
  const runs: Run[] = []
  for (let row = 0; row < height; row++) {
    const from = row * width
    for (let x = 0; x < width; x++) {
      const start = x
      let depth = 0
      for (; x < width && ink[from + x] !== 0; x++) depth = Math.max(depth, ink[from + x] ?? 0)
      if (x > start) runs.push({ row, start, end: x, depth })
    }
  }
  return runs
}

function joinRuns(runs: readonly Run[]): Int32Array {
  const parents = Int32Array.from(runs.keys())
  // The first run above that does not end before this one begins; it only ever moves on.
  let first = 0
  for (const [i, run] of runs.entries()) {
    for (let above = runs[first]; above && isBefore(above, run); above = runs[first]) first++
    for (let other = first; other < i; other++) {
      const above = runs[other]
      if (above?.row !== run.row - 1 || above.start > run.end) break
      joinRoots(parents, other, i)
    }
  }
  return parents
}

function isBefore(above: Run, { row, start }: Run): boolean {
  return above.row < row - 1 || (above.row === row - 1 && above.end < start)
}
