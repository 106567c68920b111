import type { AssetProblem, AssetText } from "@justesse/db/assets/rows"
import { type FileSet, readBytes } from "@justesse/formats/io/fileSet"
import { isMarkdownName } from "@justesse/formats/io/texts"
import { JustesseError } from "@justesse/types"
import { countWords } from "@justesse/types/writing/words"
import type { Deps } from "../../core/deps.ts"
import type { TakenPicture } from "../pictures.ts"

/** Longest text that is taken, in bytes: a thick book is shorter. */
const MOST_BYTES = 4_000_000
/** Signs of a text's beginning that are shown where there is no room for more of it, and those in which they are looked for. */
const BEGINS = 280
const BEGINNING = 2_000

/** A text that was read. */
export interface ReadText {
  readonly form: "text"
  readonly sha256: string
  readonly body: Uint8Array
  /** Where it lies when it is to stay there. */
  readonly path: string | null
  readonly outcome: ({ readonly mediaType: string } & AssetText) | { readonly problem: AssetProblem } | null
}

/** The bytes of a text with their hash. @throws JustesseError text_too_long | file_unreadable */
export async function readText(
  deps: Pick<Deps, "sha256">,
  files: FileSet,
  name: string,
): Promise<Pick<ReadText, "sha256" | "body">> {
  try {
    const body = await readBytes(files, name, MOST_BYTES)
    return { sha256: deps.sha256(body), body }
  } catch (error) {
    if (!(error instanceof JustesseError) || error.code !== "file_too_large") throw error
    throw new JustesseError("text_too_long", { most: MOST_BYTES / 1e6, file: name })
  }
}

/** What a text is: UTF-8 with something to read in it, or why it is none. */
export function weighText(name: string, body: Uint8Array): NonNullable<ReadText["outcome"]> {
  const text = decode(body)
  if (text === null) return { problem: { code: "text_encoding", detail: {} } }
  const read = text.replaceAll(/\s+/gu, " ").trim()
  if (read === "") return { problem: { code: "text_empty", detail: {} } }
  const isMarkdown = isMarkdownName(name)
  return {
    medium: "text",
    mediaType: isMarkdown ? "text/markdown" : "text/plain",
    words: countWords(text),
    begins: [...plainWords(read.slice(0, BEGINNING), isMarkdown)].slice(0, BEGINS).join(""),
  }
}

/** A text without the mark that some editors put before it; null where the bytes are no UTF-8, or hold what no text holds. */
function decode(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body)
    return text.includes("\0") ? null : text
  } catch {
    return null
  }
}

/** Without the signs of Markdown that only say how it is drawn. */
function plainWords(text: string, isMarkdown: boolean): string {
  if (!isMarkdown) return text
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/(^|\s)#{1,6}\s/g, "$1")
    .replaceAll(/[*_`>]{1,3}/g, "")
    .trim()
}

/** Stores a text that is new here. One that cannot be read is kept too, with its reason. */
export async function keepText(
  deps: Pick<Deps, "blobs">,
  { sha256, body, path, outcome }: ReadText,
): Promise<TakenPicture> {
  if (!outcome) throw new TypeError("a text that was not weighed cannot be kept")
  if (path === null) await deps.blobs.putAll([{ body }])
  const nothing = { size: null, uprightSha256: null, previewSha256: null, thumbnailSha256: null, sound: null }
  const plain = { sha256, bytes: body.length, medium: "text", ...nothing } as const
  if ("problem" in outcome)
    return { ...plain, mediaType: "application/octet-stream", media: null, problem: outcome.problem }
  const { mediaType, ...media } = outcome
  return { ...plain, mediaType, media, problem: null }
}
