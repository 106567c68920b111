import { boxAt, boxToScreen, FLAG_HIDDEN, type ScreenSize, type View, warningsNow } from "@justesse/editor"
import type { RegionId } from "@justesse/types"
import type { TaskModel } from "../model/task.ts"

/** The same in both themes: it reads on any picture. */
const FILL = "#fff3d6"
const LINE = "#8a5a00"
/** Half of its width, above its middle and below, in screen pixels. */
const [HALF, ABOVE, BELOW] = [8, 8, 6]
/** More than that are not drawn at once. */
const MOST_MARKS = 200

/** A quiet amber triangle at the upper right of each region about which the coach has something to say. */
export function drawMarks(ctx: CanvasRenderingContext2D, model: TaskModel, view: View, screen: ScreenSize): void {
  const { scene, snapshot } = model
  for (const id of markedIn(snapshot)) {
    const slot = scene.slotOf.get(id)
    if (slot === undefined || scene.alive[slot] !== 1 || ((scene.flags[slot] ?? 0) & FLAG_HIDDEN) !== 0) continue
    const { x, y, width } = boxToScreen(view, boxAt(scene, slot))
    const at = { x: Math.min(x + width, screen.width - HALF - 2), y: Math.max(y, ABOVE + 2) }
    if (at.x > -HALF && at.y < screen.height + ABOVE) drawMark(ctx, at.x, at.y)
  }
}

const marked = new WeakMap<TaskModel["snapshot"], readonly RegionId[]>()

/** The regions that get a mark; looked for once an act, not once a frame. */
function markedIn(snapshot: TaskModel["snapshot"]): readonly RegionId[] {
  const known = marked.get(snapshot)
  if (known) return known
  const ids = [...new Set(warningsNow(snapshot).map(({ id }) => id))].slice(0, MOST_MARKS)
  marked.set(snapshot, ids)
  return ids
}

function drawMark(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.beginPath()
  ctx.moveTo(x, y - ABOVE)
  ctx.lineTo(x + HALF, y + BELOW)
  ctx.lineTo(x - HALF, y + BELOW)
  ctx.closePath()
  ctx.lineJoin = "round"
  ctx.lineWidth = 1.25
  ctx.fillStyle = FILL
  ctx.strokeStyle = LINE
  ctx.fill()
  ctx.stroke()
  ctx.fillStyle = LINE
  ctx.fillRect(x - 0.9, y - 3, 1.8, 4)
  ctx.fillRect(x - 0.9, y + 2.4, 1.8, 1.8)
  ctx.lineJoin = "miter"
}
