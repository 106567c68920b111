import { DatasetRecord, type Region } from "@justesse/types"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { Tally } from "../report/lines.ts"
import { gather } from "../testing/sharedData.ts"
import { rotateRegion } from "./rotated.ts"
import { findOutline, isFiniteGeometry, tallyOutlineBox } from "./toolShapes.ts"

const triangle = [
  { x: 1, y: 2 },
  { x: 3, y: 4 },
  { x: 6, y: 5 },
]
const flat = triangle.map(({ x }) => ({ x, y: 2 }))
const box = { x: 1, y: 2, width: 5, height: 3 }

/** Ids are branded texts. */
const regionOf = (parts: object = {}) =>
  ({ id: "r", shape: "box", ...box, label: "zebra", ...parts }) as unknown as Region

test("an outline goes out as such while it fits and has an area; a turned box goes out as one", () => {
  const { outline, turned: rotated } = rotateRegion(box, 30)
  expect(findOutline(regionOf({ outline: triangle }))).toEqual(triangle)
  expect(findOutline(regionOf({ outline: triangle, outlineStale: true }))).toBeNull()
  expect(findOutline(regionOf({ outline: flat }))).toBeNull()
  expect(findOutline(regionOf({ outline, turned: rotated }))).toBeNull()
  expect(findOutline(regionOf())).toBeNull()
})

test.each([
  { name: "a box that is its outline's", parts: { outline: triangle }, says: [] },
  { name: "one that is another", parts: { outline: triangle, width: 6 }, says: [["changed", "box_from_outline"]] },
  { name: "one that differs as sums of float64 do", parts: { outline: triangle, width: 5 + 1e-12 }, says: [] },
  { name: "an outline without area", parts: { outline: flat }, says: [["lost", "outline"]] },
  { name: "no outline", parts: {}, says: [] },
])("what an outline says of its box: $name", ({ parts, says }) => {
  const tally = new Tally()
  tallyOutlineBox(regionOf(parts), tally)
  expect(tally.lines("f").map(({ level, code }) => [level, code])).toEqual(says)
})

test("a place is finite when all of its numbers are", () => {
  expect(isFiniteGeometry({ box })).toBe(true)
  expect(isFiniteGeometry(rotateRegion(box, 30))).toBe(true)
  expect(isFiniteGeometry({ box: { ...box, width: Infinity } })).toBe(false)
  expect(isFiniteGeometry({ box, outline: [...triangle, { x: Number.NaN, y: 0 }] })).toBe(false)
})

const LARGE = 1.7e308
const via = (shape: object) =>
  JSON.stringify({ k: { filename: "a.jpg", regions: [{ shape_attributes: shape }], file_attributes: {} } })
const labelMe = (shape: object) => JSON.stringify({ imagePath: "a.jpg", shapes: [{ label: "x", ...shape }] })
const labelStudio = (type: string, value: object) =>
  JSON.stringify([
    {
      data: { image: "a.jpg" },
      annotations: [{ result: [{ id: "r", type, value, original_width: 9, original_height: 9 }] }],
    },
  ])
const datumaro = (annotation: object) =>
  JSON.stringify({ categories: {}, items: [{ id: "a", annotations: [annotation] }] })

test.each([
  ["via", "a.json", via({ name: "circle", cx: LARGE, cy: 0, r: LARGE })],
  ["via", "a.json", via({ name: "polygon", all_points_x: [-LARGE, LARGE, 0], all_points_y: [0, 1, 2] })],
  [
    "labelme",
    "a.json",
    labelMe({
      shape_type: "circle",
      points: [
        [0, 0],
        [LARGE, LARGE],
      ],
    }),
  ],
  [
    "labelme",
    "a.json",
    labelMe({
      shape_type: "rectangle",
      points: [
        [-LARGE, 0],
        [LARGE, 9],
      ],
    }),
  ],
  ["label-studio", "a.json", labelStudio("rectangle", { x: LARGE, y: 0, width: LARGE, height: 9 })],
  [
    "label-studio",
    "a.json",
    labelStudio("polygon", {
      points: [
        [-LARGE, 0],
        [LARGE, 1],
        [0, 5],
      ],
    }),
  ],
  ["datumaro", "a.json", datumaro({ type: "polygon", points: [-LARGE, 0, LARGE, 1, 0, 5] })],
  ["datumaro", "a.json", datumaro({ type: "bbox", bbox: [LARGE, 0, LARGE, 9], attributes: { rotation: 45 } })],
  [
    "supervisely",
    "ds/ann/a.jpg.json",
    JSON.stringify({
      size: {},
      objects: [
        {
          geometryType: "rectangle",
          points: {
            exterior: [
              [-LARGE, 0],
              [LARGE, 9],
            ],
          },
        },
      ],
    }),
  ],
])("%s: numbers too large to add lose their region, and what is left is valid", async (name, file, text) => {
  const events = formatNamed(name).reader?.read(memoryFiles({ [file]: text }), {})
  const { records, report } = await gather(events ?? (async function* () {})())
  expect(records.map((record) => [DatasetRecord.safeParse(record).success, record.body?.regions.length])).toEqual([
    [true, 0],
  ])
  expect(report.filter(({ level }) => level === "lost")).toMatchObject([{ file }])
})
