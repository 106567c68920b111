import type { ScreenSize, View } from "@justesse/editor"
import type { Disagreement } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { ComponentType } from "react"
import type { CanvasEngine } from "../../canvas/engine.ts"

/** How differences of each kind of task are looked at. One value for each kind, all of them in `list.ts`. */
export interface KindInReview {
  /** What one of its tasks is called; absent: as the asset is that it is about. */
  readonly unit?: "document" | "form" | "check"
  /** What stands in the middle of the page, where that is no picture. */
  readonly Middle?: ComponentType
  /** Moves the picture to a difference, as near as it is judged best. */
  focus(engine: CanvasEngine, disagreement: Disagreement, task: ReviewTask): void
  /** What is drawn under the answers, in screen pixels. */
  readonly drawUnder?: (ctx: CanvasRenderingContext2D, task: ReviewTask, view: View, screen: ScreenSize) => void
}
