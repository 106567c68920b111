import { findAsset, findAssetsByHash, findAssetsByName, insertAssets, takeAssetNumbers } from "@justesse/db/assets"
import type { Asset, AssetExtra, AssetProblem } from "@justesse/db/assets/rows"
import { extensionOf, withoutExtension } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { type AssetNumber, type DatasetRecord, overlapOf } from "@justesse/types"
import { FILES } from "../core/locks.ts"
import type { Findings } from "./attribution.ts"
import { documentPage } from "./documents.ts"
import type { PictureFinder } from "./find.ts"
import type { ImportSetting, Ingesting, StoredCounts } from "./ingesting.ts"
import { findLocation, keepPictures, preparePicture, type ReadyPicture } from "./pictures.ts"
import type { StoredItem } from "./ready.ts"

/** Stores pictures of an import with their tasks. */
export class PictureStore {
  readonly #deps: Ingesting
  readonly #setting: ImportSetting
  readonly #counts: StoredCounts
  readonly #findings: Findings
  readonly #finder: PictureFinder

  constructor(
    deps: Ingesting,
    setting: ImportSetting,
    counts: StoredCounts,
    findings: Findings,
    finder: PictureFinder,
  ) {
    this.#deps = deps
    this.#setting = setting
    this.#counts = counts
    this.#findings = findings
    this.#finder = finder
  }

  /** Stores those of a group that were read. Groups of an import are stored in the order of their pictures. */
  async store(items: readonly StoredItem[]): Promise<void> {
    for (const { trouble } of items) if (trouble) this.#findings.add([trouble])
    const read = items.filter((item) => item.read !== null)
    const { locks } = this.#deps.storage
    const ingest = () => locks.exclusive(`new ${this.#setting.project.id}`, () => this.#ingest(read))
    if (read.length > 0) await locks.shared(FILES, ingest)
  }

  /** Pictures that are here get their numbers; new ones are stored with their tasks. The same one twice in a group is one. */
  async #ingest(read: readonly StoredItem[]): Promise<void> {
    const { project } = this.#setting
    // Somebody else may have brought one meanwhile; then it is that one.
    const hashes = read.flatMap((item) => item.read?.sha256 ?? [])
    const here = await findAssetsByHash(this.#deps.storage.db, project.id, hashes)
    const firsts = new Map<string, StoredItem>()
    for (const item of read) {
      const sha256 = item.read?.sha256 ?? ""
      const known = here.get(sha256)
      const first = firsts.get(sha256)
      if (known !== undefined) await this.#isHere(item, known)
      else if (first) this.#twice(item.picture ?? "", first.name)
      else firsts.set(sha256, item)
    }
    await this.#add([...firsts.values()])
    for (const item of read) {
      if (item.id === 0) item.id = firsts.get(item.read?.sha256 ?? "")?.id ?? 0
      item.read = null
    }
  }

  async #isHere(item: StoredItem, known: number): Promise<void> {
    item.id = known
    const asset = await findAsset(this.#deps.storage.db, this.#setting.project.id, known)
    // Brought by this very import before it was interrupted: not a second one.
    if (asset?.importId !== this.#setting.importId || asset.name !== item.name)
      this.#twice(item.picture ?? "", asset?.name ?? "")
    else if (asset.problem === null) this.#counts.pictures++
    else this.#reportProblem(item, asset.problem)
  }

  #reportProblem(item: StoredItem, { code, detail }: AssetProblem): void {
    this.#findings.add([reportLine("lost", code, { file: item.picture ?? item.name, found: findLocation(detail) })])
  }

  #twice(file: string, first: string): void {
    this.#counts.twice++
    this.#findings.add([reportLine("note", "picture_twice", { file, found: first })])
  }

