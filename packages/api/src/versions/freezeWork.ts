import { listTagsOf } from "@justesse/db/assets/tags"
import { countTasksByState } from "@justesse/db/projects/overview"
import { countAnswersBehind, findPseudonyms, findVersionBefore } from "@justesse/db/versions"
import { countInSplit, type FrozenStatus, withStatuses } from "@justesse/db/versions/freeze"
import { type SplitItem, type SplitPlan, splitsOf } from "@justesse/formats/regions/splits"
import { type AnnotationBody, type AssetNumber, canonicalJson, RegionProvenance } from "@justesse/types"
import type { FreezeFilter, SplitRule } from "@justesse/types/dataset"
import type { FreezeWork, FrozenFigures, FrozenItem, Notify } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { allStates } from "../projects/index.ts"
import { checkedPages } from "./checkedPages.ts"
import { compareVersions } from "./compare.ts"
import { comparedPages } from "./compared.ts"
import { sealedRecordOf } from "./records.ts"

type Reading = Pick<Deps, "storage" | "sha256">
type FinalAnswer = NonNullable<FrozenStatus["settled"]>

/** The part that a later version leaves as it was. */
const FIXED_SPLIT = "test"
const PART_PAGE = 500

/** What is counted picture by picture; one short line a picture is all that stays in memory. */
interface Sums {
  readonly hashes: { readonly assetId: AssetNumber; readonly sha256: string; readonly item: SplitItem }[]
  readonly byState: Record<string, number>
  readonly byLabel: Map<string, { regions: number; pictures: number }>
  regions: number
  nothingHere: number
  pictureBytes: number
}

/**
 * Reads what is settled at one moment, hands it out for storing under the version's number, and counts it. The content hash
 * is SHA-256 over one line a picture, in order of picture: the hash of its canonical record without its part, then a blank
 * and the part where the version has parts. Two versions with the same hash hold the same pictures, answers and parts.
 */
export async function freezeWork(deps: Reading, work: FreezeWork, notify: Notify): Promise<FrozenFigures> {
  const sums: Sums = {
    hashes: [],
    byState: {},
    byLabel: new Map(),
    regions: 0,
    nothingHere: 0,
    pictureBytes: 0,
  }
  const fixed = await findFixedSplits(deps, work)
  const all = await total(deps, work.projectId)
  let seen = 0
  await withStatuses(deps.storage, work.projectId, async (pages) => {
    for await (const page of gathered(deps, work, pages)) {
      await notify({ kind: "items", items: await itemsOf(deps, work, page, sums, fixed) })
      seen += page.length
      await notify({ kind: "progress", done: Math.min(seen, all), total: all * 2, bytes: 0 })
    }
  })
  // Tasks without a picture come first, what stands second in its pairs alone last; all of them lie by number.
  sums.hashes.sort((a, b) => a.assetId - b.assetId)
  const parts = await shareOut(work, sums, notify)
  const lines = sums.hashes.map(({ sha256, item }) => [sha256, parts.of.get(item.id)].filter(Boolean).join(" "))
  await notify({ kind: "progress", done: Math.floor(all * 1.5), total: all * 2, bytes: 0 })
  const { db } = deps.storage
  const before = await findVersionBefore(db, work.projectId, work.version)
  const { projectId, version } = work
  return {
    contentSha256: deps.sha256(`${lines.join("\n")}\n`),
    counts: {
      pictures: sums.hashes.length,
      regions: sums.regions,
      nothingHere: sums.nothingHere,
      notInIt: notIn(sums.byState, sums.hashes.length),
    },
    pictureBytes: sums.pictureBytes,
    byLabel: [...sums.byLabel].map(([label, row]) => ({ label, ...row })),
    people: await countAnswersBehind(db, projectId, version),
    parts: parts.counts,
    against: before ? await compareVersions(deps, projectId, version, before.version) : null,
  }
}

/** What is final with each picture once, where several tasks are about one. */
function gathered(deps: Reading, { projectId, compared }: FreezeWork, pages: AsyncIterable<FrozenStatus[]>) {
  return compared === null ? checkedPages(deps, pages) : comparedPages(deps, projectId, pages, compared)
}

/** Settled pictures that a filter keeps out are counted among the settled that are not in it. */
function notIn(byState: Record<string, number>, taken: number): FrozenFigures["counts"]["notInIt"] {
  const states = allStates(byState)
  return { ...states, settled: Math.max(0, states.settled - taken) }
}

async function total({ storage }: Reading, projectId: number): Promise<number> {
  const counts = Object.values(await countTasksByState(storage.db, projectId))
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
}

/** The part that pictures had in the version whose `test` part stays what it is. */
export async function findFixedSplits(
  { storage }: Reading,
  { projectId, split }: Pick<FreezeWork, "projectId" | "split">,
): Promise<ReadonlySet<number>> {
  if (split?.keptFrom === undefined) return new Set()
  return new Set(await countInSplit(storage.db, projectId, split.keptFrom, FIXED_SPLIT))
}

/** A settled picture that a version takes, with its answer. */
interface Taken {
  readonly settled: FinalAnswer
  readonly body: AnnotationBody
}

/** Those of a page that the version takes: settled, and let in by its filter. */
export async function takenOf(
  deps: Reading,
  work: Pick<FreezeWork, "projectId" | "only">,
  page: readonly FrozenStatus[],
): Promise<Taken[]> {
  const tagged = await taggedIn(deps, work, page)
  return page.flatMap(({ settled: final }) => {
    if (final === null || (tagged !== null && !tagged.has(final.asset.id))) return []
    const body: AnnotationBody = JSON.parse(final.body) // checked when it was stored
    return isLetIn(final, body, work.only) ? [{ settled: final, body }] : []
  })
}

