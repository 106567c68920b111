import { loadavg } from "node:os"
import { LiveWire } from "@justesse/editor/edges/liveWire"
import { EdgeMap } from "@justesse/editor/edges/map"
import { sidesFrom, sidesTo } from "@justesse/editor/edges/sides"
import { type Aim, findSnap } from "@justesse/editor/edges/snap"
import { tightenShape } from "@justesse/editor/edges/tighten"
import {
  blobRadius,
  blobRing,
  type Drawing,
  dice,
  drawBlob,
  drawBox,
  mapOf,
  readScenery,
  type Scenery,
} from "@justesse/editor/testing/scenery"
import { overlapOf } from "@justesse/quality/shapes/overlap"
import { boxShape, outlineShape, type Point, type Shape } from "@justesse/types"

/**
 * The magnet on pictures that were made, whose edges are known: `npm run bench -- snap`. A hand 2 to 6 px off must end within 1 px of the
 * true edge in 95 of 100 cases, for corners of boxes and points of outlines; outlines by scissors must be nearer to the thing than
 * the same clicks joined by straight lines, and than twice as many; what is tightened must come nearer. A move must take no longer
 * than so many times a reference of the same run. One JSON object a line.
 */
const REACH = 10
const PICTURES = 200
const GOAL = { within1Px: 0.95, scissorsIoU: 0.97, tightIoU: 0.95, timesReference: 3 }
const SIZE = { width: 480, height: 480 }

const say = (line: Record<string, unknown>) =>
  console.log(JSON.stringify({ bench: "snap", ...line, load: Math.round((loadavg()[0] ?? 0) * 100) / 100 }))
