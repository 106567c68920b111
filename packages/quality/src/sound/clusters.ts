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
  return joinAcross(clusters, people.length)
}

/** Clusters that share nobody and lie over each other, joined; those that share most time first. */
function joinAcross(clusters: readonly Cluster[], people: number): Cluster[] {
  const left = new Set(clusters)
  const pairs = clusters.flatMap((one, i) =>
    one.length === people ? [] : clusters.slice(i + 1).flatMap((other) => pairOf(one, other)),
  )
  // Of equals the earlier: the order of clusters is that of what they say.
  pairs.sort((p, q) => q.share - p.share)
  const joined: Cluster[] = []
  for (const { one, other } of pairs) {
    if (!left.has(one) || !left.has(other)) continue
    left.delete(one)
    left.delete(other)
    joined.push([...one, ...other])
  }
  return [...left, ...joined].sort((p, q) => startOf(p) - startOf(q))
}

function pairOf(one: Cluster, other: Cluster) {
  if (one.some(({ person }) => other.some((member) => member.person === person))) return []
  const shares = one.flatMap((a) => other.map((b) => overlapOfRegions(a.region, b.region)))
  const share = shares.reduce((sum, each) => sum + each, 0) / shares.length
  return share >= OTHER_LANE_IOU ? [{ one, other, share }] : []
}

function startOf(cluster: Cluster): number {
  return Math.min(...cluster.map(({ region: { geometry } }) => (geometry.type === "span" ? geometry.startMs : 0)))
}
