import { isInsideRings, type Point, type Ring, type Shape, signedArea } from "@justesse/types"
import { normalDraw, type Seeded, seeded } from "../agreement/seeded.ts"

/** How a simulated person draws outlines; shares are of the square root of the area. */
interface Hand {
  readonly name: string
  /** Points on the line of a whole shape without corners; of one with corners, the share of them that is set. */
  readonly points: number
  readonly corners: number
  /** How much too large everything is, and the spread of each point and of the slow drift along the line. */
  readonly bias: number
  readonly jitter: number
  readonly drift: number
  /** Chance to leave out a part or a hole. */
  readonly miss: number
}

/**
 * Three people: a careful one, a quick one who draws too large, a coarse one whose few points cut corners and who leaves parts out.
 * Their biases about cancel: what all share nobody can know without truth.
 */
export const HANDS: readonly Hand[] = [
  { name: "careful", points: 40, corners: 1, bias: -0.006, jitter: 0.012, drift: 0.018, miss: 0 },
  { name: "quick", points: 22, corners: 1, bias: 0.018, jitter: 0.018, drift: 0.022, miss: 0.02 },
  { name: "coarse", points: 10, corners: 0.8, bias: -0.012, jitter: 0.02, drift: 0.03, miss: 0.4 },
]

/** A thing with its true line, and what each hand drew of it. */
export interface DrawnThing {
  readonly truth: readonly Ring[]
  readonly votes: readonly { readonly person: string; readonly shape: Shape }[]
}

/** `count` things of 40 to 640 px: smooth and cornered ones, some with a hole, some of two parts; drawn by each of `hands`. */
export function drawOutlines(count: number, seed: number, hands: readonly Hand[] = HANDS): DrawnThing[] {
  const dice = seeded(seed)
  return Array.from({ length: count }, (_, n) => {
    const size = 40 * 16 ** dice()
    const { rings, isSmooth } = makeTruth(dice, n, size)
    const votes = hands.map((hand) => ({ person: hand.name, shape: drawBy(dice, hand, rings, isSmooth, size) }))
    return { truth: rings, votes }
  })
}

function makeTruth(dice: Seeded, n: number, size: number): { rings: Ring[]; isSmooth: boolean } {
  const centre = { x: 500 + 100 * dice(), y: 500 + 100 * dice() }
  const isSmooth = n % 5 < 3
  const main = isSmooth ? blob(dice, centre, size * 0.55) : cornered(dice, centre, size)
  if (n % 4 === 1) {
    const aside = { x: centre.x + size * 1.3, y: centre.y + size * 0.4 }
    return { rings: [main, isSmooth ? blob(dice, aside, size * 0.25) : cornered(dice, aside, size * 0.4)], isSmooth }
  }
  const hole = { x: centre.x - size * 0.08, y: centre.y - size * 0.08 }
  return { rings: n % 4 === 3 ? [main, blob(dice, hole, size * 0.17)] : [main], isSmooth }
}

function blob(dice: Seeded, centre: Point, radius: number): Ring {
  const waves = [2, 3, 4, 5, 7].map((count) => ({ count, high: (0.22 * dice()) / Math.sqrt(count), from: 7 * dice() }))
  return Array.from({ length: 240 }, (_, n) => {
    const angle = (n / 240) * 2 * Math.PI
    const far = radius * waves.reduce((sum, { count, high, from }) => sum + high * Math.sin(count * angle + from), 1)
    return { x: centre.x + far * Math.cos(angle), y: centre.y + far * Math.sin(angle) }
  })
}

/** An L, of any proportion, rotated. */
function cornered(dice: Seeded, centre: Point, size: number): Ring {
  const [wide, high] = [size * (0.9 + 0.4 * dice()), size * (0.9 + 0.4 * dice())]
  const [inX, inY] = [wide * (0.35 + 0.3 * dice()), high * (0.35 + 0.3 * dice())]
  const angle = dice() * Math.PI
  const corners = [
    [0, 0],
    [wide, 0],
    [wide, inY],
    [inX, inY],
    [inX, high],
    [0, high],
  ] as const
  return corners.map(([x, y]) => {
    const [right, down] = [x - wide / 3, y - high / 3]
    return {
      x: centre.x + right * Math.cos(angle) - down * Math.sin(angle),
      y: centre.y + right * Math.sin(angle) + down * Math.cos(angle),
    }
  })
}

function drawBy(dice: Seeded, hand: Hand, rings: readonly Ring[], isSmooth: boolean, size: number): Shape {
  const drawn = rings.flatMap((ring, n) => {
    if (n > 0 && dice() < hand.miss) return []
    // A hole is drawn too small by who draws too large.
    const isHole = n > 0 && rings[0] !== undefined && ring[0] !== undefined && isInsideRings([rings[0]], ring[0])
    const bias = isHole ? -hand.bias : hand.bias
    const points = ring.length === 6 && !isSmooth ? someCorners(dice, ring, hand) : resample(dice, ring, hand, n > 0)
    return [displace(dice, points, { ...hand, bias }, size)]
  })
  return { type: "polygon", rings: drawn }
}

function someCorners(dice: Seeded, ring: Ring, { corners }: Hand): Ring {
  const kept = ring.filter(() => dice() < corners)
  return kept.length >= 4 ? kept : ring
}

function resample(dice: Seeded, ring: Ring, { points }: Hand, isSmall: boolean): Ring {
  const count = Math.max(6, Math.round(points * (isSmall ? 0.5 : 1) * (0.8 + 0.4 * dice())))
  const from = dice() * ring.length
  return Array.from({ length: count }, (_, n) => {
    const place = (from + ((n + 0.3 * dice()) * ring.length) / count) % ring.length
    const [a, b] = [ring[Math.floor(place)], ring[(Math.floor(place) + 1) % ring.length]]
    const share = place - Math.floor(place)
    return a && b ? { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) } : { x: 0, y: 0 }
  })
}

/** Moves each point outward by bias and drift, and anywhere by jitter. */
function displace(dice: Seeded, ring: Ring, { bias, jitter, drift }: Hand, size: number): Point[] {
  const sign = signedArea(ring) > 0 ? 1 : -1
  const waves = [1, 2, 3].map((count) => ({
    count,
    high: (drift * normalDraw(dice)) / Math.sqrt(1.5),
    from: 7 * dice(),
  }))
  return ring.map((point, n) => {
    const [before, after] = [ring.at(n - 1) ?? point, ring[(n + 1) % ring.length] ?? point]
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1
    const [x, y] = [(sign * (after.y - before.y)) / length, (sign * (before.x - after.x)) / length]
    const angle = (n / ring.length) * 2 * Math.PI
    const out = size * waves.reduce((sum, { count, high, from }) => sum + high * Math.sin(count * angle + from), bias)
    const shake = () => size * jitter * normalDraw(dice)
    return { x: point.x + out * x + shake(), y: point.y + out * y + shake() }
  })
}
