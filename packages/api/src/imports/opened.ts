import { findAsset, findAssetsByHash } from "@justesse/db/assets"
import { reportLine } from "@justesse/formats/report/lines"
import { JustesseError } from "@justesse/types"
import pLimit from "p-limit"
import type { Deps } from "../core/deps.ts"
import type { Findings } from "./attribution.ts"
import { documentOf } from "./documents.ts"
import { findLocation, OWN_PROBLEMS, readPicture, unreadLine } from "./pictures.ts"
import type { Item, OpenedFiles } from "./pipeline.ts"

type Opening = Pick<Deps, "storage" | "pictures" | "blobs" | "uploads" | "sha256">

/** Pictures that a look opens: what is wrong with more of them is told as they come in. */
const MOST_OPENED = 300
const AT_ONCE = 16
/** A picture that cannot be read at all ends nothing: the import leaves it out too. */
const UNREADABLE: readonly string[] = [...OWN_PROBLEMS, "file_too_large", "file_unreadable", "not_found"]

/** One of a group whose picture was opened, when it is among the first of its set. */
export interface OpenedItem extends Item {
  /** What its picture's bytes are, once they were read; null before, and where they were not. */
  sha256: string | null
  /** An answer to it has nowhere to go. */
  isBroken: boolean
}

/** What opening the first pictures of a set told. */
interface OpenedCounts {
  /** Pictures that the project has already, or that are in the files twice. */
  twice: number
  unreadable: number
  /** Answers of pictures that cannot be read. */
  unreadAnswers: number
  /** Picture files that were only counted. Pages of documents are drawn as they come in, and are not among them. */
  unopened: number
  /** Documents that cannot be read: each is one page of no length, and no picture. */
  undrawn: number
}

/** Opens pictures of files that wait, as the import will, so that what cannot come in is known before anything does. */
export class OpenedPictures {
  readonly #deps: Opening
  readonly #projectId: number
  readonly #opened: OpenedFiles
  readonly #findings: Findings
  readonly #slot = pLimit(AT_ONCE)
  readonly #seen = new Map<string, string>()
  readonly #empty: ReadonlySet<string>
  readonly #counts: OpenedCounts = { twice: 0, unreadable: 0, unreadAnswers: 0, unopened: 0, undrawn: 0 }
  #asked = 0

  constructor(deps: Opening, projectId: number, opened: OpenedFiles, findings: Findings) {
    this.#deps = deps
    this.#projectId = projectId
    this.#opened = opened
    this.#findings = findings
    this.#empty = new Set(opened.entries.flatMap(({ name, sizeBytes }) => (sizeBytes === 0 ? name : [])))
  }

  /** Opens the pictures of a group, as far as they are among the first of the set. */
  async open(items: readonly OpenedItem[]): Promise<void> {
    const opening: Promise<void>[] = []
    for (const item of items) {
      const { picture } = item
      if (picture === null) continue
      const isDocument = documentOf(picture) !== null
      if (isDocument && !this.#empty.has(picture)) continue
      if (!isDocument && this.#asked >= MOST_OPENED) {
        this.#counts.unopened++
        continue
      }
      if (!isDocument) this.#asked++
      opening.push(this.#slot(() => (isDocument ? this.#ask(picture) : this.#open(picture, item))))
    }
    // All of them, so that nothing is still in hand when a failure is told.
    const failed = (await Promise.allSettled(opening)).find((one) => one.status === "rejected")
    if (failed) throw failed.reason
  }

  counts(): Readonly<OpenedCounts> {
    return this.#counts
  }

  /** A document that cannot be read is one page of no length, which says why when it is opened. */
  async #ask(page: string): Promise<void> {
    try {
      await readPicture(this.#deps, this.#opened.files, page)
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      this.#counts.undrawn++
      this.#findings.add([unreadLine(page, error)])
    }
  }

  async #open(file: string, item: OpenedItem): Promise<void> {
    try {
      const { sha256, body } = await readPicture(this.#deps, this.#opened.files, file)
      item.sha256 = sha256
      const { db } = this.#deps.storage
      const known = (await findAssetsByHash(db, this.#projectId, [sha256])).get(sha256)
      const here = known === undefined ? null : await findAsset(db, this.#projectId, known)
      const first = here?.name ?? this.#seen.get(sha256)
      if (first !== undefined) {
        this.#counts.twice++
        item.id = here?.id ?? 0
        item.isBroken = here !== null && here.problem !== null
        this.#findings.add([reportLine("note", "picture_twice", { file, found: first })])
        return
      }
      this.#seen.set(sha256, file)
      await this.#deps.pictures.prepare(body)
    } catch (error) {
      if (!(error instanceof JustesseError) || !UNREADABLE.includes(error.code)) throw error
      this.#counts.unreadable++
      if (item.record?.body) this.#counts.unreadAnswers++
      item.isBroken = OWN_PROBLEMS.includes(error.code)
      const found = findLocation(error.detail)
      this.#findings.add([item.isBroken ? reportLine("lost", error.code, { file, found }) : unreadLine(file, error)])
    }
  }
}
