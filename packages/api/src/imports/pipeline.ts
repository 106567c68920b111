import type { ReadEvent } from "@justesse/formats/contract"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import { extensionOf, type FileEntry, type FileSet, listFiles } from "@justesse/formats/io/fileSet"
import { isPictureName } from "@justesse/formats/io/pictures"
import { isAboutOthers, isTextName } from "@justesse/formats/io/texts"
import { watchedFiles } from "@justesse/formats/io/watchedFiles"
import { withTablePictures } from "@justesse/formats/parquet/pictures"
import { withTableTexts } from "@justesse/formats/textTable/index"
import { isRecordingName } from "@justesse/formats/timed/index"
import {
  type AssetKind,
  type AssetNumber,
  JustesseError,
  KINDS,
  type Ontology,
  type ProjectKind,
  takesFromFiles,
  WHOLE,
} from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { asParts, type WantedParts } from "../kinds/parts.ts"
import { Attribution, type Findings, lineAbout } from "./attribution.ts"
import { documentOf } from "./documents.ts"
import type { PictureFinder } from "./find.ts"

/** A record of the files with its picture, a picture without a record, or a record whose picture is elsewhere. */
export interface Incoming {
  readonly record: DatasetRecord | null
  readonly picture: string | null
}

/** One of a group on its way. `id`: the project's picture, 0 while there is none. */
export interface Item extends Incoming {
  id: AssetNumber
}

/** A group whose pictures were read. `release` gives back the memory that they take. */
export interface Readied<I extends Item> {
  readonly items: readonly I[]
  release(): void
}

/**
 * Where files are read into: a preview counts, an import stores. Of each group its pictures are taken first, then the pictures
 * of labels that came alone are looked for, then its answers are taken.
 */
export interface Sink<I extends Item> {
  /** False where what the files say about pictures is not wanted. */
  readonly wantsAnswers: boolean
  /** Labels without pictures that make a group. */
  readonly labelsTogether: number
  /** The labels of the files, before their first group. */
  takeOntology(ontology: Ontology): Promise<void>
  /** Begins with the pictures of a group, while the group before it is being taken. */
  prepare(group: readonly Incoming[]): Promise<Readied<I>>
  takePictures(items: readonly I[]): Promise<void>
  takeAnswers(items: readonly I[]): Promise<void>
  /** So many more were taken. False stops the reading. */
  endGroup(count: number): Promise<boolean>
}

/** A set of files as it is read, with the pictures inside its tables. */
export interface OpenedFiles {
  readonly files: FileSet
  readonly entries: readonly FileEntry[]
  readonly pictures: readonly string[]
  readonly recordings: readonly string[]
  /** Texts that people could read, where none of them is taken for labels. */
  readonly texts: readonly string[]
  /** Findings of opening the files. */
  readonly report: readonly ReportLine[]
  /** Drawings, which no format reads: they come as pictures that cannot be shown. */
  readonly drawings: readonly string[]
  /** How much memory a picture is expected to take, bytes. */
  weightOf(name: string): number
}

/** What both ends of the pipeline share. */
interface Context {
  readonly opened: OpenedFiles
  readonly finder: PictureFinder
  readonly findings: Findings
}

/** What a page of a document is expected to take, bytes: how large it is shows once it is drawn. */
const PAGE_BYTES = 4_000_000
/** What a recording takes, bytes: it is read piece by piece, and its peaks are kept. */
const RECORDING_BYTES = 8_000_000
/** Records with pictures that are taken together, up to so many bytes of them. */
const TOGETHER = 128
const BYTES_TOGETHER = 32_000_000

/** Lists a set of files; rows of tables of texts are texts where these are taken. @throws what the set itself throws */
export async function openFiles(given: FileSet, kind: ProjectKind): Promise<OpenedFiles> {
  const { assets, asksFields } = KINDS[kind]
  const takesLabels = asksFields !== true && takesFromFiles(kind, { geometry: WHOLE })
  const texts = assets.includes("text") ? await withTableTexts(given, takesLabels) : { files: given, report: [] }
  const files = await withTablePictures(texts.files)
  const entries = await listFiles(files)
  const sizes = new Map(entries.map(({ name, sizeBytes }) => [name, sizeBytes]))
  const names = entries.map(({ name }) => name)
  return {
    ...{ files, entries, pictures: names.filter(isPictureName), recordings: names.filter(isRecordingName) },
    texts: textsIn(names),
    report: texts.report,
    drawings: names.filter((name) => ["svg", "svgz"].includes(extensionOf(name))),
    weightOf: (name) => {
      const bytes = sizes.get(name) ?? 0
      if (documentOf(name)) return PAGE_BYTES
      return isRecordingName(name) ? Math.min(bytes, RECORDING_BYTES) : bytes
    },
  }
}

/** Texts, without those that say what the files beside them are. */
function textsIn(names: readonly string[]): string[] {
  return names.filter((name) => isTextName(name) && (names.length === 1 || !isAboutOthers(name)))
}

/** The format's name, by the content where it is `auto`; empty when no format knows the files. */
export async function findFormat(files: FileSet, format: string): Promise<string> {
  if (format !== "auto") return format
  try {
    return (await detectFormat(files)).name
  } catch (error) {
    if (!(error instanceof JustesseError) || error.code !== "format_unknown") throw error
    return ""
  }
}

