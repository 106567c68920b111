import { JustesseError } from "@justesse/types"
import type { Format, ReadEvent, ReadOptions } from "./contract.ts"
import { type FileSet, listFiles } from "./io/fileSet.ts"
import { isPictureName, PictureIndex } from "./io/pictures.ts"
import { sampleFiles } from "./io/sampled.ts"
import { watchedFiles } from "./io/watchedFiles.ts"
import { FORMATS, formatNamed } from "./list.ts"
import { toUnlabelled } from "./pictureFolder/index.ts"
import { DistinctNames } from "./report/distinctNames.ts"
import { report } from "./report/lines.ts"
import { MentionedFiles, passedOver } from "./report/passedOver.ts"

/**
 * The format a set of files is in, from its content: the reader that is surest, the earlier in the list where two are alike.
 * @throws JustesseError `format_unknown` when no reader knows it.
 */
export async function detectFormat(files: FileSet): Promise<Format> {
  let best: { format: Format; score: number } | null = null
  const sampled = sampleFiles(files)
  for (const format of FORMATS) {
    const score = (await format.reader?.detect(sampled)) ?? 0
    if (score > (best?.score ?? 0)) best = { format, score }
  }
  if (best === null) throw new JustesseError("format_unknown", { format: "auto" })
  return best.format
}

/** Says that a reader found nothing of its own, with the files that it passed over: an import never ends without a word. */
async function* nothingRead(files: FileSet, isAsset: (name: string) => boolean): AsyncGenerator<ReadEvent> {
  const names = (await listFiles(files))
    .map(({ name }) => name)
    .filter((name) => !isPictureName(name) && !isAsset(name))
  const [first] = names
  if (first !== undefined) yield report("lost", "nothing_read", { file: first, count: names.length })
}

/** {@link readDataset}'s choices: those of the readers, and the format by name (`auto`, the default, looks at the content). */
interface DatasetOptions extends ReadOptions {
  readonly format?: string
  /** Pictures may be elsewhere (in a studio): whoever reads looks for those that are not here, and says so. */
  readonly isElsewhere?: boolean
  /** Whoever reads can take one answer a picture, as who writes it in another form: a second one is told and left out. */
  readonly isOnce?: boolean
  /** Files that whoever reads takes as they are, where no reader takes them for labels. */
  readonly isAsset?: (name: string) => boolean
}

/**
 * Everything in a set of files: what its format's reader says, then every picture that no label file named, as a record
 * whose body is null, and every file that nobody spoke of. This is the one entry for whoever imports or converts.
 *
 * @throws JustesseError `format_unknown`; whatever the set throws when it cannot be read. Never for what is in the files.
 */
export async function* readDataset(given: FileSet, options: DatasetOptions = {}): AsyncGenerator<ReadEvent> {
  const { format: name = "auto", isElsewhere = false, isOnce = false, isAsset = () => false, ...readOptions } = options
  const files = watchedFiles(given)
  const format = name === "auto" ? await detectFormat(files) : formatNamed(name)
  if (format.reader === null) throw new JustesseError("format_unknown", { format: format.name })
  const named = new Set<string>()
  const mentioned = new MentionedFiles()
  let isSilent = true
  const pictures = (await PictureIndex.of(files)).names
  const distinct = new DistinctNames({ hasPictures: pictures.length > 0 && !isElsewhere, isOnce })
  for await (const said of format.reader.read(files, readOptions)) {
    if (said.kind !== "ontology") isSilent = false
    mentioned.hear(said)
    for (const event of said.kind === "record" ? distinct.record(said) : [said]) {
      if (event.kind === "record" && event.picture !== null) named.add(event.picture)
      yield event
    }
  }
  if (isSilent) yield* nothingRead(files, isAsset)
  else yield* passedOver(files, mentioned, isAsset)
  for (const picture of pictures) if (!named.has(picture)) yield* distinct.record(toUnlabelled(picture))
}
