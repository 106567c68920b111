import type { Region } from "@justesse/types"
import { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { gather } from "../testing/sharedData.ts"
import { rotateRegion } from "./rotated.ts"
import { findOutline, isFiniteGeometry } from "./toolShapes.ts"

const triangle = [
  { x: 1, y: 2 },
  { x: 3, y: 4 },
  { x: 6, y: 5 },
]
const box = { x: 1, y: 2, width: 5, height: 3 }

/** Ids are branded texts. */
const regionOf = (parts: object = {}) =>
  ({ id: "r", geometry: { type: "box", ...box }, label: "zebra", ...parts }) as unknown as Region

test("outlines go out as one line each; boxes, rotated ones too, go out as boxes", () => {
  const hole = [
    { x: 3, y: 3 },
    { x: 3.2, y: 3.5 },
    { x: 3.4, y: 3.5 },
  ]
  expect(findOutline(regionOf({ geometry: { type: "polygon", rings: [triangle] } }))).toEqual(triangle)
  expect(findOutline(regionOf({ geometry: { type: "polygon", rings: [triangle, hole] } }))).toHaveLength(8)
  expect(findOutline(regionOf({ geometry: { type: "rotatedBox", ...box, rotation: 30 } }))).toBeNull()
  expect(findOutline(regionOf())).toBeNull()
})

test("a place is finite when all of its numbers are", () => {
  expect(isFiniteGeometry({ box })).toBe(true)
  expect(isFiniteGeometry(rotateRegion(box, 30))).toBe(true)
  expect(isFiniteGeometry({ box: { ...box, width: Infinity } })).toBe(false)
  expect(isFiniteGeometry({ box, outline: [...triangle, { x: Number.NaN, y: 0 }] })).toBe(false)
  expect(isFiniteGeometry({ box, rings: [triangle, [{ x: 0, y: Infinity }]] })).toBe(false)
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
