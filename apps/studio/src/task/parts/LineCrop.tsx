import type { Region } from "@justesse/types"
import { type ReactNode, useEffect, useRef } from "react"
import type { CanvasEngine } from "../../canvas/engine.ts"
import { levelFor } from "../../canvas/picture.ts"
import styles from "../task.module.css"
import { useBench, useDesk } from "../taskUi.ts"

const HEIGHT = 60
/** Ink and first typed letter share their left edge: the field's padding and border. */
const LEFT = 9
/** Room for the caption at the right. */
const CAPTION = 180
/** Letters without ascenders are about this share of a line's box; they are shown at least 24 px high. */
const X_HEIGHT_RATIO = 0.45
const X_HEIGHT_MIN = 24

/** The ink of one region, large, in a strip of fixed height. */
export function LineCrop({ region, caption }: { region: Region | undefined; caption: ReactNode }) {
  const { engine } = useBench()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useDesk((desk) => desk.picture)
  useEffect(() => {
    const draw = () => {
      if (canvas.current) drawCrop(canvas.current, engine, region)
    }
    draw()
    const element = canvas.current
    if (!element) return
    const watch = new ResizeObserver(draw)
    watch.observe(element)
    // Sharper copies of the picture arrive after the first one.
    const later = window.setTimeout(draw, 600)
    return () => {
      watch.disconnect()
      window.clearTimeout(later)
    }
  }, [engine, region, picture])
  return (
    <div className={styles.cropline}>
      <canvas aria-hidden="true" ref={canvas} />
      <span className={styles.cropcap}>{caption}</span>
    </div>
  )
}

function drawCrop(canvas: HTMLCanvasElement, engine: CanvasEngine, region: Region | undefined): void {
  const ratio = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(HEIGHT * ratio)
  const ctx = canvas.getContext("2d")
  if (!ctx || !region || !engine.picture) return
  const room = Math.max(120, width - CAPTION - 2 * LEFT)
  const scale = cropScale(region, room)
  const level = levelFor(engine.picture, scale * ratio)
  if (!level) return
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.beginPath()
  ctx.rect(0, 0, Math.min(width - CAPTION, region.width * scale + 2 * LEFT), HEIGHT)
  ctx.clip()
  ctx.imageSmoothingQuality = "high"
  const x = LEFT - region.x * scale
  const y = HEIGHT / 2 - (region.y + region.height / 2) * scale
  ctx.drawImage(level.bitmap, x, y, engine.size.width * scale, engine.size.height * scale)
}

/** The line as high as the strip allows; a long one smaller, but never so small that it is hard to read. */
function cropScale(region: Region, room: number): number {
  const whole = Math.min((HEIGHT - 6) / region.height, room / region.width)
  const readable = Math.min((HEIGHT - 6) / region.height, X_HEIGHT_MIN / (X_HEIGHT_RATIO * region.height))
  return Math.max(whole, readable)
}
