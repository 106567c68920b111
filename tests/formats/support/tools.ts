import { type Compared, comparePictures, recordByName, Tallied } from "./compare.ts"
import type { Expected, Gathered } from "./real.ts"

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
      tally.check("outlines", (region?.outline?.length ?? 0) === outline, `${label}: ${region?.outline?.length}`)
    }
  }
  return tally.result()
}
