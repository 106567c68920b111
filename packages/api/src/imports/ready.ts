import { findAssetsByHash } from "@justesse/db/assets"
import { safeName } from "@justesse/formats/io/fileSet"
import { type AssetNumber, type DatasetRecord, JustesseError, type ReportLine } from "@justesse/types"
import pLimit from "p-limit"
import { limitShares } from "../core/locks.ts"
import type { ImportSetting, Ingesting } from "./ingesting.ts"
import { preparePicture, type ReadyPicture, readPicture, type TakenPicture, unreadLine } from "./pictures.ts"

/** A record of the files with its picture, a picture without a record, or a record whose picture is elsewhere. */
export interface Batch {
  readonly record: DatasetRecord | null
  readonly picture: string | null
}

/** One item of a batch on its way in. `id` 0 until it has a number. */
export interface Item extends Batch {
  readonly name: string
  id: AssetNumber
  /** Its bytes, until they are stored; `outcome` null where the project had the picture already when it was read. */
  read: (Omit<ReadyPicture, "outcome"> & { readonly outcome: ReadyPicture["outcome"] | null }) | null
  taken: TakenPicture | null
  /** Why its file could not be read at all. */
  trouble: ReportLine | null
}

/** A batch whose pictures were read and prepared. `release` gives back the memory that they take. */
export interface Readied {
  readonly items: readonly Item[]
  release(): void
}

/** Files of a batch that are read at the same time. */
const AT_ONCE = 8
/** Bytes of pictures in memory, of all imports and of what scripts add one by one. */
const share = limitShares(160_000_000)

const UNREADABLE: readonly string[] = ["file_too_large", "file_unreadable", "not_found"]

/**
 * Reads the pictures of a batch and prepares those that are new, as many at once as there are decoders. A file that cannot be read
 * is told of by its item. Waits until there is memory for all of them.
 *
 * @throws what the set, the storage or the decoders throw of themselves
 */
export async function prepareBatch(deps: Ingesting, setting: ImportSetting, batch: readonly Batch[]): Promise<Readied> {
  const items = batch.map((one): Item => ({ ...one, name: nameOf(one), id: 0, read: null, taken: null, trouble: null }))
  const pictured = items.filter((item) => item.picture !== null)
  if (pictured.length === 0) return { items, release: () => undefined }
  const release = await share(pictured.reduce((sum, { picture }) => sum + setting.weightOf(picture ?? ""), 0))
  try {
    await pLimit(AT_ONCE).map(pictured, (item) => readItem(deps, setting, item))
    await prepareNew(deps, setting.project.id, pictured)
    return { items, release }
  } catch (error) {
    release()
    throw error
  }
}

async function readItem(deps: Ingesting, { files, pathOf, ownPathOf }: ImportSetting, item: Item): Promise<void> {
  const file = item.picture ?? ""
  try {
    const { sha256, body } = await readPicture(deps, files, file)
    const [path, same] = [pathOf?.(file) ?? null, ownPathOf?.(file) ?? null]
    item.read = { sha256, body, path, same, outcome: null }
  } catch (error) {
    if (!(error instanceof JustesseError) || !UNREADABLE.includes(error.code)) throw error
    item.trouble = unreadLine(file, error)
  }
}

/** Prepares pictures that the project has not, the same one once. */
async function prepareNew(deps: Ingesting, projectId: number, items: readonly Item[]): Promise<void> {
  const hashes = items.flatMap((item) => item.read?.sha256 ?? [])
  const known = await findAssetsByHash(deps.storage.db, projectId, hashes)
  const begun = new Set(known.keys())
  const preparing = items.map(async (item) => {
    if (!item.read || begun.has(item.read.sha256)) return
    begun.add(item.read.sha256)
    item.read = { ...item.read, outcome: await preparePicture(deps, item.read.body) }
  })
  // All of them, so that nothing is still in hand when a failure is told.
  const failed = (await Promise.allSettled(preparing)).find((one) => one.status === "rejected")
  if (failed) throw failed.reason
}

function nameOf({ record, picture }: Batch): string {
  return safeName(record?.name ?? "") ?? picture ?? ""
}
