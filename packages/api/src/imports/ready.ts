import { findAssetsByHash } from "@justesse/db/assets"
import type { Project } from "@justesse/db/projects"
import { safeName } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { type AssetKind, JustesseError, KINDS } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import pLimit from "p-limit"
import type { Deps } from "../core/deps.ts"
import { limitShares } from "../core/locks.ts"
import type { FileLocations } from "./ingesting.ts"
import { hashFile, kindsByName, prepareRecording, type ReadRecording } from "./media/recordings.ts"
import { type ReadText, readText, weighText } from "./media/texts.ts"
import { preparePicture, type ReadyPicture, readPicture, type TakenPicture, unreadLine } from "./pictures.ts"
import type { Incoming, Item, OpenedFiles, Readied } from "./pipeline.ts"

/** A picture's bytes; `outcome` null where the project had it already when it was read. */
interface ReadPicture extends Omit<ReadyPicture, "outcome"> {
  readonly outcome: ReadyPicture["outcome"] | null
}

/** One of a group with what was read of its picture. */
export interface ReadItem extends Item {
  readonly name: string
  /** Of its picture, once that was read. */
  sha256: string | null
  /** What was read of it, until it is stored. */
  read: ReadPicture | ReadRecording | ReadText | null
  taken: TakenPicture | null
  /** Why its file could not be read at all. */
  trouble: ReportLine | null
}

/** Files of a group that are read at the same time. */
const AT_ONCE = 8
/** Bytes of pictures in memory, of all imports and of what scripts add one by one. */
const share = limitShares(160_000_000)

const UNREADABLE: readonly string[] = ["file_too_large", "file_unreadable", "not_found", "text_too_long"]

type Reading = Pick<Deps, "storage" | "pictures" | "sounds" | "videos" | "blobs" | "uploads" | "sha256">

/** Whose pictures are read, and which of them. */
interface Source extends FileLocations {
  readonly project: Pick<Project, "id" | "kind">
  readonly opened: OpenedFiles
  /** What the tasks of the project are about, as it asks now. */
  readonly takes: readonly AssetKind[]
  readonly isWanted?: (picture: string) => boolean
}

/**
 * Reads the pictures of a group and prepares those that are new, as many at once as there are decoders. A file that cannot be read
 * is told of by its item. Waits until there is memory for all of them.
 *
 * @throws what the set, the storage or the decoders throw of themselves
 */
export async function prepareGroup(
  deps: Reading,
  source: Source,
  group: readonly Incoming[],
): Promise<Readied<ReadItem>> {
  const empty = { id: 0, sha256: null, read: null, taken: null, trouble: null }
  const items = group.map((one): ReadItem => ({ ...one, ...empty, name: nameOf(one) }))
  const { opened, isWanted = () => true } = source
  const wanted = items.filter(({ picture }) => picture !== null && isWanted(picture))
  if (wanted.length === 0) return { items, release: () => undefined }
  const release = await share(wanted.reduce((sum, { picture }) => sum + opened.weightOf(picture ?? ""), 0))
  try {
    await pLimit(AT_ONCE).map(wanted, (item) => readItem(deps, source, item))
    await prepareNew(deps, source, wanted)
    const sounds = items.flatMap(({ read }) =>
      read?.form === "recording" && read.outcome && "sound" in read.outcome ? read.outcome.sound : [],
    )
    const discard = () => {
      release()
      for (const sound of sounds) void sound.discard()
    }
    return { items, release: discard }
  } catch (error) {
    release()
    throw error
  }
}

async function readItem(
  deps: Reading,
  { project, opened, pathOf, ownPathOf, takes }: Source,
  item: ReadItem,
): Promise<void> {
  const file = item.picture ?? ""
  const kinds = kindsByName(file)
  const kind = kinds.find((one) => takes.includes(one))
  if (kinds.length > 0 && kind === undefined) {
    const isElsewhere = kinds.some((one) => KINDS[project.kind].assets.includes(one))
    item.trouble = reportLine("lost", isElsewhere ? "asset_without_place" : "asset_not_taken", { file })
    return
  }
  try {
    if (kind === "audio" || kind === "video") {
      const { sha256, bytes } = await hashFile(opened.files, file)
      item.sha256 = sha256
      const open = () => opened.files.open(file)
      item.read = { form: "recording", medium: kind, sha256, bytes, path: pathOf?.(file) ?? null, open, outcome: null }
      return
    }
    if (kind === "text") {
      const { sha256, body } = await readText(deps, opened.files, file)
      item.sha256 = sha256
      item.read = { form: "text", sha256, body, path: pathOf?.(file) ?? null, outcome: null }
      return
    }
    const { sha256, body } = await readPicture(deps, opened.files, file)
    const [path, same] = [pathOf?.(file) ?? null, ownPathOf?.(file) ?? null]
    item.sha256 = sha256
    item.read = { form: "picture", sha256, body, path, same, outcome: null }
  } catch (error) {
    if (!(error instanceof JustesseError) || !UNREADABLE.includes(error.code)) throw error
    item.trouble = unreadLine(file, error)
  }
}

/** Prepares those that the project has not, the same one once. */
async function prepareNew(deps: Reading, source: Source, items: readonly ReadItem[]): Promise<void> {
  const { id: projectId } = source.project
  const hashes = items.flatMap((item) => item.read?.sha256 ?? [])
  const known = await findAssetsByHash(deps.storage.db, projectId, hashes)
  const begun = new Set(known.keys())
  const preparing = items.map(async (item) => {
    if (!item.read || begun.has(item.read.sha256)) return
    begun.add(item.read.sha256)
    item.read = await prepared(deps, source, item.picture ?? "", item.read)
  })
  // All of them, so that nothing is still in hand when a failure is told.
  const failed = (await Promise.allSettled(preparing)).find((one) => one.status === "rejected")
  if (failed) throw failed.reason
}

/** What was read of a file with what comes of it. */
export async function prepared<R extends ReadPicture | ReadRecording | ReadText>(
  deps: Reading,
  { pathOf, ownPathOf, takes }: FileLocations & Pick<Source, "takes">,
  file: string,
  read: R,
): Promise<R> {
  if (read.form === "picture") return { ...read, outcome: await preparePicture(deps, read.body) }
  if (read.form === "text") return { ...read, outcome: weighText(file, read.body) }
  const path = pathOf?.(file) ?? ownPathOf?.(file)
  return { ...read, outcome: await prepareRecording(deps, { name: file, takes }, () => path ?? read.open()) }
}

function nameOf({ record, picture }: Incoming): string {
  return safeName(record?.name ?? "") ?? picture ?? ""
}
