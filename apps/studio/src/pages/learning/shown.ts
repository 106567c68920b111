import type { LearnPage } from "@justesse/types/wire/learning"

type Profile = NonNullable<LearnPage["profile"]>
type Edge = NonNullable<Profile["edges"]["edges"]>[number]

/** Whether there is enough of anything to show figures at all. */
export function isShown(profile: Profile | null): boolean {
  if (!profile) return false
  const { edges, outlines, missed, confusions, characters, noted } = profile
  const lists = [missed.bySize, confusions, characters.classes, noted]
  return edges.edges !== null || outlines.movedPx !== null || lists.some(({ length }) => length > 0)
}

/** The edge whose weeks are shown: the one that stands out, or else the furthest. */
export function edgeShown({ focus, edges }: Pick<Profile, "focus" | "edges">): Edge["edge"] {
  if (focus?.of === "edge") return focus.edge
  const [furthest] = [...(edges.edges ?? [])].sort((a, b) => Math.abs(b.px.mean) - Math.abs(a.px.mean))
  return furthest?.edge ?? "left"
}

/** From below the lowest end to above the highest, whole pixels, 0 always in it. */
export function rangeOf(points: readonly { readonly low: number; readonly high: number }[]): [number, number] {
  const low = Math.floor(Math.min(0, ...points.map((one) => one.low)))
  const high = Math.ceil(Math.max(1, ...points.map((one) => one.high)))
  return [low, high]
}

/** The right box on the screen. */
export interface Corners {
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

/** Where an edge's band and its mean lie beside the right box: what is outside of it in the picture is so here. */
export function placeEdge(
  { edge, px: { mean, interval } }: Pick<Edge, "edge" | "px">,
  { x0, x1, y0, y1 }: Corners,
  scale: number,
): { readonly band: Readonly<Record<"x" | "y" | "width" | "height", number>>; readonly line: string } {
  const isUpright = edge === "left" || edge === "right"
  const starts = { left: x0, right: x1, top: y0, bottom: y1 }
  const outwards = edge === "left" || edge === "top" ? -1 : 1
  const at = (value: number) => starts[edge] + outwards * value * scale
  const [low, high] = interval
  const from = Math.min(at(low), at(high))
  const thick = (high - low) * scale
  return {
    band: isUpright
      ? { x: from, y: y0, width: thick, height: y1 - y0 }
      : { x: x0, y: from, width: x1 - x0, height: thick },
    line: isUpright ? `M${at(mean)} ${y0}V${y1}` : `M${x0} ${at(mean)}H${x1}`,
  }
}

/** A round number of pixels for the measure below the diagram: some 10 to 40 on the screen. */
export function unitOf(scale: number): number {
  return [1, 2, 5, 10, 20, 50, 100, 200, 500].find((px) => px * scale >= 10) ?? 1_000
}
