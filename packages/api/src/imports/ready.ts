import { findAssetsByHash } from "@justesse/db/assets"
import { safeName } from "@justesse/formats/io/fileSet"
import { JustesseError, type ReportLine } from "@justesse/types"
import pLimit from "p-limit"
import { limitShares } from "../core/locks.ts"
import type { ImportSetting, Ingesting } from "./ingesting.ts"
import { preparePicture, type ReadyPicture, readPicture, type TakenPicture, unreadLine } from "./pictures.ts"
import type { Incoming, Item, Readied } from "./pipeline.ts"

/** One of a group on its way into the project. */
export interface StoredItem extends Item {
  readonly name: string
  /** Its bytes, until they are stored; `outcome` null where the project had the picture already when it was read. */
  read: (Omit<ReadyPicture, "outcome"> & { readonly outcome: ReadyPicture["outcome"] | null }) | null
  taken: TakenPicture | null
  /** Why its file could not be read at all. */
  trouble: ReportLine | null
}

/** Files of a group that are read at the same time. */
const AT_ONCE = 8
/** Bytes of pictures in memory, of all imports and of what scripts add one by one. */
const share = limitShares(160_000_000)

const UNREADABLE: readonly string[] = ["file_too_large", "file_unreadable", "not_found"]

/**
 * Reads the pictures of a group and prepares those that are new, as many at once as there are decoders. A file that cannot be read
 * is told of by its item. Waits until there is memory for all of them.
 *
 * @throws what the set, the storage or the decoders throw of themselves
 */
export async function prepareGroup(
  deps: Ingesting,
  setting: ImportSetting,
  group: readonly Incoming[],
): Promise<Readied<StoredItem>> {
  const items = group.map(
    (one): StoredItem => ({ ...one, name: nameOf(one), id: 0, read: null, taken: null, trouble: null }),
  )
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

async function readItem(deps: Ingesting, { files, pathOf, ownPathOf }: ImportSetting, item: StoredItem): Promise<void> {
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
async function prepareNew(deps: Ingesting, projectId: number, items: readonly StoredItem[]): Promise<void> {
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

function nameOf({ record, picture }: Incoming): string {
  return safeName(record?.name ?? "") ?? picture ?? ""
}
