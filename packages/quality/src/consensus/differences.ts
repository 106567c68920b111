import {
  boxOf,
  type Candidate,
  type Disagreement,
  type DisagreementKind,
  type Letter,
  type Region,
  type ResolveRule,
} from "@justesse/types"
import { boundsOfBoxes } from "../geometry/iou.ts"
import { similarityOf } from "../similar/similarity.ts"
import type { TaskText } from "../text/slots.ts"
import { type AnswerRule, attributesKey, isSameAnswer, textKey } from "./likeness.ts"
import { mergeRegions, type Vote } from "./merge.ts"
import { isSplit, type ReadRegion, readTogether } from "./readings.ts"

/** A person's vote with the letter that stands for them. */
export interface LetteredVote extends Vote {
  readonly letter: Letter
}

/** Somebody who has nothing at a place; `empty` when they said that there is nothing at all. */
export interface Silent {
  readonly letter: Letter
  readonly weight: number
  readonly empty: boolean
}

/**
 * From this share of people up the consensus proposes that something is there. A quorum of 3 of 7 was nearly as good as
 * the full model in the project's box study, because people miss things far more often than they invent them.
 */
export const EXISTS_SHARE = 0.4

/**
 * The one difference of a cluster that the rule could not settle. `votes` are in canonical order; `reading` is what their
 * texts say together, asked for only where no text has a majority.
 */
export function toDisagreement(
  id: Region["id"],
  votes: readonly LetteredVote[],
  silent: readonly Silent[],
  rule: AnswerRule,
  reading: () => TaskText | undefined,
): Disagreement {
  const total = weightOf(votes) + weightOf(silent)
  const present = weightOf(votes) / total
  const {
    region: merged,
    doubt,
    confidence: read,
  } = readingOf(votes, mergeRegions(votes, rule, id), isSplit(votes, rule) ? reading() : undefined)
  const isProposed = present >= EXISTS_SHARE
  const backers = votes.filter(({ region }) => isSameAnswer(region, merged, rule))
  const regions = votes.map(({ region }) => region)
  const candidates = candidatesOf(id, votes, silent, rule)
  const disagreement: Disagreement = {
    id: id as string as Disagreement["id"], // the same name serves as both: 1 to 64 characters
    kind: kindOf(regions, silent, rule),
    place: boundsOfBoxes(regions.map(boxOf)) ?? boxOf(merged),
    candidates,
    proposal: isProposed ? merged : null,
    confidence: isProposed ? Math.max(weightOf(backers) / total, (read ?? 0) * present) : weightOf(silent) / total,
    ...(isProposed && doubt.length > 0 && { doubt }),
  }
  const similarity = similarityOf(disagreement, rule)
  return similarity
    ? { ...disagreement, alike: similarity.key, ...(similarity.majority && { lead: similarity.majority }) }
    : disagreement
}

function readingOf(votes: readonly LetteredVote[], merged: Region, reading: TaskText | undefined): ReadRegion {
  return reading ? readTogether(merged, reading, votes) : { region: merged, doubt: [], confidence: null }
}

/** The weight of some people together. */
export function weightOf(people: readonly { readonly weight: number }[]): number {
  return people.reduce((sum, { weight }) => sum + weight, 0)
}

/** The gravest difference: is it there, what is it, what does it say, how is it, where exactly. */
function kindOf(regions: readonly Region[], silent: readonly Silent[], rule: ResolveRule): DisagreementKind {
  if (silent.length > 0) return silent.every(({ empty }) => empty) ? "nothing" : "one_person"
  const differs = (keyOf: (region: Region) => string) => new Set(regions.map(keyOf)).size > 1
  if (differs((region) => region.label) || differs(({ speaker = "" }) => speaker)) return "label"
  if (differs((region) => textKey(region, rule))) return "text"
  return differs(attributesKey) ? "attribute" : "place"
}

/** Equal answers become one candidate with several letters; most weight first, "nothing there" last among equals. */
function candidatesOf(
  id: Region["id"],
  votes: readonly LetteredVote[],
  silent: readonly Silent[],
  rule: AnswerRule,
): Candidate[] {
  const total = weightOf(votes) + weightOf(silent)
  const groups: LetteredVote[][] = []
  for (const vote of votes) {
    const group = groups.find((g) => g.every((other) => isSameAnswer(other.region, vote.region, rule)))
    if (group) group.push(vote)
    else groups.push([vote])
  }
  const candidates: Candidate[] = groups.map((group) => ({
    letters: group.map(({ letter }) => letter).sort(),
    region: mergeRegions(group, rule, id),
    share: weightOf(group) / total,
  }))
  if (silent.length > 0) {
    const letters = silent.map(({ letter }) => letter).sort()
    candidates.push({ letters, region: null, share: weightOf(silent) / total })
  }
  return candidates.sort((p, q) => q.share - p.share)
}
