import { runsDown } from "@justesse/editor/writing/cut"
import { type Box, boxOf, type Region } from "@justesse/types"
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

/** The box of a line with its sides along and across the way it runs. */
function alongLine(region: Region): Box {
  const { x, y, width, height } = boxOf(region)
  return runsDown(region) ? { x: y, y: x, width: height, height: width } : { x, y, width, height }
}

function roomOf(canvas: HTMLCanvasElement): number {
  return Math.max(120, canvas.clientWidth - CAPTION - 2 * LEFT)
}

function overflows(canvas: HTMLCanvasElement, region: Region): boolean {
  const room = roomOf(canvas)
  const line = alongLine(region)
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
  const line = alongLine(region)
  const scale = cropScale(line, room)
  const isDown = runsDown(region)
  // A line that is written downwards lies on its side here: its beginning at the left, like every other.
  if (isDown) ctx.setTransform(0, -ratio, ratio, 0, 0, HEIGHT * ratio)
  else ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.beginPath()
  const shown = Math.min(width - CAPTION, line.width * scale + 2 * LEFT)
  ctx.rect(0, 0, isDown ? HEIGHT : shown, isDown ? shown : HEIGHT)
  ctx.clip()
  ctx.imageSmoothingQuality = "high"
  const along = LEFT - line.x * scale - cropShift(line, scale, room, typed)
  const across = HEIGHT / 2 - (line.y + line.height / 2) * scale
  const [x, y] = isDown ? [across, along] : [along, across]
  drawPicture(ctx, engine.picture, {
    ...{ size: engine.size, view: { scale, x, y } },
    screen: isDown ? { width: HEIGHT, height: width } : { width, height: HEIGHT },
    ...{ pixelRatio: ratio, asker: "crop" },
  })
}
