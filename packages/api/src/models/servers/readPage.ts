import { findAssetBlobs } from "@justesse/db"
import type { ModelServer } from "@justesse/db/models/servers"
import type { MlAnswer } from "@justesse/formats/labelStudio/ml/answer"
import { JustesseError } from "@justesse/types"
import { ReadingLanguage } from "@justesse/types/models/reading"
import type { Deps } from "../../core/deps.ts"
import type { AskedProject } from "./asked.ts"
import type { AskedTask } from "./call.ts"

/** How the program is told that the studio itself reads the pages. */
export const READING = "reading"

/** Bytes of a page that is read at most. */
const MOST_BYTES = 48 * 1_048_576

/** Names of languages as a set of drafts says what made it. */
const NAMES: Record<ReadingLanguage, string> = { eng: "English", fra: "French" }

/** What is read in which language, and whether people are offered it too. */
interface ReadingChoice {
  readonly language: ReadingLanguage
  readonly withText: boolean
}

/** A choice as a model's address: the language, and `+text` where what was read is proposed too. */
export function toReadingAddress({ language, withText }: ReadingChoice): string {
  return withText ? `${language}+text` : language
}

/** What a model's address chose. */
export function readingChoice({ address }: Pick<ModelServer, "address">): ReadingChoice {
  const [language, more] = address.split("+")
  return { language: ReadingLanguage.parse(language), withText: more === "text" }
}

/** What reads, in which language: "7.0.0, English". */
export function readingVersion({ reader }: Pick<Deps, "reader">, language: ReadingLanguage): string {
  return `${reader.version}, ${NAMES[language]}`
}

/** The lines of a task's page under the project's first label; none where nothing is read on it. @throws JustesseError not_found */
export async function readTask(
  deps: Pick<Deps, "storage" | "blobs" | "reader">,
  server: Pick<ModelServer, "address">,
  { id: projectId, ontology }: AskedProject,
  { assetId, size }: AskedTask,
): Promise<MlAnswer & { readonly tookMs: number; readonly hidesText: boolean }> {
  const { language, withText } = readingChoice(server)
  const begunMs = performance.now()
  const label = ontology.labels.find(({ retired }) => !retired)?.id
  const blobs = await findAssetBlobs(deps.storage.db, projectId, assetId)
  if (!blobs) throw new JustesseError("not_found", { asset: assetId })
  const picture = label === undefined ? null : await bytesOf(deps, blobs.sha256)
  const lines = picture ? await deps.reader.read(picture, language) : []
  const found = lines.flatMap(({ text, score, ...place }) => {
    const [x, y] = [Math.max(0, place.x), Math.max(0, place.y)]
    const [width, height] = [
      Math.min(place.x + place.width, size.width) - x,
      Math.min(place.y + place.height, size.height) - y,
    ]
    const shape = { type: "box" as const, x, y, width, height }
    return label === undefined || width <= 0 || height <= 0 ? [] : [{ label, score, shape, text }]
  })
  const tookMs = Math.round(performance.now() - begunMs)
  const version = readingVersion(deps, language)
  return { version, found, words: [], unusable: 0, tookMs, hidesText: !withText }
}

/** Null where they are more than anybody reads. */
async function bytesOf({ blobs }: Pick<Deps, "blobs">, sha256: string): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of await blobs.open(sha256)) {
    bytes += part.length
    if (bytes > MOST_BYTES) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}
