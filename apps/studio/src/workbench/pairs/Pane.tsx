import { type PointerEvent, useEffect, useRef, useState, type WheelEvent } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { SIZE } from "../annotate/frames/lastAnswers.ts"
import { ImageCache } from "../annotate/model/imageCache.ts"
import type { Picture } from "../canvas/picture.ts"
import styles from "./pair.module.css"
import type { Side } from "./sides.ts"
import { moved, type PairView, pairView, placed, zoomed } from "./view.ts"

/** Pictures of the pair in hand and of the next one. */
const pictures = new ImageCache()
/** A press that moved no further than so many pixels was no drag. */
const STILL = 4
/** What a turn of the wheel comes nearer by. */
const WHEEL = 1.0015

/** Has the pictures of these pairs ready: those of the first as they are seen now, the others of the next ones. */
export function preparePictures(shown: readonly Side[], ahead: readonly Side[]): void {
  pictures.prepare(shown, ahead, 2)
}

/** What is on the page, left and right: pictures, or waves of what is heard. */
const shownNow = new Set<HTMLCanvasElement | HTMLImageElement>()

/** Takes an element for what is seen of a side. Returns what gives it back. */
export function keepShown(element: HTMLCanvasElement | HTMLImageElement): () => void {
  shownNow.add(element)
  return () => void shownNow.delete(element)
}

const sizeOf = (shown: HTMLCanvasElement | HTMLImageElement) =>
  shown instanceof HTMLImageElement
    ? { width: Math.max(1, shown.naturalWidth), height: Math.max(1, shown.naturalHeight) }
    : { width: shown.width, height: shown.height }

/** The two as they are seen now, small and beside each other, as a data address; empty where they are not. */
export function smallPair(): string {
  const small = document.createElement("canvas")
  Object.assign(small, SIZE)
  const ctx = small.getContext("2d")
  if (!ctx || shownNow.size === 0) return ""
  const width = SIZE.width / 2
  for (const [at, shown] of [...shownNow].entries()) {
    // A wave that did not arrive is drawn nowhere, and costs nobody their answer.
    if (shown instanceof HTMLImageElement && shown.naturalWidth === 0) continue
    const own = sizeOf(shown)
    const scale = Math.max(width / own.width, SIZE.height / own.height)
    const [w, h] = [width / scale, SIZE.height / scale]
    ctx.drawImage(shown, (own.width - w) / 2, (own.height - h) / 2, w, h, at * width, 0, width - 1, SIZE.height)
  }
  return small.toDataURL("image/jpeg", 0.7)
}

/** One picture of a pair, seen as the other one is. A press chooses it, a drag moves both, a wheel brings both nearer. */
export function Pane({
  side,
  label,
  onChoose,
}: {
  readonly side: Side
  readonly label: string
  readonly onChoose: () => void
}) {
  const t = useT("pair")
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useZustand(pairView)
  const shown = usePicture(side)
  const box = useBox(canvas)
  useEffect(() => {
    if (canvas.current && shown.picture) draw(canvas.current, shown.picture, side, view)
  }, [shown.picture, shown.levels, side, view, box])
  useEffect(() => {
    return canvas.current ? keepShown(canvas.current) : undefined
  }, [])
  const drag = useRef<{ x: number; y: number; isFar: boolean } | null>(null)
  const share = (dx: number, dy: number) => {
    const { width, height } = side.size
    const { scale } = placed(side.size, canvas.current ?? { width: 1, height: 1 }, pairView.getState())
    const ratio = devicePixelRatio / scale
    return [(dx * ratio) / width, (dy * ratio) / height] as const
  }
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, y: event.clientY, isFar: false }
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = drag.current
    if (!from) return
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y]
    if (!from.isFar && Math.hypot(dx, dy) <= STILL) return
    const [x, y] = share(-dx, -dy)
    pairView.setState(moved(pairView.getState(), x, y), true)
    drag.current = { x: event.clientX, y: event.clientY, isFar: true }
  }
  const up = () => {
    const isPress = drag.current?.isFar === false
    drag.current = null
    if (isPress) onChoose()
  }
  const wheel = (event: WheelEvent<HTMLCanvasElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    const now = pairView.getState()
    const [dx, dy] = share(event.clientX - left - width / 2, event.clientY - top - height / 2)
    pairView.setState(zoomed(now, WHEEL ** -event.deltaY, { x: now.x + dx, y: now.y + dy }), true)
  }
  return (
    <div className={styles.stage}>
      <canvas
        aria-label={label}
        className={styles.canvas}
        onPointerCancel={() => {
          drag.current = null
        }}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onWheel={wheel}
        ref={canvas}
        role="img"
      />
      {shown.failed && (
        <p className={styles.failed} role="alert">
          {t("failed")}{" "}
          <button onClick={shown.again} type="button">
            {t("again")}
          </button>
        </p>
      )}
    </div>
  )
}

/** A picture as it was drawn last: it grows by copies, and is the same one. */
interface Shown {
  readonly of: Side
  readonly picture: Picture | null
  readonly levels: number
  readonly failed: boolean
}

/** The picture of a side as far as it is here, drawn anew whenever it gets sharper. */
function usePicture(side: Side) {
  const [state, setState] = useState<Shown>({ of: side, picture: null, levels: 0, failed: false })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isWanted = true
    pictures
      .show(
        side,
        (picture) => isWanted && setState({ of: side, picture, levels: picture.levels.length, failed: false }),
      )
      .catch(() => isWanted && setState({ of: side, picture: null, levels: 0, failed: true }))
    return () => {
      isWanted = false
    }
  }, [side, tries])
  // What another pair showed is never seen beside this one.
  const isOwn = state.of === side
  const [picture, levels, failed] = isOwn ? [state.picture, state.levels, state.failed] : [null, 0, false]
  return { picture, levels, failed, again: () => setTries(tries + 1) }
}

/** A number that changes with the size of an element. */
function useBox(element: React.RefObject<HTMLCanvasElement | null>): number {
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const canvas = element.current
    if (!canvas) return
    const observer = new ResizeObserver(() => setChanges((count) => count + 1))
    observer.observe(canvas)
    return () => observer.disconnect()
  }, [element])
  return changes
}

function draw(canvas: HTMLCanvasElement, picture: Picture, { size }: Side, view: PairView): void {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((one) => Math.round(one * devicePixelRatio))
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const ctx = canvas.getContext("2d")
  const { scale, left, top } = placed(size, canvas, view)
  // The least copy that says all that can be seen.
  const level = [...picture.levels].reverse().find((one) => one.scale >= scale) ?? picture.levels[0]
  // One that nobody wants any more gave its memory back.
  if (!ctx || !level || picture.closed) return
  ctx.clearRect(0, 0, canvas.width, canvas.height)
  ctx.imageSmoothingQuality = "high"
  ctx.drawImage(level.bitmap, left, top, size.width * scale, size.height * scale)
}
