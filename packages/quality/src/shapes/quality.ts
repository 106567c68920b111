/** One person's shape of a thing and how much it counts. */
export interface Weighted<S> {
  readonly shape: S
  /** Above 0; only the ratio to the others' counts. */
  readonly weight: number
  /** How much too large this person draws outlines: signed distance as a share of the square root of the area, negative for too large. */
  readonly bias?: number
}

/**
 * Why a reviewer should look at a merged shape: two of the shapes hardly overlap (`apart`), it has not as many parts and holes as
 * most people drew (`parts`), people do not agree how it is rotated (`angle`), or they used different kinds of shape (`kinds`).
 */
export type MergeDoubt = "apart" | "parts" | "angle" | "kinds"

/** One shape out of several people's. */
export interface Merged<S> {
  readonly shape: S
  /** Null where nothing speaks against it. */
  readonly doubt: MergeDoubt | null
}

/** What became of a shape in the final answer. */
export interface ShapeOutcome {
  /** Intersection over union, in [0, 1]. */
  readonly iou: number
  /** How far it moved, in image pixels: the most of any edge or corner; of free outlines the distance that 95 % of the line keep. */
  readonly movedPx: number
}

/** What consensus asks of any shape. One value for each shape, all of them in `list.ts`. */
export interface ShapeQuality<S extends { readonly type: string }> {
  readonly type: S["type"]
  /** Shared area over joined area, in [0, 1]. Source: standard IoU; all but plain boxes by their exact areas. */
  overlap(a: S, b: S): number
  /** One shape out of several people's; `votes` are at least two, not all the same, in an order that no caller's order changes. */
  merge(votes: readonly Weighted<S>[]): Merged<S>
  /** Whether {@link Weighted.bias} moves its line. */
  readonly hasHabits?: true
  /** How far `final` lies from `mine`. */
  outcome(mine: S, final: S): ShapeOutcome
}
