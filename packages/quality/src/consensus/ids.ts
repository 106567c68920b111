import type { DisagreementId, RegionId } from "@justesse/types"
import type { Cluster } from "../matching/clusters.ts"
import { compareText } from "./order.ts"

/** As long as a region id may be. */
const LONGEST = 64

/**
 * A region id for each cluster: the id that the earliest submission (by its id; those sort by time) gave its region.
 * Where two clusters would share one, the later gets `~2`, `~3` …, so that ids are unique, also beside `others`, and do not depend on order.
 */
export function idsOfClusters(
  clusters: readonly Cluster[],
  submissions: readonly string[],
  others: ReadonlySet<string> = new Set(),
): RegionId[] {
  const sources = clusters.map((cluster, index) => {
    const named = cluster.map(({ person, region }) => ({ submission: submissions[person] ?? "", id: region.id }))
    named.sort((p, q) => compareText(p.submission, q.submission))
    return { index, submission: named[0]?.submission ?? "", id: named[0]?.id ?? "" }
  })
  sources.sort((p, q) => compareText(p.submission, q.submission) || compareText(p.id, q.id))
  const taken = new Set(others)
  const ids: RegionId[] = []
  for (const { index, id } of sources) {
    let free = id
    for (let n = 2; taken.has(free); n++) free = `${id.slice(0, LONGEST - 1 - `${n}`.length)}~${n}`
    taken.add(free)
    ids[index] = free as RegionId // 1 to 64 characters, as the one it was made from
  }
  return ids
}

/** The id of what a difference leaves: its own name, and for each further piece that it is cut into that name with the number of the piece. */
export function idOfPiece(id: DisagreementId, at: number): RegionId {
  const named = at === 0 ? id : `${id.slice(0, LONGEST - 1 - `${at + 1}`.length)}+${at + 1}`
  return named as string as RegionId // the same name serves as both: 1 to 64 characters
}
