import { boxOf, type Region } from "@justesse/types"
import { drawPicture } from "../../canvas/drawPicture.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"

/** Height of the crop, in screen pixels. */
export const INK_HEIGHT = 64
const PAPER_VEIL = "rgba(244, 241, 234, .6)"

interface InkLook {
  readonly region: Region
  /** Screen pixels for each character. */
  readonly cell: number
  readonly length: number
  /** Columns in which answers differ: framed in the ink too. */
  readonly differs: readonly boolean[]
  readonly backwards: boolean
  /** False where ink and cells do not stand over each other: the region as large as it fits. */
  readonly line: boolean
}

/** Draw the ink of a region so that its characters stand over their cells; what lies beside it is veiled. */
export function drawInk(canvas: HTMLCanvasElement, engine: CanvasEngine, look: InkLook): void {
  const ratio = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(INK_HEIGHT * ratio)
  const ctx = canvas.getContext("2d")
  if (!ctx || !engine.picture) return
  const { region, cell, length, differs, backwards, line } = look
  const box = boxOf(region)
  const scale = line ? (length * cell) / box.width : Math.min((INK_HEIGHT - 4) / box.height, width / box.width)
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.imageSmoothingQuality = "high"
  const x = -box.x * scale
  const y = INK_HEIGHT / 2 - (box.y + box.height / 2) * scale
  drawPicture(ctx, engine.picture, {
    ...{ size: engine.size, view: { scale, x, y }, screen: { width, height: INK_HEIGHT } },
    ...{ pixelRatio: ratio, asker: "crop" },
  })
  ctx.fillStyle = PAPER_VEIL
  const end = box.width * scale
  const edge = Math.min(width, x + engine.size.width * scale)
  if (edge > end) ctx.fillRect(end, 0, edge - end, INK_HEIGHT)
  const half = (box.height * scale) / 2 + 3
  ctx.fillRect(0, 0, end, Math.max(0, INK_HEIGHT / 2 - half))
  ctx.fillRect(0, INK_HEIGHT / 2 + half, end, INK_HEIGHT)
  ctx.globalCompositeOperation = "multiply"
  ctx.lineWidth = 1.5
  differs.forEach((differ, column) => {
    if (!differ) return
    const left = (backwards ? length - 1 - column : column) * cell
    ctx.fillStyle = "rgba(255, 214, 92, .34)"
    ctx.fillRect(left + 0.5, 1, cell - 1, INK_HEIGHT)
    ctx.strokeStyle = "#8a5a00"
    ctx.strokeRect(left + 0.75, 1, cell - 1.5, INK_HEIGHT + 4)
  })
}
