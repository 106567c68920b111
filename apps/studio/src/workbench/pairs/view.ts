import type { Size } from "@justesse/types"
import { createStore } from "zustand/vanilla"

/** How two pictures are seen, both alike: how many times the size at which they fit, and which place of them is in the middle, in shares. */
export interface PairView {
  readonly zoom: number
  readonly x: number
  readonly y: number
}

const FITS: PairView = { zoom: 1, x: 0.5, y: 0.5 }
const MOST_ZOOM = 40

/** How the two of the task in hand are seen. */
export const pairView = createStore<PairView>(() => FITS)

/** Both as wholes. */
export function fitPair(): void {
  pairView.setState(FITS, true)
}

/** Where a picture lies on its canvas: its scale and left upper corner, in pixels of the canvas. */
export function placed(picture: Size, canvas: Size, { zoom, x, y }: PairView) {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height) * zoom
  return {
    scale,
    left: canvas.width / 2 - x * picture.width * scale,
    top: canvas.height / 2 - y * picture.height * scale,
  }
}

/** Nearer by so many times, or further; the place under the pointer, in shares of the picture, stays where it is. */
export function zoomed(view: PairView, by: number, at: { readonly x: number; readonly y: number } = view): PairView {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * by))
  const kept = view.zoom / zoom
  return within({ zoom, x: at.x + (view.x - at.x) * kept, y: at.y + (view.y - at.y) * kept })
}

/** Moved by shares of the picture. */
export function moved(view: PairView, dx: number, dy: number): PairView {
  return within({ ...view, x: view.x + dx, y: view.y + dy })
}

/** Nothing but picture is in the middle, and a picture that fits stays there. */
function within({ zoom, x, y }: PairView): PairView {
  const half = 0.5 / zoom
  const kept = (value: number) => Math.min(1 - half, Math.max(half, value))
  return { zoom, x: kept(x), y: kept(y) }
}
