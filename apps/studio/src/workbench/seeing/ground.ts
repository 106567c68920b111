import type { ScreenSize } from "@justesse/editor"

/**
 * The lowest of the canvases, without transparency: the browser copies it instead of blending it, and draws nothing of the
 * page under it. What the picture leaves free is filled with the ground that the page has there.
 */
export class PictureCanvas {
  readonly element: HTMLCanvasElement
  readonly #ctx: CanvasRenderingContext2D | null
  readonly #paint: (ctx: CanvasRenderingContext2D, pixelRatio: number) => void
  readonly #ground: string
  #pixelRatio = 1
  #frame = 0

  constructor(element: HTMLCanvasElement, paint: (ctx: CanvasRenderingContext2D, pixelRatio: number) => void) {
    this.element = element
    this.#ctx = element.getContext("2d", { alpha: false })
    this.#paint = paint
    this.#ground = getComputedStyle(element.parentElement ?? element).backgroundColor
  }

  /** As large as that, drawn at once: a canvas that was given a size is black. */
  resize({ width, height }: ScreenSize): void {
    const { element } = this
    this.#pixelRatio = window.devicePixelRatio || 1
    element.width = Math.floor(width * this.#pixelRatio)
    element.height = Math.floor(height * this.#pixelRatio)
    element.style.width = `${width}px`
    element.style.height = `${height}px`
    this.#draw()
  }

  /** Draws with the next frame, once however often it was asked for. */
  batchDraw(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  /** Seen through a filter, which is for the picture alone: the ground beside it is then the page's own. */
  setFilter(filter: string): void {
    this.element.style.filter = filter
    this.batchDraw()
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
  }

  #draw(): void {
    const ctx = this.#ctx
    if (!ctx) return
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.fillStyle = this.#ground
    ctx.fillRect(0, 0, this.element.width, this.element.height)
    this.#paint(ctx, this.#pixelRatio)
  }
}
