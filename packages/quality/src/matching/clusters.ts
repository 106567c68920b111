import type { Region } from "@justesse/types"
import { compareAnswers, compareRegions, compareText } from "../consensus/order.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { matchRegions } from "./matchRegions.ts"

/** One region of a cluster: whose it is (position of the answer) and the region itself. */
interface ClusterMember {
  readonly person: number
  readonly region: Region
}

/** Regions of different people that stand for the same thing, at most one a person, in canonical order. */
export type Cluster = readonly ClusterMember[]

/** Preference between pairs of equal IoU: the same label first, then the same text. Far below any IoU that matters. */
const SAME_LABEL = 6e-7
const SAME_TEXT = 4e-7

/**
 * Groups the regions of several people (one list a person) into clusters with at most one region of each person.
 *
 * Each two people are matched by optimal assignment on IoU >= `minIou`, whatever the labels; along those matches
 * clusters are joined, best average IoU first, while the average over all pairs across them is at least `minIou`.
 * For two people the result is the optimal matching itself.
 *
 * The order of people and of regions does not matter (I11): ties go by geometry, then by what regions say; people only
 * count by their position when their whole answers are equal. Clusters come in the order of their first member.
 */
export function clusterRegions(people: readonly (readonly Region[])[], minIou: number): Cluster[] {
  const nodes = canonicalNodes(people)
  const clusters: number[][] = []
  const links = linksBetween(nodes, people.length, minIou)
  for (const component of components(nodes.length, links)) {
    if (component.links.length === 0) clusters.push(component.nodes)
    else clusters.push(...agglomerate(nodes, component, minIou))
  }
  return clusters
    .sort((p, q) => (p[0] ?? 0) - (q[0] ?? 0))
    .map((cluster) => cluster.flatMap((index) => nodes[index] ?? []))
}

/** A region with the canonical rank of its person. */
interface Node extends ClusterMember {
  readonly rank: number
}

/** A pair of nodes that was matched, `a` < `b`. */
interface Link {
  readonly a: number
  readonly b: number
}

function canonicalNodes(people: readonly (readonly Region[])[]): Node[] {
  const answers = people.map((regions, person) => ({
    person,
    regions: [...regions].sort(inOneAnswer),
  }))
  answers.sort((p, q) => compareAnswers(p.regions, q.regions) || p.person - q.person)
  const nodes = answers.flatMap(({ person, regions }, rank) => regions.map((region) => ({ person, region, rank })))
  return nodes.sort((p, q) => compareRegions(p.region, q.region) || p.rank - q.rank || inOneAnswer(p.region, q.region))
}

function inOneAnswer(a: Region, b: Region): number {
  return compareRegions(a, b) || compareText(a.id, b.id)
}

function linksBetween(nodes: readonly Node[], people: number, minIou: number): Link[] {
  const byRank: { index: number; region: Region }[][] = Array.from({ length: people }, () => [])
  nodes.forEach(({ region, rank }, index) => byRank[rank]?.push({ index, region }))
  const links: Link[] = []
  byRank.forEach((mine, rank) => {
    for (const theirs of byRank.slice(rank + 1)) {
      const matches = matchRegions(
        mine.map((node) => node.region),
        theirs.map((node) => node.region),
        minIou,
        (i, j) => likeness(mine[i]?.region, theirs[j]?.region),
      )
      for (const match of matches) {
        const a = mine[match.a]?.index ?? 0
        const b = theirs[match.b]?.index ?? 0
        links.push(a < b ? { a, b } : { a: b, b: a })
      }
    }
  })
  return links.sort((p, q) => p.a - q.a || p.b - q.b)
}

function likeness(a: Region | undefined, b: Region | undefined): number {
  const label = a?.label === b?.label ? SAME_LABEL : 0
  return label + ((a?.transcript?.value ?? "") === (b?.transcript?.value ?? "") ? SAME_TEXT : 0)
}

interface Component {
  readonly nodes: number[]
  readonly links: Link[]
}

function components(count: number, links: readonly Link[]): Component[] {
  const parent = Int32Array.from({ length: count }, (_, i) => i)
  const rootOf = (start: number): number => {
    let node = start
    while (parent[node] !== node) {
      parent[node] = parent[parent[node] ?? 0] ?? 0
      node = parent[node] ?? 0
    }
    return node
  }
  for (const { a, b } of links) parent[rootOf(b)] = rootOf(a)
  const found = new Map<number, Component>()
  for (let node = 0; node < count; node++) {
    const root = rootOf(node)
    const component = found.get(root) ?? { nodes: [], links: [] }
    component.nodes.push(node)
    found.set(root, component)
  }
  for (const link of links) found.get(rootOf(link.a))?.links.push(link)
  return [...found.values()]
}

/** Two clusters that may be joined, and their average IoU. */
interface Join {
  readonly from: number[]
  readonly to: number[]
  readonly score: number
}

/** Joins the best pair of clusters until none may be joined. Clusters are sorted lists of node numbers. */
function agglomerate(nodes: readonly Node[], component: Component, minIou: number): number[][] {
  let clusters: number[][] = component.nodes.map((node) => [node])
  const ofNode = new Map(clusters.map((cluster) => [cluster[0] ?? 0, cluster]))
  let joins: Join[] = []
  for (const { a, b } of component.links) {
    const from = ofNode.get(a)
    const to = ofNode.get(b)
    if (from && to) joins.push(...joinOf(nodes, from, to, minIou))
  }
  for (let best = bestOf(joins); best; best = bestOf(joins)) {
    const { from, to } = best
    const joined = [...from, ...to].sort((p, q) => p - q)
    clusters = clusters.filter((cluster) => cluster !== from && cluster !== to)
    clusters.push(joined)
    const neighbours = new Set<number[]>()
    const rest: Join[] = []
    for (const join of joins) {
      const other = join.from === from || join.from === to ? join.to : join.from
      const touches = [join.from, join.to].some((cluster) => cluster === from || cluster === to)
      if (!touches) rest.push(join)
      else if (other !== from && other !== to) neighbours.add(other)
    }
    for (const neighbour of neighbours) rest.push(...joinOf(nodes, joined, neighbour, minIou))
    joins = rest
  }
  return clusters
}

/** The possible join of two clusters: none when they share a person or overlap too little on average. */
function joinOf(nodes: readonly Node[], p: number[], q: number[], minIou: number): Join[] {
  const [from, to] = (p[0] ?? 0) < (q[0] ?? 0) ? [p, q] : [q, p]
  let total = 0
  for (const a of from) {
    for (const b of to) {
      const mine = nodes[a]
      const theirs = nodes[b]
      if (!mine || !theirs || mine.person === theirs.person) return []
      total += overlapOfRegions(mine.region, theirs.region) + likeness(mine.region, theirs.region)
    }
  }
  const score = total / (from.length * to.length)
  return score >= minIou ? [{ from, to, score }] : []
}

function bestOf(joins: readonly Join[]): Join | undefined {
  let best = joins[0]
  for (const join of joins) if (best && compareJoins(join, best) < 0) best = join
  return best
}

/** Best average first; equal ones by the place of their first members. */
function compareJoins(p: Join, q: Join): number {
  return q.score - p.score || (p.from[0] ?? 0) - (q.from[0] ?? 0) || (p.to[0] ?? 0) - (q.to[0] ?? 0)
}
