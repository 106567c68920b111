import { boxToScreen, type DrawPlan, planStatic, type ScreenSize, type View } from "@justesse/editor"
import type { Box } from "@justesse/types"
import type { CaptionSide } from "./captions/side.ts"
import { counters, mark } from "./counters.ts"
import { drawPicture } from "./drawPicture.ts"
import { drawStatic, type StaticStyle } from "./drawStatic.ts"
import type { PaintedCanvas } from "./painted.ts"
import type { Picture } from "./picture.ts"
import type { CanvasState, InHand } from "./state.ts"

/** The three canvases, and the element above them that hears the pointer. */
export interface Layers {
  readonly image: PaintedCanvas
  readonly static: PaintedCanvas
  readonly active: PaintedCanvas
  readonly surface: HTMLElement
}

type LayerName = "image" | "static" | "active"

/** A static draw that took longer is not repeated at each frame of a gesture: its bitmap is moved instead. */
const SLOW_DRAW_MS = 8
/** The gesture is at rest after this long. */
const REST_MS = 80
/** Share of the canvas that may be bare at the edge while the bitmap is moved. */
const BARE_MAX_RATIO = 0.25
/** Room for captions and halos around a box that is redrawn. */
const DIRTY_MARGIN_SCREEN_PX = 24
/** How strongly the others are seen while a box is drawn. */
const FADED = 0.3
/** Past this zoom (device pixels per image pixel) image pixels are shown as squares. */
const PIXELS_FROM_SCALE = 4

/** Draws the three layers of an engine, as little as possible of them (see canvas.md, dirty rules). */
export class LayerPainter {
  layers: Layers | null = null
  readonly #engine: CanvasState
  #plan: DrawPlan | null = null
  #drawnView: View | null = null
  #staticMs = 0
  #restTimer = 0
  #moving = false
  #lifted = new Set<number>()
  #dirty: Box[] = []
  #touched = new Set<number>()
  #dirtyFrame = 0
  #faded = false
  #leaveTiles: () => void = () => undefined
  /** Where the captions of the last frame are: the one of the selected region lies over its own. */
  #captions = new Map<number, CaptionSide>()

  constructor(engine: CanvasState) {
    this.#engine = engine
  }

  redraw(...names: readonly LayerName[]): void {
    for (const name of names) this.layers?.[name].batchDraw()
  }

