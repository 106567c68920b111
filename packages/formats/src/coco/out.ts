import { boxOf, type Label, type Region, ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { byRegion, quoted, toOriginText, UNTOLD } from "../companions/index.ts"
import { isList, type JsonValue } from "../io/jsonParse.ts"
import { carriedFor, isFiniteNumber } from "../regions/parts.ts"
import { areApart, joinRings, partsOf } from "../regions/rings.ts"
import { findRotation, isUpright } from "../regions/rotated.ts"
import { areaOfShape, isUnchanged } from "./carried.ts"
import { withIds } from "./ids.ts"
import { OWN_ID, ROTATION } from "./region.ts"

/** A category as it stands in the file. */
export function categoryText(label: Label, id: string): string {
  const { id: _id, ...carried } = carriedFor(label.foreign, "coco")
  return withIds({ id }, { supercategory: "", ...carried, name: label.name.en })
}

/** A picture as it stands in the file, under the id it gets there. */
export function imageText(id: string, record: DatasetRecord): string {
  return withIds(
    { id },
    {
      ...carriedFor(record.foreign, "coco"),
      ...(record.foreignId === undefined || record.foreignId === id ? {} : { [OWN_ID]: record.foreignId }),
      file_name: record.name,
      ...(record.size ? { width: record.size.width, height: record.size.height } : {}),
    },
  )
}

/** A region as it stands in the file; ids are whole numbers as texts, which JSON may have longer than numbers are exact. */
export function annotationText(id: string, imageId: string, categoryId: string, region: Region): string {
  const { foreign, flags, geometry, transcript, attributes: own } = region
  if (geometry.type === "box" && !foreign && !flags && !transcript && !own)
    return boxText(id, imageId, categoryId, region)
  const carried = carriedFor(foreign, "coco")
  const { attributes: carriedAttributes, bbox: _, shape_area: _own, stated_bbox: stated, ...others } = carried
  const { area, segmentation, iscrowd, ...rest } = others
  const unchanged = isUnchanged(region, carried)
  const attributes = attributesOf(region, carriedAttributes)
  return withIds(
    { id, image_id: imageId, category_id: categoryId },
    {
      ...rest,
      ...(region.id === id ? {} : { [OWN_ID]: region.id }),
      bbox: unchanged && isList(stated) ? stated : bboxOf(region),
      area: unchanged && isFiniteNumber(area) ? area : areaOfShape(geometry),
      iscrowd: region.flags?.crowd === true || (region.flags?.crowd === undefined && iscrowd === 1) ? 1 : 0,
      segmentation: unchanged && segmentation !== undefined ? segmentation : polygonsOf(region),
      ...(attributes === null ? {} : { attributes }),
    },
  )
}

/** {@link annotationText} of a box alone, put together as text: most of a large dataset are boxes. */
function boxText(id: string, imageId: string, categoryId: string, region: Region): string {
  const { x, y, width, height } = boxOf(region)
  const own = region.id === id ? "" : `"${OWN_ID}":${quoted(region.id)},`
  // JSON writes numbers in one go and, other than a template, does not keep the texts of the last thousands of them.
  const numbers = JSON.stringify([x, y, width, height, width * height])
  const last = numbers.lastIndexOf(",")
  const box = `"bbox":${numbers.slice(0, last)}],"area":${numbers.slice(last + 1, -1)}`
  return `{"id":${id},"image_id":${imageId},"category_id":${categoryId},${own}${box},"iscrowd":0,"segmentation":[]}`
}

/** The box around a region. Sides of an outline are as short as its corners, where that says the same far edges. */
function bboxOf(region: Region): number[] {
  const { x, y, width, height } = boxOf(region)
  if ("width" in region.geometry) return [x, y, width, height]
  return [x, y, shortSide(x, width), shortSide(y, height)]
}

/** A difference of two numbers in four decimals where these are all that it has: files have two. */
function shortSide(near: number, side: number): number {
  const short = Math.round(side * 1e4) / 1e4
  return Math.abs(short - side) <= 2 * Number.EPSILON * (Math.abs(near) + side) ? short : side
}

/**
 * The polygons of a region: one for each part, holes joined to what is around them, or all as one line where parts cross or lie
 * over one another, because several polygons mean all of what they cover. None for an upright box.
 */
function polygonsOf(region: Region): JsonValue {
  if (isUpright(region)) return []
  const rings = ringsOf(region.geometry)
  const parts = rings.length === 1 ? rings : partsOf(rings).map(joinRings)
  const lines = parts.length === 1 || areApart(parts) ? parts : [joinRings(rings)]
  return lines.map((line) => line.flatMap(({ x, y }) => [x, y]))
}

function attributesOf(region: Region, carried: JsonValue | undefined): JsonValue {
  if (carried !== undefined && (typeof carried !== "object" || carried === null || isList(carried))) return carried
  const { transcript } = region
  const rotated = findRotation(region)
  const attributes: Record<string, JsonValue> = {
    ...carried,
    ...region.attributes,
    ...(rotated ? { [ROTATION]: rotated.rotation } : {}),
    ...(transcript ? { transcription: transcript.value } : {}),
    ...(transcript?.language === undefined ? {} : { transcription_language: transcript.language }),
    ...(transcript?.direction === undefined ? {} : { transcription_direction: transcript.direction }),
    ...(transcript?.marks === undefined ? {} : { transcription_marks: transcript.marks }),
    ...(transcript?.parts === undefined ? {} : { transcription_parts: transcript.parts }),
  }
  return Object.keys(attributes).length > 0 ? attributes : null
}

/** Where each label of a picture comes from, a line each; one line for a picture without labels. */
export function provenanceText(
  id: string,
  record: DatasetRecord,
  regions: readonly { readonly id: string; readonly region: Region }[],
): string {
  const { name: picture, sha256, settledBy = null } = record
  const head = JSON.stringify({ picture, sha256, settledBy }).slice(1, -1)
  if (regions.length === 0) return `{"image_id":${id},"annotation_id":null,${head}}\n`
  const known = byRegion(record.provenance ?? [])
  let text = ""
  for (const { id: annotation, region } of regions) {
    const entry = known?.get(region.id)
    const what = `"region":${quoted(region.id)},"label":${quoted(region.label)}`
    text += `{"image_id":${id},"annotation_id":${annotation},${head},${what},${entry ? toOriginText(entry) : UNTOLD}}\n`
  }
  return text
}
