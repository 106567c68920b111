import type { KindInReview } from "./contract.ts"

/** Things are judged by their edges, with half of their size around them. */
export const boxes: KindInReview = {
  focus: (engine, { place }) => engine.focus(place, 0.5, 4),
}
