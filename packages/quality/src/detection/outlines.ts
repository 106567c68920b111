import type { Shape } from "@justesse/types"
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
  /** Each pair is asked for by figures, confusion, worst pictures and suspects: those that share something are kept. */
  readonly #known = new Map<number, { readonly iou: number; readonly ofFound: number }>()

  constructor({ gold, found }: Lines) {
    this.#gold = gold
    this.#found = found
  }

  /** Shared area over joined area, in [0, 1]; over a crowd the share of the found one that lies in it. */
  withGold(found: number, gold: number, isCrowd: boolean): number | null {
    const [a, b] = [this.#found[found], this.#gold[gold]]
    if (!a || !b) return null
    const key = found * this.#gold.length + gold
    const overlap = this.#known.get(key) ?? overlapsOf(a, b)
    if (overlap.iou > 0) this.#known.set(key, overlap)
    return isCrowd ? overlap.ofFound : overlap.iou
  }

  /** Intersection over union of two found ones. */
  betweenFound(one: number, other: number): number | null {
    const [a, b] = [this.#found[one], this.#found[other]]
    return a && b ? overlapsOf(a, b).iou : null
  }
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
