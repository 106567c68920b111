import { knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { baseName, extensionOf, type FileSet, headText, listFiles } from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import { LabelList } from "../regions/labels.ts"
import { SeveralNamed } from "../report/distinctNames.ts"
import { report } from "../report/lines.ts"
import { give } from "./give.ts"
import { type Contents, learn } from "./learn.ts"

/**
 * COCO instances. Two passes over each file, because annotations may come before their pictures: the first learns pictures,
 * categories and how many annotations each picture has, the second gives a record as soon as its last annotation is there,
 * so that only unfinished pictures are held. What the first pass learned is kept for the next reading of the same set.
 *
 * A picture without annotations in a file that has a list of annotations was looked at: an empty body, not "nothing here"
 * on purpose. In a file without that list its body is null. Unknown keys and polygons over one another travel in
 * `foreign.coco`, and so do masks of pixels beside the outline that is read of them: each with the shape it belongs to, so that no
 * region goes out with the mask of another shape.
 */
export const cocoReader: Reader = {
  name: "coco",
  async detect(files) {
    return (await cocoFiles(files)).length > 0 ? 0.9 : 0
  },
  read: readCoco,
}

const HEAD_BYTES = 65_536

/** What the first pass over a set learned, with what it said. */
interface Learned {
  readonly labels: LabelList
  readonly all: readonly Contents[]
  readonly several: SeveralNamed
  readonly said: readonly ReadEvent[]
}

/** Writers draw a dataset several times: a set that was learned is not learned again while somebody holds it. */
const known = new WeakMap<FileSet, Learned>()
const MOST_REPORTED = 10_000

async function* readCoco(files: FileSet): AsyncGenerator<ReadEvent> {
  const before = known.get(files)
  if (before) yield* before.said
  const { labels, all, several } = before ?? (yield* learnAll(files))
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  for (const contents of all) yield* give(files, contents, index, several)
}

async function* learnAll(files: FileSet): AsyncGenerator<ReadEvent, Learned> {
  const labels = new LabelList(await knownLabels(files))
  const names = await namedFiles(files)
  const all: Contents[] = []
  const said: ReadEvent[] = []
  const several = new SeveralNamed()
  async function* saying(events: AsyncIterable<ReadEvent> | Iterable<ReadEvent>): AsyncGenerator<ReadEvent> {
    for await (const event of events) {
      if (said.length <= MOST_REPORTED) said.push(event)
      yield event
    }
  }
  yield* saying(ignoredFiles(await listFiles(files), new Set(names)))
  for (const file of names) {
    const learning = learn(files, file, labels, names.length > 1 ? several : null)
    let step = await learning.next()
    let isSilent = true
    for (; !step.done; step = await learning.next()) {
      isSilent = false
      yield* saying([step.value])
    }
    const { texts, labels: named, batches, hasAnnotations } = step.value
    // An empty list is an answer; a file without any list says nothing at all.
    if (isSilent && !hasAnnotations && texts.length + named.length + batches.length === 0)
      yield* saying([report("note", "file_not_read", { file })])
    all.push(step.value)
  }
  const learned = { labels, all, several, said }
  if (said.length <= MOST_REPORTED) known.set(files, learned)
  return learned
}

/** JSON files whose beginning looks like COCO instances. Results (a list at the top) name no pictures: not read here. */
async function cocoFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json") continue
    if (looksLikeCoco(await headText(files, name, HEAD_BYTES))) found.push(name)
  }
  return found
}

/** The files to read: those that look like COCO, or, when a person says it is COCO and none does, every JSON file. */
async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await cocoFiles(files)
  if (sure.length > 0) return sure
  return (await listFiles(files)).map(({ name }) => name).filter((name) => extensionOf(name) === "json")
}

function looksLikeCoco(head: string): boolean {
  if (!/^[\s\uFEFF]*\{/.test(head)) return false
  if (/"images"\s*:\s*\[/.test(head)) return true
  return /"annotations"\s*:\s*\[/.test(head) && /"(image_id|bbox|category_id)"\s*:/.test(head)
}

function* ignoredFiles(entries: readonly { name: string }[], taken: ReadonlySet<string>): Generator<ReadEvent> {
  for (const { name } of entries)
    if (extensionOf(name) === "json" && !taken.has(name) && baseName(name) !== MANIFEST_NAME)
      yield report("note", "file_not_read", { file: name })
}
