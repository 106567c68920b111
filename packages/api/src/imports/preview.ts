import { findAsset, findAssetsByHash } from "@justesse/db/assets"
import { findLabelMemory } from "@justesse/db/imports/memory"
import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { resultFiles } from "@justesse/formats/cocoResults/rows"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { FORMATS } from "@justesse/formats/list"
import { reportLine } from "@justesse/formats/report/lines"
import { type AssetKind, JustesseError, KINDS, type Label, type Ontology, thingLabels } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { ImportPreview, LabelChoice } from "@justesse/types/wire/imports"
import type { Deps } from "../core/deps.ts"
import { wantedParts } from "../kinds/parts.ts"
import { takenNow } from "../labels/places.ts"
import { codeOf, readPredictions, scoreIn } from "../models/read.ts"
import { Findings, lineAbout } from "./attribution.ts"
import { documentOf } from "./documents.ts"
import { PictureFinder } from "./find.ts"
import { nameInFiles, sameLabel } from "./labels.ts"
import { kindsByName } from "./media/recordings.ts"
import { findLocation } from "./pictures.ts"
import {
  findFormat,
  type Incoming,
  type OpenedFiles,
  openFiles,
  type Readied,
  readSteps,
  runPipeline,
  type Sink,
} from "./pipeline.ts"
import { prepareGroup, type ReadItem } from "./ready.ts"
import { previewRows } from "./rows/read.ts"
import { Samples, type StoredSample } from "./samples.ts"

export type PreviewDeps = Pick<Deps, "storage" | "pictures" | "sounds" | "videos" | "uploads" | "blobs" | "sha256">

/** What was recognised, as it is kept, with every line of its report. */
interface Recognised extends Omit<ImportPreview, "samples"> {
  readonly samples: readonly StoredSample[]
}

interface PreviewSource {
  readonly project: Project
  readonly files: FileSet
  /** `auto` looks at the content. */
  readonly format: string
  readonly origin: 0 | 1
}

/** Pictures that a preview opens: what is wrong with more of them is told as they come in. */
const MOST_OPENED = 300

/**
 * Reads files to their end and writes nothing: what they are, how much is in them, what their labels would become, ten
 * pictures with their boxes, and every finding.
 *
 * @throws what the set itself throws; files that no format knows give an empty `format` and a line that says so
 */
