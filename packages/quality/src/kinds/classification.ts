import type { Region, Size } from "@justesse/types"
import type { Clustering, ConsensusInput } from "../consensus/index.ts"
import { compareText } from "../consensus/order.ts"
import { fitClasses } from "../labels/classModel.ts"
import type { Cluster } from "../matching/clusters.ts"
import { byClasses, outdatedTasks } from "../project/classes.ts"
import { type ReliableConsensus, reliableConsensus } from "../project/reliable.ts"
import type { KindQuality } from "./contract.ts"
import { ofRegions } from "./regions.ts"

const regions = ofRegions({ readsText: false })

/**
 * Which class a whole asset is of. What each person said is one thing that all of them may have called otherwise; where several labels
 * may hold, each label is a thing by itself, which people have or have not.
 */
export const classification: KindQuality = {
  ...regions,
  consensus: (input, model) => {
    const found = inTheWhole(reliableConsensus(input, model, clusteringOf(input)), input.size)
    return byClasses(input, found, model?.classes)
  },
  outdated: (project, { before, now, target }) =>
    outdatedTasks(project, { before: before?.classes ?? null, now: now.classes ?? null, target }),
  fit: (project, onShare) => ({ ...regions.fit(project, onShare), classes: fitClasses(project) }),
}

function clusteringOf({ several }: Pick<ConsensusInput, "several">): Clustering {
  return (people) => {
    const said = people.flatMap((regions, person) => regions.map((region) => ({ person, region })))
    const keyOf = (region: Region) => (several ? region.label : "")
    const keys = [...new Set(said.map(({ region }) => keyOf(region)))].sort(compareText)
    return keys.map((key): Cluster => inOrder(said.filter(({ region }) => keyOf(region) === key)))
  }
}

/** By what was said, then by who said it; at most one of each person, whatever a file brought. */
function inOrder(members: Cluster): Cluster {
  const sorted = [...members].sort((p, q) => compareText(p.region.label, q.region.label) || p.person - q.person)
  const seen = new Set<number>()
  return sorted.filter(({ person }) => !seen.has(person) && seen.add(person))
}

/** The place of a difference is all of the picture: there is nothing to look at nearer. */
function inTheWhole(found: ReliableConsensus, { width, height }: Size): ReliableConsensus {
  const place = { x: 0, y: 0, width, height }
  return { ...found, differences: found.differences.map((disagreement) => ({ ...disagreement, place })) }
}
