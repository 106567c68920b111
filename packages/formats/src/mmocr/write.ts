import { boxOf, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { safeName } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { lineOfRegion } from "../regions/wholePixels.ts"
import { type Holds, tallyAll, tallyRecord } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"

/** The export's files: where texts are, and what pictures of single words say. */
export const MMOCR_BOXES = "textspotting.json"
export const MMOCR_WORDS = "textrecog.json"

const HOLDS: Holds = {
  ...{ rotation: true, outline: true, transcript: true, flags: ["ignore"], size: true, text: true },
  foreign: "mmocr",
}

/**
 * MMOCR 1.x: `polygon` with all decimals, `bbox` as corners, `ignore`, and `text` where there is one; categories in the
 * ontology's order. The dataset is one of text spotting where anything has a text, otherwise of text detection. Pictures that
 * have a text of their own go into a second file.
 */
export const mmocrWriter: Writer = {
  name: "mmocr",
  async losses(records) {
    return (await survey(records)).tally.lines(MMOCR_BOXES)
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { tally, words, texts } = await survey(records)
    for (const line of tally.lines(MMOCR_BOXES)) options.report?.(line)
    yield { name: MMOCR_BOXES, role: "labels", body: encodeStream(boxesText(records, manifest, texts)) }
    if (words) yield { name: MMOCR_WORDS, role: "labels", body: encodeStream(wordsText(records)) }
    yield* companionFiles(records, manifest)
  },
}

async function survey(records: RecordSource): Promise<{ tally: Tally; words: boolean; texts: boolean }> {
  const tally = new Tally()
  let [words, texts] = [false, false]
  for await (const record of records()) {
    if (record.text !== undefined) words = true
    if (record.text !== undefined && record.body === null) {
      // Its name is all that can keep it from going out.
      if (safeName(record.name) !== record.name)
        tallyRecord({ ...record, body: { regions: [], nothingHere: false } }, HOLDS, tally)
      continue
    }
    if (!tallyAll(record, HOLDS, tally)) continue
    if (record.size === null) tally.add("lost", "size_unknown")
    for (const region of record.body?.regions ?? []) {
      if (region.transcript) texts = true
      if (region.flags?.ignore === false) tally.add("lost", "flags", "ignore")
    }
  }
  return { tally, words, texts }
}

async function* boxesText(records: RecordSource, manifest: DatasetManifest, texts: boolean): AsyncGenerator<string> {
  const names = labelNames(manifest.ontology)
  const numbers = new Map<string, number>([...names.keys()].map((id, i) => [id, i]))
  const category = [...names.values()].map((name, id) => ({ id, name }))
  const kind = texts ? ["TextSpottingDataset", "textspotting"] : ["TextDetDataset", "textdet"]
  yield `{"metainfo":${JSON.stringify({ dataset_type: kind[0], task_name: kind[1], category })},\n"data_list":[`
  let separator = "\n"
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    yield separator + JSON.stringify(pictureOf(record, record.body.regions, numbers))
    separator = ",\n"
  }
  yield "\n]}\n"
}

function pictureOf(
  record: DatasetRecord,
  regions: readonly Region[],
  numbers: ReadonlyMap<string, number>,
): Record<string, JsonValue> {
  return {
    ...carriedFor(record.foreign, "mmocr"),
    img_path: record.name,
    ...(record.size ? { height: record.size.height, width: record.size.width } : {}),
    instances: regions.map((region) => instanceOf(region, numbers)),
  }
}

function instanceOf(region: Region, numbers: ReadonlyMap<string, number>): Record<string, JsonValue> {
  const { transcript, flags, label } = region
  const { x, y, width, height } = boxOf(region)
  const { text: _text, ...rest } = carriedFor(region.foreign, "mmocr")
  return {
    ...rest,
    polygon: lineOfRegion(region).flatMap((point) => [point.x, point.y]),
    bbox: [x, y, x + width, y + height],
    bbox_label: numbers.get(label) ?? label,
    ignore: flags?.ignore === true,
    ...(transcript ? { text: transcript.value } : {}),
  }
}

async function* wordsText(records: RecordSource): AsyncGenerator<string> {
  yield '{"metainfo":{"dataset_type":"TextRecogDataset","task_name":"textrecog"},\n"data_list":['
  let separator = "\n"
  for await (const record of records()) {
    if (record.text === undefined || safeName(record.name) !== record.name) continue
    yield separator + JSON.stringify({ img_path: record.name, instances: [{ text: record.text }] })
    separator = ",\n"
  }
  yield "\n]}\n"
}
