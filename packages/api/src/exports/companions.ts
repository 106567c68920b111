import { createHash, hash } from "node:crypto"
import { findProject } from "@justesse/db/projects"
import { CHECKSUMS_FILE, checksums, type ExportedFile } from "@justesse/formats/companions/checksums"
import { CROISSANT_FILE, croissant } from "@justesse/formats/companions/croissant"
import { DATA_CARD_FILE, type DatasetFacts, dataCard } from "@justesse/formats/companions/dataCard"
import { LABOR_FILE, LABOR_JSON_FILE, laborJson, laborMarkdown } from "@justesse/formats/companions/labor/sections"
import type { FileBody } from "@justesse/formats/contract"
import { textBody } from "@justesse/formats/io/textStream"
import type { ReportLine } from "@justesse/types/dataset"
import type { LaborLabel } from "@justesse/types/pay/labor"
import type { Deps } from "../core/deps.ts"
import type { Facts } from "../versions/head.ts"

/** What is known about a version besides its manifest, for its card and its metadata. */
export async function cardFactsOf(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  facts: Facts,
  format?: string,
  losses?: readonly ReportLine[],
): Promise<DatasetFacts> {
  const project = await findProject(storage.db, projectId)
  return {
    title: project?.name ?? facts.manifest.project,
    byLabel: facts.byLabel,
    sure: facts.sure,
    ...(format === undefined ? {} : { format }),
    ...(losses === undefined ? {} : { losses }),
  }
}

/** What an export says of itself. */
interface Accompanied {
  readonly projectId: number
  readonly facts: Facts
  readonly format: string
  readonly label: LaborLabel
  readonly losses: readonly ReportLine[]
  readonly picturesInside: boolean
}

/** The labor label as the two files that no export goes out without. */
export function laborFiles(label: LaborLabel): readonly (readonly [name: string, text: string])[] {
  return [
    [LABOR_FILE, laborMarkdown(label)],
    [LABOR_JSON_FILE, laborJson(label)],
  ]
}

/** What accompanies every export: it counts and hashes the files as they go by, and ends with what is said about them. */
export class Companions {
  readonly #files = new Map<string, ExportedFile>()

  /** The same bytes, hashed while they are drawn, or at once where they are there. */
  counted(name: string, body: FileBody): FileBody {
    const { whole } = body
    if (whole === undefined) return this.#hashed(name, body)
    this.#files.set(name, { name, sizeBytes: whole.length, sha256: hash("sha256", whole, "hex") })
    return body
  }

  async *#hashed(name: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256")
    let sizeBytes = 0
    for await (const chunk of body) {
      hash.update(chunk)
      sizeBytes += chunk.length
      yield chunk
    }
    this.#files.set(name, { name, sizeBytes, sha256: hash.digest("hex") })
  }

  /** The same bytes of a file that is stored by its hash, counted while they are drawn. */
  async *known(name: string, sha256: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let sizeBytes = 0
    for await (const chunk of body) {
      sizeBytes += chunk.length
      yield chunk
    }
    this.#files.set(name, { name, sizeBytes, sha256 })
  }

  /** Under what conditions it was made, then data card, Croissant metadata and the list of hashes. A format's own file of the same name stays. */
  async *files(
    deps: Pick<Deps, "storage">,
    { projectId, facts, format, label, losses, picturesInside }: Accompanied,
  ): AsyncGenerator<{ name: string; body: FileBody }> {
    for (const [name, text] of laborFiles(label)) yield this.#text(name, text)
    const about = { ...(await cardFactsOf(deps, projectId, facts, format, losses)), picturesInside }
    if (!this.#files.has(DATA_CARD_FILE)) yield this.#text(DATA_CARD_FILE, dataCard(facts.manifest, about))
    if (!this.#files.has(CROISSANT_FILE))
      yield this.#text(CROISSANT_FILE, croissant(facts.manifest, about, [...this.#files.values()]))
    yield this.#text(CHECKSUMS_FILE, checksums(this.#files.values()))
  }

  #text(name: string, text: string): { name: string; body: FileBody } {
    return { name, body: this.counted(name, textBody(text)) }
  }
}
