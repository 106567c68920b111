import { boundsOfShape, type Shape } from "@justesse/types"
import { measureShapes } from "../shapes/overlap.ts"

/**
 * By what a model's regions and the gold were compared: `outline` all by their lines (COCO's `segm`, with exact areas where that
 * counts pixels), `box` all by their boxes (COCO's `bbox`), `mixed` by lines where both have one, else by boxes.
 */
type ComparedBy = "outline" | "box" | "mixed"

/** By what rows were compared, and how many of each side had a box alone. Crowds of the gold are not counted. */
export interface Compared {
  readonly by: ComparedBy
  readonly goldBoxes: number
  readonly foundBoxes: number
}

/** The line of each row; null for a box alone. */
interface Lines {
  readonly gold: readonly (Shape | null)[]
  readonly found: readonly (Shape | null)[]
}

/** Overlaps of rows that have a line, by these; null where one of the two is a box alone. */
export class OutlineOverlaps {
  readonly #gold: readonly (Shape | null)[]
  readonly #found: readonly (Shape | null)[]
  /** Left, top, right, bottom of each line: most pairs lie apart, and are not looked at. */
  readonly #goldEdges: Float64Array
  readonly #foundEdges: Float64Array
  /** Each pair is asked for by figures, confusion, worst pictures and suspects: those that share something are kept. */
  readonly #known = new Map<number, { readonly iou: number; readonly ofFound: number }>()

  constructor({ gold, found }: Lines) {
    this.#gold = gold
    this.#found = found
    this.#goldEdges = edgesOf(gold)
    this.#foundEdges = edgesOf(found)
  }

  /** Shared area over joined area, in [0, 1]; over a crowd the share of the found one that lies in it. */
  withGold(found: number, gold: number, isCrowd: boolean): number | null {
    const [a, b] = [this.#found[found], this.#gold[gold]]
    if (!a || !b) return null
    if (areApart(this.#foundEdges, found, this.#goldEdges, gold)) return 0
    const key = found * this.#gold.length + gold
    const overlap = this.#known.get(key) ?? overlapsOf(a, b)
    if (overlap.iou > 0) this.#known.set(key, overlap)
    return isCrowd ? overlap.ofFound : overlap.iou
  }

  /** Intersection over union of two found ones. */
  betweenFound(one: number, other: number): number | null {
    const [a, b] = [this.#found[one], this.#found[other]]
    if (!a || !b) return null
    return areApart(this.#foundEdges, one, this.#foundEdges, other) ? 0 : overlapsOf(a, b).iou
  }
}

/** Left, top, right and bottom of each row's line: four numbers a row; zeros for a box alone. */
function edgesOf(lines: readonly (Shape | null)[]): Float64Array {
  const edges = new Float64Array(lines.length * 4)
  for (const [row, line] of lines.entries()) {
    if (!line) continue
    const { x, y, width, height } = boundsOfShape(line)
    edges.set([x, y, x + width, y + height], row * 4)
  }
  return edges
}

function areApart(first: Float64Array, a: number, second: Float64Array, b: number): boolean {
  const edge = (edges: Float64Array, row: number, side: number) => edges[row * 4 + side] ?? 0
  const [left, top, right, bottom] = [0, 1, 2, 3] as const
  return (
    edge(first, a, left) >= edge(second, b, right) ||
    edge(second, b, left) >= edge(first, a, right) ||
    edge(first, a, top) >= edge(second, b, bottom) ||
    edge(second, b, top) >= edge(first, a, bottom)
  )
}

function overlapsOf(a: Shape, b: Shape) {
  const { first, shared, joined } = measureShapes(a, b)
  return {
    iou: joined > 0 ? Math.min(1, shared / joined) : 0,
    ofFound: first > 0 ? Math.min(1, shared / first) : 0,
  }
}

/** How rows with these lines are compared. `crowd` tells which of the gold are not counted. */
export function comparedBy({ gold, found }: Lines, crowd: readonly boolean[]): Compared {
  const isBox = (line: Shape | null) => line === null
  const counting = gold.filter((_, row) => crowd[row] !== true)
  const [goldBoxes, foundBoxes] = [counting.filter(isBox).length, found.filter(isBox).length]
  if (gold.every(isBox) || found.every(isBox)) return { by: "box", goldBoxes, foundBoxes }
  return { by: goldBoxes + foundBoxes === 0 ? "outline" : "mixed", goldBoxes, foundBoxes }
}
