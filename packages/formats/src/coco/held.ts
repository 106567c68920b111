import { type Box, boundsOfShape, type Region, type RegionId } from "@justesse/types"
import { HeldOutlines } from "../regions/heldOutlines.ts"
import type { RegionParts } from "../regions/parts.ts"
import { RegionIds, region } from "../regions/parts.ts"
import { isOtherBox, toShape } from "../regions/rotated.ts"
import { carriedShape } from "./carried.ts"

/** A region that is more than a box with an outline, without the id that its picture gives it. */
interface HeldParts extends Omit<RegionParts, "id"> {
  /** What the file calls it. */
  readonly wanted: string | null
}

/** A box with what usually comes with it. */
interface PlainBox extends Box {
  /** A whole number; NaN where the file gives none. */
  readonly id: number
  /** The label's place in the file's list. */
  readonly label: number
  /** A number carried for the format: an area that is not the box's own, or a score; NaN where there is none. */
  readonly carried: number
  /** `x, y, x, y …` of one polygon; empty where there is none. */
  readonly outline: readonly number[]
}

/** Rows of a block: blocks are added one by one, so that growing never copies what is held. */
const ROWS = 16_384
const NONE = -1
const ID = 0
const CARRIED = 5
const OUTLINE = 6
const COLUMNS = 7

/** What a region carries of the number that came with its box (NaN where none did) and of the box itself. */
type Carry = (value: number, box: Box, shape: Region["geometry"]) => Region["foreign"]

const carryArea: Carry = (area, box, shape) => {
  const hasArea = !Number.isNaN(area)
  if (!hasArea && (shape.type === "box" || !isOtherBox(box, boundsOfShape(shape)))) return undefined
  return { coco: { ...(hasArea ? { area } : {}), ...carriedShape(shape, box) } }
}

/**
 * Boxes of pictures whose last annotation was not met yet, in columns: a file in no order holds all of its boxes, and as
 * objects they would take five times the memory. A picture is a place in the file's list; its boxes are a chain of rows.
 */
export class HeldBoxes {
  readonly #labels: readonly RegionParts["label"][]
  /** Id, x, y, width, height, carried number and place of the outline of each row. */
  readonly #rows: Float64Array[] = []
  /** The label's place; {@link NONE} where the row's region is among {@link #others}. */
  readonly #label: Int32Array[] = []
  /** The next row of the same picture, or of the free ones. */
  readonly #next: Int32Array[] = []
  readonly #outlines = new HeldOutlines()
  readonly #others = new Map<number, HeldParts>()
  #used = 0
  #free = NONE
  readonly #firstOf: Int32Array
  readonly #lastOf: Int32Array
  readonly #countOf: Int32Array

  readonly #carry: Carry

  constructor(pictures: number, labels: readonly RegionParts["label"][], carry: Carry = carryArea) {
    this.#labels = labels
    this.#carry = carry
    this.#firstOf = new Int32Array(pictures).fill(NONE)
    this.#lastOf = new Int32Array(pictures).fill(NONE)
    this.#countOf = new Int32Array(pictures)
  }

  countOf(picture: number): number {
    return this.#countOf[picture] ?? 0
  }

  addBox(picture: number, { id, x, y, width, height, carried, label, outline }: PlainBox): void {
    const row = this.#rowFor(picture)
    const index = outline.length === 0 ? NONE : this.#outlines.add(outline)
    this.#rows[Math.floor(row / ROWS)]?.set([id, x, y, width, height, carried, index], COLUMNS * (row % ROWS))
    put(this.#label, row, label)
  }

  /** Holds a region that has more than {@link PlainBox} says. */
  add(picture: number, parts: HeldParts): void {
    const row = this.#rowFor(picture)
    put(this.#label, row, NONE)
    this.#others.set(row, parts)
  }

  /** The regions of a picture in the order they were added; their rows are free afterwards. */
  take(picture: number): Region[] {
    const ids = new RegionIds()
    const regions: Region[] = []
    for (let row = this.#firstOf[picture] ?? NONE; row !== NONE; ) {
      regions.push(this.#regionAt(row, ids))
      const next = at(this.#next, row)
      put(this.#next, row, this.#free)
      this.#free = row
      row = next
    }
    this.#firstOf[picture] = NONE
    this.#lastOf[picture] = NONE
    return regions
  }

  #regionAt(row: number, ids: RegionIds): Region {
    const other = this.#others.get(row)
    if (other) {
      this.#others.delete(row)
      const { wanted, ...parts } = other
      return region({ ...parts, id: ids.give(wanted) })
    }
    const block = this.#rows[Math.floor(row / ROWS)]
    const from = COLUMNS * (row % ROWS)
    const label = this.#labels[at(this.#label, row)]
    if (block === undefined || label === undefined) throw new RangeError(`nothing is held in row ${row}`)
    const [x = 0, y = 0, width = 0, height = 0] = block.subarray(from + 1, from + CARRIED)
    const carried = block[from + CARRIED] ?? Number.NaN
    const outline = block[from + OUTLINE] ?? NONE
    // `toFixed` and not `String`, which keeps the texts of the last thousands of numbers and so grows the heap by all of them.
    // Ids of `RegionIds` keep to RegionId's bounds.
    const own = block[from + ID] ?? Number.NaN
    const id = ids.give(Number.isNaN(own) ? null : own.toFixed(0)) as RegionId
    const box = { x, y, width, height }
    const points = outline === NONE ? undefined : this.#outlines.take(outline)
    const found: Region = { id, geometry: toShape({ box, outline: points }, false), label }
    const foreign = this.#carry(carried, box, found.geometry)
    if (foreign) found.foreign = foreign
    return found
  }

  #rowFor(picture: number): number {
    const row = this.#free === NONE ? this.#used++ : this.#free
    if (row === this.#free) this.#free = at(this.#next, row)
    if (row >= ROWS * this.#rows.length) {
      this.#rows.push(new Float64Array(COLUMNS * ROWS))
      this.#label.push(new Int32Array(ROWS))
      this.#next.push(new Int32Array(ROWS))
    }
    put(this.#next, row, NONE)
    const last = this.#lastOf[picture] ?? NONE
    if (last === NONE) this.#firstOf[picture] = row
    else put(this.#next, last, row)
    this.#lastOf[picture] = row
    this.#countOf[picture] = (this.#countOf[picture] ?? 0) + 1
    return row
  }
}

function at(blocks: readonly Int32Array[], row: number): number {
  return blocks[Math.floor(row / ROWS)]?.[row % ROWS] ?? NONE
}

function put(blocks: readonly Int32Array[], row: number, value: number): void {
  const block = blocks[Math.floor(row / ROWS)]
  if (block) block[row % ROWS] = value
}
