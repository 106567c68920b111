import { type Coverage, centreView, fitView, seenRatio, toImage } from "@justesse/editor"
import { type PointerEvent, useEffect, useRef, useState } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import { levelFor } from "../canvas/picture.ts"
import css from "./map.module.css"
import { lookCloser, mapShown } from "./sweep.ts"

const WIDTH = 240
const HEIGHT = 150
/** In a frame lower than this the map is small: it would cover what is looked at. */
const LOW_PX = 520
const SMALL = 0.65
const UNSEEN = "rgba(0, 0, 0, .5)"
const FRAME = "#3bc9db"

interface MiniMapProps {
  readonly engine: CanvasEngine
  /** The name under which it is known what was seen of the picture. */
  readonly task: string
  readonly run: (id: string) => void
  /** The command that goes to the next place nobody looked at closely. */
  readonly next?: string
  readonly className?: string
}

/**
 * The whole picture, small, while less than half of it is in sight: the view as a frame that a press or a drag moves, and
 * dark what was not looked at closely yet. Nothing ever asks for the rest.
 */
export function MiniMap({ engine, task, run, next: nextCommand = "view.unseen", className = "" }: MiniMapProps) {
  const t = useT("task")
  const format = useFormat()
  const isWanted = useStore(mapShown)
  const [isSmall, setSmall] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const share = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const ground = document.createElement("canvas")
    let drawn: unknown[] = []
    let next = 0
    const draw = () => {
      next = 0
      const coverage = lookCloser(engine, task)
      if (frame.current) frame.current.hidden = !isWanted || !isZoomedIn(engine)
      setSmall(engine.screen.height < LOW_PX)
      if (!canvas.current || !frame.current || frame.current.hidden) return
      const now = [coverage, engine.picture?.levels, engine.size]
      // What lies under the frame is drawn anew only when it changed: a pan costs one small copy.
      if (now.some((one, i) => one !== drawn[i])) paintGround(ground, canvas.current, engine, coverage)
      drawn = now
      paintFrame(canvas.current, ground, engine)
      const seen = format.percent(Math.floor(seenRatio(coverage) * 100) / 100)
      const text = isSmall ? seen : t("map.seen", { share: seen })
      if (share.current && share.current.textContent !== text) share.current.textContent = text
    }
    draw()
    const drawSoon = () => {
      if (next === 0) next = requestAnimationFrame(draw)
    }
    const leaves = [engine.onView(drawSoon), engine.onPicture(drawSoon)]
    return () => {
      cancelAnimationFrame(next)
      leaves.forEach((leave) => leave())
    }
  }, [engine, task, isWanted, isSmall, t, format])
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId)
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const map = fitView(engine.size, { width, height })
    const at = toImage(map, { x: event.clientX - left, y: event.clientY - top })
    engine.setView(centreView(engine.view, at, engine.size, engine.screen))
  }
  const width = isSmall ? WIDTH * SMALL : WIDTH
  const height = isSmall ? HEIGHT * SMALL : HEIGHT
  const ratio = window.devicePixelRatio || 1
  return (
    <div
      aria-label={t("map.title")}
      className={`${css.map} ${isSmall ? css.small : ""} ${className}`}
      hidden
      ref={frame}
      role="group"
    >
      <canvas
        aria-hidden="true"
        height={height * ratio}
        onPointerDown={go}
        onPointerMove={go}
        ref={canvas}
        width={width * ratio}
      />
      <div className={css.foot}>
        <span ref={share} />
        <button className={css.next} onClick={() => run(nextCommand)} type="button">
          {t("map.next")} <Cap of={nextCommand} />
        </button>
      </div>
    </div>
  )
}

/** Less than half of the picture is in sight. */
function isZoomedIn({ view, size, screen }: CanvasEngine): boolean {
  const across = Math.min(screen.width, view.x + size.width * view.scale) - Math.max(0, view.x)
  const down = Math.min(screen.height, view.y + size.height * view.scale) - Math.max(0, view.y)
  return Math.max(0, across) * Math.max(0, down) < 0.5 * size.width * size.height * view.scale ** 2
}

/** The picture, small, and dark what was not seen closely. */
function paintGround(
  ground: HTMLCanvasElement,
  { width, height }: HTMLCanvasElement,
  { picture, size }: CanvasEngine,
  { columns, seen }: Coverage,
): void {
  ground.width = width
  ground.height = height
  const ctx = ground.getContext("2d")
  if (!ctx) return
  const map = fitView(size, { width, height })
  const level = picture && levelFor(picture, map.scale)
  if (level) ctx.drawImage(level.bitmap, map.x, map.y, size.width * map.scale, size.height * map.scale)
  ctx.fillStyle = UNSEEN
  const edge = (part: number, length: number) => Math.round(Math.min(length, part * 512) * map.scale)
  for (let at = 0; at < seen.length; at++) {
    if (seen[at] === 1) continue
    const [column, row] = [at % columns, Math.floor(at / columns)]
    const [left, top] = [edge(column, size.width), edge(row, size.height)]
    ctx.fillRect(
      ...([Math.round(map.x) + left, Math.round(map.y) + top] as const),
      ...([edge(column + 1, size.width) - left, edge(row + 1, size.height) - top] as const),
    )
  }
}

function paintFrame(canvas: HTMLCanvasElement, ground: HTMLCanvasElement, { size, view, screen }: CanvasEngine): void {
  const ctx = canvas.getContext("2d")
  if (!ctx) return
  const map = fitView(size, canvas)
  ctx.clearRect(0, 0, canvas.width, canvas.height)
  ctx.drawImage(ground, 0, 0)
  const from = toImage(view, { x: 0, y: 0 })
  const times = map.scale / view.scale
  ctx.strokeStyle = FRAME
  ctx.lineWidth = 2 * (canvas.width / canvas.clientWidth || 1)
  ctx.strokeRect(
    ...([map.x + from.x * map.scale, map.y + from.y * map.scale] as const),
    ...([Math.max(4, screen.width * times), Math.max(4, screen.height * times)] as const),
  )
}
