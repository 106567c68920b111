import {
  boxOf,
  type Candidate,
  type Disagreement,
  type DisagreementKind,
  type Region,
  type ResolveRule,
} from "@justesse/types"
import { EXISTS_SHARE, type Silent, weightOf } from "../consensus/differences.ts"
import { isSameAnswer, textKey } from "../consensus/likeness.ts"
import { mergeRegions } from "../consensus/merge.ts"
import { boundsOfBoxes } from "../geometry/iou.ts"
import { joinedSegment } from "./cutting.ts"

/** One person's segments of a stretch that others cut differently. */
interface CutVote extends Pick<Silent, "letter" | "weight"> {
  /** By time; at least one. */
  readonly pieces: readonly Region[]
}

/**
 * The one difference of a stretch that people cut differently: each answer is all of it, with its pieces. Proposed is as many pieces as
 * most weight is behind, each as those who have them have it.
 */
export function toCutDifference(
  id: Region["id"],
  votes: readonly CutVote[],
  silent: readonly Silent[],
  rule: ResolveRule,
): Disagreement {
  const total = weightOf(votes) + weightOf(silent)
  const candidates = candidatesOf(id, votes, rule).map(
    ({ group, pieces }): Candidate => ({
      letters: group.map(({ letter }) => letter).sort(),
      region: joined(id, pieces),
      ...(pieces.length > 1 && { pieces: [...pieces] }),
      share: weightOf(group) / total,
    }),
  )
  if (silent.length > 0) {
    const letters = silent.map(({ letter }) => letter).sort()
    candidates.push({ letters, region: null, share: weightOf(silent) / total })
  }
  candidates.sort((p, q) => q.share - p.share)
  const proposed = mergedPieces(id, mostPieces(votes), rule)
  const isProposed = weightOf(votes) / total >= EXISTS_SHARE
  const backers = votes.filter(({ pieces }) => areSame(pieces, proposed, rule))
  const regions = votes.map(({ pieces }) => joinedSegment(pieces))
  return {
    id: id as string as Disagreement["id"], // the same name serves as both: 1 to 64 characters
    kind: kindOf(regions, silent, rule),
    place: boundsOfBoxes(regions.map(boxOf)) ?? { x: 0, y: 0, width: 0, height: 0 },
    candidates,
    proposal: isProposed ? joined(id, proposed) : null,
    ...(isProposed && proposed.length > 1 && { pieces: [...proposed] }),
    confidence: (isProposed ? weightOf(backers) : weightOf(silent)) / total,
  }
}

function joined(id: Region["id"], pieces: readonly Region[]): Region {
  return { ...joinedSegment(pieces), id }
}

function kindOf(regions: readonly Region[], silent: readonly Silent[], rule: ResolveRule): DisagreementKind {
  if (silent.length > 0) return silent.every(({ empty }) => empty) ? "nothing" : "one_person"
  if (new Set(regions.map(({ label }) => label)).size > 1) return "label"
  return new Set(regions.map((region) => textKey(region, rule))).size > 1 ? "text" : "place"
}

function areSame(a: readonly Region[], b: readonly Region[], rule: ResolveRule): boolean {
  return a.length === b.length && a.every((one, at) => isSameAnswer(one, b[at] as Region, rule)) // as long as `a`
}

/** Those who say the same in one, with its pieces; in the order of the votes. */
function candidatesOf(id: Region["id"], votes: readonly CutVote[], rule: ResolveRule) {
  const groups: CutVote[][] = []
  for (const vote of votes) {
    const group = groups.find((one) => one.every(({ pieces }) => areSame(pieces, vote.pieces, rule)))
    if (group) group.push(vote)
    else groups.push([vote])
  }
  return groups.map((group) => ({ group, pieces: mergedPieces(id, group, rule) }))
}

/** Those who have as many pieces as most weight is behind; of equals, the fewest. */
function mostPieces(votes: readonly CutVote[]): readonly CutVote[] {
  const counts = [...new Set(votes.map(({ pieces }) => pieces.length))].sort((p, q) => p - q)
  const having = counts.map((count) => votes.filter(({ pieces }) => pieces.length === count))
  return having.reduce((most, one) => (weightOf(one) > weightOf(most) + 1e-9 ? one : most))
}

/** Of people who have as many pieces, each piece as they have it together. */
function mergedPieces(id: Region["id"], votes: readonly CutVote[], rule: ResolveRule): Region[] {
  const [first] = votes
  return (first?.pieces ?? []).map((_, at) =>
    mergeRegions(
      votes.flatMap(({ pieces, weight }) => {
        const region = pieces[at]
        return region ? [{ region, weight }] : []
      }),
      rule,
      id,
    ),
  )
}