type Step = Incoming | Extract<ReadEvent, { kind: "ontology" }>

/** As what files are read: in which format, and as which parts of answers. */
interface ReadingHow {
  readonly format: string
  readonly origin?: 0 | 1 | undefined
  readonly parts: WantedParts
  /** What the tasks of the project are about. */
  readonly takes: readonly AssetKind[]
}

/**
 * Everything in files of a format (empty: of none), its report attributed to pictures and labels; drawings come last, recordings
 * that no file speaks of, and texts that are nobody's labels where the project takes texts.
 */
export async function* readSteps(
  { opened: { files, drawings, recordings, texts }, finder, findings }: Context,
  { format, origin = 0, parts, takes }: ReadingHow,
): AsyncGenerator<Step> {
  const attribution = new Attribution(format)
  /** Pictures of which the reader itself says that they are not there. */
  const missing = new Set<string>()
  const named = new Set<string>()
  const own = new Set(takes.includes("text") ? texts : [])
  // Of recordings, videos and texts alone no reader says that it found nothing.
  const isAsset = (name: string) => own.has(name) || isRecordingName(name)
  const options = { format, origin, sizeOf: (name: string) => finder.sizeOf(name), isElsewhere: true, isAsset }
  try {
    for await (const event of format === "" ? [] : asParts(readDataset(files, options), parts)) {
      if (event.kind === "report") {
        if (event.line.code === "picture_missing") missing.add(event.line.found ?? "")
        findings.add(attribution.line(event.line))
      } else if (event.kind === "ontology") yield event
      else {
        const { record, picture } = event
        if (picture !== null) named.add(picture)
        findings.add(attribution.record(record))
        if (picture === null && record.body === null && !missing.has(record.name))
          findings.add([lineAbout(record, "note", "picture_missing", record.name)])
        yield { record, picture }
      }
    }
  } finally {
    findings.add(attribution.rest())
  }
  yield* toPictureSteps(drawings)
  yield* toPictureSteps(recordings.filter((recording) => !named.has(recording)))
  const { opened } = watchedFiles(files)
  yield* toPictureSteps([...own].filter((text) => !named.has(text) && !opened.has(text)))
}

/** Pictures alone, whatever files say about them. */
export function toPictureSteps(pictures: readonly string[]): Incoming[] {
  return pictures.map((picture) => ({ record: null, picture }))
}

/** Drives what is read into a sink, group by group. False when the sink stopped it. */
export async function runPipeline<I extends Item>(
  steps: AsyncIterable<Step> | Iterable<Step>,
  sink: Sink<I>,
  context: Context,
): Promise<boolean> {
  let next: Promise<Readied<I>> | null = null
  try {
    for await (const group of toGroups(steps, sink, context)) {
      const ready: Promise<Readied<I>> | null = next
      next = sink.prepare(group)
      // Its failure is told when its turn comes.
      next.catch(() => undefined)
      if (ready && !(await takeGroup(await ready, sink, context))) return false
    }
    const last = next
    next = null
    return last === null || (await takeGroup(await last, sink, context))
  } finally {
    // What was read and is not to be taken.
    const left = await next?.catch(() => null)
    left?.release()
  }
}

/** Groups of what is read; the labels of the files go to the sink at once. */
async function* toGroups<I extends Item>(
  steps: AsyncIterable<Step> | Iterable<Step>,
  sink: Sink<I>,
  { opened }: Context,
): AsyncGenerator<Incoming[]> {
  let group: Incoming[] = []
  let bytes = 0
  let most = sink.labelsTogether
  for await (const step of steps) {
    if ("kind" in step) {
      await sink.takeOntology(step.ontology)
      continue
    }
    group.push(step)
    if (step.picture !== null) {
      most = TOGETHER
      bytes += opened.weightOf(step.picture)
    }
    if (group.length < most && bytes < BYTES_TOGETHER) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}

async function takeGroup<I extends Item>(
  { items, release }: Readied<I>,
  sink: Sink<I>,
  context: Context,
): Promise<boolean> {
  try {
    await sink.takePictures(items)
  } finally {
    release()
  }
  if (sink.wantsAnswers) {
    await findPictures(items, context)
    await sink.takeAnswers(items)
  }
  // Others are served between two groups: the storage answers within the same turn.
  await new Promise<void>((go) => setImmediate(go))
  return sink.endGroup(items.length)
}

/** Labels alone: their pictures are here already, by hash or name. */
async function findPictures(items: readonly Item[], { finder, findings }: Context): Promise<void> {
  const wanted = items.flatMap((item) =>
    item.picture === null && item.record?.body ? [{ item, record: item.record }] : [],
  )
  const found = wanted.length === 0 ? [] : await finder.findAll(wanted.map(({ record }) => record))
  for (const [index, { item, record }] of wanted.entries()) {
    item.id = found[index] ?? 0
    if (item.id > 0) continue
    findings.unmatched++
    findings.add([lineAbout(record, "lost", "picture_unknown", record.name)])
  }
}
