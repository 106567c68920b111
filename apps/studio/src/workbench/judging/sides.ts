import { boxToScreen, type ScreenSize, type View } from "@justesse/editor"
import { type Box, boxOf, canonicalJson, type Region, ringsOf } from "@justesse/types"
import { CAPTION_HEIGHT, captionWidth, drawCaption, strokeHaloed, strokeOutline, traceRings } from "../canvas/ink.ts"
import { drawEvidence } from "../review/draw/evidence.ts"
import { hatch } from "../review/draw/hatch.ts"
import type { PersonInk } from "../review/draw/people.ts"

/** One of two answers that somebody judges, as it is drawn and named. */
export interface Side {
  readonly name: string
  readonly regions: readonly Region[]
  readonly ink: PersonInk
}

/** What is judged: two answers to one picture, where to look, and the places that evidence names. Boxes in image pixels. */
export interface Sides {
  readonly both: readonly [Side, Side]
  readonly evidence: readonly { readonly type: "region"; readonly box: Box }[]
}

const meaningOf = (region: Region) => canonicalJson({ ...region, id: "" })

/** The regions that only one of two answers has so, by the answer; equal ones are in neither. */
export function differingOf([a, b]: readonly [Pick<Side, "regions">, Pick<Side, "regions">]): [Region[], Region[]] {
  const only = (mine: readonly Region[], others: readonly Region[]) => {
    const known = new Set(others.map(meaningOf))
    return mine.filter((region) => !known.has(meaningOf(region)))
  }
  return [only(a.regions, b.regions), only(b.regions, a.regions)]
}

/** A frame around regions; null where there is none. */
export function aroundAll(regions: readonly Region[]): Box | null {
  const boxes = regions.map(boxOf)
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** Draws both answers over the picture, or one of them alone; what they have alike is faint. Screen pixels. */
export function drawSides(
  ctx: CanvasRenderingContext2D,
  { both, evidence }: Sides,
  alone: number | null,
  { view, screen }: { readonly view: View; readonly screen: ScreenSize },
): void {
  const differing = differingOf(both)
  if (alone === null) hatchBetween(ctx, differing, view)
  const equal = both[0].regions.filter((region) => !differing[0].includes(region))
  ctx.save()
  ctx.globalAlpha = 0.35
  for (const region of equal) stroke(ctx, region, view, both[0].ink)
  ctx.restore()
  both.forEach(({ ink }, side) => {
    if (alone !== null && alone !== side) return
    for (const region of differing[side] ?? []) stroke(ctx, region, view, ink)
  })
  drawEvidence(ctx, evidence, view)
  const taken: Box[] = []
  both.forEach(({ ink, name }, side) => {
    if (alone !== null && alone !== side) return
    for (const region of differing[side] ?? []) nameIt(ctx, { region, name, ink, taken }, { view, screen })
  })
}

/** Hatched: what one of them covers and the other does not. */
function hatchBetween(ctx: CanvasRenderingContext2D, differing: readonly (readonly Region[])[], view: View): void {
  ctx.beginPath()
  for (const region of differing.flat()) traceRings(ctx, ringsOf(region.geometry), view)
  ctx.fillStyle = hatch(ctx)
  ctx.fill("evenodd")
}

function stroke(ctx: CanvasRenderingContext2D, region: Region, view: View, { color, dash }: PersonInk): void {
  const look = dash.length > 0 ? { width: 3, dash } : { width: 3 }
  if (region.geometry.type === "box") {
    const { x, y, width, height } = boxToScreen(view, boxOf(region))
    strokeHaloed(ctx, x, y, width, height, color, look)
  } else strokeOutline(ctx, ringsOf(region.geometry), view, color, look)
}

interface Named {
  readonly region: Region
  readonly name: string
  readonly ink: PersonInk
  readonly taken: Box[]
}

/** Whose it is, above its upper corner, never over another name. */
function nameIt(
  ctx: CanvasRenderingContext2D,
  { region, name, ink, taken }: Named,
  { view, screen }: { readonly view: View; readonly screen: ScreenSize },
): void {
  const box = boxToScreen(view, boxOf(region))
  const width = captionWidth(ctx, name, true)
  const x = Math.min(screen.width - width - 4, Math.max(4, box.x))
  let y = Math.min(screen.height - CAPTION_HEIGHT - 4, Math.max(4, box.y - CAPTION_HEIGHT - 6))
  while (taken.some((one) => Math.abs(one.y - y) < CAPTION_HEIGHT && one.x < x + width && x < one.x + one.width))
    y += CAPTION_HEIGHT + 3
  taken.push({ x, y, width, height: CAPTION_HEIGHT })
  drawCaption(ctx, x, y, width, name, ink.color, { selected: true })
}
