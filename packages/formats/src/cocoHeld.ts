import type { Region, RegionId } from "@justesse/types"
import type { RegionParts } from "./regions.ts"
import { RegionIds, region } from "./regions.ts"

/** A region that is more than a box, without the id that its picture gives it. */
export interface HeldParts extends Omit<RegionParts, "id"> {
  /** What the file calls it. */
  readonly wanted: string | null
}

const FIRST_ROWS = 4_096
const NONE = -1

/**
 * Boxes of pictures whose last annotation was not met yet, in columns: a file in no order holds all of its boxes, and as
 * objects they would take five times the memory. A picture is a place in the file's list; its boxes are a chain of rows.
 */
export class HeldBoxes {
  readonly #labels: readonly RegionParts["label"][]
  /** Id, x, y, width, height of each row. */
  #numbers = new Float64Array(5 * FIRST_ROWS)
  /** The label's place; {@link NONE} where the row's region is among {@link #others}. */
  #label = new Int32Array(FIRST_ROWS)
  /** The next row of the same picture, or of the free ones. */
  #next = new Int32Array(FIRST_ROWS)
  readonly #others = new Map<number, HeldParts>()
  #used = 0
  #free = NONE
  readonly #firstOf: Int32Array
  readonly #lastOf: Int32Array
  readonly #countOf: Int32Array

  constructor(pictures: number, labels: readonly RegionParts["label"][]) {
    this.#labels = labels
    this.#firstOf = new Int32Array(pictures).fill(NONE)
    this.#lastOf = new Int32Array(pictures).fill(NONE)
    this.#countOf = new Int32Array(pictures)
  }

  countOf(picture: number): number {
    return this.#countOf[picture] ?? 0
  }

  /** Holds a plain box; `id` is a whole number, `label` a place in the list of labels. */
  addBox(picture: number, id: number, label: number, x: number, y: number, width: number, height: number): void {
    const row = this.#rowFor(picture)
    const at = 5 * row
    this.#numbers[at] = id
    this.#numbers[at + 1] = x
    this.#numbers[at + 2] = y
    this.#numbers[at + 3] = width
    this.#numbers[at + 4] = height
    this.#label[row] = label
  }

  /** Holds a region that has more than a box. */
  add(picture: number, parts: HeldParts): void {
    const row = this.#rowFor(picture)
    this.#label[row] = NONE
    this.#others.set(row, parts)
  }

  /** The regions of a picture in the order they were added; their rows are free afterwards. */
  take(picture: number): Region[] {
    const ids = new RegionIds()
    const regions: Region[] = []
    for (let row = this.#firstOf[picture] ?? NONE; row !== NONE; ) {
      regions.push(this.#regionAt(row, ids))
      const next = this.#next[row] ?? NONE
      this.#next[row] = this.#free
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
    const [id = 0, x = 0, y = 0, width = 0, height = 0] = this.#numbers.subarray(5 * row, 5 * row + 5)
    const label = this.#labels[this.#label[row] ?? 0]
    if (label === undefined) throw new RangeError(`no label in row ${row}`)
    // `toFixed` and not `String`, which keeps the texts of the last thousands of numbers and so grows the heap by all of them.
    // Ids of `RegionIds` keep to RegionId's bounds.
    return { id: ids.give(id.toFixed(0)) as RegionId, shape: "box", x, y, width, height, label }
  }

  #rowFor(picture: number): number {
    const row = this.#free === NONE ? this.#used++ : this.#free
    if (row === this.#free) this.#free = this.#next[row] ?? NONE
    if (row >= this.#next.length) this.#grow()
    this.#next[row] = NONE
    const last = this.#lastOf[picture] ?? NONE
    if (last === NONE) this.#firstOf[picture] = row
    else this.#next[last] = row
    this.#lastOf[picture] = row
    this.#countOf[picture] = (this.#countOf[picture] ?? 0) + 1
    return row
  }

  #grow(): void {
    const rows = Math.ceil(this.#next.length * 1.5)
    const [numbers, label, next] = [new Float64Array(5 * rows), new Int32Array(rows), new Int32Array(rows)]
    numbers.set(this.#numbers)
    label.set(this.#label)
    next.set(this.#next)
    this.#numbers = numbers
    this.#label = label
    this.#next = next
  }
}
