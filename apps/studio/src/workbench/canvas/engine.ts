import {
  actualSizeView,
  type BoxLimits,
  boxAt,
  changedShape,
  clampView,
  type DrawWays,
  draws,
  fitView,
  type Gesture,
  type GestureStep,
  type Handle,
  indexIsStale,
  isIdle,
  isPanning,
  isSameHandle,
  lineView,
  NO_GESTURE,
  NO_REACH,
  type PointerStep,
  panBy,
  type Reach,
  rebuildIndex,
  regionsAt,
  regionsWithin,
  revealBox,
  type Scene,
  type ScreenSize,
  shapeOf,
  stepGesture,
  stepReach,
  type Tool,
  type ToolEvent,
  toImage,
  USUAL_WAYS,
  type View,
  widthView,
  zoomAt,
} from "@justesse/editor"
import type { Box, Point, RegionId, Size } from "@justesse/types"
import { whenIdle } from "../../browser/idle.ts"
import { activeFrameOf } from "./activeFrame.ts"
import { counters } from "./counters.ts"
import { cursorOf, HANDLE_REACH_SCREEN_PX } from "./cursor.ts"
import { drawActive } from "./drawActive.ts"
import type { CanvasStyle, CaptionText, TagText } from "./drawStatic.ts"
import { LayerPainter, type Layers } from "./layers.ts"
import { Listeners } from "./listeners.ts"
import { changedSlots } from "./many.ts"
import type { Picture } from "./picture.ts"
import { selectSceneOf } from "./selectScene.ts"
import type { CanvasOptions, CanvasState, DrawMore, InHand, PointerMagnet } from "./state.ts"

/** A press that moves further than this is a drag, else a click. */
const SLOP_SCREEN_PX = 4
/** Boxes are hit a little beside their edge. */
const EDGE_REACH_SCREEN_PX = 3

/** What was said beside the pointer goes when the pointer has gone so far. */
const TOLD_WITHIN_SCREEN_PX = 160

/** Keys that change what a press means. */
export type ModifierKeys = Pick<PointerStep, "alt" | "shift">

/**
 * One picture with regions on three layers, outside React: view, pointer and gesture live here, and only finished
 * facts leave through the hooks. Screen pixels exist only in this folder (I1).
 */
export class CanvasEngine implements CanvasState {
  view: View = { scale: 1, x: 0, y: 0 }
  screen: ScreenSize = { width: 0, height: 0 }
  picture: Picture | null = null
  size: Size = { width: 1, height: 1 }
  scene: Scene
  styles: readonly CanvasStyle[] = []
  selected: RegionId | null = null
  /** Selected beside it. */
  also: readonly RegionId[] = []
  hovered: RegionId | null = null
  /** The part of the selected region that arrows move. */
  part: Handle | null = null
  tool: Tool = "select"
  ways: DrawWays = USUAL_WAYS
  magnet: PointerMagnet | null = null
  /** How near the pointer is to the handles of the selected region, for the tools that draw. */
  reach: Reach = NO_REACH
  drawColor = "#3bc9db"
  gesture: Gesture = NO_GESTURE
  /** Where the pointer is over the canvas, in screen pixels; null when it is not there. */
  pointer: Point | null = null
  /** The crosshair was moved by keys last, not by a hand on the picture. */
  byKeys = false
  panKeyDown = false
  /** Alt is held: with the tools that draw or write, a press then changes what is there. */
  altDown = false
  /** Draws over everything, in screen pixels: what a page adds of its own (differences, hatches). */
  drawOver: DrawMore | null = null
  /** Draws between picture and regions. */
  drawUnder: DrawMore | null = null
  filter = ""
  smoothPixels = false
  /** What a key did, written beside the pointer until the next press, or until the pointer has gone on. */
  told: { readonly text: string; readonly color: string; readonly at: Point } | null = null
  isLocked: (id: RegionId) => boolean = () => false
  captionText: CaptionText = () => ""
  tagText: TagText | null = null
  edgeName: CanvasState["edgeName"] = (edge) => edge
  readonly painter: LayerPainter
  #opened = false
  #inHand: InHand = null
  #pressedAt: Point | null = null
  /** The grown handle of the last frame: what nobody has seen enlarged does not act. */
  #seen: Handle | null = null
  /** Asked for before the canvas had a size. */
  #waitingFocus: (() => void) | null = null
  #options: CanvasOptions
  readonly #viewListeners = new Listeners<View>()
  readonly #frameListeners = new Listeners<void>()
  readonly #pictureListeners = new Listeners<Picture | null>()

