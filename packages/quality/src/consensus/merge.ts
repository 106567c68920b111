import {
  type AttributeId,
  canonicalJson,
  type Region,
  type ResolveRule,
  TextDirection,
  type TextMark,
  type Transcript,
} from "@justesse/types"
import { characterEdits } from "../agreement/text.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { hasHabits, mergeShapes } from "../shapes/list.ts"
import type { Merged } from "../shapes/quality.ts"
import { mergeParts } from "../text/parts.ts"
import { textKey } from "./likeness.ts"
import { compareText } from "./order.ts"

/** One person's region in a cluster and the person's weight (> 0). */
export interface Vote {
  readonly region: Region
  readonly weight: number
  /** How the person draws free outlines; null where it is not known of everybody. */
  readonly hand?: Hand | null
}

/** How a person draws: see `OutlineHabits`. */
export interface Hand {
  readonly bias: number
  readonly spread: number
}

/**
 * One region out of several people's: one shape (the median of each edge for boxes, {@link mergeShapes}; `geometry` where it
 * is known already), and a weighted vote on label, each attribute and text.
 * `votes` must not be empty and come in canonical order; `id` becomes the id of the result.
 *
 * Ties: label by who sits closest to the others, text by the medoid (the text with the fewest character edits to all),
 * then the longer text. What a file said besides stays where everybody has it; a flag where most say so.
 */
export function mergeRegions(
  votes: readonly Vote[],
  rule: ResolveRule,
  id: Region["id"],
  geometry: Region["geometry"] = mergeGeometry(votes).shape,
): Region {
  const first = votes[0]
  if (!first) throw new RangeError("mergeRegions needs at least one region")
  if (votes.length === 1) return { ...first.region, id }
  const label = voteOnLabel(votes)
  const sameLabel = votes.filter(({ region }) => region.label === label)
  const attributes = voteOnAttributes(sameLabel)
  // Everybody's reading counts, also under another label; but a label under which nobody read anything carries no text.
  const transcript = sameLabel.some(({ region }) => region.transcript) ? voteOnText(votes, rule) : undefined
  const speaker = voteOnSpeaker(sameLabel)
  const flags = voteOnFlags(sameLabel)
  const level = inCommon(votes, "level")
  const parent = inCommon(votes, "parent")
  const foreign = inCommon(votes, "foreign")
  return {
    id,
    geometry,
    label,
    ...(attributes && { attributes }),
    ...(transcript && { transcript }),
    ...(speaker && { speaker }),
    ...(flags && { flags }),
    ...(level && { level }),
    ...(parent && { parent }),
    ...(foreign && { foreign }),
  }
}

/** Weight behind each different key, in the order of first appearance. */
function tally<T>(items: readonly T[], keyOf: (item: T) => string, weightOf: (item: T) => number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + weightOf(item))
  return counts
}

/** The keys with the most weight: several on a tie. */
function leaders(counts: ReadonlyMap<string, number>): string[] {
  const most = Math.max(...counts.values())
  return [...counts].filter(([, weight]) => weight === most).map(([key]) => key)
}

function voteOnLabel(votes: readonly Vote[]): Region["label"] {
  const labels = leaders(
    tally(
      votes,
      ({ region }) => region.label,
      ({ weight }) => weight,
    ),
  )
  const tied = votes.filter(({ region }) => labels.includes(region.label))
  const closeness = (vote: Vote) =>
    votes.reduce((sum, other) => sum + other.weight * overlapOfRegions(vote.region, other.region), 0)
  const best = labels.length > 1 ? leastBy(tied, (vote) => -closeness(vote)) : tied[0]
  return (best ?? (tied[0] as Vote)).region.label // a leader is the label of some voice
}

/** Who speaks, as most say; of equals whoever is named first. */
function voteOnSpeaker(votes: readonly Vote[]): Region["speaker"] {
  const named = votes.filter(({ region }) => region.speaker !== undefined)
  if (named.length === 0) return undefined
  return leaders(
    tally(
      named,
      ({ region }) => region.speaker ?? "",
      ({ weight }) => weight,
    ),
  ).sort(compareText)[0]
}

/** Each attribute by itself; a value beats "not said" on a tie, then the earlier vote. */
function voteOnAttributes(votes: readonly Vote[]): Region["attributes"] {
  const ids = new Set(votes.flatMap(({ region }) => Object.keys(region.attributes ?? {})))
  const chosen: NonNullable<Region["attributes"]> = {}
  for (const id of [...ids].sort(compareText) as AttributeId[]) {
    const valueOf = ({ region }: Vote) => region.attributes?.[id]
    const keyOf = (vote: Vote) => canonicalJson(valueOf(vote) ?? null)
    const tied = leaders(tally(votes, keyOf, ({ weight }) => weight))
    const winner = votes.find((vote) => valueOf(vote) !== undefined && tied.includes(keyOf(vote)))
    const value = winner && valueOf(winner)
    if (value !== undefined) chosen[id] = value
  }
  return ids.size > 0 ? chosen : undefined
}

