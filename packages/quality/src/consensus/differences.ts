import type { Candidate, Difference, DifferenceKind, Letter, Region, SettleRule } from "@justesse/types"
import { alikeOf } from "../alike/alike.ts"
import { boundsOfBoxes } from "../geometry/iou.ts"
import type { TaskText } from "../text/lattice.ts"
import { attributesKey, isSameAnswer, textKey } from "./likeness.ts"
import { mergeRegions, type Voice } from "./merge.ts"
import { isSplit, type ReadRegion, readTogether } from "./readings.ts"

/** A person's voice with the letter that stands for them. */
export interface LetteredVoice extends Voice {
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
 * The one difference of a cluster that the rule could not settle. `voices` are in canonical order; `reading` is what their
 * texts say together, asked for only where no text has a majority.
 */
export function differenceOf(
  id: Region["id"],
  voices: readonly LetteredVoice[],
  silent: readonly Silent[],
  rule: SettleRule,
  reading: () => TaskText | undefined,
): Difference {
  const total = weightOf(voices) + weightOf(silent)
  const present = weightOf(voices) / total
  const {
    region: merged,
    doubt,
    confidence: read,
  } = readingOf(voices, mergeRegions(voices, rule, id), isSplit(voices, rule) ? reading() : undefined)
  const isProposed = present >= EXISTS_SHARE
  const backers = voices.filter(({ region }) => isSameAnswer(region, merged, rule))
  const regions = voices.map(({ region }) => region)
  const candidates = candidatesOf(id, voices, silent, rule)
  const difference: Difference = {
    id: id as string as Difference["id"], // the same name serves as both: 1 to 64 characters
    kind: kindOf(regions, silent, rule),
    place: boundsOfBoxes(regions) ?? merged,
    candidates,
    proposal: isProposed ? merged : null,
    confidence: isProposed ? Math.max(weightOf(backers) / total, (read ?? 0) * present) : weightOf(silent) / total,
    ...(isProposed && doubt.length > 0 && { doubt }),
  }
  const alike = alikeOf(difference, rule)
  return alike ? { ...difference, alike: alike.key, ...(alike.leads && { lead: alike.leads }) } : difference
}

function readingOf(voices: readonly LetteredVoice[], merged: Region, reading: TaskText | undefined): ReadRegion {
  return reading ? readTogether(merged, reading, voices) : { region: merged, doubt: [], confidence: null }
}

function weightOf(people: readonly { readonly weight: number }[]): number {
  return people.reduce((sum, { weight }) => sum + weight, 0)
}

/** The gravest difference: is it there, what is it, what does it say, how is it, where exactly. */
function kindOf(regions: readonly Region[], silent: readonly Silent[], rule: SettleRule): DifferenceKind {
  if (silent.length > 0) return silent.every(({ empty }) => empty) ? "nothing" : "one_person"
  const differs = (keyOf: (region: Region) => string) => new Set(regions.map(keyOf)).size > 1
  if (differs((region) => region.label)) return "label"
  if (differs((region) => textKey(region, rule))) return "text"
  return differs(attributesKey) ? "attribute" : "place"
}

/** Equal answers become one candidate with several letters; most weight first, "nothing there" last among equals. */
function candidatesOf(
  id: Region["id"],
  voices: readonly LetteredVoice[],
  silent: readonly Silent[],
  rule: SettleRule,
): Candidate[] {
  const total = weightOf(voices) + weightOf(silent)
  const groups: LetteredVoice[][] = []
  for (const voice of voices) {
    const group = groups.find((g) => g.every((other) => isSameAnswer(other.region, voice.region, rule)))
    if (group) group.push(voice)
    else groups.push([voice])
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