  /** The view changed: the static layer is drawn anew, or its bitmap is moved when drawing is slow. */
  viewMoved(): void {
    this.redraw("image", "active")
    this.#moving = true
    window.clearTimeout(this.#restTimer)
    this.#restTimer = window.setTimeout(() => this.#rest(), REST_MS)
    if (this.#staticMs > SLOW_DRAW_MS && this.#moveBitmap()) return
    this.redraw("static")
  }

  /** Where the caption of a region is on the layer below; above its box when it has none there. */
  captionSideOf(slot: number): CaptionSide {
    return (this.#lifted.has(slot) ? undefined : this.#captions.get(slot)) ?? "above"
  }

  /** A region leaves the static layer because its geometry starts to change. */
  lift(slot: number): void {
    if (this.#lifted.has(slot)) return
    this.#lifted.add(slot)
    const { scene } = this.#engine
    const i = slot * 4
    this.redrawBoxes([
      {
        x: scene.boxes[i] ?? 0,
        y: scene.boxes[i + 1] ?? 0,
        width: scene.boxes[i + 2] ?? 0,
        height: scene.boxes[i + 3] ?? 0,
      },
    ])
  }

  /** While a box is drawn the others fade; while one is changed it is not on the static layer. */
  inHandChanged(what: InHand): void {
    this.#fade(what === "drawing")
    if (what === null && this.#lifted.size > 0) {
      const { scene } = this.#engine
      const boxes = [...this.#lifted].map((slot) => ({
        x: scene.boxes[slot * 4] ?? 0,
        y: scene.boxes[slot * 4 + 1] ?? 0,
        width: scene.boxes[slot * 4 + 2] ?? 0,
        height: scene.boxes[slot * 4 + 3] ?? 0,
      }))
      const slots = [...this.#lifted]
      this.#lifted = new Set()
      this.redrawBoxes(boxes, slots)
    }
  }

  /** The others at 30 % without labels: drawn so once, or, when drawing takes long, by the browser. */
  #fade(on: boolean): void {
    const canvas = this.layers?.static.element
    const slow = this.#staticMs > SLOW_DRAW_MS
    if (canvas) canvas.style.opacity = on && slow ? String(FADED) : ""
    const faded = on && !slow
    if (faded === this.#faded) return
    this.#faded = faded
    this.redraw("static")
  }

  /** Redraw only where something changed: cost depends on what is near, not on how many regions there are. */
  redrawBoxes(boxes: readonly Box[], slots: readonly number[] = []): void {
    this.#dirty.push(...boxes)
    for (const slot of slots) this.#touched.add(slot)
    if (this.#dirtyFrame !== 0) return
    this.#dirtyFrame = requestAnimationFrame(() => {
      this.#dirtyFrame = 0
      this.#drawDirty()
    })
  }

  /** Draws what shows the picture now, and again whenever one of its tiles comes; the magnifier is on the top layer. */
  followTiles(picture: Picture | null): void {
    this.#leaveTiles()
    this.#leaveTiles = picture?.tiles?.onTile(() => this.redraw("image", "active")) ?? (() => undefined)
    this.redraw("image")
  }

  /** The picture through the filter that its looker chose; regions above it keep their colours. */
  applyFilter(): void {
    this.layers?.image.setFilter(this.#engine.filter)
    this.redraw("active")
  }

  paintImage(ctx: CanvasRenderingContext2D, pixelRatio: number): void {
    const { picture, view, size, screen, filter } = this.#engine
    const style = this.layers?.image.element.style
    const clip = filter === "" ? "" : insetOf(boxToScreen(view, { x: 0, y: 0, ...size }), screen)
    if (style && style.clipPath !== clip) style.clipPath = clip
    if (!picture) return
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    ctx.imageSmoothingEnabled = this.#engine.smoothPixels || view.scale * pixelRatio < PIXELS_FROM_SCALE
    ctx.imageSmoothingQuality = "low"
    if (!drawPicture(ctx, picture, { size, view, screen, pixelRatio, asker: "picture" })) return
    if (performance.getEntriesByName("justesse:image-first-pixel").length === 0) mark("image-first-pixel")
    if (picture.tiles?.isSharp) mark("image-sharp")
  }

  paintStatic(ctx: CanvasRenderingContext2D, pixelRatio: number): void {
    const started = performance.now()
    const { scene, view, screen } = this.#engine
    this.#dirty = []
    this.#touched.clear()
    this.#resetBitmap()
    const plan = planStatic(scene, view, screen, {
      skip: this.#lifted,
      labels: !this.#faded,
      ...(this.#moving && this.#plan && this.#drawnView?.scale !== view.scale && { zoomingFrom: this.#plan }),
    })
    this.#plan = plan
    this.#drawnView = view
    this.#captions.clear()
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    this.#engine.drawUnder?.(ctx, view, screen)
    ctx.globalAlpha = this.#faded ? FADED : 1
    counters.labelsDrawn = drawStatic(ctx, scene, plan, view, this.#look(pixelRatio))
    ctx.globalAlpha = 1
    counters.staticDraws++
    this.#staticMs = performance.now() - started
    if (performance.getEntriesByName("justesse:boxes-first-paint").length === 0) mark("boxes-first-paint")
  }

  paintActive(ctx: CanvasRenderingContext2D, pixelRatio: number): void {
    counters.activeDraws++
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    this.#engine.paintActive(ctx, pixelRatio)
  }

  #look(pixelRatio: number): StaticStyle {
    const { styles, options, captionText, tagText, screen } = this.#engine
    const placed = (slot: number, side: CaptionSide | null) => {
      if (side === null) this.#captions.delete(slot)
      else this.#captions.set(slot, side)
    }
    const base = { styles, mode: options.mode, captionText, placed, pixelRatio, height: screen.height }
    return tagText ? { ...base, tagText } : base
  }

  /** The gesture rests: labels of the settled zoom, and the bitmap where it belongs again. A pan drew both already. */
  #rest(): void {
    this.#moving = false
    const { view } = this.#engine
    if (this.#drawnView === view && this.#plan?.labelScale === view.scale) return
    this.#plan = null
    this.redraw("static")
  }

  /** Move the bitmap that was drawn last under the new view. False when too much of the canvas would be bare. */
  #moveBitmap(): boolean {
    const { view, screen } = this.#engine
    const base = this.#drawnView
    const canvas = this.layers?.static.element
    if (!base || !canvas) return false
    const factor = view.scale / base.scale
    const dx = view.x - base.x * factor
    const dy = view.y - base.y * factor
    const coveredX = Math.min(screen.width, dx + screen.width * factor) - Math.max(0, dx)
    const coveredY = Math.min(screen.height, dy + screen.height * factor) - Math.max(0, dy)
    const covered = (Math.max(0, coveredX) * Math.max(0, coveredY)) / (screen.width * screen.height)
    if (covered < 1 - BARE_MAX_RATIO || factor > 1.6) return false
    canvas.style.transformOrigin = "0 0"
    canvas.style.transform = `translate(${dx}px, ${dy}px) scale(${factor})`
    return true
  }

  #resetBitmap(): void {
    const canvas = this.layers?.static.element
    if (canvas && canvas.style.transform !== "") canvas.style.transform = ""
  }

  #drawDirty(): void {
    const boxes = this.#dirty
    const layer = this.layers?.static
    const ctx = layer?.ctx
    if (!layer || !ctx || boxes.length === 0) return
    const { view, screen, scene, drawUnder } = this.#engine
    const moved = this.#drawnView === null || this.#drawnView !== view
    const area = moved || this.#faded || drawUnder ? null : dirtyArea(boxes, view)
    if (!area || area.width * area.height > screen.width * screen.height * 0.5) {
      this.redraw("static")
      return
    }
    const touched = new Set(this.#touched)
    this.#dirty = []
    this.#touched.clear()
    const { pixelRatio } = layer
    const wider = {
      x: area.x - 2 * DIRTY_MARGIN_SCREEN_PX,
      y: area.y - 2 * DIRTY_MARGIN_SCREEN_PX,
      width: area.width + 4 * DIRTY_MARGIN_SCREEN_PX,
      height: area.height + 4 * DIRTY_MARGIN_SCREEN_PX,
    }
    const plan = planStatic(scene, view, screen, { skip: this.#lifted, clip: wider })
    ctx.save()
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    ctx.beginPath()
    ctx.rect(area.x, area.y, area.width, area.height)
    ctx.clip()
    ctx.clearRect(area.x, area.y, area.width, area.height)
    const kept = new Set(this.#plan?.labels)
    for (const slot of touched) kept.add(slot)
    // Halos as in the whole frame, whatever the number in this part of it.
    const drawn = Math.max(plan.drawn, this.#plan?.drawn ?? 0)
    const sideOf = (slot: number) => (touched.has(slot) ? undefined : this.#captions.get(slot))
    drawStatic(ctx, scene, { ...plan, drawn }, view, { ...this.#look(pixelRatio), onlyLabels: kept, sideOf })
    ctx.restore()
    if (this.#plan) this.#plan = { ...this.#plan, labels: [...kept] }
    counters.staticDraws++
    // The selected one's caption is drawn above, where its own is now.
    this.redraw("active")
  }
}

/** What of the canvas the picture covers, as the browser clips to it. */
function insetOf({ x, y, width, height }: Box, screen: ScreenSize): string {
  const sides = [y, screen.width - x - width, screen.height - y - height, x]
  return `inset(${sides.map((side) => `${Math.max(0, side)}px`).join(" ")})`
}

/** The smallest part of the canvas, on whole pixels, that holds the boxes with their halos and captions. */
function dirtyArea(boxes: readonly Box[], view: View): Box | null {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const box of boxes) {
    const on = boxToScreen(view, box)
    left = Math.min(left, on.x)
    top = Math.min(top, on.y)
    right = Math.max(right, on.x + on.width)
    bottom = Math.max(bottom, on.y + on.height)
  }
  if (!(right >= left)) return null
  const x = Math.floor(left - DIRTY_MARGIN_SCREEN_PX)
  const y = Math.floor(top - DIRTY_MARGIN_SCREEN_PX)
  return {
    x,
    y,
    width: Math.ceil(right + DIRTY_MARGIN_SCREEN_PX) - x,
    height: Math.ceil(bottom + DIRTY_MARGIN_SCREEN_PX) - y,
  }
}
