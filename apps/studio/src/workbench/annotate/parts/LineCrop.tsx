import { boxOf, type Region } from "@justesse/types"
import { type ReactNode, useEffect, useRef } from "react"
import { drawPicture } from "../../canvas/drawPicture.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import styles from "../../parts/frame.module.css"
import { SeenCanvas } from "../../seeing/SeenCanvas.tsx"
import { CROP_HEIGHT, cropScale, cropShift } from "../model/crop.ts"
import { useStore, useTask, useTaskContext } from "../ui.ts"

const HEIGHT = CROP_HEIGHT
/** Ink and first typed letter share their left edge: the field's padding and border. */
const LEFT = 9
/** Room for the caption at the right. */
const CAPTION = 104

/** The ink of one region, large, in a strip of fixed height. A line that is too long for it moves along with what is typed. */
export function LineCrop({ region, caption }: { region: Region | undefined; caption: ReactNode }) {
  const { engine } = useTaskContext()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useStore((store) => store.picture)
  const typed = useTask((task) => (task.visit && task.visit.region === region?.id ? task.visit.value.length : 0))
  const drawn = useRef(typed)
  useEffect(() => {
    drawn.current = typed
    const element = canvas.current
    if (element && region && overflows(element, region)) drawCrop(element, engine, region, typed)
  }, [engine, region, typed])
  useEffect(() => {
    const draw = () => {
      if (canvas.current) drawCrop(canvas.current, engine, region, drawn.current)
    }
    draw()
    const element = canvas.current
    if (!element) return
    const watch = new ResizeObserver(draw)
    watch.observe(element)
    // Sharper copies of the picture arrive after the first one.
    const later = window.setTimeout(draw, 600)
    const leave = engine.picture?.tiles?.onTile(draw)
    return () => {
      leave?.()
      watch.disconnect()
      window.clearTimeout(later)
    }
  }, [engine, region, picture])
  return (
    <div className={styles.cropline}>
      <SeenCanvas ref={canvas} />
      <span className={styles.cropcap}>{caption}</span>
    </div>
  )
}

function roomOf(canvas: HTMLCanvasElement): number {
  return Math.max(120, canvas.clientWidth - CAPTION - 2 * LEFT)
}

function overflows(canvas: HTMLCanvasElement, region: Region): boolean {
  const room = roomOf(canvas)
  const line = boxOf(region)
  return cropShift(line, cropScale(line, room), room, 1) > 0
}

function drawCrop(canvas: HTMLCanvasElement, engine: CanvasEngine, region: Region | undefined, typed: number): void {
  const ratio = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(HEIGHT * ratio)
  const ctx = canvas.getContext("2d")
  if (!ctx || !region || !engine.picture) return
  const room = roomOf(canvas)
  const line = boxOf(region)
  const scale = cropScale(line, room)
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.beginPath()
  ctx.rect(0, 0, Math.min(width - CAPTION, line.width * scale + 2 * LEFT), HEIGHT)
  ctx.clip()
  ctx.imageSmoothingQuality = "high"
  const x = LEFT - line.x * scale - cropShift(line, scale, room, typed)
  const y = HEIGHT / 2 - (line.y + line.height / 2) * scale
  drawPicture(ctx, engine.picture, {
    ...{ size: engine.size, view: { scale, x, y }, screen: { width, height: HEIGHT } },
    ...{ pixelRatio: ratio, asker: "crop" },
  })
}
