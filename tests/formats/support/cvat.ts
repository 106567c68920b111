import { ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { type Compared, comparePictures, Tallied } from "./compare.ts"
import type { Expected, ExpectedObject, Gathered } from "./real.ts"

const isBox = (object: ExpectedObject) => object["type"] === "box"

/** CVAT's points and lines are no regions here: they are carried with their picture. */
function carriedShapes(record: DatasetRecord | undefined): number {
  const carried = record?.foreign?.["cvat"]
  const shapes = typeof carried === "object" && carried !== null && "shapes" in carried ? carried["shapes"] : []
  return Array.isArray(shapes) ? shapes.length : 0
}

/** Boxes as boxes, polygons by their points, everything else by its count. Shapes without a label are "unlabelled" here. */
export function compareCvat(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  const images = want.images ?? []
  tally.check("counts", got.records.length === want.counts["images"], `${got.records.length} pictures`)
  for (const { file, objects } of images) {
    const record = got.records.find(({ name }) => name === file)
    const polygons = objects.filter((object) => object["type"] === "polygon")
    const outlines =
      record?.body?.regions.flatMap(({ geometry }) =>
        ringsOf(geometry).map((ring) => JSON.stringify(ring.map(({ x, y }) => [x, y]))),
      ) ?? []
    for (const { points } of polygons)
      tally.check("polygons", outlines.includes(JSON.stringify(points)), `${file} ${JSON.stringify(points)}`)
    const others = objects.length - objects.filter(isBox).length - polygons.length
    tally.check("shapes carried", carriedShapes(record) === others, `${file}: ${carriedShapes(record)}, not ${others}`)
  }
  const boxes = images.map((image) => ({ ...image, objects: image.objects.filter(isBox) }))
  const plain = (record: DatasetRecord) => record.body?.regions.filter(({ geometry }) => "width" in geometry) ?? []
  const compared = comparePictures({ ...want, counts: {}, images: boxes }, got, {
    ignoreCounts: ["classes"],
    regions: plain,
  })
  return {
    agreed: { ...tally.result().agreed, ...compared.agreed },
    differences: [...tally.differences, ...compared.differences],
  }
}
