import { linkFiles } from "@justesse/db/assets/linkedFiles"
import type { AssetProblem, AssetSound, AssetText, AssetVideo } from "@justesse/db/assets/rows"
import type { NewBlob } from "@justesse/db/blobs"
import { type FileSet, folderOf, readBytes } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { type AssetKind, JustesseError, type Size } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { Deps, PreparedPicture } from "../core/deps.ts"

/** Largest picture file that is taken: larger ones are refused by counting bytes, not by what the set says. */
export const MAX_PICTURE_BYTES = 268_435_456

/** A picture as it was taken in: read, hashed, prepared by a worker and stored under its hash. */
export interface TakenPicture {
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: string
  readonly size: Size | null
  readonly uprightSha256: string | null
  readonly previewSha256: string | null
  readonly thumbnailSha256: string | null
  /** What is known of it where it is a recording. */
  readonly sound: AssetSound | null
  /** The same of a video or a text. */
  readonly media: AssetVideo | AssetText | null
  /** What it was taken for by its name. */
  readonly medium: AssetKind
  /** Why it could not be read; null when it could. */
  readonly problem: AssetProblem | null
}

type Taking = Pick<Deps, "blobs" | "pictures" | "sha256" | "storage" | "uploads">

/** A picture that was read and prepared. Nothing of it is stored yet. */
export interface ReadyPicture {
  readonly form: "picture"
  readonly sha256: string
  readonly body: Uint8Array
  /** Where it lies when it is to stay there. */
  readonly path: string | null
  /** Where the same bytes lie in a file of the studio that nobody changes. */
  readonly same: string | null
  /** What came of it, or why it could not be read. */
  readonly outcome: { readonly prepared: PreparedPicture } | { readonly problem: AssetProblem }
}

/** Codes that concern one picture: the others (a full disk, a set that cannot be read) end the import. */
const OWN_PROBLEMS: readonly string[] = ["picture_broken", "picture_too_large", "picture_kind"]

/** The bytes of a picture with their hash. @throws JustesseError file_too_large | file_unreadable */
export async function readPicture(
  deps: Taking,
  files: FileSet,
  name: string,
): Promise<{ sha256: string; body: Uint8Array }> {
  const body = await readBytes(files, name, MAX_PICTURE_BYTES)
  return { sha256: deps.sha256(body), body }
}

/** Prepares a picture. One that cannot be read has a reason instead. */
export async function preparePicture(deps: Pick<Deps, "pictures">, body: Uint8Array): Promise<ReadyPicture["outcome"]> {
  try {
    return { prepared: await deps.pictures.prepare(body) }
  } catch (error) {
    if (!(error instanceof JustesseError) || !OWN_PROBLEMS.includes(error.code)) throw error
    return { problem: { code: error.code, detail: error.detail } }
  }
}

/**
 * Stores pictures that are new here with their renderings, all together. Those that cannot be read are kept too, byte for byte,
 * with their reasons, so that their owner sees what came in.
 */
export async function keepPictures(deps: Taking, pictures: readonly ReadyPicture[]): Promise<TakenPicture[]> {
  const blobs: NewBlob[] = []
  const put = (body: Uint8Array, same: string | null = null) => blobs.push({ body, same }) - 1
  const targets = pictures.map(({ body, path, same, outcome }) => {
    if (path === null) put(body, same)
    if (!("prepared" in outcome)) return null
    const { upright, preview, thumbnail } = outcome.prepared
    const shown = put(preview)
    return {
      upright: upright === null ? null : put(upright),
      preview: shown,
      thumbnail: thumbnail === preview ? shown : put(thumbnail),
    }
  })
  const hashes = await deps.blobs.putAll(blobs)
  await keepLinks(deps, pictures)
  const hashAt = (at: number | null | undefined) => (at === null || at === undefined ? null : (hashes[at] ?? null))
  return pictures.map(({ sha256, body, outcome }, i) => {
    const at = targets[i]
    const prepared = "prepared" in outcome ? outcome.prepared : null
    return {
      ...{ sha256, bytes: body.length, mediaType: prepared?.mediaType ?? "application/octet-stream" },
      size: prepared && { width: prepared.width, height: prepared.height },
      uprightSha256: hashAt(at?.upright),
      previewSha256: hashAt(at?.preview),
      thumbnailSha256: hashAt(at?.thumbnail),
      ...{ sound: null, media: null, medium: "image" as const },
      problem: "problem" in outcome ? outcome.problem : null,
    }
  })
}

/** Remembers where pictures lie that stay where they are. */
async function keepLinks(deps: Taking, pictures: readonly ReadyPicture[]): Promise<void> {
  const links = new Map<string, Awaited<ReturnType<Deps["uploads"]["factsOf"]>>>()
  for (const { sha256, path } of pictures) if (path !== null) links.set(sha256, await deps.uploads.factsOf(path))
  await linkFiles(deps.storage.db, links)
}

/** The line of a report for a file that could not be read; a page says what is wrong with its document. */
export function unreadLine(file: string, error: JustesseError): ReportLine {
  const { why } = error.detail
  return typeof why === "string" && why.startsWith("pdf_")
    ? reportLine("lost", why, { file: folderOf(file) })
    : reportLine("lost", error.code, { file })
}

/** What a report says of where a picture is wrong. */
export function findLocation(detail: Readonly<Record<string, string | number>>): string | undefined {
  const parts = Object.entries(detail).map(([key, value]) => `${key} ${value}`)
  return parts.length === 0 ? undefined : parts.join(", ")
}
