import { createHash } from "node:crypto"
import { setImmediate as othersWork } from "node:timers/promises"
import { findAssetNames } from "@justesse/db/assets/marks"
import type { ProjectAccess } from "@justesse/db/projects"
import { findPairing, listPairAnswers, listPairs, listPairsOfFiles, type PairAnswerRow } from "@justesse/db/work/pairs"
import type { Comparison, PairRow } from "@justesse/quality/pairs/index"
import { AssetId, type AssetNumber, howMuchOf, type InPair, type PairVerdict, pairVerdictOf } from "@justesse/types"
import type { Order } from "@justesse/types/kinds/order"
import type { Deps } from "../../core/deps.ts"
import { assetReference, mediaUrls } from "../../media.ts"
import { requireComparing } from "./make.ts"
import { leftOf } from "./shown.ts"

type Ordering = Pick<Deps, "storage" | "compute" | "hmac" | "nowMs">

/** Orders that were computed last, by what they were computed of: ten thousand answers take seconds, and a page asks often. */
const kept = new WeakMap<object, Map<string, Promise<Comparison>>>()
const MOST_KEPT = 8

/** One answer to a pair, with what stood left when it was given. */
export interface GivenPair extends PairAnswerRow {
  readonly left: InPair
  readonly verdict: PairVerdict
  readonly much: number | null
}

/** Answers that are read together: others are served in between. */
const PAGE = 250

/** Every answer to a pair of a project that says something, in the order of tasks and people; with the final ones where these are asked for. */
export async function findGivenPairs(
  deps: Pick<Deps, "storage" | "hmac">,
  projectId: number,
  which: "all" | "final" = "all",
): Promise<GivenPair[]> {
  const given: GivenPair[] = []
  for (let after = { taskId: 0, personId: 0 }; ; ) {
    const rows = await listPairAnswers(deps.storage.db, projectId, { which, after }, PAGE)
    for (const row of rows) {
      const verdict = pairVerdictOf(row.body)
      if (verdict) given.push({ ...row, left: leftOf(deps, row.publicId), verdict, much: howMuchOf(row.body) })
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return [...given, ...(await pairsOfFiles(deps, projectId))]
    after = last
    // SQLite answers at once, so that nobody else would have a turn until the last page.
    await othersWork()
  }
}

/** What files say came out of pairs, as one answer of the import to each. */
async function pairsOfFiles(deps: Pick<Deps, "storage">, projectId: number): Promise<GivenPair[]> {
  const given: GivenPair[] = []
  for (let after = 0; ; ) {
    const rows = await listPairsOfFiles(deps.storage.db, projectId, after, PAGE)
    for (const { final, ...pair } of rows) {
      const verdict = pairVerdictOf(final)
      const by = { personId: 0, publicId: "", pseudonym: "import", settledBy: "import" as const }
      if (verdict) given.push({ ...pair, ...by, body: final, final, left: "first", verdict, much: howMuchOf(final) })
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return given
    after = last.taskId
    await othersWork()
  }
}

/** An answer as it was given at the screen: what stood left, and which side was said. */
function toPairRow({ first, second, personId, left, verdict }: GivenPair): PairRow {
  const isAsStored = left === "first"
  const [one, other] = isAsStored ? [first, second] : [second, first]
  const said = { none: "tie", neither: "neither" } as const
  const answer = verdict === "first" || verdict === "second" ? (verdict === left ? "left" : "right") : said[verdict]
  return { left: `${one}`, right: `${other}`, person: `${personId}`, answer }
}

/** The order that given answers make, computed away from the thread that serves, once for the same answers. */
export function compareGiven(deps: Pick<Deps, "compute">, given: readonly GivenPair[]): Promise<Comparison> {
  const rows = given.map(toPairRow)
  const of = createHash("sha256").update(JSON.stringify(rows)).digest("hex")
  const known = kept.get(deps.compute) ?? new Map<string, Promise<Comparison>>()
  kept.set(deps.compute, known)
  const found = known.get(of) ?? deps.compute.compared(rows)
  // The one that was asked for last goes last.
  known.delete(of)
  known.set(of, found)
  const [oldest] = known.keys()
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest)
  found.catch(() => known.delete(of))
  return found
}

/** Ranks by asset: from 1 in each group of what comparisons connect. */
export function ranksOf({ items }: Comparison): Map<AssetNumber, number> {
  const counts = new Map<number, number>()
  return new Map(
    items.map(({ item, group }) => {
      const rank = (counts.get(group) ?? 0) + 1
      counts.set(group, rank)
      return [Number(item), rank]
    }),
  )
}

/**
 * The order of a project's assets by what people said of them two at a time, the best first; at most `limit` rows.
 *
 * @throws JustesseError invalid_input where the project compares nothing
 */
export async function orderOf(deps: Ordering, project: ProjectAccess, limit: number): Promise<Order> {
  requireComparing(project)
  const { db } = deps.storage
  const [given, pairs, { count }] = await Promise.all([
    findGivenPairs(deps, project.id),
    listPairs(db, project.id),
    findPairing(db, project.id),
  ])
  const found = await compareGiven(deps, given)
  const ranks = ranksOf(found)
  const shown = found.items.slice(0, limit)
  const names = await findAssetNames(
    db,
    project.id,
    shown.map(({ item }) => Number(item)),
  )
  const { neither, ties, side, circles } = found
  return {
    answers: given.length,
    people: new Set(given.map(({ personId }) => personId)).size,
    pairs: pairs.length,
    assets: count,
    groups: new Set(found.items.map(({ group }) => group)).size,
    ...{ neither, ties, side, circles },
    rows: shown.map(({ item, strength, interval, group, comparisons }) => ({
      asset: AssetId.parse(Number(item)),
      name: names.get(Number(item)) ?? "",
      thumbnail: mediaUrls(deps, assetReference(project.id, Number(item))).thumbnail,
      score: strength,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      rank: ranks.get(Number(item)) ?? 1,
      ...{ group, comparisons },
    })),
  }
}
