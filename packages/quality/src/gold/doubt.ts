import type { AnnotationBody, Label, Region } from "@justesse/types"
import { attributesKey, textKey } from "../consensus/likeness.ts"
import { compareReading } from "../consensus/order.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { findOutcomes, type RegionOutcome } from "../review/outcomes.ts"
import type { Competence } from "../skill/beta.ts"
import { errorOfPair, type GoldRule } from "./grade.ts"

/** One person's answer to gold, with how likely they are right in each competence: known from their other gold alone. */
export interface GoldVote {
  readonly body: AnnotationBody
  /** The questions of the form that it was given under: see {@link GoldRule}. */
  readonly fields?: readonly Label[]
  readonly skill: Readonly<Record<Competence, number>>
}

/** How doubtful a known answer is, and what people say instead. */
export interface GoldDoubt {
  /** Probability in [0, 1] that the known answer is wrong at its most contested place. */
  readonly doubt: number
  /** The known answer with what trusted people say at each place where it is more likely wrong than right. */
  readonly people: AnnotationBody
}

/** Before anybody answered, one known answer in twenty is believed to be wrong; shared by all its places. */
const PRIOR_WRONG = 0.05
/** Whoever is right less often contradicts nothing: errors of many must not put gold on trial. */
const LEAST_TRUST = 0.7
/** Nobody is believed to be right more often. */
const MOST_TRUST = 0.98

type Sort = "missing" | "extra" | "name" | "transcribe" | "place"

/** How likely two people's errors at one place are the same one: overlooking is always the same, spellings seldom. */
const SAME_ERROR: Readonly<Record<Sort, number>> = { missing: 1, name: 0.5, place: 0.5, transcribe: 0.3, extra: 0.3 }
const COMPETENCE: Readonly<Record<Sort, Competence>> = {
  missing: "find",
  extra: "find",
  name: "name",
  transcribe: "transcribe",
  place: "place",
}

/** One way in which people contradict the known answer at one place. */
interface Contradiction {
  readonly sort: Sort
  /** What they say is there; null where they say that nothing is. */
  readonly says: Region | null
  /** Votes that say so, and votes that say what the known answer says. */
  readonly behind: readonly number[]
  readonly against: readonly number[]
}

/**
 * Probability that a known answer is wrong, given the answers of people with known skills.
 *
 * At each place (a known region, or one that people have and it lacks) the known answer is set against each alternative
 * that at least two trusted people share. For a person who is right with probability s and whose errors coincide with
 * somebody else's with probability c, saying the alternative multiplies the odds that it is the truth by
 * `s / ((1 - s) c)`, saying the known answer divides by it, and anything else leaves them. Prior odds: 0.05 over all places.
 * A pure function of the answers, whatever their order.
 */
export function doubtOfGold(known: AnnotationBody, votes: readonly GoldVote[], rule: GoldRule): GoldDoubt {
  const outcomes = votes.map(({ body, fields }) => findOutcomes(body, known, { ...rule, ...(fields && { fields }) }))
  const extras = contradictedByExtras(outcomes, rule)
  const prior = PRIOR_WRONG / Math.max(1, known.regions.length + extras.length)
  let doubt = 0
  const regions: Region[] = []
  const judge = (ways: readonly Contradiction[]): Contradiction | undefined => {
    let worst: { p: number; way: Contradiction } | undefined
    for (const way of ways) {
      const p = probability(way, votes, prior)
      if (!worst || p > worst.p) worst = { p, way }
    }
    doubt = Math.max(doubt, worst?.p ?? 0)
    return worst && worst.p > 0.5 ? worst.way : undefined
  }
  for (const region of known.regions) {
    const won = judge(contradictionsOf(region, outcomes, rule))
    if (!won) regions.push(region)
    else if (won.says) regions.push({ ...won.says, id: region.id })
  }
  const taken = new Set(known.regions.map(({ id }) => id))
  for (const extra of extras) {
    const says = judge([extra])?.says
    if (says && !taken.has(says.id)) regions.push(says)
  }
  regions.sort(compareReading)
  return { doubt, people: { regions, nothingHere: regions.length === 0 } }
}

