import { boundsOf, type Point, type Region, ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { type Compared, type CompareOptions, comparePictures, Tallied } from "./compare.ts"
import type { Expected, ExpectedImage, ExpectedObject, Gathered } from "./real.ts"

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
  // The box of a region is the one around its outline; where the file has another one, the reader says so.
  const images = (want.images ?? []).map((image) => ({ ...image, objects: image.objects.map(withBoxOfMask) }))
  const boxes = comparePictures({ ...want, images }, got)
  const tally = new Tallied()
  const objects = (want.images ?? []).flatMap((image) => image.objects)
  const others = objects.filter((object) => farthest(object.xywh ?? [], withBoxOfMask(object).xywh ?? []) > 1e-6).length
  const told = got.report.filter(({ code }) => code === "box_of_outline").length
  tally.check("boxes of outlines told", told === others, `${told}, not ${others}`)
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

/** An object with the box around its mask. */
function withBoxOfMask(object: ExpectedObject): ExpectedObject {
  const box = boundsOf(pointsOf(object["polygon"]))
  return box ? { ...object, xywh: [box.x, box.y, box.width, box.height] } : object
}

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(0, ...a.map((number, i) => Math.abs(number - (b[i] ?? Infinity))))

/** The polygon of an answer: a list of corners. */
function pointsOf(polygon: unknown): Point[] {
  const list = Array.isArray(polygon) ? (polygon as number[][]) : []
  return list.map(([x = 0, y = 0]) => ({ x, y }))
}

/** True when a region has that polygon as outline, or is the box whose corners it gives, from any of them. */
function isMask({ geometry }: Region, polygon: unknown): boolean {
  const points = pointsOf(polygon)
  const ring = ringsOf(geometry)[0] ?? []
  const isNear = (a: Point | undefined, b: Point) => a !== undefined && farthest([a.x, a.y], [b.x, b.y]) <= 1e-6
  if (geometry.type === "box") return ring.every((corner) => points.some((point) => isNear(point, corner)))
  return ring.length === points.length && points.every((point, i) => isNear(ring[i], point))
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
      tally.check(
        "corners",
        (region ? ringsOf(region.geometry)[0]?.length : 4) === object["polygonPoints"],
        `${image.file} ${i}`,
      )
    }
  }
  const more = tally.result()
  return { agreed: { ...boxes.agreed, ...more.agreed }, differences: [...boxes.differences, ...more.differences] }
}
