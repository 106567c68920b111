let wide: CanvasPattern | null = null
let fine: CanvasPattern | null = null

/** Slanted lines of 45°: yellow with a dark one beside it, 9 px apart. */
export function hatch(ctx: CanvasRenderingContext2D): CanvasPattern | string {
  wide ??= pattern(ctx, 9, (tile, size) => {
    stripe(tile, size, 2.5, 0.5, "rgba(28, 29, 31, .55)")
    stripe(tile, size, 1.5, 0, "#ffd65c")
  })
  return wide ?? "rgba(255, 214, 92, .4)"
}

/** The hatch on ink: light, so that the letter below stays readable. */
export function hatchOnInk(ctx: CanvasRenderingContext2D): CanvasPattern | string {
  fine ??= pattern(ctx, 6, (tile, size) => {
    tile.fillStyle = "rgba(255, 214, 92, .26)"
    tile.fillRect(0, 0, size, size)
    stripe(tile, size, 1.6, 0, "rgba(242, 176, 30, .72)")
  })
  return fine ?? "rgba(255, 214, 92, .4)"
}

/** Device pixels of a pattern for each screen pixel. */
const SHARP = 2

function pattern(
  ctx: CanvasRenderingContext2D,
  gap: number,
  draw: (tile: CanvasRenderingContext2D, size: number) => void,
): CanvasPattern | null {
  const size = gap * Math.SQRT2
  const canvas = document.createElement("canvas")
  // A whole number of pixels, so that the lines of neighbouring tiles meet.
  const pixels = Math.round(size * SHARP)
  canvas.width = pixels
  canvas.height = pixels
  const tile = canvas.getContext("2d")
  if (!tile) return null
  tile.scale(pixels / size, pixels / size)
  draw(tile, size)
  const made = ctx.createPattern(canvas, "repeat")
  made?.setTransform(new DOMMatrix().scale(size / pixels))
  return made
}

/** One line across the tile, and its continuations in the corners. */
function stripe(tile: CanvasRenderingContext2D, size: number, width: number, shift: number, color: string): void {
  tile.lineWidth = width
  tile.strokeStyle = color
  for (const offset of [-size, 0, size]) {
    tile.beginPath()
    tile.moveTo(offset - 2 + shift, size + 2)
    tile.lineTo(offset + size + 2 + shift, -2)
    tile.stroke()
  }
}
