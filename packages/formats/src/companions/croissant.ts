import type { DatasetManifest } from "@justesse/types/dataset"
import { extensionOf, folderOf } from "../io/fileSet.ts"
import { isPictureName } from "../io/pictures.ts"
import { isRecordingName } from "../timed/index.ts"
import { CHECKSUMS_FILE, type ExportedFile } from "./checksums.ts"
import { type CroissantNode, isTable, recordSetsFor } from "./croissantRecords.ts"
import { DATA_CARD_FILE, type DatasetFacts } from "./dataCard.ts"
import { LABELS_FILE } from "./index.ts"
import { LABOR_FILE, LABOR_JSON_FILE } from "./labor/sections.ts"

/** The Croissant description's file in an export. */
export const CROISSANT_FILE = "metadata.json"

/** The context of Croissant 1.0, whole: readers resolve every key by it. */
const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
} as const

/** More files than this of one ending are described together, as a FileSet; their hashes stand in SHA256SUMS. */
const MAX_SIMILAR = 20

const MEDIA: Readonly<Record<string, string>> = {
  json: "application/json",
  jsonl: "application/jsonlines",
  csv: "text/csv",
  txt: "text/plain",
  names: "text/plain",
  data: "text/plain",
  md: "text/markdown",
  xml: "application/xml",
  eaf: "application/xml",
  yaml: "application/yaml",
  hocr: "text/html",
  html: "text/html",
  parquet: "application/x-parquet",
  vtt: "text/vtt",
  srt: "application/x-subrip",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  tif: "image/tiff",
  tiff: "image/tiff",
  gif: "image/gif",
  bmp: "image/bmp",
  avif: "image/avif",
  wav: "audio/x-wav",
  mp3: "audio/mpeg",
  flac: "audio/flac",
  ogg: "audio/ogg",
}

/**
 * A Croissant 1.0 description (JSON-LD) of an export: its files with SHA-256 and sizes, pictures and other files that are
 * many as FileSets, and the record sets that its format lets readers draw. `files` are those of the finished export without
 * this one. The same input gives the same bytes, in whatever order the files come. What nobody said (licence, address,
 * creators) is left out.
 *
 * @see https://docs.mlcommons.org/croissant/docs/croissant-spec.html
 */
export function croissant(manifest: DatasetManifest, facts: DatasetFacts, files: readonly ExportedFile[]): string {
  const sorted = files
    .filter((file) => file.name !== CROISSANT_FILE)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const { distribution, idOf, taken } = distributionOf(sorted)
  const { licence, format = "" } = facts
  const creators = creatorsOf(manifest, facts)
  const described = sorted.flatMap((file) => {
    const id = idOf.get(file.name)
    return id === undefined ? [] : [{ name: file.name, ...id }]
  })
  const tables = described.filter(({ name }) => isTable(format, name))
  // Parts of a dataset in files of their own are read as one: a set over files that are also described one by one.
  const together = tables.length > 1 && !tables.some(({ isSet }) => isSet)
  if (together) {
    const names = new Set(tables.map(({ name }) => name))
    const id = uniqueId(`${format}-tables`, taken)
    const node = fileSetNode(
      id,
      sorted.filter(({ name }) => names.has(name)),
    )
    distribution.push(node)
    tables.unshift({ name: tables[0]?.name ?? "", id, isSet: true })
  }
  const description: CroissantNode = {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    name: nameOf(facts.title),
    ...(nameOf(facts.title) === facts.title ? {} : { alternateName: facts.title }),
    description: facts.description?.trim() || plainDescription(manifest, facts),
    conformsTo: "http://mlcommons.org/croissant/1.0",
    ...(licence === undefined ? {} : { license: licence }),
    ...(facts.url === undefined ? {} : { url: facts.url }),
    ...(creators.length === 0 ? {} : { creator: creators }),
    version: `${manifest.version}.0.0`,
    datePublished: new Date(manifest.frozenAtMs).toISOString().slice(0, 10),
    identifier: `sha256:${manifest.contentSha256}`,
    isLiveDataset: false,
    distribution,
    recordSet: recordSetsFor(manifest, format, described, tables, facts.picturesInside === true),
  }
  return `${JSON.stringify(description, null, 2)}\n`
}

/** Who made it: who publishes it, otherwise the people whose answers are in it, by pseudonym. */
function creatorsOf({ people }: DatasetManifest, { creators = [] }: DatasetFacts): CroissantNode[] {
  if (creators.length > 0) return creators.map((name) => ({ "@type": "sc:Organization", name }))
  return people.map(({ pseudonym }) => ({ "@type": "sc:Person", name: pseudonym }))
}