const round = (value: number, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const share = (values: readonly boolean[]) => values.filter(Boolean).length / values.length

const roll = dice(2026)
const between = (low: number, high: number) => low + (high - low) * roll()
/** Faint or strong, light on dark or dark on light, sharp or blurred, with little or much noise. */
const anyDrawing = (): Drawing => {
  const ground = between(100, 140)
  const contrast = between(30, 100) * (roll() < 0.5 ? -1 : 1)
  return { ground, thing: ground + contrast, blur: between(0.5, 2), noise: between(2, 10) }
}
const hand = ({ x, y }: Point): Point => {
  const [far, angle] = [between(2, 6), between(0, 2 * Math.PI)]
  return { x: x + far * Math.cos(angle), y: y + far * Math.sin(angle) }
}

interface Blob {
  readonly seed: number
  readonly scenery: Scenery
  readonly middle: Point
  readonly radius: (angle: number) => number
  readonly truth: Shape
}
function makeBlob(seed: number): Blob {
  const middle = { x: between(220, 260), y: between(220, 260) }
  const radius = blobRadius(between(70, 140), seed)
  const truth = toOutline(blobRing(middle, radius, 720))
  return { seed, scenery: drawBlob(SIZE.width, SIZE.height, middle, radius, anyDrawing(), seed), middle, radius, truth }
}
function toOutline(ring: readonly Point[]): Shape {
  const shape = outlineShape([ring], false)
  if (!shape) throw new Error("a blob without an area")
  return shape
}
/** How far a point lies from the edge of a blob: to the nearest of many points of it. */
function awayFrom({ middle, radius }: Blob, at: Point): number {
  const ring = blobRing(middle, radius, 2_000)
  return Math.min(...ring.map((one) => Math.hypot(one.x - at.x, one.y - at.y)))
}

function countBoxes() {
  const ends: { readonly by: boolean; readonly corner: boolean }[] = []
  for (let seed = 0; seed < PICTURES; seed++) {
    const box = { x: between(60, 110), y: between(60, 110), width: between(40, 250), height: between(40, 250) }
    const map = mapOf(drawBox(SIZE.width, SIZE.height, box, anyDrawing(), seed))
    const [low, high] = [
      { x: box.x, y: box.y },
      { x: box.x + box.width, y: box.y + box.height },
    ]
    const [first, second] = [hand(low), hand(high)]
    const begun = findSnap(map, first, { sides: sidesFrom(first, REACH, ["upright", "level"]) }, REACH)?.at ?? first
    const ended = findSnap(map, second, { sides: sidesTo(begun, second, REACH) }, REACH)?.at ?? second
    for (const by of [begun.x - low.x, begun.y - low.y]) ends.push({ by: Math.abs(by) <= 1, corner: false })
    for (const by of [ended.x - high.x, ended.y - high.y]) ends.push({ by: Math.abs(by) <= 1, corner: true })
  }
  const of = (corner: boolean) => share(ends.filter((end) => end.corner === corner).map(({ by }) => by))
  const figures = { firstCorner: round(of(false)), secondCorner: round(of(true)) }
  say({ name: "edges of boxes within 1 px", pictures: PICTURES, ...figures })
  return Math.min(figures.firstCorner, figures.secondCorner)
}

function countPoints(blobs: readonly Blob[]) {
  const ends = blobs.flatMap((blob) => {
    const map = mapOf(blob.scenery)
    return blobRing(blob.middle, blob.radius, 7).map((at) => {
      const by = hand(at)
      return awayFrom(blob, findSnap(map, by, { point: true }, REACH)?.at ?? by) <= 1
    })
  })
  const within = round(share(ends))
  say({ name: "points of outlines within 1 px", points: ends.length, within })
  return within
}

/** As far as it is needed, as a hand on the page has it. */
function pathOf(wire: LiveWire, to: Point): readonly Point[] {
  for (;;) {
    const path = wire.pathTo(to)
    if (path !== null || wire.isWhole) return path ?? []
    wire.expand(6_000)
  }
}

/** The same clicks, each off by the hand: joined by straight lines, and by paths along the edge from where the magnet takes them. */
function traceBlobs(blobs: readonly Blob[], clicks: number) {
  const rows = blobs.map(({ scenery, middle, radius, truth }) => {
    const map = mapOf(scenery)
    const hands = blobRing(middle, radius, clicks).map(hand)
    const anchors = hands.map((at) => findSnap(map, at, { point: true }, REACH)?.at ?? at)
    const ring = anchors.flatMap((at, i) => {
      const wire = new LiveWire(map, SIZE, at)
      return [at, ...pathOf(wire, anchors[(i + 1) % clicks] ?? at)]
    })
    const [traced, straight] = [overlapOf(toOutline(ring), truth), overlapOf(toOutline(hands), truth)]
    return { traced, straight, points: ring.length }
  })
  const figures = {
    scissors: round(mean(rows.map(({ traced }) => traced))),
    least: round(Math.min(...rows.map(({ traced }) => traced))),
    byHand: round(mean(rows.map(({ straight }) => straight))),
    points: round(mean(rows.map(({ points }) => points)), 1),
  }
  say({ name: `outlines of ${clicks} clicks, IoU`, blobs: blobs.length, ...figures })
  return figures
}

function tightenAll(blobs: readonly Blob[]) {
  const limits = { picture: SIZE, minSidePx: 3 }
  const rows = blobs.map(({ scenery, middle, radius, truth }, i) => {
    const map = mapOf(scenery)
    const drawn = toOutline(blobRing(middle, radius, 24).map(hand))
    const box = { x: between(60, 110), y: between(60, 110), width: between(60, 250), height: between(60, 250) }
    const by = between(2, 8) * (roll() < 0.5 ? -1 : 1)
    const loose = boxShape({ x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by })
    const ofBox = mapOf(drawBox(SIZE.width, SIZE.height, box, anyDrawing(), i))
    return {
      outline: overlapOf(tightenShape(map, drawn, 16, limits), truth),
      drawn: overlapOf(drawn, truth),
      box: overlapOf(tightenShape(ofBox, loose, 16, limits), boxShape(box)),
      loose: overlapOf(loose, boxShape(box)),
    }
  })
  const of = (key: keyof (typeof rows)[number]) => round(mean(rows.map((row) => row[key])))
  const figures = { outline: of("outline"), drawn: of("drawn"), box: of("box"), loose: of("loose") }
  say({ name: "tightened, IoU", shapes: rows.length, ...figures })
  return figures
}

/** What a move takes, the median, in times of a fixed piece of work of the same run: a square of 64 samples sorted. */
function timeMoves(blob: Blob) {
  const map = new EdgeMap(blob.scenery, 1, readScenery(blob.scenery))
  const samples = Float64Array.from({ length: 4_096 }, () => roll())
  const median = (run: (i: number) => void) => {
    const times = Array.from({ length: 200 }, (_, i) => {
      const began = performance.now()
      run(i)
      return performance.now() - began
    })
    return times.sort((a, b) => a - b)[100] ?? 0
  }
  const at = (i: number) => ({ x: 150 + i, y: 150 + i / 2 })
  const reference = median(() => Float64Array.from(samples).sort())
  const aims: Readonly<Record<string, (i: number) => Aim>> = {
    firstCorner: (i) => ({ sides: sidesFrom(at(i), REACH, ["upright", "level"]) }),
    secondCorner: (i) => ({ sides: sidesTo({ x: 20, y: 30 }, at(i), REACH) }),
    point: () => ({ point: true }),
  }
  const times = Object.entries(aims).map(
    ([name, aim]) => [name, median((i) => findSnap(map, at(i), aim(i), REACH))] as const,
  )
  const wire = new LiveWire(map, SIZE, { x: 240, y: 240 })
  const path = median(() => {
    wire.expand(6_000)
    wire.pathTo({ x: 300, y: 330 })
  })
  const all = [...times, ["path", path] as const].map(([name, ms]) => [name, round(ms / reference, 2)] as const)
  say({ name: "times the reference", referenceMs: round(reference), ...Object.fromEntries(all) })
  return Math.max(...all.map(([, times]) => times))
}

const blobs = Array.from({ length: PICTURES }, (_, seed) => makeBlob(seed))
const within = Math.min(countBoxes(), countPoints(blobs))
const [few, twice] = [traceBlobs(blobs, 6), traceBlobs(blobs, 12)]
const tight = tightenAll(blobs)
const [first] = blobs
const times = first ? timeMoves(first) : Number.POSITIVE_INFINITY
const isMet =
  within >= GOAL.within1Px &&
  few.scissors >= GOAL.scissorsIoU &&
  few.scissors > Math.max(few.byHand, twice.byHand) &&
  Math.min(tight.outline, tight.box) >= GOAL.tightIoU &&
  tight.outline > tight.drawn &&
  tight.box > tight.loose &&
  times <= GOAL.timesReference
say({ name: "verdict", goal: GOAL, isMet })
if (!isMet) process.exitCode = 1