  constructor(options: CanvasOptions, scene: Scene) {
    this.#options = options
    this.scene = scene
    this.painter = new LayerPainter(this)
  }

  get options(): CanvasOptions {
    return this.#options
  }

  /** Other rules from now on (another task, read-only). */
  setOptions(options: CanvasOptions): void {
    this.#options = options
    this.painter.redraw("static", "active")
  }

  /** Called by the component that owns the three canvases. */
  attach(layers: Layers): () => void {
    this.painter.layers = layers
    this.painter.applyFilter()
    this.painter.redraw("static", "active")
    return () => {
      this.painter.layers = null
    }
  }

  /** Another picture and its regions: what opening a task does. The view opens anew, unless the project keeps it. */
  open(size: Size, scene: Scene, styles: readonly CanvasStyle[]): void {
    const keep = this.#opened && this.#options.opening === "keep"
    this.gesture = NO_GESTURE
    this.setInHand(null)
    this.size = size
    this.scene = scene
    this.styles = styles
    this.selected = null
    this.also = []
    this.hovered = null
    this.part = null
    this.reach = NO_REACH
    this.picture = null
    this.#opened = this.screen.width > 0
    this.#waitingFocus = null
    if (keep) this.setView(this.view)
    else this.showWhole()
    this.painter.redraw("image", "static", "active")
  }

  /** What a page says about its regions: their texts, which ones are locked, the colour of the next box. */
  setStyle(
    how: Partial<Pick<CanvasEngine, "captionText" | "tagText" | "edgeName" | "isLocked" | "drawColor" | "ways">>,
  ): void {
    if (how.captionText) this.captionText = how.captionText
    if (how.tagText !== undefined) this.tagText = how.tagText
    if (how.edgeName) this.edgeName = how.edgeName
    if (how.isLocked) this.isLocked = how.isLocked
    if (how.drawColor) this.drawColor = how.drawColor
    if (how.ways) this.ways = how.ways
    this.painter.redraw("active")
  }

  /** Other regions on the same picture, and what a page draws of its own: for pages that only look. */
  show(what: {
    readonly scene: Scene
    readonly styles: readonly CanvasStyle[]
    readonly captionText: CaptionText
    readonly drawOver: CanvasEngine["drawOver"]
    readonly drawUnder: CanvasEngine["drawUnder"]
  }): void {
    this.scene = what.scene
    this.styles = what.styles
    this.captionText = what.captionText
    this.drawOver = what.drawOver
    this.drawUnder = what.drawUnder
    this.painter.redraw("static", "active")
  }

  /** The size of the picture, and what of it to show: a box, or all. */
  showArea(size: Size, focus: Box | null): void {
    this.size = size
    if (focus) this.focus(focus)
    else this.showWhole()
  }

  setPicture(picture: Picture | null): void {
    this.picture = picture
    this.painter.followTiles(picture)
    this.#pictureListeners.tell(picture)
  }

  /** Called when another picture comes, or something sharper of the same. */
  onPicture(listener: (picture: Picture | null) => void): () => void {
    return this.#pictureListeners.add(listener)
  }

  resize(screen: ScreenSize): void {
    if (screen.width === this.screen.width && screen.height === this.screen.height) return
    const first = !this.#opened && screen.width > 0
    const before = this.screen
    this.screen = screen
    if (first) {
      this.#opened = true
      if (this.#waitingFocus) this.#waitingFocus()
      else this.showWhole()
      this.#waitingFocus = null
    } else {
      const dx = (screen.width - before.width) / 2
      const dy = this.#options.opening === "width" ? 0 : (screen.height - before.height) / 2
      this.setView(panBy(this.view, dx, dy))
    }
    this.painter.redraw("image", "static", "active")
  }

  /** The view that the project opens pictures with. */
  showWhole(): void {
    if (this.screen.width === 0) return
    const width = this.#options.opening === "width"
    this.setView(width ? widthView(this.size, this.screen) : fitView(this.size, this.screen))
  }

  fit(): void {
    this.setView(fitView(this.size, this.screen))
  }

  fitWidth(): void {
    this.setView(widthView(this.size, this.screen))
  }

  actualSize(): void {
    this.setView(actualSizeView(this.view, this.screen))
  }

  /** Zoom at the pointer, or at the middle when it is elsewhere. */
  zoomBy(factor: number, at?: Point): void {
    const middle = { x: this.screen.width / 2, y: this.screen.height / 2 }
    this.setView(zoomAt(this.view, at ?? this.pointer ?? middle, factor))
  }

  pan(dx: number, dy: number): void {
    this.setView(panBy(this.view, dx, dy))
  }

  /** Bring a box (image pixels) into sight, moving as little as needed. */
  reveal(box: Box, marginScreenPx?: number): void {
    this.setView(revealBox(this.view, box, this.screen, marginScreenPx))
  }

  /** Bring a line to reading height. */
  revealLine(box: Box): void {
    if (this.screen.width === 0) {
      this.#waitingFocus = () => {
        this.showWhole()
        this.revealLine(box)
      }
      return
    }
    this.setView(lineView(this.view, box, this.size, this.screen))
  }