function probability({ sort, behind, against }: Contradiction, votes: readonly GoldVote[], prior: number): number {
  const weight = (vote: number): number => {
    const skill = votes[vote]?.skill[COMPETENCE[sort]] ?? 0
    if (skill < LEAST_TRUST) return 0
    const s = Math.min(MOST_TRUST, skill)
    return Math.log(s / ((1 - s) * SAME_ERROR[sort]))
  }
  const weights = behind.map(weight).filter((w) => w > 0)
  // One person's word is never enough: they agree with themselves.
  if (weights.length < 2) return 0
  const sum = (list: readonly number[]) => [...list].sort((a, b) => a - b).reduce((total, w) => total + w, 0)
  const logOdds = Math.log(prior / (1 - prior)) + sum(weights) - sum(against.map(weight))
  return 1 / (1 + Math.exp(-logOdds))
}

/** The ways in which people contradict one known region. */
function contradictionsOf(
  region: Region,
  outcomes: readonly (readonly RegionOutcome[])[],
  rule: GoldRule,
): readonly Contradiction[] {
  const groups = new Map<string, { sort: Sort; behind: number[]; mine: Region[] }>()
  const against: number[] = []
  const moved: Extra[] = []
  for (const [vote, list] of outcomes.entries()) {
    const outcome = list.find(({ final }) => final?.id === region.id)
    if (!outcome) continue
    const error = outcome.mine ? errorOfPair(outcome, rule) : "missing"
    if (error === null) against.push(vote)
    else if (error === "place" && outcome.mine) moved.push({ vote, region: outcome.mine })
    else {
      const key = outcome.mine ? `${error} ${keyOf(outcome.mine, error, rule)}` : error
      const group = groups.get(key) ?? { sort: error, behind: [], mine: [] }
      group.behind.push(vote)
      if (outcome.mine) group.mine.push(outcome.mine)
      groups.set(key, group)
    }
  }
  const ways: Contradiction[] = [...groups.values()].map(({ sort, behind, mine }) => ({
    sort,
    says: corrected(region, mine, rule),
    behind,
    against,
  }))
  for (const { says, behind } of clustersOf(moved, rule.settleIou)) ways.push({ sort: "place", says, behind, against })
  return ways
}

/** The known region with the label, attributes and (most common) text of those who contradict it; null for nothing. */
function corrected(known: Region, mine: readonly Region[], rule: GoldRule): Region | null {
  const times = new Map<string, number>()
  for (const one of mine) times.set(textKey(one, rule), (times.get(textKey(one, rule)) ?? 0) + 1)
  const most = Math.max(0, ...times.values())
  const [taken] = mine.filter((one) => times.get(textKey(one, rule)) === most).sort(compareReading)
  if (!taken) return null
  const { attributes: _attributes, transcript: _transcript, ...rest } = known
  const { label, attributes, transcript } = taken
  return { ...rest, label, ...(attributes ? { attributes } : {}), ...(transcript ? { transcript } : {}) }
}

function keyOf(region: Region, sort: Sort, rule: GoldRule): string {
  return sort === "name" ? `${region.label} ${attributesKey(region)}` : textKey(region, rule)
}

interface Extra {
  readonly vote: number
  readonly region: Region
}

/** What people have where the known answer has nothing, those of different people that are the same thing together. */
function contradictedByExtras(outcomes: readonly (readonly RegionOutcome[])[], rule: GoldRule): Contradiction[] {
  const extras: Extra[] = outcomes.flatMap((list, vote) =>
    list.flatMap(({ mine, final }) => (mine && !final ? [{ vote, region: mine }] : [])),
  )
  const everybody = outcomes.map((_, vote) => vote)
  return clustersOf(extras, rule.matchIou).map(({ says, behind }) => ({
    sort: "extra",
    says,
    behind,
    against: everybody.filter((vote) => !behind.includes(vote)),
  }))
}

/**
 * Regions of different people with one label that reach `least` IoU with a middle one; the largest clusters first. A
 * region belongs to one cluster.
 */
function clustersOf(all: readonly Extra[], least: number): { says: Region; behind: number[] }[] {
  const clusters: { says: Region; behind: number[] }[] = []
  let left = [...all].sort((a, b) => compareReading(a.region, b.region))
  const near = (seed: Extra) =>
    left.filter(({ region }) => region.label === seed.region.label && overlapOfRegions(region, seed.region) >= least)
  while (left.length > 0) {
    let best: { seed: Extra; members: Extra[] } | undefined
    for (const seed of left) {
      const members = near(seed)
      if (!best || peopleIn(members) > peopleIn(best.members)) best = { seed, members }
    }
    if (!best) break
    const { seed, members } = best
    clusters.push({ says: seed.region, behind: [...new Set(members.map(({ vote }) => vote))] })
    left = left.filter((one) => !members.includes(one))
  }
  return clusters
}

function peopleIn(members: readonly Extra[]): number {
  return new Set(members.map(({ vote }) => vote)).size
}
