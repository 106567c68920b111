import { HOW_MUCH, howMuchOf, LabelId, type PairVerdict, pairVerdictOf, type RegionProvenance } from "@justesse/types"
import type { ConsensusInput } from "../consensus/index.ts"
import { compareText } from "../consensus/order.ts"
import { middleOf } from "../numbers/middle.ts"
import type { ReliableConsensus } from "../project/reliable.ts"
import type { KindQuality } from "./contract.ts"
import { rating } from "./rating.ts"

/**
 * Which of two people find better. Opinions: nothing is left for a reviewer, and nothing is learnt of people that weighs their next
 * answer. What they come to over one pair is told here; the order of all assets is `pairs/`, over the whole project.
 */
export const comparison: KindQuality = {
  ...rating,
  consensus: (input) => {
    const found = rating.consensus(input, null)
    const final = verdictsMiddle(input, found)
    const nothingHere = final.length === 0 && input.answers.length > 0
    return { ...found, settled: final, proposed: final, differences: [], disputed: false, nothingHere }
  },
}

interface Said {
  readonly submission: string
  readonly verdict: PairVerdict
  readonly much: number | null
}

/** One and other change places with the two assets; no difference lies between them. */
const PLACE = { first: -1, none: 0, second: 1 } as const

/**
 * The middle of what people said, from the first through no difference to the second; of two in the middle the one on a side, and no
 * difference between both sides: exchanging the assets exchanges the answer. Neither, where more than half say so.
 */
function verdictsMiddle({ answers }: ConsensusInput, found: ReliableConsensus): ReliableConsensus["settled"] {
  const said = answers.flatMap(({ submission, body }): Said[] => {
    const verdict = pairVerdictOf(body)
    return verdict ? [{ submission, verdict, much: howMuchOf(body) }] : []
  })
  const id = found.settled[0]?.region.id
  if (said.length === 0 || id === undefined) return []
  const verdict = verdictOf(said)
  const same = said.filter((one) => one.verdict === verdict)
  const much = middleOf(same.flatMap((one) => one.much ?? []).sort((a, b) => a - b)) ?? null
  const region = {
    ...{ id, geometry: { type: "whole" } as const, label: LabelId.parse(verdict) },
    ...(much !== null && { attributes: { [HOW_MUCH]: `${much}` } }),
  }
  const isAlone = said.length === 1
  const provenance: RegionProvenance = {
    region: id,
    method: isAlone ? "single" : "median",
    confidence: isAlone ? null : same.length / said.length,
    submissions: said.map(({ submission }) => submission).sort(compareText),
  }
  return [{ region, provenance }]
}

function verdictOf(said: readonly Said[]): PairVerdict {
  const places = said.flatMap(({ verdict }) => (verdict === "neither" ? [] : PLACE[verdict])).sort((a, b) => a - b)
  if (places.length * 2 < said.length) return "neither"
  const [low = 0, high = 0] = [places[Math.floor((places.length - 1) / 2)], places[Math.floor(places.length / 2)]]
  const middle = Math.sign(low + high)
  return middle < 0 ? "first" : middle > 0 ? "second" : "none"
}
