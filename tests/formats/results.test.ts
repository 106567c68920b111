import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { expectedOf, gather, present, realFiles } from "./support/real.ts"

interface Results {
  readonly detections: number
  readonly first: readonly { imageId: number; categoryId: number; xywh: readonly number[]; score: number }[]
}

/** Lists of COCO results lie beside the answers that they are measured against. */
test.each(present ? ["coco/own-basics", "coco/person-keypoints"] : [])(
  "%s: every found box has its picture, class and score",
  async (path) => {
    const want = expectedOf(path)["results"] as Results // the answer's own shape
    const files = realFiles(path)
    const { records, ontology, report } = await gather(files, { format: "coco-results" })
    const regions = records.flatMap(({ foreignId, body }) => body?.regions.map((one) => ({ foreignId, ...one })) ?? [])
    expect(report.filter(({ level }) => level === "lost")).toEqual([])
    expect(regions).toHaveLength(want.detections)
    const gold = await gather(files, { format: "coco" })
    expect(ontology.labels.map(({ name }) => name)).toEqual(gold.ontology.labels.map(({ name }) => name))
    for (const { imageId, xywh, score } of want.first) {
      const found = regions.filter(
        (one) => one.foreignId === String(imageId) && boxOf(one).x === xywh[0] && boxOf(one).y === xywh[1],
      )
      expect(found.map((one) => [boxOf(one).width, boxOf(one).height, one.foreign])).toEqual([
        [xywh[2], xywh[3], { coco: { score } }],
      ])
    }
    console.log(`${path} (coco-results): ${regions.length} of ${want.detections} found boxes`)
  },
)

test("the real files are here, or nothing was compared", () => {
  if (!present) console.log("the real files are not here (../shared/data/formats): no results compared")
})
