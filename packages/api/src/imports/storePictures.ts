import { findAsset, findAssetsByHash, findAssetsByName, insertAssets, takeAssetNumbers } from "@justesse/db/assets"
import type { Asset, AssetExtra, AssetProblem } from "@justesse/db/assets/rows"
import { withoutExtension } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { type AssetNumber, KINDS, overlapOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { FILES } from "../core/locks.ts"
import { documentPage } from "./documents.ts"
import type { Storing } from "./ingesting.ts"
import { keepRecording } from "./media/recordings.ts"
import { keepText } from "./media/texts.ts"
import { findLocation, keepPictures, type ReadyPicture } from "./pictures.ts"
import { prepared, type ReadItem } from "./ready.ts"

/** Stores pictures of an import with their tasks. */
export class PictureStore {
  readonly #storing: Storing

  constructor(storing: Storing) {
    this.#storing = storing
  }

  /** Stores those of a group that were read. Groups of an import are stored in the order of their pictures. */
  async store(items: readonly ReadItem[]): Promise<void> {
    for (const { trouble } of items) if (trouble) this.#storing.findings.add([trouble])
    const read = items.filter((item) => item.read !== null)
    const { locks } = this.#storing.deps.storage
    const ingest = () => locks.exclusive(`new ${this.#storing.project.id}`, () => this.#ingest(read))
    if (read.length > 0) await locks.shared(FILES, ingest)
  }

  /** Pictures that are here get their numbers; new ones are stored with their tasks. The same one twice in a group is one. */
  async #ingest(read: readonly ReadItem[]): Promise<void> {
    const { project } = this.#storing
    // Somebody else may have brought one meanwhile; then it is that one.
    const hashes = read.flatMap((item) => item.read?.sha256 ?? [])
    const here = await findAssetsByHash(this.#storing.deps.storage.db, project.id, hashes)
    const firsts = new Map<string, ReadItem>()
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

  async #isHere(item: ReadItem, known: number): Promise<void> {
    item.id = known
    const asset = await findAsset(this.#storing.deps.storage.db, this.#storing.project.id, known)
    // Brought by this very import before it was interrupted: not a second one.
    if (asset?.importId !== this.#storing.importId || asset.name !== item.name)
      this.#twice(item.picture ?? "", asset?.name ?? "")
    else if (asset.problem === null) this.#storing.counts.pictures++
    else this.#reportProblem(item, asset.problem)
  }

  #reportProblem(item: ReadItem, { code, detail }: AssetProblem): void {
    this.#storing.findings.add([
      reportLine("lost", code, { file: item.picture ?? item.name, found: findLocation(detail) }),
    ])
  }

  #twice(file: string, first: string): void {
    this.#storing.counts.twice++
    this.#storing.findings.add([reportLine("note", "picture_twice", { file, found: first })])
  }

  /** Gives new pictures numbers and stores them with their tasks. */
  async #add(items: readonly ReadItem[]): Promise<void> {
    if (items.length === 0) return
    const { project } = this.#storing
    const { db } = this.#storing.deps.storage
    await this.#keep(items)
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
    for (const row of rows) this.#storing.finder.add(row.name, row.id)
    this.#storing.counts.pictures += readable.length
    for (const item of items) {
      if (item.taken?.problem) this.#reportProblem(item, item.taken.problem)
      for (const note of item.taken?.sound?.notes ?? [])
        this.#storing.findings.add([reportLine("note", `recording_${note}`, { file: item.picture ?? item.name })])
      const { media } = item.taken ?? {}
      for (const note of media?.medium === "video" ? media.notes : [])
        this.#storing.findings.add([reportLine("note", `video_${note}`, { file: item.picture ?? item.name })])
    }
  }

  /** Stores the bytes of new ones: pictures together, recordings one by one. */
  async #keep(items: readonly ReadItem[]): Promise<void> {
    const { deps, locations, project } = this.#storing
    const pictures: { readonly item: ReadItem; readonly ready: ReadyPicture }[] = []
    for (const item of items) {
      if (!item.read) throw new TypeError("a picture that was not read has no row")
      // It was here when its group was read, and has been taken out since.
      const takes = KINDS[project.kind].assets
      const from = { ...locations, takes }
      const read = item.read.outcome ? item.read : await prepared(deps, from, item.picture ?? "", item.read)
      if (read.form === "recording") item.taken = await keepRecording(deps, read)
      else if (read.form === "text") item.taken = await keepText(deps, read)
      else if (read.outcome) pictures.push({ item, ready: { ...read, outcome: read.outcome } })
    }
    const taken = await keepPictures(
      deps,
      pictures.map(({ ready }) => ready),
    )
    for (const [i, { item }] of pictures.entries()) item.taken = taken[i] ?? null
  }

  /** A picture's first task gets its number: both come from one counter. */
  async addTasks(ids: readonly AssetNumber[]): Promise<void> {
    const { project } = this.#storing
    if (ids.length === 0 || KINDS[project.kind].about !== undefined) return
    const tasks = ids.map((id) => ({
      id: Number(id),
      assetId: id,
      tier: 1,
      overlap: overlapOf(project.settings.overlap, id),
    }))
    await this.#storing.deps.storage.hot.addTasks(project.id, tasks, this.#storing.deps.nowMs())
  }

  /** A name that another picture has gets a number, so that every picture of an export has a file of its own. */
  async #freeNames(items: readonly ReadItem[]): Promise<Map<ReadItem, string>> {
    const taken = new Set(
      (
        await findAssetsByName(
          this.#storing.deps.storage.db,
          this.#storing.project.id,
          items.map((item) => item.name),
        )
      ).keys(),
    )
    const names = new Map<ReadItem, string>()
    for (const item of items) {
      let name = item.name
      for (let n = 2; taken.has(name) || (name !== item.name && (await this.#isTaken(name))); n++)
        name = numbered(item.name, n)
      if (name !== item.name)
        this.#storing.findings.add([
          reportLine("changed", "name_taken", { file: item.picture ?? item.name, found: name }),
        ])
      taken.add(name)
      names.set(item, name)
    }
    return names
  }

  async #isTaken(name: string): Promise<boolean> {
    return (await findAssetsByName(this.#storing.deps.storage.db, this.#storing.project.id, [name])).size > 0
  }

  #row(item: ReadItem, name: string): Asset {
    const { taken } = item
    if (!taken) throw new TypeError("a picture that was not taken has no row")
    return {
      ...taken,
      ...{ id: item.id, name, extra: extraOf(item.record), document: documentPage(item.record, item.picture ?? "") },
      ...{ importId: this.#storing.importId, madeAtMs: this.#storing.deps.nowMs() },
    }
  }
}

function numbered(name: string, n: number): string {
  const stem = withoutExtension(name)
  return `${stem} (${n})${name.slice(stem.length)}`
}

/** What the files say of a picture beside its labels. */
export function extraOf(record: DatasetRecord | null): AssetExtra {
  if (!record) return {}
  const { foreignId, foreign, source: { file, line } = {} } = record
  return {
    ...(foreignId === undefined ? {} : { foreignId }),
    ...(foreign === undefined ? {} : { foreign }),
    ...(file === undefined ? {} : { source: { file, ...(line === undefined ? {} : { line }) } }),
  }
}