/** A name that is also a good file name: readers make folders of it. */
function nameOf(title: string): string {
  return title.replaceAll(/[^\p{L}\p{N}_.-]+/gu, " ").trim() || "dataset"
}

function plainDescription({ counts, ontology, version }: DatasetManifest, { title }: DatasetFacts): string {
  return `${title}, version ${version}: ${counts.pictures} pictures with ${counts.regions} regions under ${ontology.labels.length} labels.`
}

/** What a file is described by: itself, or the set that it is part of. */
interface Described {
  readonly id: string
  readonly isSet: boolean
}

function distributionOf(files: readonly ExportedFile[]): {
  distribution: CroissantNode[]
  idOf: ReadonlyMap<string, Described>
  taken: Set<string>
} {
  const groups = new Map<string, ExportedFile[]>()
  for (const file of files) {
    const own = [LABELS_FILE, CHECKSUMS_FILE, DATA_CARD_FILE, LABOR_FILE, LABOR_JSON_FILE].includes(file.name)
    // Files of one ending below one folder of the top are alike: `images/…/*.jpg`, `labels/…/*.txt`.
    const key = own
      ? file.name
      : `${file.name.includes("/") ? file.name.split("/")[0] : ""}/*.${extensionOf(file.name)}`
    const same = groups.get(key)
    if (same) same.push(file)
    else groups.set(key, [file])
  }
  const distribution: CroissantNode[] = []
  const idOf = new Map<string, Described>()
  const taken = new Set<string>()
  for (const similar of groups.values()) {
    const asSet =
      similar.length > MAX_SIMILAR || similar.some(({ name }) => isPictureName(name) || isRecordingName(name))
    const ids = asSet ? [uniqueId(setName(similar), taken)] : similar.map((file) => uniqueId(file.name, taken))
    if (asSet) distribution.push(fileSetNode(ids[0] ?? "", similar))
    for (const [i, file] of similar.entries()) {
      const id = ids[asSet ? 0 : i] ?? ""
      idOf.set(file.name, { id, isSet: asSet })
      if (!asSet) distribution.push(fileObjectNode(id, file))
    }
  }
  return { distribution, idOf, taken }
}

function uniqueId(wanted: string, taken: Set<string>): string {
  const stem = wanted.replaceAll(/[^\p{L}\p{N}_./-]+/gu, "_")
  let id = stem
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`
  taken.add(id)
  return id
}

function setName(similar: readonly ExportedFile[]): string {
  const [first] = similar
  const folder = first?.name.includes("/") ? `${first.name.split("/")[0]}-` : ""
  return `${folder}${extensionOf(first?.name ?? "")}-files`
}

function fileObjectNode(id: string, { name, sizeBytes, sha256 }: ExportedFile): CroissantNode {
  return {
    "@type": "cr:FileObject",
    "@id": id,
    name: id,
    contentUrl: name.split("/").map(encodeURIComponent).join("/"),
    contentSize: `${sizeBytes} B`,
    encodingFormat: mediaOf(name),
    sha256,
  }
}

function fileSetNode(id: string, similar: readonly ExportedFile[]): CroissantNode {
  const patterns = new Set(
    similar.map(({ name }) => {
      const ending = name.slice(name.lastIndexOf("."))
      const top = name.split("/")[0] ?? ""
      if (!name.includes("/")) return `*${ending}`
      return folderOf(name) === top ? `${globbed(top)}/*${ending}` : `${globbed(top)}/**/*${ending}`
    }),
  )
  const includes = [...patterns].sort()
  return {
    "@type": "cr:FileSet",
    "@id": id,
    name: id,
    description: `${similar.length} files, ${similar.reduce((sum, file) => sum + file.sizeBytes, 0)} bytes; their SHA-256 stand in ${CHECKSUMS_FILE}.`,
    encodingFormat: mediaOf(similar[0]?.name ?? ""),
    includes: includes.length === 1 ? (includes[0] ?? "") : includes,
  }
}

/** A folder's name inside a pattern, to the letter. */
function globbed(name: string): string {
  return name.replaceAll(/[[\]*?]/g, "[$&]")
}

function mediaOf(name: string): string {
  return name === CHECKSUMS_FILE ? "text/plain" : (MEDIA[extensionOf(name)] ?? "application/octet-stream")
}
