import type { Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { rotateRegion } from "../regions/rotated.ts"
import { exportOf } from "../testing/toolRecords.ts"
import { labelMeWriter } from "./write.ts"

const plain = {
  id: "r",
  geometry: { type: "box", x: 108.721, y: 6.326, width: 133.108, height: 47.502 },
  label: "zebra",
}
/** Ids are branded texts. */
const regionOf = (parts: object = {}) => ({ ...plain, ...parts }) as unknown as Region
const recordOf = (regions: Region[], more: Partial<DatasetRecord> = {}): DatasetRecord => ({
  ...{
    name: "dir one/a.jpg",
    size: { width: 300, height: 150 },
    sha256: null,
    body: { regions, nothingHere: false },
    ...more,
  },
})

/** The file of the only picture, and what the report says. */
async function out(record: DatasetRecord) {
  const { texts, report } = await exportOf(labelMeWriter, [record])
  const [name = "", text = ""] = Object.entries(texts)[0] ?? []
  return {
    name,
    file: JSON.parse(text),
    report: report.map(({ level, code, field, count }) => [level, code, field, count]),
  }
}

const shapeOf = async (parts: object) => (await out(recordOf([regionOf(parts)]))).file.shapes[0]

test("the file lies beside its picture and has every key that LabelMe asks for", async () => {
  const { name, file } = await out(recordOf([]))
  expect(name).toBe("dir one/a.json")
  expect(file).toEqual({
    ...{ version: "5.5.0", flags: {}, shapes: [] },
    ...{ imagePath: "a.jpg", imageData: null, imageHeight: 150, imageWidth: 300 },
  })
})

test("a box is two corners, as short as files spell them", async () => {
  expect(await shapeOf({})).toEqual({
    ...{
      shape_type: "rectangle",
      points: [
        [108.721, 6.326],
        [241.829, 53.828],
      ],
    },
    ...{ label: "zebra", group_id: null, description: "", flags: {} },
  })
})

test("a picture of unknown size says so, and its boxes go out all the same", async () => {
  const { file } = await out(recordOf([regionOf()], { size: null }))
  expect([file.imageHeight, file.imageWidth, file.shapes.length]).toEqual([null, null, 1])
})

test("an outline is a polygon, a turned box the polygon of its corners, which is told", async () => {
  const outline = [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
    { x: 6, y: 5 },
  ]
  expect(await shapeOf({ geometry: { type: "polygon", rings: [outline] } })).toMatchObject({
    shape_type: "polygon",
    points: [
      [1, 2],
      [3, 4],
      [6, 5],
    ],
  })
  const { rotated } = rotateRegion({ x: 100, y: 50, width: 40, height: 20 }, 90)
  const { file, report } = await out(recordOf([regionOf({ geometry: rotated })]))
  expect(file.shapes[0]).toMatchObject({
    shape_type: "polygon",
    points: [
      [130, 40],
      [130, 80],
      [110, 80],
      [110, 40],
    ],
  })
  expect(report).toContainEqual(["changed", "rotation", undefined, 1])
})

test("texts are descriptions; yes and no are flags; other attributes go where LabelMe keeps them", async () => {
  const transcript = { value: " a\n", language: "fr", marks: ["unsure"] }
  const attributes = { seen: true, lit: false, pose: "left", count: 2 }
  expect(await shapeOf({ transcript, attributes, flags: { difficult: true } })).toMatchObject({
    ...{ description: " a\n", flags: { seen: true, lit: false }, difficult: true },
    attributes: { pose: "left", count: 2, transcription_language: "fr", transcription_marks: "unsure" },
  })
})

test("an empty text cannot be told from none there: it is lost, and told", async () => {
  const { file, report } = await out(recordOf([regionOf({ transcript: { value: "", language: "fr" } })]))
  expect([file.shapes[0].description, file.shapes[0].attributes]).toEqual(["", undefined])
  expect(report).toContainEqual(["lost", "transcripts", "empty", 1])
})

test("what an import carried goes back: groups, unknown keys, circles of unmoved boxes, the file's own keys", async () => {
  const shape = {
    label: "old",
    shape_type: "circle",
    points: [
      [50, 20],
      [53, 24],
    ],
    group_id: 2,
  }
  const foreign = { labelme: { shape, bbox: [45, 15, 10, 10], group_id: 3, attributes: { list: [1] } } }
  const circle = { geometry: { type: "box", x: 45, y: 15, width: 10, height: 10 }, foreign }
  expect(await shapeOf(circle)).toMatchObject({
    ...{ label: "zebra", shape_type: "circle", points: shape.points, group_id: 3, attributes: { list: [1] } },
  })
  expect(await shapeOf({ ...circle, geometry: { ...circle.geometry, x: 46 } })).toMatchObject({
    shape_type: "rectangle",
    group_id: 3,
  })
  const carried = {
    labelme: {
      flags: { day: true },
      lineColor: [0, 255],
      shapes: [{ label: "p", points: [[1, 1]], shape_type: "point" }],
    },
  }
  const { file } = await out(recordOf([regionOf()], { foreign: carried }))
  expect(file).toMatchObject({ flags: { day: true }, lineColor: [0, 255], shapes: [{}, { label: "p" }] })
})

test("two pictures of one stem have files of their own, and each names its picture", async () => {
  const records = ["a.jpg", "a.png", "b/a.jpg"].map((name) => recordOf([], { name }))
  const { texts } = await exportOf(labelMeWriter, records)
  const files = Object.entries(texts).filter(([name]) => name.endsWith(".json") && !name.startsWith("justesse"))
  expect(files.map(([name, text]) => [name, JSON.parse(text).imagePath])).toEqual([
    ["a.jpg.json", "a.jpg"],
    ["a.png.json", "a.png"],
    ["b/a.json", "a.jpg"],
  ])
})
