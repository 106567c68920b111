import { at } from "../boxes/numbers.ts"

/**
 * Interpolated weighted medians of few values, one after the other, as fast as they can be told. Each value stands at (weight
 * below it + half its own) / total; the median lies where that reaches one half (recipe A.1 step 3). The fit of boxes lets
 * near values share their places; here that would pull the line of two who agree a third of the way to the third.
 */
export class FastMedian {
  readonly #weights: Float64Array
  readonly #value: Float64Array
  readonly #weight: Float64Array

  /** @param weights one for each value, above 0. */
  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.#weights = Float64Array.from(weights, (weight) => weight / total)
    this.#value = new Float64Array(weights.length)
    this.#weight = new Float64Array(weights.length)
  }

  /** The median of as many values as there are weights; values stay as they are. */
  read(values: Float64Array): number {
    this.#sort(values)
    let [below, place, before] = [0, 0, Number.NaN]
    for (let n = 0; n < values.length; n++) {
      const [value, weight] = [at(this.#value, n), at(this.#weight, n)]
      const here = below + weight / 2
      // Three equal weights may come to a half less the rounding.
      if (here >= 0.5 - 1e-12)
        return n === 0 || here <= 0.5 ? value : before + ((value - before) * (0.5 - place)) / (here - place)
      below += weight
      place = here
      before = value
    }
    return before
  }

  #sort(values: Float64Array): void {
    for (let n = 0; n < values.length; n++) {
      const [value, weight] = [at(values, n), at(this.#weights, n)]
      let index = n
      for (; index > 0; index--) {
        const other = at(this.#value, index - 1)
        if (other < value || (other === value && at(this.#weight, index - 1) <= weight)) break
        this.#value[index] = other
        this.#weight[index] = at(this.#weight, index - 1)
      }
      this.#value[index] = value
      this.#weight[index] = weight
    }
  }
}
