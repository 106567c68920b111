import {
  aimOfGesture,
  type BoxLimits,
  distance,
  drawnClosing,
  draws,
  isIdle,
  isPanning,
  isPointerStep,
  outlineFrom,
  type PointerStep,
  searchScene,
  shapeOf,
  type ToolEvent,
} from "@justesse/editor"
import { LiveWire } from "@justesse/editor/edges/liveWire"
import { findSnap } from "@justesse/editor/edges/snap"
import { tightenShape } from "@justesse/editor/edges/tighten"
import { boundsOfShape, type Point, ringsOf, type Shape } from "@justesse/types"
import type { CanvasState, Found, PointerMagnet } from "../canvas/state.ts"
import { EdgeMaps } from "./maps.ts"

/** How far edges are looked for. */
const REACH_SCREEN_PX = 10
/** Samples of the reach at most: from far away a sample is more than a pixel of the picture. */
const MOST_REACH_SAMPLES = 24
/** A press that moved less stays where it was taken to; of a handle that is pulled, less than the second. */
const SLOP_SCREEN_PX = 4
const PULL_SLOP_SCREEN_PX = 1.5
/** A press so near to the first point of an outline closes it. */
const CLOSING_SCREEN_PX = 8
/** Blocks of the picture that one move may read, and a press, which nothing may have come before. */
const BLOCKS_A_MOVE = 1
const BLOCKS_A_PRESS = 12
/** Samples of a path along edges that one move may work out, and a press by a hand that was faster than that. */
const SAMPLES_A_MOVE = 3_000
const SAMPLES_A_PRESS = 60_000
/** Of a shape that is larger than so many samples a sample is more than a pixel; and how many blocks may be read for one. */
const MOST_TIGHTENED_SAMPLES = 512
const BLOCKS_A_SHAPE = 8
/** Regions whose corners are looked at. */
const MOST_NEIGHBOURS = 200

/** What a magnet sees of the canvas that it is on. */
interface Magnetised extends CanvasState {
  onPicture(listener: () => void): () => void
  send(event: ToolEvent): void
}

/** Where the pointer was taken to, and the way there. */
interface Taken {
  readonly at: Point
  readonly path: readonly Point[]
}

/**
 * Takes the pointer to the edges of the picture while an edge of a region is placed, and outlines along them. It changes where an
 * event is and nothing else: the tools do what they do, and what it found is drawn. What was not read in time is read
 * between frames.
 */
export class Magnet implements PointerMagnet {
  found: Found | null = null
  readonly maps: EdgeMaps
  readonly #canvas: Magnetised
  readonly #leave: () => void
  #wire: LiveWire | null = null
  #pressed: (Taken & { readonly raw: Point; readonly found: Found | null }) | null = null
  #last: PointerStep | null = null
  #frame = 0

