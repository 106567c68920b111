import type { Box, Point } from "@justesse/types"
import { EdgeMap, type ReadColours } from "../edges/map.ts"

/** A grey picture that was made, a byte a pixel. */
export interface Scenery {
  readonly width: number
  readonly height: number
  readonly grey: Uint8Array
}

/** How things are drawn: shades of grey, the width of their edges (standard deviation, pixels), and noise (shades of grey). */
export interface Drawing {
  readonly ground: number
  readonly thing: number
  readonly blur: number
  readonly noise: number
}

/** Numbers in [0, 1) that look random and are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number from a normal distribution around 0 with standard deviation 1. */
export function normal(roll: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll())
}

/** How much of a thing covers each pixel, by how far outside of it the middle of the pixel lies; on ground that gets lighter downwards. */
function drawThing(width: number, height: number, how: Drawing, seed: number, away: (at: Point) => number): Scenery {
  const roll = dice(seed)
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const share = 1 / (1 + Math.exp((1.702 * away({ x: x + 0.5, y: y + 0.5 })) / how.blur))
      const ground = how.ground + (16 * y) / height
      const value = ground + share * (how.thing - ground) + how.noise * normal(roll)
      grey[y * width + x] = Math.max(0, Math.min(255, Math.round(value)))
    }
  return { width, height, grey }
}

/** A picture of one upright box, image pixels, on ground that gets lighter downwards; noise is the same for the same seed. */
export function drawBox(width: number, height: number, box: Box, how: Drawing, seed = 1): Scenery {
  return drawThing(width, height, how, seed, ({ x, y }) =>
    Math.max(box.x - x, x - box.x - box.width, box.y - y, y - box.y - box.height),
  )
}

/** A thing around a middle, as far from it in each direction as `radius` says. */
export function drawBlob(
  width: number,
  height: number,
  middle: Point,
  radius: (angle: number) => number,
  how: Drawing,
  seed = 1,
): Scenery {
  return drawThing(width, height, how, seed, ({ x, y }) => {
    const angle = Math.atan2(y - middle.y, x - middle.x)
    const slope = (radius(angle + 0.01) - radius(angle - 0.01)) / 0.02 / radius(angle)
    return (Math.hypot(x - middle.x, y - middle.y) - radius(angle)) / Math.hypot(1, slope)
  })
}

/** The radius of a smooth blob that is the same for the same seed. */
export function blobRadius(size: number, seed: number): (angle: number) => number {
  const roll = dice(seed)
  const waves = [2, 3, 4, 5].map((times) => ({ times, at: roll() * 2 * Math.PI, much: (0.34 * roll()) / times }))
  return (angle) =>
    size * (1 + waves.reduce((sum, { times, at, much }) => sum + much * Math.sin(times * angle + at), 0))
}

/** The line of a blob by so many points. */
export function blobRing(middle: Point, radius: (angle: number) => number, points: number): Point[] {
  return Array.from({ length: points }, (_, i) => {
    const angle = (2 * Math.PI * i) / points
    return { x: middle.x + radius(angle) * Math.cos(angle), y: middle.y + radius(angle) * Math.sin(angle) }
  })
}

/** How such a picture is read, a sample a pixel. What is outside of it comes as black. */
export function readScenery({ width, height, grey }: Scenery): ReadColours {
  return (left, top, side) => {
    const read = new Uint8ClampedArray(4 * side * side)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [column, row] = [left + x, top + y]
        const isInside = column >= 0 && row >= 0 && column < width && row < height
        const i = y * side + x
        if (isInside) read.fill(grey[row * width + column] ?? 0, 4 * i, 4 * i + 3)
      }
    return read
  }
}

/** The edges of such a picture. */
export function mapOf(scenery: Scenery): EdgeMap {
  return new EdgeMap(scenery, 1, readScenery(scenery))
}
