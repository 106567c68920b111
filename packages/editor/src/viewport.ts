import type { Box, Point, Size } from "@justesse/types"

/**
 * Where the picture lies on the screen: screen = origin + scale · image. `scale` is screen pixels per image pixel;
 * `x`, `y` is the picture's top-left corner in screen pixels of the canvas. The only conversion there is (I1).
 */
export interface View {
  readonly scale: number
  readonly x: number
  readonly y: number
}

/** Size of the canvas in screen (CSS) pixels. */
export interface ScreenSize {
  readonly width: number
  readonly height: number
}

/** The lowest zoom, in screen pixels per image pixel: 10 %. A fit below it may go as low as it needs. */
export const SCALE_MIN = 0.1
/** The highest zoom, in screen pixels per image pixel: 3,200 %. */
export const SCALE_MAX = 32

/** One notch of a wheel or one press of `+`. */
export const ZOOM_STEP = 1.25

/** Screen pixels of the picture that stay in sight however far one pans. */
const KEEP_IN_SIGHT_SCREEN_PX = 48

/** A point of the canvas (screen pixels) in image pixels. */
export function toImage(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale }
}

/** A point of the picture (image pixels) on the canvas, in screen pixels. */
export function toScreen(view: View, at: Point): Point {
  return { x: view.x + at.x * view.scale, y: view.y + at.y * view.scale }
}

/** A box of the picture (image pixels) on the canvas, in screen pixels. */
export function boxToScreen(view: View, box: Box): Box {
  return {
    x: view.x + box.x * view.scale,
    y: view.y + box.y * view.scale,
    width: box.width * view.scale,
    height: box.height * view.scale,
  }
}

/** The whole picture, centred. */
export function fitView(picture: Size, screen: ScreenSize): View {
  const scale = Math.min(screen.width / picture.width, screen.height / picture.height)
  return centred(picture, screen, scale)
}

/** As wide as the canvas, from the top: how documents open. */
export function widthView(picture: Size, screen: ScreenSize): View {
  const scale = screen.width / picture.width
  const height = picture.height * scale
  return { scale, x: 0, y: height < screen.height ? (screen.height - height) / 2 : 0 }
}

/** One image pixel per screen pixel, around the middle of what is in sight now. */
export function actualSizeView(view: View, screen: ScreenSize): View {
  return zoomAt(view, { x: screen.width / 2, y: screen.height / 2 }, 1 / view.scale)
}

/** Zoom by `factor` so that the image point under `at` (screen pixels) stays under it. The scale is kept in its limits. */
export function zoomAt(view: View, at: Point, factor: number): View {
  const lowest = Math.min(SCALE_MIN, view.scale)
  const scale = Math.min(SCALE_MAX, Math.max(lowest, view.scale * factor))
  const fixed = toImage(view, at)
  return { scale, x: at.x - fixed.x * scale, y: at.y - fixed.y * scale }
}

/** Move the picture by screen pixels. */
export function panBy(view: View, dx: number, dy: number): View {
  return { scale: view.scale, x: view.x + dx, y: view.y + dy }
}

/** The nearest view that keeps some of the picture in sight. */
export function clampView(view: View, picture: Size, screen: ScreenSize): View {
  const clampAxis = (origin: number, length: number, room: number) => {
    const keep = Math.min(KEEP_IN_SIGHT_SCREEN_PX, length, room)
    return Math.min(room - keep, Math.max(keep - length, origin))
  }
  const x = clampAxis(view.x, picture.width * view.scale, screen.width)
  const y = clampAxis(view.y, picture.height * view.scale, screen.height)
  return x === view.x && y === view.y ? view : { scale: view.scale, x, y }
}

/**
 * The view moved so that `at` (image pixels; may lie beyond the picture) is in the middle, as far as the picture goes: no bare
 * canvas beyond its borders where it is larger than the canvas; where it is smaller, it is centred.
 */
export function centreView(view: View, at: Point, picture: Size, screen: ScreenSize): View {
  const along = (point: number, length: number, room: number) => {
    const spare = room - length * view.scale
    return spare > 0 ? spare / 2 : Math.min(0, Math.max(spare, room / 2 - point * view.scale))
  }
  return {
    scale: view.scale,
    x: along(at.x, picture.width, screen.width),
    y: along(at.y, picture.height, screen.height),
  }
}

/** The view moved as little as needed so that `box` (image pixels) is in sight with a margin in screen pixels. */
export function revealBox(view: View, box: Box, screen: ScreenSize, marginScreenPx = 24): View {
  const on = boxToScreen(view, box)
  const dx = revealShift(on.x, on.width, screen.width, marginScreenPx)
  const dy = revealShift(on.y, on.height, screen.height, marginScreenPx)
  return dx === 0 && dy === 0 ? view : panBy(view, dx, dy)
}

/**
 * The view moved so that the middle of a line (image pixels) sits at 60 % of the height, as far as the page goes: no
 * bare canvas above its top or below its end. Sideways only if needed.
 */
export function lineView(view: View, line: Box, picture: Size, screen: ScreenSize): View {
  const across = revealBox(view, line, screen)
  const wanted = screen.height * 0.6 - (line.y + line.height / 2) * view.scale
  const spare = screen.height - picture.height * view.scale
  const y = spare > 0 ? spare / 2 : Math.min(0, Math.max(spare, wanted))
  return clampView({ scale: view.scale, x: across.x, y }, picture, screen)
}

function centred(picture: Size, screen: ScreenSize, scale: number): View {
  return {
    scale,
    x: (screen.width - picture.width * scale) / 2,
    y: (screen.height - picture.height * scale) / 2,
  }
}

function revealShift(start: number, length: number, room: number, margin: number): number {
  const end = start + length
  if (length + 2 * margin > room) return start > room - margin || end < margin ? room / 2 - (start + length / 2) : 0
  if (start < margin) return margin - start
  if (end > room - margin) return room - margin - end
  return 0
}