export async function previewFiles(
  deps: PreviewDeps,
  input: PreviewSource,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<{ recognised: Recognised; report: readonly ReportLine[] }> {
  const { project, origin } = input
  const { about } = project.settings
  if (about) return previewRows(deps, { project, files: input.files, about }, onProgress)
  const takes = KINDS[project.kind].assets
  const opened = await openFiles(input.files, project.kind)
  const findings = new Findings()
  findings.add(opened.report)
  const finder = new PictureFinder(deps, project.id)
  const sink = new PreviewSink(deps, { project, opened, findings, finder, onProgress })
  const isResults = input.format === "auto" && (await resultFiles(opened.files)).length > 0
  const found = isResults ? "coco-results" : await findFormat(opened.files, input.format)
  const [first] = opened.entries
  const context = { opened, finder, findings }
  const parts = await wantedParts(deps, project)
  // What tasks are about needs no format: recordings, videos and texts alone come in as pictures alone do.
  const isOfAssets = opened.recordings.length > 0 || (takes.includes("text") && opened.texts.length > 0)
  const format = found === "" && isOfAssets ? "pictures" : found
  if (isResults) await sink.takeResults()
  else if (format !== "") await runPipeline(readSteps(context, { format, origin, parts, takes }), sink, context)
  else findings.add([reportLine("lost", first ? "format_unknown" : "file_empty", { file: first?.name ?? "" })])
  return { recognised: await sink.result(format, origin), report: findings.lines }
}

/** What a preview shares with the pipeline. */
interface Previewing {
  readonly project: Project
  readonly opened: OpenedFiles
  readonly findings: Findings
  readonly finder: PictureFinder
  readonly onProgress: (done: number, total: number) => void
}

/** Counts what is read, and stores nothing. */
class PreviewSink implements Sink<ReadItem> {
  readonly wantsAnswers = true
  readonly labelsTogether = 500
  readonly #deps: PreviewDeps
  readonly #previewing: Previewing
  readonly #samples: Samples
  readonly #empty: ReadonlySet<string>
  /** Names of pictures in the files, by SHA-256. */
  readonly #seen = new Map<string, string>()
  /** Pictures, by number or SHA-256, to which an answer has nowhere to go. */
  readonly #broken = new Set<number | string>()
  /** Pictures with an answer: another one of the same files will not be taken. */
  readonly #answered = new Set<number | string>()
  readonly #regionsOf = new Map<string, number>()
  #labels: readonly Label[] = []
  #done = 0
  #asked = 0
  #undrawn = 0
  #texts = 0
  readonly #counts = {
    ...{ answers: 0, regions: 0, scored: false },
    ...{ twice: 0, unreadable: 0, unreadAnswers: 0, unopened: 0 },
  }

  constructor(deps: PreviewDeps, previewing: Previewing) {
    const { entries } = previewing.opened
    this.#deps = deps
    this.#previewing = previewing
    this.#empty = new Set(entries.flatMap(({ name, sizeBytes }) => (sizeBytes === 0 ? name : [])))
    this.#samples = new Samples(deps, previewing)
  }

  async takeOntology({ labels }: Ontology): Promise<void> {
    this.#labels = labels
  }

  async prepare(group: readonly Incoming[]): Promise<Readied<ReadItem>> {
    const { project, opened } = this.#previewing
    const takes = await takenNow(this.#deps, project)
    const isWanted = (picture: string) => this.#isOpened(picture, takes)
    for (const { picture } of group) if (picture !== null && kindsByName(picture).includes("text")) this.#texts++
    return prepareGroup(this.#deps, { project, opened, takes, isWanted }, group)
  }

  /** Whether reading it takes so long that it is read once alone, as it comes in: a recording that the project takes. */
  #isLong(picture: string, takes: readonly AssetKind[]): boolean {
    return kindsByName(picture).some((kind) => (kind === "audio" || kind === "video") && takes.includes(kind))
  }

  /** Whether a picture is opened beforehand. A document that cannot be read is one page of no length, which says why. */
  #isOpened(picture: string, takes: readonly AssetKind[]): boolean {
    if (documentOf(picture)) return this.#empty.has(picture)
    if (this.#isLong(picture, takes)) {
      this.#counts.unopened++
      return false
    }
    if (this.#asked >= MOST_OPENED) this.#counts.unopened++
    return this.#asked++ < MOST_OPENED
  }

  async takePictures(items: readonly ReadItem[]): Promise<void> {
    const { project, findings } = this.#previewing
    const { db } = this.#deps.storage
    const hashes = items.flatMap(({ sha256 }) => sha256 ?? [])
    const here = hashes.length === 0 ? new Map() : await findAssetsByHash(db, project.id, hashes)
    for (const item of items) {
      const { picture, read, sha256, trouble } = item
      const file = picture ?? ""
      if (trouble) findings.add([trouble])
      if (trouble && documentOf(file)) this.#undrawn++
      else if (trouble) this.#countUnread(item)
      if (!read || sha256 === null) continue
      item.read = null
      const known = here.has(sha256) ? await findAsset(db, project.id, here.get(sha256)) : null
      item.id = known?.id ?? 0
      if (known?.problem) this.#broken.add(known.id)
      const first = known?.name ?? this.#seen.get(sha256)
      if (first !== undefined) {
        this.#counts.twice++
        findings.add([reportLine("note", "picture_twice", { file, found: first })])
        continue
      }
      this.#seen.set(sha256, file)
      if (!read.outcome || !("problem" in read.outcome)) continue
      const { code, detail } = read.outcome.problem
      this.#countUnread(item)
      this.#broken.add(sha256)
      findings.add([reportLine("lost", code, { file, found: findLocation(detail) })])
    }
  }

  #countUnread({ record }: ReadItem): void {
    this.#counts.unreadable++
    if (record?.body) this.#counts.unreadAnswers++
  }

  async takeAnswers(items: readonly ReadItem[]): Promise<void> {
    for (const item of items) {
      const { record, picture, id } = item
      if (record === null) continue
      this.#samples.offer({ record, picture })
      if (record.body === null) continue
      this.#counts.answers++
      const { regions } = record.body
      for (const region of regions) {
        this.#regionsOf.set(region.label, (this.#regionsOf.get(region.label) ?? 0) + 1)
        if (!this.#counts.scored && scoreIn(region) !== null) this.#counts.scored = true
      }
      // Regions of a picture that is nowhere are nobody's.
      if (picture !== null || id > 0) this.#counts.regions += regions.length
      this.#compare(item, record)
    }
  }

  /** Says where an answer will not be taken, as far as that is known before: by number or bytes of its picture. */
  #compare({ id, sha256 }: ReadItem, record: DatasetRecord): void {
    const { findings } = this.#previewing
    const same = id > 0 ? id : sha256
    if (same !== null && this.#broken.has(same))
      findings.add([lineAbout(record, "lost", "picture_not_readable", record.name)])
    else if (same !== null && this.#answered.has(same))
      findings.add([lineAbout(record, "lost", "answer_twice", record.name)])
    else if (same !== null) this.#answered.add(same)
  }

  async endGroup(count: number): Promise<boolean> {
    const { opened, onProgress } = this.#previewing
    this.#done += count
    onProgress(this.#done, Math.max(this.#done, opened.pictures.length))
    return true
  }

  /** A list of results: its boxes belong to pictures that are here. */
  async takeResults(): Promise<void> {
    const { project, opened, findings } = this.#previewing
    this.#counts.scored = true
    const inForce = await findOntology(this.#deps.storage.db, project.id, project.ontologyVersion)
    const labels = inForce ? thingLabels(inForce.ontology).labels : []
    try {
      for await (const one of readPredictions(this.#deps, project.id, labels, opened.files)) {
        this.#counts.answers++
        this.#samples.offer({ found: one })
        if (one.task.assetId !== null) {
          this.#counts.regions += one.regions
          continue
        }
        findings.unmatched++
        findings.add([reportLine("lost", codeOf(one.task.why), { file: one.name, found: one.name })])
      }
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      const { file = "", line, ...rest } = error.detail
      const found = Object.values(rest).join(" ")
      findings.add([
        reportLine("lost", error.code, { file: `${file}`, found, ...(line ? { line: Number(line) } : {}) }),
      ])
    }
  }

  async result(format: string, origin: 0 | 1): Promise<Recognised> {
    const { opened, findings } = this.#previewing
    const { lost, changed, note } = findings.counts
    return {
      format,
      formats: FORMATS.flatMap(({ name, reader }) => (reader ? [name] : [])),
      origin,
      files: opened.entries.length,
      bytes: opened.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      documents: new Set(opened.pictures.flatMap((name) => documentOf(name)?.name ?? [])).size,
      pictures:
        opened.pictures.length +
        opened.recordings.length +
        this.#texts +
        (format === "" ? 0 : opened.drawings.length) -
        this.#undrawn,
      ...this.#counts,
      unmatched: findings.unmatched,
      rows: null,
      labels: await this.#mapping(),
      samples: await this.#samples.shown(this.#labels),
      ...{ lost, changed, notes: note },
    }
  }

  /** What each label would become: as last time, else the project's label of that name, else a new one. */
  async #mapping(): Promise<ImportPreview["labels"]> {
    const { project } = this.#previewing
    const { db } = this.#deps.storage
    const remembered = await findLabelMemory(db, project.id)
    const inForce = await findOntology(db, project.id, project.ontologyVersion)
    const own = inForce ? thingLabels(inForce.ontology).labels : []
    return this.#labels.map((label) => {
      const name = nameInFiles(label)
      const before = remembered.get(name)
      const known = own.find((one) => one.id === before) ?? sameLabel(own, label)
      const existing: LabelChoice = known ? { to: "existing", label: known.id } : { to: "new" }
      const choice: LabelChoice = before === null ? { to: "out" } : existing
      return { name, regions: this.#regionsOf.get(label.id) ?? 0, choice }
    })
  }
}
