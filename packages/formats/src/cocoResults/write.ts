import { boxOf, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { isUnchanged } from "../coco/carried.ts"
import { withIds } from "../coco/ids.ts"
import { companionFiles } from "../companions/index.ts"
import type { Numbers, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { member } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor, isFiniteNumber } from "../regions/parts.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"

const RESULTS_FILE = "results.json"
/** Names and sizes of the pictures that the results speak of by number. */
const PICTURES_FILE = "image_info.json"
const HOLDS: Holds = { size: true, foreign: "coco" }

/**
 * COCO results: every region as a row with the score it came with, or 1, and beside it a COCO file that names pictures and
 * categories, numbered from 1, or by the project's own numbers where it gives some. Draws the records four times; holds nothing.
 */
export const cocoResultsWriter: Writer = {
  name: "coco-results",
  async losses(records) {
    return (await survey(records)).lines(RESULTS_FILE)
  },
  async *write(records, manifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { numbers } = options
    const own = manifest.ontology.labels.map(({ id }, i) => [id, numbers?.categories.get(id) ?? String(i + 1)] as const)
    const categories = new Map<string, string>(own)
    for (const line of (await survey(records, categories)).lines(RESULTS_FILE)) options.report?.(line)
    yield { name: RESULTS_FILE, role: "labels", body: encodeStream(rows(records, categories, numbers)) }
    yield { name: PICTURES_FILE, role: "labels", body: encodeStream(names(records, manifest, categories, numbers)) }
    yield* companionFiles(records, manifest)
  },
}

async function survey(records: RecordSource, categories?: ReadonlyMap<string, string>): Promise<Tally> {
  const tally = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    for (const region of record.body?.regions ?? []) {
      if (categories && !categories.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else if (scoreOf(region) === null) tally.add("changed", "score_added", "score")
    }
  }
  return tally
}

function scoreOf(region: Region): number | null {
  const score = member(carriedFor(region.foreign, "coco"), "score")
  return isFiniteNumber(score) ? score : null
}

async function* goingOut(
  records: RecordSource,
  numbers?: Numbers,
): AsyncGenerator<{ id: string; record: DatasetRecord }> {
  const tally = new Tally()
  let count = 0
  for await (const record of records())
    if (tallyAll(record, HOLDS, tally)) yield { id: numbers?.picture(record) ?? String(++count), record }
}

async function* rows(
  records: RecordSource,
  categories: ReadonlyMap<string, string>,
  numbers?: Numbers,
): AsyncGenerator<string> {
  yield "["
  let separator = "\n"
  for await (const { id, record } of goingOut(records, numbers))
    for (const region of record.body?.regions ?? []) {
      const category = categories.get(region.label)
      if (category === undefined) continue
      const carried = carriedFor(region.foreign, "coco")
      const { bbox: _bbox, area: _area, iscrowd: _crowd, shape_area: _own, stated_bbox: _stated, ...all } = carried
      const { segmentation, ...rest } = all
      const { x, y, width, height } = boxOf(region)
      const bbox = [x, y, width, height]
      const { image_id: _image, category_id: _category, ...others } = rest
      const mask = segmentation !== undefined && isUnchanged(region, carried) ? { segmentation } : {}
      const row = { ...others, ...mask, bbox, score: scoreOf(region) ?? 1 }
      yield separator + withIds({ image_id: id, category_id: category }, row)
      separator = ",\n"
    }
  yield "\n]\n"
}

async function* names(
  records: RecordSource,
  { ontology }: DatasetManifest,
  ids: ReadonlyMap<string, string>,
  numbers?: Numbers,
): AsyncGenerator<string> {
  const categories = ontology.labels.map(({ id, name }) => withIds({ id: ids.get(id) ?? "0" }, { name: name.en }))
  yield `{"categories":[${categories.join(",")}],\n"images":[`
  let separator = "\n"
  for await (const { id, record } of goingOut(records, numbers)) {
    yield separator + withIds({ id }, { file_name: record.name, ...record.size })
    separator = ",\n"
  }
  yield "\n]}\n"
}
