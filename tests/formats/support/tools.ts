import { boundsOfShape, type Region, ringsOf } from "@justesse/types"
import { type Compared, comparePictures, recordByName, Tallied, TOLERANCE_PX } from "./compare.ts"
import type { Expected, ExpectedObject, Gathered } from "./real.ts"

/** Both comparisons as one. */
function together(a: Compared, b: Compared): Compared {
  return { agreed: { ...a.agreed, ...b.agreed }, differences: [...a.differences, ...b.differences] }
}

/**
 * Datumaro answers count everything that is said about a picture: boxes are compared as boxes, captions with the text of the
 * picture, labels of whole pictures with what travels with it.
 */
export function compareDatumaro(want: Expected, got: Gathered): Compared {
  const images = want.images ?? []
  const boxes = images.map((image) => ({ ...image, objects: image.objects.filter(({ type }) => type === "bbox") }))
  const tally = new Tallied()
  for (const image of images) {
    const record = recordByName(image, got.records)
    const carried = JSON.stringify(record?.foreign?.["datumaro"] ?? {})
    tally.check("parts", record?.split === image["subset"], `${image.file} is of ${record?.split}`)
    for (const { type, text } of image.objects)
      if (type === "caption") tally.check("captions", record?.text === text, `${image.file}: ${record?.text}`)
    const labels = image.objects.filter(({ type }) => type === "label")
    const found = carried.match(/"type":"label"/g)?.length ?? 0
    tally.check("labels of pictures", found === labels.length, `${image.file} carries ${found}, not ${labels.length}`)
  }
  const options = { ordered: true, ignoreCounts: ["objects", "texts"] }
  return together(comparePictures({ ...want, images: boxes }, got, options), tally.result())
}

/** How many corners the outline of a region has; 0 for a box. */
function cornersIn(region: Region | undefined): number {
  if (!region || region.geometry.type === "box") return 0
  return ringsOf(region.geometry).reduce((sum, ring) => sum + ring.length, 0)
}

/** Answers of LabelMe's XML give labels and how many points each outline has; what was drawn as a box has none here. */
export function compareLabelMeXml(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  tally.check("counts", got.records.length === want.counts["images"], `${got.records.length} pictures`)
  for (const image of want.images ?? []) {
    const record = recordByName(image, got.records)
    tally.check("pictures", record !== undefined, `${image.file}`)
    const regions = record?.body?.regions ?? []
    tally.check("counts", regions.length === image.objects.length, `${regions.length} regions`)
    for (const [i, { label, points, rectangle }] of image.objects.entries()) {
      const region = regions[i]
      tally.check("labels", region?.label === label, `${region?.label} instead of ${label}`)
      const outline = rectangle === true ? 0 : points
      tally.check("outlines", cornersIn(region) === outline, `${label}: ${cornersIn(region)}`)
    }
  }
  return tally.result()
}

const SHAPES_AS_BOX = new Set(["rect", "circle", "ellipse"])

/**
 * VIA's answers give attributes as the file has them: the one that was taken as the label is compared with the label, a text
 * with the transcript. Points and lines must travel with their picture.
 */
export function compareVia(want: Expected, got: Gathered, path: string): Compared {
  const tally = new Tallied()
  tally.check("counts", got.records.length === want.counts["images"], `${got.records.length} pictures`)
  const options: Record<string, string> = { 0: "dog", 1: "cat", 2: "bird house" } // the option ids of via3/own-basics
  for (const image of want.images ?? []) {
    const record = recordByName({ ...image, file: image.file?.replace(/^\.\//, "") ?? "" }, got.records)
    tally.check("pictures", record !== undefined, `${image.file}`)
    const left = [...(record?.body?.regions ?? [])]
    const carried = JSON.stringify(record?.foreign ?? {})
    for (const object of image.objects) {
      const type = String(object["type"])
      if (!SHAPES_AS_BOX.has(type) && type !== "polygon") {
        tally.check("carried", carried.includes(`"name":"${type}"`), `${image.file} ${type}`)
        continue
      }
      const region = left.shift()
      const box = boxOf(object)
      const sides = ["x", "y", "width", "height"] as const
      const far =
        !region ||
        (box && sides.some((side, i) => Math.abs(boundsOfShape(region.geometry)[side] - (box[i] ?? 0)) > TOLERANCE_PX))
      tally.check(type === "polygon" ? "polygons" : "boxes", !far, `${image.file} ${JSON.stringify(object)}`)
      const said = Object.entries((object["attributes"] ?? {}) as Record<string, unknown>)
      const label = got.ontology.labels.find(({ id }) => id === region?.label)?.name.en
      for (const [key, value] of said) {
        const named = path.startsWith("via3/") && key === "class" ? options[String(value)] : value
        const found =
          key === "text" ? region?.transcript?.value : (region?.attributes as Record<string, unknown>)?.[key]
        tally.check(
          key === "text" ? "texts" : "labels and attributes",
          named === (found ?? label),
          `${key} ${found ?? label}`,
        )
      }
    }
    tally.check("counts", left.length === 0, `${image.file}: ${left.length} too many`)
  }
  return tally.result()
}

/** The box of a rectangle, a circle or an ellipse as the file says it; null for polygons. */
function boxOf(object: ExpectedObject): readonly number[] | null {
  if (object.xywh) return object.xywh
  const shape = (object["shape"] ?? {}) as Record<string, number>
  const { cx, cy, r, rx = r, ry = r } = shape
  if (cx === undefined || cy === undefined || rx === undefined || ry === undefined) return null
  return [cx - rx, cy - ry, 2 * rx, 2 * ry]
}
