import type { DatasetRecord, Region } from "@justesse/types"
import { type Compared, type CompareOptions, comparePictures, Tallied } from "./compare.ts"
import type { Expected, ExpectedImage, Gathered } from "./real.ts"

/** Lines of a page: what answers of documents call objects. */
export function linesOf(record: DatasetRecord): Region[] {
  return record.body?.regions.filter((region) => region.level === "line") ?? []
}

/** The record that was read from an answer's own file, by name. */
export function recordOfFile(image: ExpectedImage, records: readonly DatasetRecord[]): DatasetRecord | undefined {
  return records.find((record) => record.source?.file === image.annotationFile)
}

/** Documents have lines as objects, no classes, and a record for each label file. */
const LINES: CompareOptions = {
  regions: linesOf,
  recordOf: recordOfFile,
  ignoreCounts: ["texts", "regionTexts", "words"],
}

const texts = (regions: readonly Region[]) =>
  regions.flatMap(({ transcript }) => (transcript ? [transcript.value] : []))

/**
 * PAGE XML: lines as objects, and beside them regions in reading order, words with their texts, and the texts of regions
 * (our own where lines have none, joined from the lines' where the file only repeats them).
 */
export function comparePage(want: Expected, got: Gathered): Compared {
  const lines = comparePictures(want, got, LINES)
  const tally = new Tallied()
  for (const image of want.images ?? []) {
    const record = recordOfFile(image, got.records)
    const regions = record?.body?.regions ?? []
    const of = (level: Region["level"]) => regions.filter((region) => region.level === level)
    const same = (kind: string, found: unknown, wanted: unknown) =>
      tally.check(
        kind,
        JSON.stringify(found) === JSON.stringify(wanted),
        `${image.annotationFile}: ${JSON.stringify(found)}`,
      )
    same("names", record?.name, image.file)
    same("sizes", record?.size?.width ?? null, image.width)
    same("regions", of("region").length, image["regions"])
    same("words", of("word").length, image["words"])
    same("word texts", texts(of("word")), image["wordTexts"])
    const order = (image["readingOrder"] ?? []) as string[]
    const inOrder = of("region").map(({ id }) => id as string)
    same(
      "reading order",
      inOrder.filter((id) => order.includes(id)),
      order,
    )
    for (const [id, text] of Object.entries((image["regionTexts"] ?? {}) as Record<string, string>))
      same("region texts", regionText(regions, id), text)
    for (const object of image.objects)
      if (object.text === null)
        same("lines without text", regions.find(({ id }) => id === object["id"])?.transcript ?? null, null)
  }
  const more = tally.result()
  return { agreed: { ...lines.agreed, ...more.agreed }, differences: [...lines.differences, ...more.differences] }
}

/** The text that a region's file gave it: its own, the one that travels, or that of its lines. */
function regionText(regions: readonly Region[], id: string): string | undefined {
  const region = regions.find((candidate) => candidate.id === id)
  const carried = region?.foreign?.["page"] as { text?: string } | undefined
  const lines = texts(regions.filter((line) => line.parent === id && line.level === "line"))
  return region?.transcript?.value ?? carried?.text ?? lines.join("\n")
}

/** ALTO: lines as objects, and beside them blocks, words and sizes. */
export function compareAlto(want: Expected, got: Gathered): Compared {
  const lines = comparePictures(want, got, LINES)
  const tally = new Tallied()
  for (const image of want.images ?? []) {
    const record = recordOfFile(image, got.records)
    const count = (level: Region["level"]) => record?.body?.regions.filter((one) => one.level === level).length ?? 0
    const file = `${image.annotationFile}`
    tally.check("sizes", record?.size?.width === image.width && record?.size?.height === image.height, file)
    tally.check("blocks", count("region") === image["blocks"], `${file}: ${count("region")}`)
    tally.check("words", count("word") === image["strings"], `${file}: ${count("word")}`)
  }
  const more = tally.result()
  return { agreed: { ...lines.agreed, ...more.agreed }, differences: [...lines.differences, ...more.differences] }
}

/** hOCR: lines as objects, and beside them words and the page's box. */
export function compareHocr(want: Expected, got: Gathered): Compared {
  const lines = comparePictures(want, got, LINES)
  const tally = new Tallied()
  for (const image of want.images ?? []) {
    const record = recordOfFile(image, got.records)
    const words = record?.body?.regions.filter((one) => one.level === "word").length
    const page = (image["xywh"] ?? []) as number[]
    tally.check("names", record?.name === image.file, `${image.annotationFile}: ${record?.name}`)
    tally.check("words", words === image["wordsInFile"], `${image.annotationFile}: ${words}`)
    tally.check("sizes", record?.size?.width === page[2] && record?.size?.height === page[3], `${image.annotationFile}`)
  }
  const more = tally.result()
  return { agreed: { ...lines.agreed, ...more.agreed }, differences: [...lines.differences, ...more.differences] }
}

/** COCO-Text: pictures with objects, and beside them parts, masks, legibility and language. */
export function compareCocoText(want: Expected, got: Gathered): Compared {
  const boxes = comparePictures(want, got)
  const tally = new Tallied()
  for (const image of want.images ?? []) {
    const record = got.records.find((one) => one.foreignId === String(image["sourceId"]))
    tally.check("parts", record?.split === image["subset"], `${image.file}: ${record?.split}`)
    for (const object of image.objects) {
      const region = record?.body?.regions.find((one) => one.transcript?.value === object.text)
      const legible = region?.transcript?.marks?.includes("illegible") !== true
      tally.check("legible", legible === object["legible"], `${object.text}`)
      const carried = region?.foreign?.["coco-text"] as { language?: string } | undefined
      const language = region?.transcript?.language === "en" ? "english" : carried?.language
      tally.check("languages", language === object["language"], `${object.text}: ${language}`)
      tally.check("masks", region !== undefined && isMask(region, object["polygon"]), `${object.text}`)
    }
  }
  const more = tally.result()
  return { agreed: { ...boxes.agreed, ...more.agreed }, differences: [...boxes.differences, ...more.differences] }
}

/** True when a region has that polygon as outline, or is the box whose corners it gives. */
function isMask({ x, y, width, height, outline }: Region, polygon: unknown): boolean {
  const [left, top, right, bottom] = [x, y, x + width, y + height]
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
  const points = outline?.map((point) => [point.x, point.y]) ?? corners
  return JSON.stringify(points) === JSON.stringify(polygon)
}

/** MMOCR: pictures with objects, and beside them how many are to be ignored and how many corners polygons have. */
export function compareMmocr(want: Expected, got: Gathered): Compared {
  const boxes = comparePictures(want, got)
  const tally = new Tallied()
  for (const image of want.images ?? []) {
    const regions = got.records.find(({ name }) => name === image.file)?.body?.regions ?? []
    for (const [i, object] of image.objects.entries()) {
      const region = regions[i]
      tally.check("ignored", (region?.flags?.ignore === true) === object["ignore"], `${image.file} ${i}`)
      tally.check("corners", (region?.outline?.length ?? 4) === object["polygonPoints"], `${image.file} ${i}`)
    }
  }
  const more = tally.result()
  return { agreed: { ...boxes.agreed, ...more.agreed }, differences: [...boxes.differences, ...more.differences] }
}
