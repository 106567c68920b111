import type { DatasetRecord, Label, Region } from "@justesse/types"
import { byRegion, quoted, toOriginText, UNTOLD } from "../companions/index.ts"
import { isList, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor, isFiniteNumber } from "../regions/parts.ts"
import { cornersOf, findRotation, liveOutline } from "../regions/rotated.ts"
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
  const { foreign, flags, outline, turned: rotated, transcript, attributes: own } = region
  if (!foreign && !flags && !outline && !rotated && !transcript && !own) return boxText(id, imageId, categoryId, region)
  const carried = carriedFor(foreign, "coco")
  const { attributes: carriedAttributes, bbox: _, area, segmentation, iscrowd, ...rest } = carried
  const unchanged = boxUnchanged(region, carried)
  const attributes = attributesOf(region, carriedAttributes)
  return withIds(
    { id, image_id: imageId, category_id: categoryId },
    {
      ...rest,
      ...(region.id === id ? {} : { [OWN_ID]: region.id }),
      bbox: [region.x, region.y, region.width, region.height],
      area: unchanged && isFiniteNumber(area) ? area : region.width * region.height,
      iscrowd: region.flags?.crowd === true || (region.flags?.crowd === undefined && iscrowd === 1) ? 1 : 0,
      segmentation: unchanged && segmentation !== undefined ? segmentation : outlineOf(region),
      ...(attributes === null ? {} : { attributes }),
    },
  )
}

/** {@link annotationText} of a box alone, put together as text: most of a large dataset are boxes. */
function boxText(id: string, imageId: string, categoryId: string, region: Region): string {
  const { x, y, width, height } = region
  const own = region.id === id ? "" : `"${OWN_ID}":${quoted(region.id)},`
  // JSON writes numbers in one go and, other than a template, does not keep the texts of the last thousands of them.
  const numbers = JSON.stringify([x, y, width, height, width * height])
  const last = numbers.lastIndexOf(",")
  const box = `"bbox":${numbers.slice(0, last)}],"area":${numbers.slice(last + 1, -1)}`
  return `{"id":${id},"image_id":${imageId},"category_id":${categoryId},${own}${box},"iscrowd":0,"segmentation":[]}`
}

/** Whether the box is still the one that a carried mask and area were made for. */
export function boxUnchanged(region: Region, carried: Record<string, JsonValue>): boolean {
  const bbox = member(carried, "bbox")
  if (!isList(bbox)) return false
  return bbox[0] === region.x && bbox[1] === region.y && bbox[2] === region.width && bbox[3] === region.height
}

function outlineOf(region: Region): JsonValue {
  const rotated = findRotation(region)
  const outline = liveOutline(region) ?? (rotated && cornersOf(rotated))
  return outline ? [outline.flatMap(({ x, y }) => [x, y])] : []
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
    ...(transcript?.marks === undefined ? {} : { transcription_marks: transcript.marks }),
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
