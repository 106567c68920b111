import { type AttributeValue, boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { decimalSum } from "../io/decimals.ts"
import { baseName } from "../io/fileSet.ts"
import { isList, isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Page, perPictureWriter } from "../regions/perPicture.ts"
import { findLine } from "../regions/rotated.ts"
import { TEXT_KEY, textAttributes } from "../regions/toolLabels.ts"
import { isStillBox } from "../regions/toolShapes.ts"
import type { Tally } from "../report/lines.ts"

/**
 * LabelMe's JSON beside each picture. Boxes are rectangles by two corners; outlines are polygons, and so are turned boxes,
 * which come back as outlines. Texts are descriptions, attributes that are yes or no are flags, others go into `attributes`,
 * which LabelMe keeps and does not show. An empty description is no text there.
 */
export const labelMeWriter: Writer = perPictureWriter({
  name: "labelme",
  extension: "json",
  hasClasses: true,
  holds: {
    ...{ outline: true, transcript: true, language: true, marks: true, textParts: true, attributes: true, size: true },
    ...{ flags: ["difficult"], foreign: "labelme" },
  },
  tally: tallyRecord,
  text: pageText,
})

function tallyRecord(record: DatasetRecord, tally: Tally): void {
  for (const region of record.body?.regions ?? []) {
    if (region.transcript?.value === "") tally.add("lost", "transcripts", "empty")
  }
}

function* pageText({ record, regions, labelOf }: Page): Generator<string> {
  const { shapes, flags, ...others } = carriedFor(record.foreign, "labelme")
  yield `{"version":"5.5.0","flags":${JSON.stringify(isObject(flags) ? flags : {})},"shapes":[`
  const written = regions.map((region) => shapeOf(region, labelOf(region)))
  const all = [...written, ...(isList(shapes) ? shapes : [])].map((shape) => JSON.stringify(shape))
  yield all.length > 0 ? `\n${all.join(",\n")}\n` : ""
  const tail = {
    ...{ imagePath: baseName(record.name), imageData: null },
    ...{ imageHeight: record.size?.height ?? null, imageWidth: record.size?.width ?? null, ...others },
  }
  yield `],${JSON.stringify(tail).slice(1)}\n`
}

function shapeOf(region: Region, label: string): JsonObject {
  const { shape, bbox, group_id, attributes: further, ...others } = carriedFor(region.foreign, "labelme")
  const entries = attributesOf(region, further)
  const flags = entries.filter(([, value]) => typeof value === "boolean")
  const attributes = entries.filter(([, value]) => typeof value !== "boolean")
  const { difficult } = region.flags ?? {}
  return {
    ...(isObject(shape) && isStillBox(region, bbox) ? shape : { ...others, ...toShape(region) }),
    ...{ label, group_id: group_id ?? null, description: region.transcript?.value ?? "" },
    flags: Object.fromEntries(flags),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
    ...(difficult === undefined ? {} : { difficult }),
  }
}

function attributesOf(region: Region, further: JsonValue | undefined): [string, AttributeValue | JsonValue][] {
  const text = region.transcript?.value === "" ? [] : textAttributes(region.transcript)
  return [
    ...new Map<string, AttributeValue | JsonValue>([
      ...(isObject(further) ? Object.entries(further) : []),
      ...Object.entries(region.attributes ?? {}),
      ...text.filter(([key]) => key !== TEXT_KEY),
    ]),
  ]
}

function toShape(region: Region): { shape_type: string; points: number[][] } {
  const outline = findLine(region)
  if (outline) return { shape_type: "polygon", points: outline.map(({ x, y }) => [x, y]) }
  const { x, y, width, height } = boxOf(region)
  const far = [Number(decimalSum(x, width)), Number(decimalSum(y, height))]
  return { shape_type: "rectangle", points: [[x, y], far] }
}