/** A picture as a rule of parts looks at it. */
export function splitItemOf(
  split: FreezeWork["split"],
  { settled: { asset }, body }: Taken,
  fixed: ReadonlySet<number>,
): SplitItem {
  return {
    id: asset.sha256,
    ...(split?.byDocument && asset.document ? { document: asset.document.name } : {}),
    ...(split?.by === "label" ? { labels: [...new Set(body.regions.map(({ label }) => label))] } : {}),
    ...(fixed.has(asset.id) ? { before: FIXED_SPLIT } : {}),
  }
}

/** A version's rule as the splitting takes it. */
export function planOf({ parts, seed, by }: SplitRule): SplitPlan {
  return { parts, seed: String(seed), by, keep: [FIXED_SPLIT] }
}

/** Counts one page and makes it what the version will hold, with pseudonyms in what it says of its regions (I10). */
async function itemsOf(
  deps: Reading,
  work: FreezeWork,
  page: readonly FrozenStatus[],
  sums: Sums,
  fixed: ReadonlySet<number>,
): Promise<FrozenItem[]> {
  for (const { state } of page) sums.byState[state] = (sums.byState[state] ?? 0) + 1
  const taken = await takenOf(deps, work, page)
  const credited = await creditedProvenance(
    deps,
    work.projectId,
    taken.map(({ settled: final }) => final),
  )
  return taken.map(({ settled: final, body }, i) => {
    const { taskId, asset, bodySha256, settledBy } = final
    const provenance = credited[i] ?? final.provenance
    countOne(final, body, sums)
    const record = sealedRecordOf({ ...final, provenance, split: null })
    const recordSha256 = deps.sha256(canonicalJson(record))
    sums.hashes.push({
      assetId: asset.id,
      sha256: recordSha256,
      item: splitItemOf(work.split, { settled: final, body }, fixed),
    })
    const { cells } = asset
    const picture = { extra: asset.extra, document: asset.document ?? null, ...(cells && { cells }) }
    return { assetId: asset.id, taskId, bodySha256, body: final.body, settledBy, provenance, recordSha256, picture }
  })
}

function countOne({ asset }: FinalAnswer, body: AnnotationBody, sums: Sums): void {
  sums.regions += body.regions.length
  if (body.nothingHere) sums.nothingHere++
  sums.pictureBytes += asset.bytes
  const seen = new Set<string>()
  for (const { label } of body.regions) {
    const row = sums.byLabel.get(label) ?? { regions: 0, pictures: 0 }
    sums.byLabel.set(label, { regions: row.regions + 1, pictures: row.pictures + (seen.has(label) ? 0 : 1) })
    seen.add(label)
  }
}

/** The pictures of a page that have one of the tags asked for; null where none is. */
async function taggedIn(
  { storage }: Reading,
  { projectId, only }: Pick<FreezeWork, "projectId" | "only">,
  page: readonly FrozenStatus[],
): Promise<ReadonlySet<number> | null> {
  if (only === null || only.tags.length === 0) return null
  const ids = page.flatMap(({ settled: final }) => (final === null ? [] : [final.asset.id]))
  const found = await listTagsOf(storage.db, projectId, ids)
  return new Set(found.filter(({ tag }) => only.tags.includes(tag)).map(({ assetId }) => assetId))
}

function isLetIn({ asset }: FinalAnswer, body: AnnotationBody, only: FreezeFilter | null): boolean {
  if (only === null) return true
  const hasLabel = only.labels.length === 0 || body.regions.some(({ label }) => only.labels.includes(label))
  const hasName =
    only.names.length === 0 ||
    only.names.some((name) => {
      const isBelow = name.endsWith("/") && asset.name.startsWith(name)
      return isBelow || asset.name === name || asset.document?.name === name
    })
  return hasLabel && hasName
}

/** What the version will say of each picture's regions: submissions stand in it behind their author's pseudonym and a slash. */
export async function creditedProvenance(
  { storage }: Pick<Reading, "storage">,
  projectId: number,
  items: readonly Pick<FinalAnswer, "provenance">[],
): Promise<(string | null)[]> {
  const parsed = items.map((item) => RegionProvenance.array().parse(JSON.parse(item.provenance)))
  const ids = [...new Set(parsed.flatMap((all) => all.flatMap((one) => one.submissions)))]
  if (ids.length === 0) return items.map(() => null)
  const pseudonyms = await findPseudonyms(storage.db, projectId, ids)
  const credited = (id: string) => {
    const pseudonym = pseudonyms.get(id)
    return pseudonym === undefined ? id : `${pseudonym}/${id}`
  }
  return parsed.map((all) =>
    all.some((one) => one.submissions.length > 0)
      ? canonicalJson(all.map((one) => ({ ...one, submissions: one.submissions.map(credited) })))
      : null,
  )
}

/** Shares the pictures out by the version's rule and has it stored. */
async function shareOut({ split }: FreezeWork, sums: Sums, notify: Notify) {
  if (split === null) return { of: new Map<string, string>(), counts: [] }
  const plan = planOf(split)
  const of = splitsOf(
    sums.hashes.map(({ item }) => item),
    plan,
  )
  const pictures = new Map<string, number[]>(split.parts.map(({ name }) => [name, []]))
  for (const { assetId, item } of sums.hashes) {
    const name = of.get(item.id)
    if (name === undefined) continue
    const ids = pictures.get(name)
    if (ids) ids.push(assetId)
    else pictures.set(name, [assetId])
  }
  for (const [name, assetIds] of pictures)
    for (let at = 0; at < assetIds.length; at += PART_PAGE)
      await notify({ kind: "part", name, assetIds: assetIds.slice(at, at + PART_PAGE) })
  return { of, counts: [...pictures].map(([name, ids]) => ({ name, pictures: ids.length })) }
}
