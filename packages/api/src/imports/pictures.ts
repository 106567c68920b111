import { linkedFiles } from "@justesse/db/assets/linkedFiles"
import type { AssetProblem } from "@justesse/db/assets/rows"
import { type FileSet, folderOf, readBytes } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { JustesseError, type ReportLine, type Size } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

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
  /** Why it could not be read; null when it could. */
  readonly problem: AssetProblem | null
}

type Taking = Pick<Deps, "blobs" | "pictures" | "sha256" | "storage" | "uploads">

/** A picture's bytes, and where they lie when they are to stay there. */
export interface ToTake {
  readonly sha256: string
  readonly body: Uint8Array
  readonly path: string | null
}

/** Codes that concern one picture: the others (a full disk, a set that cannot be read) end the import. */
export const OWN_PROBLEMS: readonly string[] = ["picture_broken", "picture_too_large", "picture_kind"]

/** The bytes of a picture with their hash. @throws JustesseError file_too_large | file_unreadable */
export async function readPicture(
  deps: Taking,
  files: FileSet,
  name: string,
): Promise<{ sha256: string; body: Uint8Array }> {
  const body = await readBytes(files, name, MAX_PICTURE_BYTES)
  return { sha256: deps.sha256(body), body }
}

/**
 * Prepares a picture that is new here and stores it with its renderings. One that cannot be read is kept too, byte for
 * byte, with its reason, so that its owner sees what came in.
 */
export async function takePicture(deps: Taking, picture: ToTake): Promise<TakenPicture> {
  const { sha256, body } = picture
  const kept = { sha256, bytes: body.length }
  try {
    const prepared = await deps.pictures.prepare(body)
    await keepOriginal(deps, picture)
    return {
      ...kept,
      mediaType: prepared.mediaType,
      size: { width: prepared.width, height: prepared.height },
      uprightSha256: prepared.upright ? (await deps.blobs.put(prepared.upright)).sha256 : null,
      previewSha256: (await deps.blobs.put(prepared.preview)).sha256,
      thumbnailSha256: (await deps.blobs.put(prepared.thumbnail)).sha256,
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof JustesseError) || !OWN_PROBLEMS.includes(error.code)) throw error
    await keepOriginal(deps, picture)
    return {
      ...kept,
      mediaType: "application/octet-stream",
      size: null,
      uprightSha256: null,
      previewSha256: null,
      thumbnailSha256: null,
      problem: { code: error.code, detail: error.detail },
    }
  }
}

/** Copies a picture into the data folder, or remembers where it lies. */
async function keepOriginal(deps: Taking, { sha256, body, path }: ToTake): Promise<void> {
  if (path === null) await deps.blobs.put(body)
  else await linkedFiles(deps.storage.db).link(sha256, await deps.uploads.factsOf(path))
}

/** The line of a report for a file that could not be read; a page says what is wrong with its document. */
export function unreadLine(file: string, error: JustesseError): ReportLine {
  const { why } = error.detail
  return typeof why === "string" && why.startsWith("pdf_")
    ? reportLine("lost", why, { file: folderOf(file) })
    : reportLine("lost", error.code, { file })
}

/** What a report says of where a picture is wrong. */
export function placeIn(detail: Readonly<Record<string, string | number>>): string | undefined {
  const parts = Object.entries(detail).map(([key, value]) => `${key} ${value}`)
  return parts.length === 0 ? undefined : parts.join(", ")
}
