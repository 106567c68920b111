import type { Disagreement } from "@justesse/types"
import type { CanvasEngine } from "../../canvas/engine.ts"

/** How differences of each kind of task are looked at. One value for each kind, all of them in `list.ts`. */
export interface KindInReview {
  /** Moves the picture to a difference, as near as it is judged best. */
  focus(engine: CanvasEngine, disagreement: Disagreement): void
}
