import type { Point } from "@justesse/types"

/** What some work costs a hand. */
export interface Effort {
  readonly keys: number
  /** Presses of a button: a click and a drag have one each. */
  readonly presses: number
  /** How far the pointer goes, in CSS pixels; `besidePx` of it beside the picture. */
  readonly pointerPx: number
  readonly besidePx: number
  /** Times of the keystroke-level model without thinking, which is the same with every tool. */
  readonly seconds: number
}

/** Operators of the keystroke-level model, in seconds: a key, pointing at something, pressing or letting go. */
const [KEY, POINT, BUTTON] = [0.28, 1.1, 0.1]

/** Adds up keys, presses and ways of the pointer over a picture in the window. */
export class EffortCount {
  readonly #picture: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  #at: Point | null = null
  #sum = { keys: 0, presses: 0, pointerPx: 0, besidePx: 0, seconds: 0 }

  constructor(picture: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) {
    const { x, y, width, height } = picture
    this.#picture = { left: x, right: x + width, top: y, bottom: y + height }
  }

  /** So many keys, one after the other; a chord has as many as are held. */
  keys(count: number): this {
    this.#sum.keys += count
    this.#sum.seconds += count * KEY
    return this
  }

  click(at: Point): this {
    return this.#point(at).#press(2)
  }

  drag(from: Point, to: Point): this {
    return this.#point(from).#press(1).#point(to).#press(1, 0)
  }

  get effort(): Effort {
    const { seconds, pointerPx, besidePx } = this.#sum
    const whole = {
      pointerPx: Math.round(pointerPx),
      besidePx: Math.round(besidePx),
      seconds: Math.round(seconds * 10) / 10,
    }
    return { ...this.#sum, ...whole }
  }

  #press(times: number, presses = 1): this {
    this.#sum.presses += presses
    this.#sum.seconds += times * BUTTON
    return this
  }

  #point(to: Point): this {
    this.#sum.seconds += POINT
    const from = this.#at ?? to
    this.#at = to
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    this.#sum.pointerPx += length
    // In steps of about a pixel: a way to a panel is beside the picture for its last part only.
    const steps = Math.max(1, Math.ceil(length))
    for (let i = 1; i <= steps; i++) {
      const [x, y] = [from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps]
      const { left, right, top, bottom } = this.#picture
      if (x < left || x > right || y < top || y > bottom) this.#sum.besidePx += length / steps
    }
    return this
  }
}
