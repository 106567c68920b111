import type { Region, RegionProvenance } from "@justesse/types"
import type { ConsensusInput } from "../consensus/index.ts"
import { mergeRegions } from "../consensus/merge.ts"
import { compareText } from "../consensus/order.ts"
import { middleOf } from "../numbers/middle.ts"
import { fitProject } from "../project/fit.ts"
import type { ReliableConsensus } from "../project/reliable.ts"
import { tagFigures } from "../ratings/tags.ts"
import { classification } from "./classification.ts"
import type { KindQuality } from "./contract.ts"

/**
 * Where on a scale people place a whole asset. Opinions do not agree or differ as answers do: the middle one is what they come to
 * (of two in the middle the lower), with the share of people who said just that, and nothing is left for a reviewer. Nobody's opinion
 * counts for more than another's. Grades are told by their ids: numbers, the least first; ids that are none by their letters.
 */
export const rating: KindQuality = {
  ...classification,
  consensus: (input) => middleGrade(input, classification.consensus(input, null)),
  outdated: () => [],
  figures: (project, model, onShare) => ({
    ...classification.figures(project, model, onShare),
    byTag: tagFigures(project.tasks),
  }),
  // Nothing is learnt of people from what they like.
  fit({ settle }, onShare) {
    onShare?.(1)
    return fitProject({ settle, tasks: [], readsText: false })
  },
}

function middleGrade(input: ConsensusInput, found: ReliableConsensus): ReliableConsensus {
  const id = found.settled[0]?.region.id ?? found.differences[0]?.id
  const votes = input.answers
    .flatMap(({ submission, body }) => body.regions.slice(0, 1).map((region) => ({ submission, region, weight: 1 })))
    .sort((p, q) => compareGrades(p.region, q.region) || compareText(p.submission, q.submission))
  const middle = middleOf(votes)
  const none = { ...found, differences: [], disputed: false }
  if (!middle || id === undefined) return { ...none, settled: [], proposed: [], nothingHere: input.answers.length > 0 }
  const same = votes.filter(({ region }) => region.label === middle.region.label)
  const merged = mergeRegions(same, input.settle, id as string as Region["id"]) // the same name serves as both
  const { value: _, transcript: __, ...grade } = merged
  const said = reasonsIn(votes.map(({ region }) => region))
  const region: Region = { ...grade, ...(said.length > 0 && { value: { said } }) }
  const isAlone = input.answers.length === 1
  const provenance: RegionProvenance = {
    region: region.id,
    method: isAlone ? "single" : "median",
    confidence: isAlone ? null : same.length / votes.length,
    submissions: votes.map(({ submission }) => submission).sort(compareText),
  }
  const final = [{ region, provenance }]
  return { ...none, settled: final, proposed: final, nothingHere: false }
}

/** What made people say so, by how many it did: tags by their ids, and words as they were written. Nobody's reason outvotes another's. */
function reasonsIn(regions: readonly Region[]): { value: string; people: number }[] {
  const people = new Map<string, number>()
  for (const { value, transcript } of regions) {
    const words = transcript?.value.trim() ?? ""
    const own = new Set([...(Array.isArray(value) ? value : []), ...(words === "" ? [] : [words])])
    for (const reason of own) people.set(reason, (people.get(reason) ?? 0) + 1)
  }
  return [...people]
    .map(([value, count]) => ({ value, people: count }))
    .sort((a, b) => b.people - a.people || compareText(a.value, b.value))
}

function compareGrades({ label: a }: Region, { label: b }: Region): number {
  const [p, q] = [Number(a), Number(b)]
  return Number.isFinite(p) && Number.isFinite(q) && p !== q ? p - q : compareText(a, b)
}
