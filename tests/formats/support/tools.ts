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
