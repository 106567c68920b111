import type { Region } from "@justesse/types"
import { overlapOfRegions } from "../geometry/regions.ts"
import { type Cluster, clusterRegions } from "../matching/clusters.ts"

/** Segments of one speaker stand for the same words from this share of time on. */
const SAME_LANE_IOU = 0.3
/** Segments of different speakers do so only from this share on: two may well speak at once. */
const OTHER_LANE_IOU = 0.5

/**
 * Which segments of different people stand for the same words: first those of one speaker, matched by their times; then what one
 * speaker has for some people and another one for the rest, so that who spoke is one difference and not two that are missed. At most
 * one segment of each person. Speakers are told apart by name: they are those of {@link nameSpeakers}.
 */
export function clusterHeard(people: readonly (readonly Region[])[]): Cluster[] {
  const speakers = [...new Set(people.flat().map(({ speaker = "" }) => speaker))].sort()
  const clusters = speakers.flatMap((own) =>
    clusterRegions(
      people.map((regions) => regions.filter(({ speaker = "" }) => speaker === own)),
      SAME_LANE_IOU,
    ),
  )
  return joinAcross(clusters)
}

/** Clusters that share nobody and lie over each other, joined; those that share most time first. */
function joinAcross(clusters: readonly Cluster[]): Cluster[] {
  const left = new Set(clusters)
  const pairs = pairsOver(clusters)
  // Of equals the earlier: the order of clusters is that of what they say.
  pairs.sort((p, q) => q.share - p.share || p.at - q.at || p.otherAt - q.otherAt)
  const joined: Cluster[] = []
  for (const { one, other } of pairs) {
    if (!left.has(one) || !left.has(other)) continue
    left.delete(one)
    left.delete(other)
    joined.push([...one, ...other])
  }
  return [...left, ...joined].sort((p, q) => startOf(p) - startOf(q))
}

/** Two clusters that may be one, and where they stand among all. */
interface Over {
  readonly one: Cluster
  readonly other: Cluster
  readonly at: number
  readonly otherAt: number
  readonly share: number
}

/** In the order of time each is held beside those alone that begin before it ends: hours have thousands. */
function pairsOver(clusters: readonly Cluster[]): Over[] {
  const placed = clusters.map((cluster, at) => ({ cluster, at, startMs: startOf(cluster), endMs: endOf(cluster) }))
  placed.sort((p, q) => p.startMs - q.startMs)
  return placed.flatMap((one, i) => {
    const found: Over[] = []
    for (let k = i + 1; k < placed.length; k++) {
      const other = placed[k]
      if (!other || other.startMs >= one.endMs) break
      const [first, second] = one.at < other.at ? [one, other] : [other, one]
      const share = shareOf(first.cluster, second.cluster)
      if (share >= OTHER_LANE_IOU)
        found.push({ one: first.cluster, other: second.cluster, at: first.at, otherAt: second.at, share })
    }
    return found
  })
}

/** How much of their time two clusters share on the mean; 0 where somebody has a segment in both. */
function shareOf(one: Cluster, other: Cluster): number {
  if (one.some(({ person }) => other.some((member) => member.person === person))) return 0
  const shares = one.flatMap((a) => other.map((b) => overlapOfRegions(a.region, b.region)))
  return shares.reduce((sum, each) => sum + each, 0) / shares.length
}

function endOf(cluster: Cluster): number {
  return Math.max(...cluster.map(({ region: { geometry } }) => (geometry.type === "span" ? geometry.endMs : 0)))
}

function startOf(cluster: Cluster): number {
  return Math.min(...cluster.map(({ region: { geometry } }) => (geometry.type === "span" ? geometry.startMs : 0)))
}
