import { boxToScreen, type ScreenSize, type View } from "@justesse/editor"
import { type Box, boxOf, type Region, ringsOf } from "@justesse/types"
import { strokeHaloed, strokeOutline } from "../../canvas/ink.ts"

/** What is drawn below the difference: everything that agrees, and the other differences. */
interface Agreed {
  readonly regions: readonly Region[]
  readonly others: readonly Box[]
  readonly document: boolean
  readonly colorOf: (region: Region) => string
}

/** Agreed regions, faint: on documents under paper white, elsewhere in their colour. Screen pixels. */
export function drawAgreed(ctx: CanvasRenderingContext2D, agreed: Agreed, view: View, screen: ScreenSize): void {
  ctx.save()
  for (const region of agreed.regions) {
    const box = boxToScreen(view, boxOf(region))
    if (!isInSight(box, screen)) continue
    if (agreed.document) drawPaper(ctx, box)
    else {
      ctx.globalAlpha = 0.28
      if (region.geometry.type === "box")
        strokeHaloed(ctx, box.x, box.y, box.width, box.height, agreed.colorOf(region), { width: 1.5 })
      else strokeOutline(ctx, ringsOf(region.geometry), view, agreed.colorOf(region), { width: 1.5 })
    }
  }
  ctx.globalAlpha = 1
  ctx.setLineDash([4, 4])
  ctx.lineWidth = 1
  for (const other of agreed.others) {
    const box = boxToScreen(view, other)
    if (!isInSight(box, screen)) continue
    ctx.strokeStyle = "rgba(255, 255, 255, .6)"
    ctx.strokeRect(
      Math.round(box.x) - 0.5,
      Math.round(box.y) - 0.5,
      Math.round(box.width) + 2,
      Math.round(box.height) + 2,
    )
    ctx.strokeStyle = "rgba(28, 29, 31, .6)"
    ctx.strokeRect(Math.round(box.x) + 0.5, Math.round(box.y) + 0.5, Math.round(box.width), Math.round(box.height))
  }
  ctx.restore()
}

function drawPaper(ctx: CanvasRenderingContext2D, box: Box): void {
  ctx.fillStyle = "rgba(244, 241, 234, .34)"
  ctx.fillRect(box.x, box.y, box.width, box.height)
  ctx.lineWidth = 1
  ctx.strokeStyle = "rgba(28, 29, 31, .2)"
  ctx.strokeRect(Math.round(box.x) + 0.5, Math.round(box.y) + 0.5, Math.round(box.width), Math.round(box.height))
}

function isInSight(box: Box, screen: ScreenSize): boolean {
  return box.x < screen.width && box.y < screen.height && box.x + box.width > 0 && box.y + box.height > 0
}