  /** Show a box (image pixels) as large as it fits with a margin, up to `maxScale`. */
  focus(box: Box, marginRatio = 0.25, maxScale = 4): void {
    if (this.screen.width === 0) {
      this.#waitingFocus = () => this.focus(box, marginRatio, maxScale)
      return
    }
    const wide = { width: box.width * (1 + 2 * marginRatio), height: box.height * (1 + 2 * marginRatio) }
    const scale = Math.min(maxScale, this.screen.width / wide.width, this.screen.height / wide.height)
    const x = this.screen.width / 2 - (box.x + box.width / 2) * scale
    const y = this.screen.height / 2 - (box.y + box.height / 2) * scale
    this.setView({ scale, x, y })
  }

  setView(view: View): void {
    const next = this.screen.width > 0 ? clampView(view, this.size, this.screen) : view
    this.view = next
    this.painter.viewMoved()
    this.#viewListeners.tell(next)
  }

  onView(listener: (view: View) => void): () => void {
    return this.#viewListeners.add(listener)
  }

  /** Called after each frame of the top layer: the loupe follows it. */
  onFrame(listener: () => void): () => void {
    return this.#frameListeners.add(listener)
  }

  setTool(tool: Tool): void {
    if (!isIdle(this.gesture)) this.send({ type: "cancel" })
    this.tool = tool
    this.hovered = null
    this.painter.redraw("active")
    this.showCursor()
  }

  select(id: RegionId | null, part: Handle | null = null, also: readonly RegionId[] = []): void {
    if (id === this.selected && isSameHandle(part, this.part) && also === this.also) return
    if (id !== this.selected) this.reach = NO_REACH
    this.selected = id
    this.also = also
    this.part = part
    this.painter.redraw("active")
  }