  constructor(canvas: Magnetised, maps = new EdgeMaps()) {
    this.#canvas = canvas
    this.maps = maps
    this.#leave = canvas.onPicture(() => {
      this.maps.clear()
      this.#wire = null
    })
  }

  /** The magnet is off from now on. */
  close(): void {
    cancelAnimationFrame(this.#frame)
    this.maps.clear()
    this.#leave()
  }

  tighten(shape: Shape, limits: BoxLimits): Shape | null {
    const { picture, size, view } = this.#canvas
    const { width, height } = boundsOfShape(shape)
    const map = this.maps.of(picture, size, Math.max(width, height) / MOST_TIGHTENED_SAMPLES)
    map?.allow(BLOCKS_A_SHAPE)
    return map && tightenShape(map, shape, REACH_SCREEN_PX / view.scale, limits)
  }

  adjust(event: ToolEvent): ToolEvent {
    const { gesture } = this.#canvas
    this.maps.allow(event.type === "pointerDown" || event.type === "finish" ? BLOCKS_A_PRESS : BLOCKS_A_MOVE)
    if (event.type === "finish") return { ...event, path: this.#pathTo(drawnClosing(gesture), true) ?? [] }
    if (!isPointerStep(event)) {
      this.#pressed = null
      return event
    }
    const taken = this.#acts(event) ? this.#take(event) : null
    if (!taken) this.found = null
    if (event.type === "pointerDown")
      this.#pressed = { ...(taken ?? { at: event.at, path: [] }), raw: event.screen, found: this.found }
    if (event.type === "pointerUp") this.#pressed = null
    this.#last = event
    return taken ? { ...event, ...taken } : event
  }

  /** Whether an edge is being placed, or would be by a press. */
  #acts({ alt, type }: PointerStep): boolean {
    const { gesture, tool, options, panKeyDown, reach } = this.#canvas
    if (!options.editable || isPanning(gesture)) return false
    if (!isIdle(gesture)) return true
    return draws(tool) && type !== "pointerUp" && !alt && !panKeyDown && reach.grown === null
  }

  #take(event: PointerStep): Taken | null {
    const { gesture, view } = this.#canvas
    const slop = gesture.by === "select" ? PULL_SLOP_SCREEN_PX : SLOP_SCREEN_PX
    const pressed = this.#pressed
    const isPress = event.type === "pointerDown"
    if (pressed && !isPress && distance(pressed.raw, event.screen) <= slop) {
      this.found = pressed.found
      return { at: pressed.at, path: pressed.path }
    }
    const isNear = (point: Point | null, screenPx: number): point is Point =>
      point !== null && distance(point, event.at) * view.scale <= screenPx
    const closing = drawnClosing(gesture)
    if (isNear(closing, CLOSING_SCREEN_PX)) return this.#stay(closing, this.#pathTo(closing, isPress) ?? [])
    const last = outlineFrom(gesture)
    if (isNear(last, SLOP_SCREEN_PX)) return this.#stay(last, [])
    const at = this.#snapped(event)
    return at && { at, path: this.#pathTo(at, isPress) ?? [] }
  }

  #stay(at: Point, path: readonly Point[]): Taken {
    this.found = null
    return { at, path }
  }

  /** Where the edges near the pointer take it; the pointer itself where there are none, null where it sets no edge. */
  #snapped({ at }: PointerStep): Point | null {
    const { picture, size, view } = this.#canvas
    const reach = REACH_SCREEN_PX / view.scale
    const aimed = aimOfGesture(this.#canvas, at, reach)
    const map = this.maps.of(picture, size, reach / MOST_REACH_SAMPLES)
    this.found = null
    if (!aimed || !map) return aimed && at
    const corners = "point" in aimed.aim ? this.#cornersNear(aimed.at, reach) : []
    const snap = findSnap(map, aimed.at, aimed.aim, reach, corners)
    if (map.isPartial) this.#later()
    if (!snap) return at
    const to = { x: at.x + snap.at.x - aimed.at.x, y: at.y + snap.at.y - aimed.at.y }
    this.found = { ...snap, at: snap.at, away: distance(snap.at, aimed.at) }
    return to
  }

  /** Along the strongest edge from the last point of an outline; null where there is none, or where it is not worked out yet. */
  #pathTo(to: Point | null, isPress: boolean): readonly Point[] | null {
    const { gesture, picture, size, view } = this.#canvas
    const from = outlineFrom(gesture)
    const map = this.maps.of(picture, size, 1 / view.scale)
    if (!from || !to || !map) return null
    if (this.#wire?.root !== from || this.#wire.map !== map) this.#wire = new LiveWire(map, size, from)
    if (isPress && this.#wire.pathTo(to) === null) this.#wire.expand(SAMPLES_A_PRESS)
    else this.#wire.expand(SAMPLES_A_MOVE)
    const path = this.#wire.pathTo(to)
    if (path === null && !this.#wire.isWhole) this.#later()
    return path
  }

  /** With the next frame the last move is made again, with what could not be looked at in time. */
  #later(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      const { pointer, magnet } = this.#canvas
      const last = this.#last
      if (last && pointer !== null && magnet === this && last.type !== "pointerUp")
        this.#canvas.send({ ...last, type: "pointerMove" })
    })
  }

  #cornersNear(at: Point, reach: number): Point[] {
    const { scene, gesture, selected } = this.#canvas
    const own = gesture.by === "select" && !isIdle(gesture) ? selected : null
    const area = { x: at.x - reach, y: at.y - reach, width: 2 * reach, height: 2 * reach }
    const slots = searchScene(scene, area).slice(0, MOST_NEIGHBOURS)
    return slots.flatMap((slot) => {
      const id = scene.ids[slot]
      const shape = id === undefined || id === own ? null : shapeOf(scene, id)
      return shape ? ringsOf(shape).flat() : []
    })
  }
}
