import type { Point } from "@justesse/types"

/** Most numbers of a polygon that is held here: a block has as many, and its length. */
const NUMBERS = 131_072
const NONE = -1

/**
 * Polygons that wait for the rest of their picture, as numbers. Files say corners to a hundredth of a pixel: such ones are
 * held as whole hundredths, which take half the memory, and come back to the bit; others as they are.
 */
export class HeldOutlines {
  readonly #hundredths = new Blocks(() => new Int32Array(NUMBERS))
  readonly #others = new Blocks(() => new Float64Array(NUMBERS))

  /** Holds `x, y, x, y …`, fewer numbers than a block has; its place, a whole number from 0. */
  add(numbers: readonly number[]): number {
    const scaled: number[] = []
    for (const number of numbers) {
      const whole = Math.round(number * 100)
      if (whole / 100 !== number || Math.abs(whole) > MOST_WHOLE || Object.is(number, -0))
        return 2 * this.#others.add(numbers) + 1
      scaled.push(whole)
    }
    return 2 * this.#hundredths.add(scaled)
  }

  /** The polygon at a place; it is no longer held. */
  take(offset: number): Point[] {
    return offset % 2 === 1 ? this.#others.take((offset - 1) / 2, 1) : this.#hundredths.take(offset / 2, 100)
  }
}

const MOST_WHOLE = 2_147_483_647

/** Lists of numbers in blocks, each with its length before it; a block whose lists were all taken is used again. */
class Blocks {
  readonly #make: () => Int32Array | Float64Array
  readonly #blocks: (Int32Array | Float64Array)[] = []
  /** How many lists of each block were not taken yet. */
  readonly #live: number[] = []
  readonly #empty: number[] = []
  #block = NONE
  #end = NUMBERS

  constructor(make: () => Int32Array | Float64Array) {
    this.#make = make
  }

  add(numbers: readonly number[]): number {
    if (this.#end + numbers.length + 1 > NUMBERS) this.#begin()
    const offset = this.#block * NUMBERS + this.#end
    const block = this.#blocks[this.#block]
    if (block) block[this.#end] = numbers.length
    block?.set(numbers, this.#end + 1)
    this.#end += numbers.length + 1
    this.#live[this.#block] = (this.#live[this.#block] ?? 0) + 1
    return offset
  }

  /** The points of a list whose numbers are so many parts of a pixel. */
  take(offset: number, parts: number): Point[] {
    const number = Math.floor(offset / NUMBERS)
    const block = this.#blocks[number]
    const from = offset % NUMBERS
    const points: Point[] = []
    const end = from + (block?.[from] ?? 0)
    for (let i = from + 1; i < end; i += 2)
      points.push({ x: (block?.[i] ?? 0) / parts, y: (block?.[i + 1] ?? 0) / parts })
    this.#live[number] = (this.#live[number] ?? 1) - 1
    if (this.#live[number] === 0 && number !== this.#block) this.#empty.push(number)
    return points
  }

  #begin(): void {
    // The block at hand may have been emptied while it was still written to.
    if (this.#block !== NONE && this.#live[this.#block] === 0) this.#empty.push(this.#block)
    this.#block = this.#empty.pop() ?? this.#blocks.push(this.#make()) - 1
    this.#live[this.#block] ??= 0
    this.#end = 0
  }
}
