import { type AnnotationBody, Correction, type Region, WRONG_REASON } from "@justesse/types"
import type { ConsensusInput, FinalRegion } from "../consensus/index.ts"
import { mergeRegions } from "../consensus/merge.ts"
import { compareText } from "../consensus/order.ts"
import type { ReliableConsensus } from "../project/reliable.ts"
import { classification } from "./classification.ts"
import type { KindQuality } from "./contract.ts"

/**
 * Whether something is right. What people said of it is compared as classes are; why it is wrong, and what it should be instead, is not
 * compared: reasons are the one that most give, and corrections are merged as shapes are, from those alone who gave one.
 */
export const verification: KindQuality = {
  ...classification,
  consensus: (input, model) => withBeside(input, classification.consensus(withoutBeside(input), model)),
}

function withoutBeside(input: ConsensusInput): ConsensusInput {
  const plain = ({ id, geometry, label, transcript }: Region): Region => ({
    ...{ id, geometry, label },
    ...(transcript && { transcript }),
  })
  const bodyOf = (body: AnnotationBody) => ({ ...body, regions: body.regions.map(plain) })
  return { ...input, answers: input.answers.map((answer) => ({ ...answer, body: bodyOf(answer.body) })) }
}

function withBeside(input: ConsensusInput, found: ReliableConsensus): ReliableConsensus {
  const complete = (region: Region) => ({ ...region, ...besideOf(input, region) })
  const completeFinal = ({ region, provenance }: FinalRegion) => ({ region: complete(region), provenance })
  const said = new Map(input.answers.flatMap(({ submission, body }) => body.regions.map((one) => [submission, one])))
  const ofLetter = new Map(Object.entries(found.letters).map(([submission, letter]) => [letter, said.get(submission)]))
  return {
    ...found,
    settled: found.settled.map(completeFinal),
    proposed: found.proposed.map(completeFinal),
    differences: found.differences.map((one) => ({
      ...one,
      proposal: one.proposal && complete(one.proposal),
      candidates: one.candidates.map((candidate) => {
        const own = candidate.letters.flatMap((letter) => ofLetter.get(letter) ?? [])
        const region = candidate.region && own.length > 1 ? complete(candidate.region) : (own[0] ?? candidate.region)
        return { ...candidate, region }
      }),
    })),
  }
}

/** The reason and the correction of an answer, from those who gave it. */
function besideOf({ answers, settle }: ConsensusInput, { label, id }: Region): Partial<Region> {
  const same = [...answers]
    .sort((p, q) => compareText(p.submission, q.submission))
    .flatMap(({ body }) => body.regions.filter((region) => region.label === label))
  const votes = same.flatMap(({ id: own, fixed }) => (fixed ? [{ region: { id: own, ...fixed }, weight: 1 }] : []))
  const { geometry, label: corrected, transcript } = votes.length > 0 ? mergeRegions(votes, settle, id) : {}
  const correction = Correction.safeParse({ geometry, label: corrected, ...(transcript && { transcript }) }).data
  const reason = mostOf(same.flatMap(({ attributes }) => attributes?.[WRONG_REASON] ?? []))
  return {
    ...(correction && { fixed: correction }),
    ...(reason !== undefined && { attributes: { [WRONG_REASON]: reason } }),
  }
}

/** What is there most often; of equals the first by its letters. */
function mostOf<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([p, n], [q, m]) => m - n || compareText(String(p), String(q)))[0]?.[0]
}
