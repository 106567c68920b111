import type { Disagreement, Region, ResolveRule } from "@justesse/types"
import { characterEdits } from "../agreement/text.ts"
import type { Cluster } from "../matching/clusters.ts"
import { SCORE_PROFILE } from "../text/profile.ts"
import type { TaskText } from "../text/slots.ts"
import { comparedWords } from "../text/tokens.ts"
import { transcribe } from "../text/transcribe.ts"
import { textKey } from "./likeness.ts"
import type { Vote } from "./merge.ts"
import { compareText } from "./order.ts"

/** What people's readings of one place say together, word by word; undefined where nobody read anything. */
type ReadingOf = (cluster: Cluster) => TaskText | undefined

/**
 * The readings of one picture, laid over each other when the first one is asked for: all of its places together, so that
 * who reads reliably on this picture counts more where they differ.
 */
export function readingsOf(clusters: readonly Cluster[], submissions: readonly string[]): ReadingOf {
  let found: Map<Cluster, TaskText> | undefined
  return (cluster) => {
    found ??= readAll(clusters, submissions)
    return found.get(cluster)
  }
}

function readAll(clusters: readonly Cluster[], submissions: readonly string[]): Map<Cluster, TaskText> {
  const named = new Map(clusters.map((cluster, i) => [`${i}`, cluster]))
  const answers = [...named].flatMap(([task, cluster]) =>
    cluster.flatMap(({ person, region }) =>
      region.transcript ? { task, person: submissions[person] ?? "", text: region.transcript.value } : [],
    ),
  )
  const found = new Map<Cluster, TaskText>()
  for (const text of transcribe(answers).tasks) {
    const cluster = named.get(text.task)
    if (cluster) found.set(cluster, text)
  }
  return found
}

/** The least readings that can outvote each other word by word. */
const LEAST_READINGS = 3

/** Whether no reading has more than half of the weight, so that words are voted on one by one. */
export function isSplit(votes: readonly Vote[], rule: ResolveRule): boolean {
  const weights = new Map<string, number>()
  let total = 0
  for (const { region, weight } of votes) {
    if (!region.transcript) continue
    const key = textKey(region, rule)
    weights.set(key, (weights.get(key) ?? 0) + weight)
    total += weight
  }
  return weights.size > 1 && Math.max(...weights.values()) * 2 <= total
}

/** A region with the text that its readings say together, the words people are not sure of, and how sure the whole is. */
export interface ReadRegion {
  readonly region: Region
  readonly doubt: NonNullable<Disagreement["doubt"]>
  /** Probability that every word is right, in [0, 1]; null where the text was not put together from words. */
  readonly confidence: number | null
}

/**
 * Puts the text of a merged region together word by word, where no reading has a majority: as one of the people wrote it
 * who have just these words (the one closest to all readings, letter by letter), otherwise as the vote wrote it. Of two
 * readings it only says which words are in doubt: neither outvotes the other.
 */
export function readTogether(region: Region, reading: TaskText, votes: readonly Vote[]): ReadRegion {
  const { transcript } = region
  if (!transcript) return { region, doubt: [], confidence: null }
  const isVoted = reading.answers >= LEAST_READINGS && reading.text !== ""
  const value = isVoted ? (closestWith(reading.compared, votes) ?? reading.text) : transcript.value
  const isSame = isVoted || comparedOf(value) === reading.compared
  return {
    region: value === transcript.value ? region : { ...region, transcript: { ...transcript, value } },
    doubt: isSame ? doubtIn(value, reading.slots) : [],
    confidence: isVoted ? reading.slots.reduce((product, { posterior }) => product * posterior, 1) : null,
  }
}

function comparedOf(text: string): string {
  return comparedWords(SCORE_PROFILE, text).join(" ")
}

/** Of the readings with these words, the one with the fewest edits to all, weighted; then the longer, then the greater. */
function closestWith(compared: string, votes: readonly Vote[]): string | undefined {
  const readings = votes.flatMap(({ region, weight }) =>
    region.transcript ? [{ text: region.transcript.value, weight }] : [],
  )
  const distance = (text: string) =>
    readings.reduce((sum, other) => sum + other.weight * characterEdits(text, other.text), 0)
  const fitting = [...new Set(readings.map(({ text }) => text))].filter((text) => comparedOf(text) === compared)
  const ranked = fitting.map((text) => ({ text, away: distance(text) }))
  ranked.sort((p, q) => p.away - q.away || q.text.length - p.text.length || compareText(q.text, p.text))
  return ranked[0]?.text
}

/** As many as the wire takes. */
const MOST_DOUBTS = 2_000

/** Where the words stand that not everybody has, in UTF-16 units. */
function doubtIn(text: string, slots: TaskText["slots"]): ReadRegion["doubt"] {
  const doubt: ReadRegion["doubt"] = []
  let from = 0
  for (const slot of slots) {
    if (slot.text === "") continue
    const start = text.indexOf(slot.text, from)
    if (start < 0) continue
    from = start + slot.text.length
    if (slot.alternatives.length > 1 && doubt.length < MOST_DOUBTS) {
      doubt.push({ start, end: from, posterior: Math.min(1, Math.max(0, slot.posterior)) })
    }
  }
  return doubt
}
