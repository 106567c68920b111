import { type View, ZOOM_STEP } from "@justesse/editor"
import type { Point } from "@justesse/types"
import { setPoint } from "./crosshair.ts"
import type { CanvasEngine, ModifierKeys } from "./engine.ts"

/** Pixels of a wheel event from which it is a notch of a mouse wheel rather than a finger on a pad. */
const NOTCH_PX = 60

/**
 * Listen to pointer, wheel and the space bar, outside React. Everything is turned into engine events here; no state of
 * the interface is set per move. Returns the function that stops listening.
 */
export function attachPointers(surface: HTMLElement, engine: CanvasEngine): () => void {
  let origin = surface.getBoundingClientRect()
  const fingers = new Map<number, Point>()
  const stop = new AbortController()
  const { signal } = stop
  const pointIn = (event: { clientX: number; clientY: number }): Point => ({
    x: event.clientX - origin.left,
    y: event.clientY - origin.top,
  })
  const measure = () => {
    origin = surface.getBoundingClientRect()
  }
  const watch = new ResizeObserver(measure)
  watch.observe(surface)
  window.addEventListener("resize", measure, { signal })

  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button > 1) return
      measure()
      engine.byKeys = false
      if (event.button === 1) event.preventDefault()
      surface.focus({ preventScroll: true })
      // The browser clears no selection of the page by itself where a press is taken from it.
      window.getSelection()?.removeAllRanges()
      capture(surface, event.pointerId)
      if (event.pointerType === "mouse") delete surface.dataset.hand
      else surface.dataset.hand = event.pointerType
      if (event.pointerType === "touch") fingers.set(event.pointerId, pointIn(event))
      if (fingers.size > 1) engine.cancel()
      else engine.pointerEvent("pointerDown", pointIn(event), keysOf(event), event.button === 1)
    },
    { signal },
  )
  surface.addEventListener(
    "pointermove",
    (event) => {
      engine.byKeys = false
      if (fingers.size > 1) pinch(engine, fingers, event.pointerId, pointIn(event))
      else engine.pointerEvent("pointerMove", pointIn(event), keysOf(event))
    },
    { signal },
  )
  surface.addEventListener(
    "pointerup",
    (event) => {
      const pinching = fingers.size > 1
      fingers.delete(event.pointerId)
      if (!pinching) engine.pointerEvent("pointerUp", pointIn(event), keysOf(event))
    },
    { signal },
  )
  // The browser would move the focus to the picture after our own handlers had moved it to the text.
  surface.addEventListener("mousedown", (event) => event.preventDefault(), { signal })
  surface.addEventListener("pointercancel", (event) => drop(engine, fingers, event.pointerId), { signal })
  surface.addEventListener("pointerleave", () => engine.pointerLeft(), { signal })
  surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal })
  surface.addEventListener("wheel", (event) => wheel(engine, event, pointIn(event)), { signal, passive: false })
  listenForSpace(engine, signal)
  return () => {
    stop.abort()
    watch.disconnect()
  }
}

/** Ctrl or a pinch zooms at the pointer; a notch of a wheel zooms pictures and scrolls documents; a pad moves. */
function wheel(engine: CanvasEngine, event: WheelEvent, at: Point): void {
  event.preventDefault()
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? engine.screen.height : 1
  const dx = event.deltaX * unit
  const dy = event.deltaY * unit
  const notch = event.deltaMode === 1 || (dx === 0 && Math.abs(dy) >= NOTCH_PX)
  if (event.ctrlKey || event.metaKey) {
    engine.zoomBy(notch ? ZOOM_STEP ** -Math.sign(dy) : Math.exp(-dy / 500), at)
  } else if (notch && engine.options.opening !== "width" && !event.shiftKey) {
    engine.zoomBy(ZOOM_STEP ** -Math.sign(dy), at)
  } else if (event.shiftKey && dx === 0) engine.pan(-dy, 0)
  else engine.pan(-dx, -dy)
}

/** Two fingers: the image point under each stays under it, as far as one zoom can. */
function pinch(engine: CanvasEngine, fingers: Map<number, Point>, id: number, to: Point): void {
  const from = fingers.get(id)
  const other = [...fingers].find(([finger]) => finger !== id)?.[1]
  if (!from || !other) return
  fingers.set(id, to)
  const before = Math.hypot(from.x - other.x, from.y - other.y)
  const after = Math.hypot(to.x - other.x, to.y - other.y)
  engine.pan((to.x - from.x) / 2, (to.y - from.y) / 2)
  if (before > 8) engine.zoomBy(after / before, { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 })
}

function keysOf({ altKey, shiftKey }: PointerEvent): ModifierKeys {
  return { alt: altKey, shift: shiftKey }
}

function drop(engine: CanvasEngine, fingers: Map<number, Point>, id: number): void {
  fingers.delete(id)
  engine.cancel()
}

function listenForSpace(engine: CanvasEngine, signal: AbortSignal): void {
  // Let go without having moved the picture, the space bar sets a point.
  let before: View | null = null
  const onPanKey = (down: boolean) => (event: KeyboardEvent) => {
    if (event.code !== "Space" || !engine.options.editable) return
    if (down && !overPicture(event.target)) return
    if (down) event.preventDefault()
    if (down && !event.repeat) before = engine.view
    engine.panKeyDown = down
    engine.showCursor()
    if (!down && before === engine.view && overPicture(event.target)) setPoint(engine)
    if (!down) before = null
  }
  window.addEventListener("keydown", onPanKey(true), { signal })
  window.addEventListener("keyup", onPanKey(false), { signal })
  for (const type of ["keydown", "keyup"] as const)
    window.addEventListener(type, (event) => event.key === "Alt" && engine.setAlt(type === "keydown"), { signal })
  window.addEventListener(
    "blur",
    () => {
      engine.panKeyDown = false
      engine.setAlt(false)
    },
    { signal },
  )
}

/** Space belongs to buttons and fields that have the focus. */
function overPicture(target: EventTarget | null): boolean {
  return !(target instanceof HTMLElement) || target.closest("input, textarea, select, button, a, [role=radio]") === null
}

function capture(surface: HTMLElement, pointerId: number): void {
  try {
    surface.setPointerCapture(pointerId)
  } catch {
    // A pointer that is gone already (or one that a test made up) cannot be captured; the gesture works without.
  }
}
