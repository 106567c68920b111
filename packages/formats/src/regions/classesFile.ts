import type { Ontology } from "@justesse/types"
import { labelNames } from "../companions/index.ts"
import type { OutFile, ReadEvent } from "../contract.ts"
import { baseName, type FileSet, listFiles, readTextWithin } from "../io/fileSet.ts"
import { textBody } from "../io/textStream.ts"
import { report } from "../report/lines.ts"
import type { LabelList } from "./labels.ts"

/** A list of classes, a name a line, beside label files that have none themselves (as LabelMe's own tools take it). */
const CLASSES_FILE = "labels.txt"
const CLASSES_BYTES = 1_048_576
const LINE_BREAK = /[\n\r]/

/** {@link CLASSES_FILE} of an ontology; names that are no line are left out. */
export function classesFile(ontology: Ontology): OutFile {
  const names = [...labelNames(ontology).values()].filter((name) => name.trim() === name && !LINE_BREAK.test(name))
  return { name: CLASSES_FILE, role: "labels", body: textBody(names.map((name) => `${name}\n`).join("")) }
}

/**
 * Puts labels in the order of a {@link CLASSES_FILE} among the files, with those that nothing uses; those that stand for no
 * class (`__ignore__`, `_background_`) are left out. A list that names none of the labels in use is none, and is told.
 */
export async function* orderByList(files: FileSet, labels: LabelList): AsyncGenerator<ReadEvent> {
  const file = (await listFiles(files)).find(({ name }) => baseName(name) === CLASSES_FILE)?.name
  // The manifest of an export of ours says it all.
  if (file === undefined || labels.hasKnown) return
  const read = await readTextWithin(files, file, CLASSES_BYTES)
  const lines = (read?.text ?? "").replace(/^\uFEFF/, "").split(/\r?\n/)
  const names = lines.map((line) => line.trim()).filter((line) => line !== "" && !/^_.*_$/.test(line))
  const used = labels.ontology().labels
  const isList = used.length === 0 || used.some(({ name }) => names.includes(name.en))
  if (isList && names.length > 0) labels.lead(names)
  else yield report("note", "file_not_read", { file })
}
