import type { Size } from "@justesse/types"
import { findGradient, GRADIENT_MARGIN, type Gradient } from "./gradient.ts"

/**
 * The colours of a square of samples (red, green, blue, opacity, a byte each), row by row; null where the picture is not there yet. `x`, `y`: its
 * upper left sample, which may lie outside of the picture; what is outside may be anything.
 */
export type ReadColours = (x: number, y: number, side: number, step: number) => Uint8ClampedArray | null

/** Samples of one block along a side. */
const BLOCK = 128
const READ = BLOCK + 2 * GRADIENT_MARGIN
/** Blocks in memory at most: 16 MB. */
const MOST_BLOCKS = 128

/**
 * The gradient of a picture, read a block at a time where somebody asks for it and kept. Places are in image pixels; `step`
 * image pixels are one sample. No more blocks are read than {@link allow} said: what is missing then counts as nothing, and
 * {@link isPartial} says so.
 */
export class EdgeMap {
  readonly step: number
  /** Something was asked for since the last {@link allow} that is not there. */
  isPartial = false
  readonly #read: ReadColours
  readonly #columns: number
  readonly #rows: number
  readonly #blocks = new Map<number, Gradient>()
  /** The block that was asked for last: the next sample is nearly always in it. */
  #last: { readonly key: number; readonly block: Gradient } | null = null
  #left = Infinity

  constructor(size: Size, step: number, read: ReadColours) {
    this.step = step
    this.#read = read
    this.#columns = Math.ceil(size.width / step)
    this.#rows = Math.ceil(size.height / step)
  }

  /** From now on so many blocks may be read. */
  allow(blocks: number): void {
    this.#left = blocks
    this.isPartial = false
  }

  /** The gradient along a direction at a point, in shades a sample; 0 outside of the picture, NaN where nothing is known. */
  along(x: number, y: number, right: number, down: number): number {
    const [u, v] = [x / this.step - 0.5, y / this.step - 0.5]
    const [column, row] = [Math.floor(u), Math.floor(v)]
    const [across, below] = [u - column, v - row]
    const top = this.#mixed(column, row, right, down, across)
    const bottom = this.#mixed(column, row + 1, right, down, across)
    return top * (1 - below) + bottom * below
  }

  /** How strong the edge is at a sample, counted from the upper left of the picture; NaN where nothing is known. */
  strengthOf(column: number, row: number): number {
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return 0
    const block = this.#blockOf(Math.floor(column / BLOCK), Math.floor(row / BLOCK))
    if (!block) return Number.NaN
    const i = (row % BLOCK) * BLOCK + (column % BLOCK)
    const [right, down] = [block.right[i] ?? 0, block.down[i] ?? 0]
    return Math.sqrt(right * right + down * down)
  }

  /** The gradient at a point, in shades a sample. */
  at(x: number, y: number): { readonly right: number; readonly down: number } {
    return { right: this.along(x, y, 1, 0), down: this.along(x, y, 0, 1) }
  }

  #mixed(column: number, row: number, right: number, down: number, across: number): number {
    const a = this.#dot(column, row, right, down)
    return a + (this.#dot(column + 1, row, right, down) - a) * across
  }

  #dot(column: number, row: number, right: number, down: number): number {
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return 0
    const block = this.#blockOf(Math.floor(column / BLOCK), Math.floor(row / BLOCK))
    if (!block) return Number.NaN
    const i = (row % BLOCK) * BLOCK + (column % BLOCK)
    return (block.right[i] ?? 0) * right + (block.down[i] ?? 0) * down
  }

  #blockOf(column: number, row: number): Gradient | null {
    const key = row * 65_536 + column
    if (this.#last?.key === key) return this.#last.block
    const block = this.#blocks.get(key) ?? this.#readBlock(column, row, key)
    if (block) this.#last = { key, block }
    else this.isPartial = true
    return block
  }

  #readBlock(column: number, row: number, key: number): Gradient | null {
    if (this.#left <= 0) return null
    this.#left--
    const [x, y] = [column * BLOCK - GRADIENT_MARGIN, row * BLOCK - GRADIENT_MARGIN]
    const colours = this.#read(x, y, READ, this.step)
    if (!colours) return null
    this.#spread(colours, x, y)
    const block = findGradient(colours, BLOCK)
    const oldest = this.#blocks.size >= MOST_BLOCKS ? this.#blocks.keys().next().value : undefined
    if (oldest !== undefined) this.#blocks.delete(oldest)
    this.#blocks.set(key, block)
    return block
  }

  /** The outermost samples of the picture go on outside of it: its border is no edge. */
  #spread(colours: Uint8ClampedArray, x: number, y: number): void {
    const [right, bottom] = [this.#columns - x, this.#rows - y]
    if (x >= 0 && y >= 0 && right >= READ && bottom >= READ) return
    const inside = (at: number, first: number, end: number) =>
      Math.min(Math.min(end, READ) - 1, Math.max(-Math.min(0, first), at))
    for (let row = 0; row < READ; row++)
      for (let column = 0; column < READ; column++) {
        const from = inside(row, y, bottom) * READ + inside(column, x, right)
        const to = row * READ + column
        for (let channel = 0; channel < 3; channel++) colours[4 * to + channel] = colours[4 * from + channel] ?? 0
      }
  }
}
