import { findAsset, findAssetsByHash } from "@justesse/db/assets"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { JustesseError, type ReportLine } from "@justesse/types"
import pLimit from "p-limit"
import type { Deps } from "../core/deps.ts"
import { documentOf } from "./documents.ts"
import { findLocation, OWN_PROBLEMS, readPicture, unreadLine } from "./pictures.ts"

type Opening = Pick<Deps, "storage" | "pictures" | "blobs" | "uploads" | "sha256">

/** Pictures that a look opens: what is wrong with more of them is told as they come in. */
const MOST_OPENED = 300
const AT_ONCE = 16
/** A picture that cannot be read at all ends nothing: the import leaves it out too. */
const UNREADABLE: readonly string[] = [...OWN_PROBLEMS, "file_too_large", "file_unreadable", "not_found"]

/** What opening the first pictures of a set told. */
interface OpenedCounts {
  /** Pictures that the project has already, or that are in the files twice. */
  readonly twice: number
  readonly unreadable: number
  /** Answers of pictures that cannot be read. */
  readonly unreadAnswers: number
  /** Picture files that were only counted. Pages of documents are drawn as they come in, and are not among them. */
  readonly unopened: number
}

/** Opens pictures of files that wait, as the import will, so that what cannot come in is known before anything does. */
export class OpenedPictures {
  readonly #deps: Opening
  readonly #projectId: number
  readonly #files: FileSet
  readonly #addLine: (line: ReportLine) => void
  readonly #slot = pLimit(AT_ONCE)
  readonly #seen = new Map<string, string>()
  #opening: Promise<void>[] = []
  #asked = 0
  #twice = 0
  #unreadable = 0
  #unreadAnswers = 0
  #unopened = 0

  constructor(deps: Opening, projectId: number, files: FileSet, addLine: (line: ReportLine) => void) {
    this.#deps = deps
    this.#projectId = projectId
    this.#files = files
    this.#addLine = addLine
  }

  async open(file: string, hasAnswer: boolean): Promise<void> {
    if (documentOf(file)) return
    if (this.#asked >= MOST_OPENED) {
      this.#unopened++
      return
    }
    this.#asked++
    this.#opening.push(this.#slot(() => this.#look(file, hasAnswer)))
    if (this.#opening.length >= 4 * AT_ONCE) await this.#finish()
  }

  async counts(): Promise<OpenedCounts> {
    await this.#finish()
    const [twice, unreadable, unreadAnswers] = [this.#twice, this.#unreadable, this.#unreadAnswers]
    return { twice, unreadable, unreadAnswers, unopened: this.#unopened }
  }

  async #finish(): Promise<void> {
    const opening = this.#opening
    this.#opening = []
    await Promise.all(opening)
  }

  async #look(file: string, hasAnswer: boolean): Promise<void> {
    try {
      const { sha256, body } = await readPicture(this.#deps, this.#files, file)
      const { db } = this.#deps.storage
      const known = (await findAssetsByHash(db, this.#projectId, [sha256])).get(sha256)
      const here = known === undefined ? undefined : (await findAsset(db, this.#projectId, known))?.name
      const first = here ?? this.#seen.get(sha256)
      if (first !== undefined) {
        this.#twice++
        this.#addLine(reportLine("note", "picture_twice", { file, found: first }))
        return
      }
      this.#seen.set(sha256, file)
      await this.#deps.pictures.prepare(body)
    } catch (error) {
      if (!(error instanceof JustesseError) || !UNREADABLE.includes(error.code)) throw error
      this.#unreadable++
      if (hasAnswer) this.#unreadAnswers++
      const isOwn = OWN_PROBLEMS.includes(error.code)
      this.#addLine(
        isOwn ? reportLine("lost", error.code, { file, found: findLocation(error.detail) }) : unreadLine(file, error),
      )
    }
  }
}
