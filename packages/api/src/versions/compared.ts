import { findAsset } from "@justesse/db/assets"
import { findAssetNames } from "@justesse/db/assets/marks"
import type { FrozenStatus } from "@justesse/db/versions/freeze"
import { canonicalJson, howMuchOf, pairVerdictOf } from "@justesse/types"
import type { Compared } from "@justesse/types/dataset"
import type { ComparedAsset } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { compareGiven, findGivenPairs, type GivenPair, ranksOf } from "../work/pairs/order.ts"

/**
 * Where each asset of a project stands by the pairs that have a final answer, in order of asset; with each pair and what everybody said of
 * it, behind pseudonyms. Computed where the sides are known that things stood on, which is in the thread that serves.
 */
export async function findCompared(
  deps: Pick<Deps, "storage" | "hmac" | "compute">,
  projectId: number,
): Promise<readonly ComparedAsset[]> {
  const given = await findGivenPairs(deps, projectId, "final")
  const found = await compareGiven(deps, given)
  const ranks = ranksOf(found)
  const sizes = new Map<number, number>()
  for (const { group } of found.items) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const ids = found.items.map(({ item }) => Number(item))
  const names = await findAssetNames(deps.storage.db, projectId, ids)
  const pairs = pairsByFirst(given, names)
  const taskOf = new Map(given.flatMap((one) => [one.first, one.second].map((asset) => [Number(asset), one] as const)))
  return found.items
    .map(({ item, strength, interval, group, comparisons }) => {
      const id = Number(item)
      const { taskId = 0, settledBy = "rule" } = taskOf.get(id) ?? {}
      const [low, high] = interval ?? [null, null]
      const told = { score: strength, low, high, rank: ranks.get(id) ?? 1, of: sizes.get(group) ?? 1 }
      const compared: Compared = { ...told, group, comparisons, pairs: pairs.get(id) ?? [] }
      return { assetId: id, taskId, settledBy, compared }
    })
    .sort((a, b) => a.assetId - b.assetId)
}

function pairsByFirst(
  given: readonly GivenPair[],
  names: ReadonlyMap<number, string>,
): Map<number, Compared["pairs"][number][]> {
  const byTask = new Map<number, GivenPair[]>()
  for (const one of given) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one])
  const found = new Map<number, Compared["pairs"][number][]>()
  for (const answers of byTask.values()) {
    const [one] = answers
    const body = one?.final
    const verdict = body && pairVerdictOf(body)
    if (!one || !body || !verdict) continue
    const own = found.get(one.first) ?? []
    found.set(one.first, own)
    own.push({
      ...{ with: names.get(one.second) ?? "", verdict, ...muchOf(howMuchOf(body)) },
      answers: answers
        .map(({ pseudonym, verdict: said, much, left }) => ({
          person: pseudonym,
          verdict: said,
          ...muchOf(much),
          left,
        }))
        .sort((a, b) => (a.person < b.person ? -1 : 1)),
    })
  }
  return found
}

const muchOf = (much: number | null) => (much === null ? {} : { much })

/**
 * Pages of what is final in which each asset that was compared stands once, with where it stands; those too that are the second of their
 * pairs alone. Pairs are counted with their first asset.
 */
export async function* comparedPages(
  deps: Pick<Deps, "storage" | "sha256">,
  projectId: number,
  pages: AsyncIterable<FrozenStatus[]>,
  all: readonly ComparedAsset[],
): AsyncGenerator<FrozenStatus[]> {
  const left = new Map(all.map((one) => [Number(one.assetId), one]))
  const finalOf = (asset: NonNullable<FrozenStatus["settled"]>["asset"], one: ComparedAsset): FrozenStatus => {
    const body = comparedBody(one)
    const { taskId, settledBy } = one
    const said = { taskId, asset, body, bodySha256: deps.sha256(body), settledBy, provenance: "[]", checked: null }
    return { state: "settled", settled: said }
  }
  for await (const page of pages)
    yield page.map(({ state, settled }) => {
      const one = settled && left.get(Number(settled.asset.id))
      if (!settled || !one) return { state, settled: null }
      left.delete(Number(settled.asset.id))
      return finalOf(settled.asset, one)
    })
  const rest: FrozenStatus[] = []
  for (const one of left.values()) {
    const asset = await findAsset(deps.storage.db, projectId, one.assetId)
    if (asset) rest.push(finalOf(asset, one))
  }
  yield rest
}

/** What is said of an asset that was compared, as it is stored: nothing of it alone, and where it stands. */
function comparedBody({ compared }: Pick<ComparedAsset, "compared">): string {
  return canonicalJson({ regions: [], nothingHere: false, compared })
}
