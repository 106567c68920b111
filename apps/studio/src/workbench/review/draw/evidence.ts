import { boxToScreen, type View } from "@justesse/editor"
import type { Box } from "@justesse/types"
import { strokeHaloed } from "../../canvas/ink.ts"

const COLOR = "#ffd65c"

/** Marks the places that evidence names, a little outside of them so that no edge is covered. */
export function drawEvidence(
  ctx: CanvasRenderingContext2D,
  evidence: readonly ({ readonly type: "region"; readonly box: Box } | { readonly type: string })[],
  view: View,
): void {
  for (const one of evidence) {
    if (!("box" in one)) continue
    const { x, y, width, height } = boxToScreen(view, one.box)
    strokeHaloed(ctx, x - 5, y - 5, width + 10, height + 10, COLOR, { width: 1.5, dash: [2, 3] })
  }
}
