import type {
  BoxLimits,
  DrawWays,
  Edge,
  Gesture,
  Handle,
  Moved,
  Reach,
  Scene,
  ScreenSize,
  Tool,
  ToolEvent,
  View,
} from "@justesse/editor"
import type { Snap } from "@justesse/editor/edges/snap"
import type { Point, RegionId, Shape, Size } from "@justesse/types"
import type { CaptionSide } from "./captions/side.ts"
import type { CanvasStyle, CaptionText, TagText } from "./drawStatic.ts"
import type { Picture } from "./picture.ts"

/** What the hand is doing, for the chrome around the picture. */
export type InHand = "drawing" | "changing" | null

/** What a page wants to know. All are called at most once a gesture, never per pointer move. */
interface CanvasHooks {
  created?(shape: Shape): void
  selected?(id: RegionId | null): void
  /** Several regions; `adds`: beside those that are selected. Absent where one is selected at a time. */
  selectedMany?(ids: readonly RegionId[], adds: boolean): void
  moved?(moved: Moved): void
  /** A point of the selected region was pressed or pulled. */
  part?(part: Handle): void
  inHand?(what: InHand): void
}

/** How a canvas behaves. `editable: false`: a press selects, a drag moves the picture. */
export interface CanvasOptions {
  readonly editable: boolean
  readonly mode: "objects" | "document"
  readonly minSidePx: number
  /** How a picture opens. */
  readonly opening: "fit" | "width" | "keep"
  readonly hooks: CanvasHooks
}

/** Draws something more over or under the regions, in screen pixels. */
export type DrawMore = (ctx: CanvasRenderingContext2D, view: View, screen: ScreenSize) => void

/** An edge or corner of the picture that takes the pointer, and how far that is, in image pixels. */
export interface Found extends Snap {
  readonly away: number
}

/** Takes what the pointer does to the edges of the picture, and shows what it found. */
export interface PointerMagnet {
  readonly found: Found | null
  adjust(event: ToolEvent): ToolEvent
  /** A shape as the edges of the picture would have it. */
  tighten(shape: Shape, limits: BoxLimits): Shape | null
  close(): void
}

/** What a canvas shows now, for those that draw it and for its cursor. */
export interface CanvasState {
  readonly view: View
  readonly screen: ScreenSize
  readonly picture: Picture | null
  /** The picture's size in image pixels. */
  readonly size: Size
  readonly scene: Scene
  readonly styles: readonly CanvasStyle[]
  readonly selected: RegionId | null
  /** Selected beside it. */
  readonly also: readonly RegionId[]
  readonly hovered: RegionId | null
  readonly part: Handle | null
  readonly reach: Reach
  readonly tool: Tool
  readonly ways: DrawWays
  /** Null while it is off. */
  readonly magnet: PointerMagnet | null
  readonly drawColor: string
  readonly gesture: Gesture
  /** Where the pointer is over the canvas, in screen pixels; null when it is not there. */
  readonly pointer: Point | null
  readonly panKeyDown: boolean
  readonly altDown: boolean
  readonly told: { readonly text: string; readonly color: string } | null
  readonly options: CanvasOptions
  /** The filter of the picture as the browser writes it; empty shows it as it is. */
  readonly filter: string
  /** Pixels flow into each other from close by, instead of being squares. */
  readonly smoothPixels: boolean
  readonly limits: BoxLimits
  /** How near a press is on a handle, in image pixels. */
  readonly reachPx: number
  readonly isLocked: (id: RegionId) => boolean
  /** Regions under a point of the picture, smallest first. */
  regionsAt(at: Point): RegionId[]
  readonly captionText: CaptionText
  readonly tagText: TagText | null
  /** What the edge of a point is called while outermost points are set. */
  readonly edgeName: (edge: Edge) => string
  readonly drawOver: DrawMore | null
  readonly drawUnder: DrawMore | null
  readonly painter: { captionSideOf(slot: number): CaptionSide }
  /** Draws the top layer. */
  paintActive(ctx: CanvasRenderingContext2D, pixelRatio: number): void
}
