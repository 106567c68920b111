import { FORMATS } from "@justesse/formats"
import { expect, test } from "vitest"
import { comparePictures, TOLERANCE_PX } from "./support/compare.ts"
import { expectedOf, gather, present, realFiles } from "./support/real.ts"

const PATH = "crossformat/voc2012-subset"
const FORMS = {
  voc: "voc",
  "imagenet-xml": "voc",
  labelme: "labelme",
  openimages: "openimages",
  "yolo-darknet": "darknet",
} as const

const stem = (name: string) => name.replace(/\.\w+$/, "").replace(/^.*\//, "")

/** The same 87 boxes of 40 pictures of VOC 2012 in five forms (LabelMe has ten of the pictures). */
test.each(present ? Object.entries(FORMS) : [])("40 real pictures agree in the form %s", async (form, format) => {
  expect(FORMATS.map(({ name }) => name)).toContain(format)
  const want = expectedOf(PATH)
  const sizes = new Map(want.images?.map(({ file = "", width = 0, height = 0 }) => [stem(file), { width, height }]))
  const files = realFiles(`${PATH}/${form}`)
  const got = await gather(files, { format, sizeOf: (name) => sizes.get(stem(name)) ?? null })
  const there = new Set(got.records.map(({ name }) => stem(name)))
  const images = want.images?.filter(({ file = "" }) => there.has(stem(file))) ?? []
  const { agreed, differences } = comparePictures({ counts: {}, images }, got)
  const [boxes = 0, of = 0] = agreed["boxes"] ?? []
  console.log(`${PATH}/${form}: ${images.length} pictures, ${boxes} of ${of} boxes within ${TOLERANCE_PX} px`)
  expect(differences).toEqual([])
  expect([images.length, of]).toEqual(form === "labelme" ? [10, 19] : [40, 87])
})

test("the real files are here, or nothing was compared", () => {
  if (!present) console.log("the real files are not here (../shared/data/formats): no forms compared")
})
