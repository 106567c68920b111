import { PairVerdict } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import { readDataset } from "../detect.ts"
import { extensionOf, type FileSet, listFiles } from "../io/fileSet.ts"
import { isObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { decodeStream } from "../io/textStream.ts"
import { pairOfTask } from "../labelStudio/pairs.ts"

/** A pair of assets by their names, with what came out of it where files say so, and how many people's answers stand behind it. */
export interface FinalPair {
  readonly first: string
  readonly second: string
  readonly verdict?: PairVerdict
  readonly much?: number
  readonly people: number
  readonly file: string
  readonly line?: number | undefined
}

/** The format whose tasks are the pairs themselves. */
const TASKS = "label-studio"

/** Whether the files of a format put two assets beside each other: the first task of Label Studio does. */
export async function hasPairTasks(files: FileSet, format: string): Promise<boolean> {
  if (format !== TASKS) return false
  for await (const { value } of tasksIn(files))
    if (member(value, "data") !== undefined) return pairOfTask(value) !== null
  return false
}

/** The pairs in files of a format, in their order. What cannot be read is told by the reader of the assets. */
export async function* readFinalPairs(files: FileSet, format: string): AsyncGenerator<FinalPair | ReportLine> {
  if (format === TASKS) {
    for await (const { value, file, line } of tasksIn(files)) {
      const [first, second] = pairOfTask(value) ?? []
      if (first !== undefined && second !== undefined) yield { first, second, ...finalOf(value), file, line }
    }
    return
  }
  for await (const event of readDataset(files, { format, isElsewhere: true })) {
    if (event.kind !== "record" || !event.record.compared) continue
    const { name, source, compared } = event.record
    const where = { file: source?.file ?? name, line: source?.line }
    for (const { with: second, verdict, much, answers } of compared.pairs)
      yield { first: name, second, verdict, ...(much !== undefined && { much }), people: answers.length, ...where }
  }
}

/** What came out of a task by its `meta`, as our own files have it. */
function finalOf(task: JsonValue | undefined): Pick<FinalPair, "verdict" | "much" | "people"> {
  const meta = isObject(task) ? member(task, "meta") : undefined
  const annotations = isObject(task) ? member(task, "annotations") : undefined
  const people = Array.isArray(annotations) ? annotations.length : 0
  if (!isObject(meta)) return { people }
  const verdict = PairVerdict.safeParse(member(meta, "final")).data
  const much = member(meta, "much")
  return { people, ...(verdict && { verdict }), ...(typeof much === "number" && { much }) }
}

async function* tasksIn(files: FileSet) {
  for (const { name: file } of await listFiles(files)) {
    if (extensionOf(file) !== "json") continue
    for await (const pieces of splitJson(decodeStream(files.open(file))))
      for (const { text, line, problem } of pieces) {
        const value = problem ? undefined : parseJson(text)?.value
        if (isObject(value)) yield { value, file, line }
      }
  }
}
