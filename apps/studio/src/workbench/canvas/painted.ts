import type { ScreenSize } from "@justesse/editor"

/** Draws a whole canvas in device pixels; `pixelRatio` is how many of them a screen pixel has. */
type Paint = (ctx: CanvasRenderingContext2D, pixelRatio: number) => void

/** A canvas that is drawn anew as a whole, once a frame however often it was asked for. */
export class PaintedCanvas {
  readonly element: HTMLCanvasElement
  readonly ctx: CanvasRenderingContext2D | null
  readonly #paint: Paint
  readonly #ground: string | null
  #pixelRatio = 1
  #frame = 0

  /**
   * `isOpaque`: without transparency the browser copies it instead of blending it, and draws nothing of the page under it. What
   * the drawing leaves free is then filled with the ground that the page has there.
   */
  constructor(element: HTMLCanvasElement, paint: Paint, { isOpaque }: { readonly isOpaque: boolean }) {
    this.element = element
    this.ctx = element.getContext("2d", { alpha: !isOpaque })
    this.#paint = paint
    this.#ground = isOpaque ? getComputedStyle(element.parentElement ?? element).backgroundColor : null
  }

  /** Device pixels per screen pixel, as of the last size. */
  get pixelRatio(): number {
    return this.#pixelRatio
  }

  /** As large as that, drawn at once: a canvas that was given a size is empty. */
  resize({ width, height }: ScreenSize): void {
    const { element } = this
    this.#pixelRatio = window.devicePixelRatio || 1
    element.width = Math.floor(width * this.#pixelRatio)
    element.height = Math.floor(height * this.#pixelRatio)
    element.style.width = `${width}px`
    element.style.height = `${height}px`
    this.#draw()
  }

  /** Draws with the next frame. */
  batchDraw(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  /** Seen through a filter of the browser's. */
  setFilter(filter: string): void {
    this.element.style.filter = filter
    this.batchDraw()
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
  }

  #draw(): void {
    const { ctx, element } = this
    if (!ctx) return
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    if (this.#ground === null) ctx.clearRect(0, 0, element.width, element.height)
    else {
      ctx.fillStyle = this.#ground
      ctx.fillRect(0, 0, element.width, element.height)
    }
    this.#paint(ctx, this.#pixelRatio)
  }
}