  /** The document changed in these slots: redraw where they were and are, and refresh the index when it is time. */
  changed(slots: readonly number[], before: readonly Box[]): void {
    this.painter.redrawBoxes([...before, ...slots.map((slot) => boxAt(this.scene, slot))], slots)
    this.painter.redraw("active")
    if (indexIsStale(this.scene)) whenIdle(() => this.#freshIndex(), 5_000)
  }

  /** True while something is in hand that Escape or undo should give up first. */
  get busy(): boolean {
    return !isIdle(this.gesture)
  }

  cancel(): void {
    this.send({ type: "cancel" })
  }

  /** The last point of what is being drawn taken back; anything else in hand is given up. */
  back(): void {
    this.send({ type: this.gesture.by === "draw" ? "back" : "cancel" })
  }

  /** Close what is being drawn; it stays as it is while it has too few points. */
  finish(): void {
    this.send({ type: "finish" })
  }

  /** What a region of this picture may be. */
  get limits(): BoxLimits {
    return { picture: this.size, minSidePx: this.#options.minSidePx }
  }

  /** How near a press is on a handle, in image pixels. */
  get reachPx(): number {
    return HANDLE_REACH_SCREEN_PX / this.view.scale
  }

  /** One event of the hand, in screen pixels of the canvas. */
  pointerEvent(type: PointerStep["type"], screen: Point, keys: ModifierKeys, panning = false): void {
    this.pointer = screen
    this.#forget(type, screen)
    this.setAlt(keys.alt)
    if (!this.#options.editable) this.#readOnlyEvent(type, screen)
    this.send({ type, at: toImage(this.view, screen), screen, ...keys }, panning || this.panKeyDown)
    if (type === "pointerMove" && isIdle(this.gesture)) this.#hover(screen)
  }

  /** Say beside the pointer what a key did. */
  tell(text: string, color: string): void {
    this.told = this.pointer && { text, color, at: this.pointer }
    this.painter.redraw("active")
  }

  #forget(type: PointerStep["type"], screen: Point): void {
    const { told } = this
    if (!told) return
    const away = Math.hypot(told.at.x - screen.x, told.at.y - screen.y)
    if (type === "pointerDown" || away > TOLD_WITHIN_SCREEN_PX) this.told = null
  }

  /** Alt goes down or up: handles are shown while a press on them would act. */
  setAlt(down: boolean): void {
    if (down === this.altDown) return
    this.altDown = down
    this.painter.redraw("active")
    this.showCursor()
  }

  pointerLeft(): void {
    this.pointer = null
    this.hovered = null
    this.painter.redraw("active")
  }

  send(event: ToolEvent, panning = false): void {
    const before = this.gesture
    const step = stepGesture(before, (!panning && this.magnet?.adjust(event)) || event, {
      tool: this.#options.editable ? this.tool : "hand",
      scene: selectSceneOf(this),
      slopPx: SLOP_SCREEN_PX / this.view.scale,
      ways: this.ways,
      limits: this.limits,
      grown: isSameHandle(this.#seen, this.reach.grown) ? this.reach.grown : null,
      panning,
    })
    this.gesture = step.gesture
    if (step.pan) this.pan(step.pan.x, step.pan.y)
    this.#noticeHand(step)
    if (step.select !== undefined) this.#options.hooks.selected?.(step.select)
    if (step.toggle) this.#options.hooks.selectedMany?.([step.toggle], true)
    if (step.framed) this.#options.hooks.selectedMany?.(regionsWithin(this.scene, step.framed.box), step.framed.adds)
    if (step.created) this.#options.hooks.created?.(step.created)
    if (step.moved) this.#options.hooks.moved?.(step.moved)
    if (step.part) this.#options.hooks.part?.(step.part)
    if (step.gesture !== before || this.pointer) this.painter.redraw("active")
    if (isPanning(before) !== isPanning(step.gesture)) this.showCursor()
  }

  setInHand(what: InHand): void {
    if (what === this.#inHand) return
    this.#inHand = what
    this.painter.inHandChanged(what)
    this.#options.hooks.inHand?.(what)
  }

  get inHand(): InHand {
    return this.#inHand
  }

  /** Draw the top layer; called by the painter. */
  paintActive(ctx: CanvasRenderingContext2D, pixelRatio: number): void {
    drawActive(ctx, activeFrameOf(this, pixelRatio), this.view, this.screen)
    this.#seen = this.reach.grown
    this.drawOver?.(ctx, this.view, this.screen)
    this.#frameListeners.tell()
  }

  showCursor(): void {
    const surface = this.painter.layers?.surface
    if (surface) surface.style.cursor = cursorOf(this)
  }

  /** Regions under a point of the picture, smallest first. */
  regionsAt(at: Point): RegionId[] {
    counters.hitTests++
    return regionsAt(this.scene, at, EDGE_REACH_SCREEN_PX / this.view.scale)
  }

  /** How the picture is seen: a filter as the browser writes it, and whether pixels flow into each other from close by. */
  setLook(filter: string, smoothPixels: boolean): void {
    this.filter = filter
    this.smoothPixels = smoothPixels
    this.painter.applyFilter()
  }

  #noticeHand(step: GestureStep): void {
    const changing = changedShape(step.gesture)
    if (changing) {
      for (const slot of changedSlots(this, changing.id)) this.painter.lift(slot)
      this.setInHand("changing")
    } else if (step.gesture.by === "draw" && !isIdle(step.gesture)) this.setInHand("drawing")
    else this.setInHand(null)
  }

  #readOnlyEvent(type: PointerStep["type"], screen: Point): void {
    if (type === "pointerDown") this.#pressedAt = screen
    if (type !== "pointerUp" || !this.#pressedAt) return
    const moved = Math.hypot(screen.x - this.#pressedAt.x, screen.y - this.#pressedAt.y)
    this.#pressedAt = null
    if (moved <= SLOP_SCREEN_PX) this.#options.hooks.selected?.(this.regionsAt(toImage(this.view, screen))[0] ?? null)
  }

  #hover(screen: Point): void {
    if (draws(this.tool) && this.#options.editable && !this.altDown) {
      this.#reachHandles(toImage(this.view, screen))
      this.showCursor()
      return
    }
    const hovered = this.regionsAt(toImage(this.view, screen))[0] ?? null
    if (hovered !== this.hovered) {
      this.hovered = hovered
      this.painter.redraw("active")
    }
    this.showCursor()
  }

  #reachHandles(at: Point): void {
    const shape = this.selected === null || this.isLocked(this.selected) ? null : shapeOf(this.scene, this.selected)
    this.reach = shape ? stepReach(this.reach, shape, at, this.reachPx) : NO_REACH
  }

  #freshIndex(): void {
    if (!isIdle(this.gesture) || !indexIsStale(this.scene)) return
    rebuildIndex(this.scene)
    counters.indexRebuilds++
  }
}
