import { DEFAULT_KIND, isPlaced, type Ontology, ProjectKind, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { readDataset } from "../detect.ts"
import type { FileSet } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { hasPairTasks } from "../pairList/final.ts"

/** Formats of lines of text on documents; what else lies on pictures are things. */
export const OF_DOCUMENTS: readonly string[] = [
  ...["icdar", "paddleocr", "mmocr", "funsd", "page", "alto", "hocr", "coco-text"],
]
/** Answers that are looked at before the kind is said. */
const ENOUGH = 200

/** What one region of files says of the kind of its project; null where it says nothing. */
function kindOfRegion({ geometry, check, value, transcript }: Region): ProjectKind | null {
  if (check) return "verification"
  if (value !== undefined) return "form"
  if (geometry.type === "whole") return "classification"
  if (geometry.type === "span") return "audio"
  return isPlaced(geometry) && transcript ? "transcription" : DEFAULT_KIND
}

function kindsIn({ compared, timed, cells, body }: DatasetRecord): (ProjectKind | null)[] {
  if (compared) return ["comparison"]
  if (cells) return ["form"]
  if (timed) return ["audio"]
  return body?.regions.map(kindOfRegion) ?? []
}

/** The kind whose own answers labels name: fixed verdicts, questions, or stretches of time; null where they may be of several. */
function kindOfLabels({ labels, answers }: Ontology): ProjectKind | null {
  if (answers?.subjects) return "verification"
  if (labels.length > 0 && labels.every(({ field }) => field !== undefined)) return "form"
  return answers?.of === "span" ? "audio" : null
}

/** Whether files of a format can only place things on pictures: then its name says which kind they are for. */
function isPlacedOnly(name: string): boolean {
  const { writer } = formatNamed(name)
  return !(writer?.holdsWhole || writer?.holdsSpans || writer?.holdsChecks || writer?.holdsCompared)
}

/**
 * The kind of a project that is made for files of a format: what the native form says of itself, else what most of the first answers
 * are. A scale looks like classes, since grades are labels too: only whoever makes the project can tell.
 *
 * @example
 * await kindOfFiles(files, "eaf") // "audio"
 */
export async function kindOfFiles(files: FileSet, format: string): Promise<ProjectKind> {
  if (OF_DOCUMENTS.includes(format)) return "transcription"
  if (isPlacedOnly(format)) return DEFAULT_KIND
  if (await hasPairTasks(files, format)) return "comparison"
  const counts = new Map<ProjectKind, number>()
  let seen = 0
  for await (const event of readDataset(files, { format, isElsewhere: true })) {
    const said = event.kind === "ontology" ? (event.manifest?.kind ?? kindOfLabels(event.ontology)) : null
    if (said) return said
    if (event.kind !== "record") continue
    for (const kind of kindsIn(event.record)) if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    if (kindsIn(event.record).length > 0 && ++seen === ENOUGH) break
  }
  const most = Math.max(0, ...counts.values())
  return ProjectKind.options.find((kind) => most > 0 && counts.get(kind) === most) ?? DEFAULT_KIND
}
