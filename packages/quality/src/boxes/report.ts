import { forEachVote, voteLogOdds } from "./existence.ts"
import { type BoxFit, meanBias } from "./fit.ts"
import { at, fromLogit, idAt, logit } from "./numbers.ts"
import { type Rate, rateOf } from "./rates.ts"
import { comparedOf } from "./residuals.ts"

/** A signed distance with its 90 % interval, as a share of the box's width or height. */
export interface Offset {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** A rate among objects of one size. `upTo` is the largest size (square root of width × height, pixels); null: no end. */
export interface SizeRate {
  readonly upTo: number | null
  readonly rate: Rate
  /** Expected number of objects behind the rate. */
  readonly objects: number
}

/** How one person draws, each figure by what the *others* say (the person's own votes are left out). */
export interface BoxPersonReport {
  readonly person: string
  readonly images: number
  /** Boxes compared with the consensus of the others. */
  readonly compared: number
  /** Signed distance of each edge from the others' (left, top, right, bottom); negative: too far left or too high. */
  readonly offsets: readonly [Offset, Offset, Offset, Offset]
  /** Spread of each edge around that, as a share of width or height. */
  readonly spread: readonly [number, number, number, number]
  /** Share of real objects missed, by size. */
  readonly missed: readonly SizeRate[]
  /** Share of their boxes that are no object. */
  readonly extra: Rate
  /** How often a thing of class `truth` was called `said`; shares of all things of `truth` that they drew. */
  readonly confusion: readonly { readonly truth: string; readonly said: string; readonly rate: Rate }[]
}

/** Objects' worth of the project's own rate that a person starts from. */
const STRENGTH = 5

/** The report of every person, in the order of their names. Figures are not for ranking: see their intervals. */
export function reportPeople(fit: BoxFit): BoxPersonReport[] {
  const counts = countVotes(fit)
  const project = missCounts(counts, null)
  const images = new Int32Array(fit.votes.people.length)
  for (const person of fit.votes.seenBy) images[person] = idAt(images, person) + 1
  return fit.votes.people.map((person, p) => ({
    person,
    images: idAt(images, p),
    compared: comparedOf(fit.geometry.residuals, p),
    offsets: offsetsOf(fit, p),
    spread: [0, 1, 2, 3].map((k) => at(fit.geometry.spread, 4 * p + k)) as [number, number, number, number],
    missed: missCounts(counts, p).map(({ missed, real }, bin) => {
      const usual = project[bin]
      const share = usual ? (usual.missed + 0.5) / (usual.real + 1) : 0.5
      const rate = rateOf(STRENGTH * share + missed, STRENGTH * (1 - share) + real - missed)
      return { upTo: fit.existence.binUpTo[bin] ?? null, rate, objects: real }
    }),
    extra: extraOf(counts, p),
    confusion: confusionOf(fit, p),
  }))
}

/**
 * The size at which people begin to miss: the share of objects of each size bin that an average answer misses, with 90 %
 * intervals. A matter of the project's instructions, not of any one person.
 */
export function missesBySize(fit: BoxFit): SizeRate[] {
  return missCounts(countVotes(fit), null).map(({ missed, real }, bin) => ({
    upTo: fit.existence.binUpTo[bin] ?? null,
    rate: rateOf(0.5 + missed, 0.5 + real - missed),
    objects: real,
  }))
}

/** Leave-one-out counts, people × bins (people × 1 for the last two). */
interface VoteCounts {
  readonly bins: number
  readonly real: Float64Array
  readonly missed: Float64Array
  readonly drawn: Float64Array
  readonly extra: Float64Array
}

function countVotes({ votes, clusters, existence }: BoxFit): VoteCounts {
  const bins = existence.miss.length
  const people = votes.people.length
  const counts: VoteCounts = {
    bins,
    real: new Float64Array(people * bins),
    missed: new Float64Array(people * bins),
    drawn: new Float64Array(people),
    extra: new Float64Array(people),
  }
  forEachVote(votes, clusters, (person, cluster, drew) => {
    const bin = idAt(existence.bin, cluster)
    // Posteriors reach 1 to the last digit, where the log odds are infinite and the person's own vote changes nothing.
    const odds = logit(Math.min(1 - 1e-12, Math.max(1e-12, at(existence.probability, cluster))))
    const others = fromLogit(odds - voteLogOdds(existence, person, bin, drew))
    const cell = person * bins + bin
    counts.real[cell] = at(counts.real, cell) + others
    if (drew) {
      counts.drawn[person] = at(counts.drawn, person) + 1
      counts.extra[person] = at(counts.extra, person) + 1 - others
    } else counts.missed[cell] = at(counts.missed, cell) + others
  })
  return counts
}

function missCounts(counts: VoteCounts, person: number | null): { missed: number; real: number }[] {
  const people = counts.drawn.length
  return Array.from({ length: counts.bins }, (_, bin) => {
    const sum = { missed: 0, real: 0 }
    for (let p = person ?? 0; p < (person === null ? people : person + 1); p++) {
      sum.missed += at(counts.missed, p * counts.bins + bin)
      sum.real += at(counts.real, p * counts.bins + bin)
    }
    return sum
  })
}

function extraOf(counts: VoteCounts, person: number): Rate {
  const all = (of: Float64Array) => of.reduce((sum, one) => sum + one, 0)
  const share = (all(counts.extra) + 0.5) / (all(counts.drawn) + 1)
  const extra = at(counts.extra, person)
  return rateOf(STRENGTH * share + extra, STRENGTH * (1 - share) + at(counts.drawn, person) - extra)
}

/** The bias is a shrunk median: its standard error is that of a median, sqrt(π / 2) spread / sqrt(n + shrink). */
function offsetsOf({ geometry, settings }: BoxFit, p: number): BoxPersonReport["offsets"] {
  const n = comparedOf(geometry.residuals, p)
  const bias = meanBias(geometry, p)
  const offsets = [0, 1, 2, 3].map((k) => {
    const mean = bias[k] ?? 0
    const error = (Math.sqrt(Math.PI / 2) * at(geometry.spread, 4 * p + k)) / Math.sqrt(n + settings.edges.biasShrink)
    return { mean, low: mean - 1.6448536269514722 * error, high: mean + 1.6448536269514722 * error }
  })
  return offsets as [Offset, Offset, Offset, Offset] // four edges above give four offsets
}

function confusionOf({ votes, classes }: BoxFit, p: number): BoxPersonReport["confusion"] {
  const size = votes.classes.length
  return votes.classes.flatMap((truth, t) => {
    const base = (p * size + t) * size
    let all = 0
    for (let s = 0; s < size; s++) all += at(classes.counts, base + s)
    if (all < 0.5) return []
    return votes.classes.flatMap((said, s) => {
      const count = at(classes.counts, base + s)
      const share = at(classes.pooled, t * size + s)
      if (s !== t && count < 0.05) return []
      return [
        { truth, said, rate: rateOf(STRENGTH * share + count, Math.max(1e-3, STRENGTH * (1 - share) + all - count)) },
      ]
    })
  })
}
