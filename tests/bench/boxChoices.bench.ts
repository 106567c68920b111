import { loadavg } from "node:os"
import {
  BOX_SETTINGS,
  type BoxFit,
  boxSetOf,
  boxVotesFrom,
  countImages,
  findFinalBoxes,
  fitBoxes,
  scoreOfCounts,
} from "@justesse/quality/boxes/index"
import { medianReordering } from "@justesse/quality/boxes/numbers"
import { hasPedestrians, pedestrians } from "../crowd/pedestrians.ts"

/**
 * How the constants of the box consensus were chosen, without looking at gold: `npm run bench -- boxChoices [gold]`. Each
 * line tries one setting and says how far left-out people's edges lie from the consensus of the others, in that person's
 * usual spreads (lower is better), and the paired difference to the settings in use with its standard error. The person's
 * own median offset is taken away first, since the others cannot know it. With `gold`, the figures against the experts
 * follow, for those who want to see whether the choice carried over; nothing was chosen by them.
 */
const showGold = process.argv.includes("gold")
const { rows, gold } = hasPedestrians ? pedestrians() : { rows: [], gold: [] }
const votes = boxVotesFrom(rows)
const base = fitBoxes(votes)
const { edges } = BOX_SETTINGS

const TRIED: readonly (readonly [string, Partial<typeof edges>])[] = [
  ["in use", {}],
  ...[1, 3, 5, 12].map((bins) => [`bins ${bins}`, { bins }] as const),
  ...[0.0001, 0.01, 0.02, 0.1, 0.2].map((near) => [`near ${near}`, { near }] as const),
  ...[5, 60, 1e9].map((biasShrink) => [`biasShrink ${biasShrink}`, { biasShrink }] as const),
  ...[1, 20].map((spreadShrink) => [`spreadShrink ${spreadShrink}`, { spreadShrink }] as const),
  ...[0.05, 0.2].map((priorSpread) => [`priorSpread ${priorSpread}`, { priorSpread }] as const),
  ["recipe: one bin, near 0.0001", { bins: 1, near: 0.0001 }],
]

/** Mean distance of each box's four edges from the others' consensus, in the person's spreads (4 at most). */
function distances(fit: BoxFit): Map<number, number> {
  const { residuals } = fit.geometry
  const spread = base.geometry.spread
  const own = new Float64Array(4 * residuals.people)
  for (let p = 0; p < residuals.people; p++) {
    const from = residuals.start[p * residuals.bins] ?? 0
    const to = residuals.start[(p + 1) * residuals.bins] ?? 0
    for (let k = 0; k < 4; k++) {
      const all = residuals.value.slice(k * residuals.total + from, k * residuals.total + to)
      own[4 * p + k] = medianReordering(all, to - from)
    }
  }
  const found = new Map<number, number>()
  residuals.position.forEach((place, box) => {
    if (place < 0) return
    const p = votes.boxPerson[box] ?? 0
    let sum = 0
    for (let k = 0; k < 4; k++) {
      const off = (residuals.value[k * residuals.total + place] ?? 0) - (own[4 * p + k] ?? 0)
      sum += Math.min(4, Math.abs(off) / (spread[4 * p + k] ?? 1)) / 4
    }
    found.set(box, sum)
  })
  return found
}

function againstGold(fit: BoxFit): Record<string, number> {
  const images = gold.map((one) => one.image)
  const { f1At50, f1At75, meanIou } = scoreOfCounts(countImages(findFinalBoxes(fit, images), boxSetOf(images, gold)))
  return { f1At50, f1At75, meanIou: meanIou ?? 0 }
}

const digits = (value: number) => Math.round(value * 1e5) / 1e5
const used = distances(base)
for (const [name, change] of hasPedestrians ? TRIED : []) {
  const fit = fitBoxes(votes, { ...BOX_SETTINGS, edges: { ...edges, ...change } })
  const tried = [...distances(fit)].flatMap(([box, distance]) => {
    const before = used.get(box)
    return before === undefined ? [] : [[distance, distance - before] as const]
  })
  const mean = tried.reduce((sum, [distance]) => sum + distance, 0) / tried.length
  const gap = tried.reduce((sum, [, one]) => sum + one, 0) / tried.length
  const squares = tried.reduce((sum, [, one]) => sum + (one - gap) ** 2, 0)
  console.log(
    JSON.stringify({
      ...{ bench: "boxChoices", setting: name, boxes: tried.length, distance: digits(mean) },
      ...{ difference: digits(gap), standardError: digits(Math.sqrt(squares) / tried.length) },
      ...(showGold ? { gold: againstGold(fit) } : {}),
      load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    }),
  )
}
if (hasPedestrians) {
  console.log(
    JSON.stringify({
      bench: "boxChoices",
      careOffset: base.drawingTimeOffset.map(digits),
      images: votes.images.length,
    }),
  )
}
