import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { cocoReader } from "./read.ts"

test("150,000 boxes on 20,000 pictures, annotations in any order, are all read", async () => {
  const images = Array.from({ length: 20_000 }, (_, i) => ({
    id: i * 7,
    file_name: `p/${i}.jpg`,
    width: 640,
    height: 480,
  }))
  const annotations = Array.from({ length: 150_000 }, (_, i) => ({
    id: i,
    image_id: ((i * 7_919) % 20_000) * 7,
    category_id: 1 + (i % 80),
    bbox: [i % 500, i % 300, 30.25, 20.125],
    area: 608.78125,
    iscrowd: 0,
    segmentation: [[1, 2, 30, 2, 30, 40, 1, 40]],
  }))
  const categories = Array.from({ length: 80 }, (_, i) => ({ id: i + 1, name: `class ${i}` }))
  const files = memoryFiles({ "a.json": JSON.stringify({ images, annotations, categories }) })
  let boxes = 0
  let pictures = 0
  for await (const event of cocoReader.read(files, {})) {
    if (event.kind !== "record") continue
    pictures++
    boxes += event.record.body?.regions.length ?? 0
  }
  expect([pictures, boxes]).toEqual([20_000, 150_000])
}, 60_000)
