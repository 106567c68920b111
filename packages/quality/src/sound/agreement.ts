import { compareText } from "../consensus/order.ts"
import { mutualRate } from "../text/rates.ts"
import type { Recording } from "./consensus.ts"
import { type SoundPair, soundErrors } from "./errors.ts"
import type { Segment } from "./segments.ts"

/** A segment with what it is, where several things are marked in a recording (speech, music). */
export interface LabelledSegment extends Segment {
  readonly label?: string
}

/** How far people hear the same, neither of two being the right one. */
interface Heard {
  /** Pairs of people on a recording. */
  readonly pairs: number
  /** Segments of two people that are one: twice these over all of both. */
  readonly f1: number | null
  /** How far beginnings and ends of these lie apart. */
  readonly edges: { readonly meanMs: number | null; readonly p95Ms: number | null }
}

/** The same with the words that they wrote: edits over the mean length of both. */
interface HeardWords extends Heard {
  readonly wer: number | null
  readonly cer: number | null
}

/** Agreement on recordings: of all, by label where segments have labels, and of each two people. */
interface SoundAgreement extends HeardWords {
  readonly byLabel: readonly (Heard & { readonly label: string; readonly segments: number })[]
  readonly byPair: readonly (HeardWords & { readonly first: string; readonly second: string })[]
}

/**
 * How far people agree on recordings, in time and in words, over all pairs of people on each. Who means which speaker is found out as
 * everywhere; neither names nor the order of answers matter.
 */
export function soundAgreement(
  recordings: readonly (Omit<Recording, "answers"> & {
    readonly answers: readonly { readonly person: string; readonly segments: readonly LabelledSegment[] }[]
  })[],
): SoundAgreement {
  const byPair = new Map<string, { first: string; second: string; pairs: LabelledPair[] }>()
  for (const { answers } of recordings) {
    const own = [...answers].sort((a, b) => compareText(a.person, b.person))
    own.forEach((a, i) => {
      for (const b of own.slice(i + 1)) {
        const key = JSON.stringify([a.person, b.person])
        const one = byPair.get(key) ?? { first: a.person, second: b.person, pairs: [] }
        byPair.set(key, one)
        one.pairs.push({ reference: a.segments, answer: b.segments })
      }
    })
  }
  const groups = [...byPair.values()].sort((a, b) => compareText(a.first, b.first) || compareText(a.second, b.second))
  const all = groups.flatMap(({ pairs }) => pairs)
  return {
    ...heardIn(all),
    byLabel: byLabel(
      recordings.flatMap(({ answers }) => answers.flatMap(({ segments }) => segments)),
      all,
    ),
    byPair: groups.map(({ pairs, ...people }) => ({ ...people, ...heardIn(pairs) })),
  }
}

interface LabelledPair extends SoundPair {
  readonly reference: readonly LabelledSegment[]
  readonly answer: readonly LabelledSegment[]
}

function heardIn(pairs: readonly LabelledPair[]): HeardWords {
  const { f1, boundaries, wer, cer } = soundErrors(pairs)
  const { meanMs, p95Ms } = boundaries
  return {
    ...{ pairs: pairs.length, f1: pairs.length === 0 ? null : f1, edges: { meanMs, p95Ms } },
    ...{ wer: mutualRate(wer), cer: mutualRate(cer) },
  }
}

function byLabel(segments: readonly LabelledSegment[], pairs: readonly LabelledPair[]): SoundAgreement["byLabel"] {
  const labels = [...new Set(segments.flatMap(({ label }) => label ?? []))].sort(compareText)
  return labels.map((label) => {
    const isOne = (segment: LabelledSegment) => segment.label === label
    const own = pairs
      .map(({ reference, answer }) => ({ reference: reference.filter(isOne), answer: answer.filter(isOne) }))
      .filter(({ reference, answer }) => reference.length + answer.length > 0)
    const { wer: _, cer: __, ...heard } = heardIn(own)
    return { label, segments: segments.filter(isOne).length, ...heard }
  })
}