function voteOnText(votes: readonly Vote[], rule: ResolveRule): Transcript | undefined {
  const counts = tally(
    votes,
    ({ region }) => textKey(region, rule),
    ({ weight }) => weight,
  )
  const tied = leaders(counts)
  const key = tied.length > 1 ? medoid(tied, counts) : tied[0]
  const winners = votes.filter(({ region }) => region.transcript && textKey(region, rule) === key)
  if (winners.length === 0) return undefined
  const written = tally(
    winners,
    ({ region }) => region.transcript?.value ?? "",
    ({ weight }) => weight,
  )
  const spellings = leaders(written)
  const value = (spellings.length > 1 ? medoid(spellings, written) : spellings[0]) ?? ""
  // The marks and the language of the text that won; "unsure" only when more than half of its writers said so.
  const models = winners.filter(({ region }) => region.transcript?.value === value)
  const total = models.reduce((sum, { weight }) => sum + weight, 0)
  const unsure = models.filter(({ region }) => region.transcript?.marks?.includes("unsure"))
  const isUnsure = unsure.reduce((sum, { weight }) => sum + weight, 0) * 2 > total
  const marks: TextMark[] = (models[0]?.region.transcript?.marks ?? []).filter((mark) => mark !== "unsure")
  if (isUnsure) marks.push("unsure")
  const mostSaid = (of: (transcript: Transcript | undefined) => string | undefined) => {
    const said = tally(
      models,
      ({ region }) => of(region.transcript) ?? "",
      ({ weight }) => weight,
    )
    return leaders(said).sort(longerFirst)[0]
  }
  const language = mostSaid((one) => one?.language)
  const direction = TextDirection.safeParse(mostSaid((one) => one?.direction)).data
  const parts = mergeParts(
    models.map(({ region, weight }) => ({ parts: region.transcript?.parts ?? [], weight })),
    value.length,
  )
  return {
    ...{ value, ...(language && { language }), ...(direction && { direction }) },
    ...{ ...(marks.length > 0 && { marks }), ...(parts.length > 0 && { parts }) },
  }
}

/** Of tied texts, the one with the fewest character edits to all texts, weighted; then the longer, then the greater. */
function medoid(tied: readonly string[], counts: ReadonlyMap<string, number>): string | undefined {
  const distance = (text: string) =>
    [...counts].reduce((sum, [other, weight]) => sum + weight * characterEdits(text, other), 0)
  return leastBy([...tied].sort(longerFirst), distance)
}

function longerFirst(a: string, b: string): number {
  return b.length - a.length || compareText(b, a)
}

/** The first item with the least measure. */
function leastBy<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  let best: T | undefined
  let least = Infinity
  for (const item of items) {
    const value = measure(item)
    if (value < least) {
      least = value
      best = item
    }
  }
  return best
}

/** A member that everybody has with the same value. */
function inCommon<K extends "foreign" | "level" | "parent">(votes: readonly Vote[], key: K): Region[K] {
  const value = votes[0]?.region[key]
  if (value === undefined) return undefined
  const text = canonicalJson(value)
  const everybody = votes.every(({ region }) => region[key] !== undefined && canonicalJson(region[key]) === text)
  return everybody ? value : undefined
}

/** One shape out of several people's, and why a reviewer should look at it: {@link mergeShapes}. */
export function mergeGeometry(votes: readonly Vote[]): Merged<Region["geometry"]> {
  const byHand = votes.every(({ region, hand }) => hand && hasHabits(region.geometry))
  return mergeShapes(
    votes.map(({ region, weight, hand }) =>
      byHand && hand
        ? { shape: region.geometry, weight: 1 / hand.spread ** 2, bias: hand.bias }
        : { shape: region.geometry, weight },
    ),
  )
}

/** Each flag by itself: said, or said not to be, by more weight than the rest; "not said" on a tie. */
function voteOnFlags(votes: readonly Vote[]): Region["flags"] {
  const names = new Set(votes.flatMap(({ region }) => Object.keys(region.flags ?? {})))
  const total = votes.reduce((sum, { weight }) => sum + weight, 0)
  const chosen: NonNullable<Region["flags"]> = {}
  for (const name of [...names].sort(compareText) as (keyof typeof chosen)[]) {
    for (const value of [true, false]) {
      const behind = votes.filter(({ region }) => region.flags?.[name] === value)
      if (behind.reduce((sum, { weight }) => sum + weight, 0) * 2 > total) chosen[name] = value
    }
  }
  return Object.keys(chosen).length > 0 ? chosen : undefined
}