  /** Gives new pictures numbers and stores them with their tasks. */
  async #add(items: readonly StoredItem[]): Promise<void> {
    if (items.length === 0) return
    const { project } = this.#setting
    const { db } = this.#deps.storage
    const ready: ReadyPicture[] = []
    for (const { read } of items) {
      if (!read) throw new TypeError("a picture that was not read has no row")
      // It was here when its group was read, and has been taken out since.
      const outcome = read.outcome ?? (await preparePicture(this.#deps, read.body))
      ready.push({ ...read, outcome })
    }
    const taken = await keepPictures(this.#deps, ready)
    for (const [i, item] of items.entries()) item.taken = taken[i] ?? null
    let id = await takeAssetNumbers(db, project.id, items.length)
    const named = await this.#freeNames(items)
    const rows: Asset[] = []
    for (const item of items) {
      item.id = id++
      rows.push(this.#row(item, named.get(item) ?? item.name))
    }
    await insertAssets(db, project.id, rows)
    const readable = rows.filter((row) => row.problem === null)
    await this.addTasks(readable.map((row) => row.id))
    for (const row of rows) this.#finder.add(row.name, row.id)
    this.#counts.pictures += readable.length
    for (const item of items) if (item.taken?.problem) this.#reportProblem(item, item.taken.problem)
  }

  /** A picture's first task gets its number: both come from one counter. */
  async addTasks(ids: readonly AssetNumber[]): Promise<void> {
    if (ids.length === 0) return
    const { project } = this.#setting
    const tasks = ids.map((id) => ({
      id: Number(id),
      assetId: id,
      tier: 1,
      overlap: overlapOf(project.settings.overlap, id),
    }))
    await this.#deps.storage.hot.addTasks(project.id, tasks, this.#deps.nowMs())
  }

  /** A name that another picture has gets a number, so that every picture of an export has a file of its own. */
  async #freeNames(items: readonly StoredItem[]): Promise<Map<StoredItem, string>> {
    const taken = new Set(
      (
        await findAssetsByName(
          this.#deps.storage.db,
          this.#setting.project.id,
          items.map((item) => item.name),
        )
      ).keys(),
    )
    const names = new Map<StoredItem, string>()
    for (const item of items) {
      let name = item.name
      for (let n = 2; taken.has(name) || (name !== item.name && (await this.#isTaken(name))); n++)
        name = numbered(item.name, n)
      if (name !== item.name)
        this.#findings.add([reportLine("changed", "name_taken", { file: item.picture ?? item.name, found: name })])
      taken.add(name)
      names.set(item, name)
    }
    return names
  }

  async #isTaken(name: string): Promise<boolean> {
    return (await findAssetsByName(this.#deps.storage.db, this.#setting.project.id, [name])).size > 0
  }

  #row(item: StoredItem, name: string): Asset {
    const { taken } = item
    if (!taken) throw new TypeError("a picture that was not taken has no row")
    return {
      id: item.id,
      name,
      sha256: taken.sha256,
      mediaType: taken.mediaType,
      bytes: taken.bytes,
      size: taken.size,
      uprightSha256: taken.uprightSha256,
      previewSha256: taken.previewSha256,
      thumbnailSha256: taken.thumbnailSha256,
      problem: taken.problem,
      extra: extraOf(item.record),
      importId: this.#setting.importId,
      document: documentPage(item.record, item.picture ?? ""),
      madeAtMs: this.#deps.nowMs(),
    }
  }
}

function numbered(name: string, n: number): string {
  const extension = extensionOf(name)
  const stem = withoutExtension(name)
  return extension === "" ? `${stem} (${n})` : `${stem} (${n})${name.slice(stem.length)}`
}

/** What the files say of a picture beside its labels. */
export function extraOf(record: DatasetRecord | null): AssetExtra {
  if (!record) return {}
  const { foreignId, foreign, source } = record
  return {
    ...(foreignId === undefined ? {} : { foreignId }),
    ...(foreign === undefined ? {} : { foreign }),
    ...(source === undefined
      ? {}
      : { source: { file: source.file, ...(source.line === undefined ? {} : { line: source.line }) } }),
  }
}
