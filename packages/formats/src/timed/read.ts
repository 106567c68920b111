import type { ReadEvent, Reader } from "../contract.ts"
import { extensionOf, type FileSet, headText, listFiles, readTextWithin } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { isPictureName } from "../io/pictures.ts"
import { reportFiles } from "../report/files.ts"
import { report } from "../report/lines.ts"
import { isRecordingName, RecordNames, recordingsOf, TIMED_FILE_BYTES, TimedList, timedRecord } from "./index.ts"

/** How the files of a format of recordings are told from others. Endings are in lower case, without the dot. */
export interface TimedFiles {
  /** The ending that only this format has. */
  readonly ending: string
  /** Endings that others have too: such a file is this format's when its beginning is. */
  readonly shared: readonly string[]
  readonly headBytes: number
  /** Whether a file begins as one of this format. */
  readonly begins: (head: string) => boolean
}

/** How sure a reader is of a set that holds a file of its format, in (0, 1]; 0 where there is none. */
export async function detectTimed(files: FileSet, mine: TimedFiles, sure: number): Promise<number> {
  return (await namesOf(files, mine)).length > 0 ? sure : 0
}

async function namesOf(files: FileSet, { ending, shared, headBytes, begins }: TimedFiles): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    const is = extensionOf(name)
    if (is === ending) found.push(name)
    else if (shared.includes(is) && begins(await headText(files, name, headBytes))) found.push(name)
  }
  return found
}

/** Reads the files of a format one by one: no labels, what is passed over in a line, then what `each` gives of a file. */
export async function* readTimed(
  files: FileSet,
  mine: TimedFiles,
  each: (file: string, records: RecordNames) => AsyncIterable<ReadEvent>,
): AsyncGenerator<ReadEvent> {
  yield { kind: "ontology", ontology: { labels: [] } }
  const names = await namesOf(files, mine)
  const all = (await listFiles(files)).map((entry) => entry.name)
  const taken = new Set(names)
  yield* reportFiles(
    "file_not_read",
    all.filter((name) => !taken.has(name) && !isRecordingName(name) && !isPictureName(name)),
  )
  const records = new RecordNames(await recordingsOf(files))
  for (const file of names) yield* each(file, records)
}

/**
 * Puts the stretches of a file's text into `list`. Gives what is carried beside them, by format; null where the file is none
 * of the format's after all (it has said so).
 */
export type TimedTextReader = (
  text: string,
  file: string,
  list: TimedList,
) => Generator<ReadEvent, Record<string, JsonValue> | null>

/** {@link readTimed} for formats whose files are read as one text: too large ones and odd encodings are told. */
export function textsReader(mine: TimedFiles, read: TimedTextReader): Reader["read"] {
  return (files) =>
    readTimed(files, mine, async function* (file, records) {
      const whole = await readTextWithin(files, file, TIMED_FILE_BYTES)
      if (whole === null) return yield report("lost", "file_too_large", { file })
      if (!whole.utf8) yield report("changed", "read_as_windows_1252", { file })
      if (whole.text.trim() === "") yield report("note", "file_empty", { file })
      const list = new TimedList(file)
      const carried = yield* read(whole.text, file, list)
      yield* list.end()
      if (carried !== null) yield timedRecord(records.give(file), file, list.items, carried)
    })
}
