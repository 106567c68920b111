import { JustesseError, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { cocoTables } from "./coco.ts"
import { overlapWithGold } from "./tables.ts"

const p = (x: number, y: number) => ({ x, y })

const file = (changes: object = {}) => ({
  images: [
    { id: 9, file_name: "b.jpg" },
    { id: 2, file_name: "a.jpg" },
  ],
  categories: [
    { id: 70, name: "cat" },
    { id: 3, name: "dog" },
  ],
  annotations: [
    { id: 0, image_id: 9, category_id: 70, bbox: [1, 2, 3, 4], area: 10, iscrowd: 1 },
    { id: 1, image_id: 2, category_id: 3, bbox: [1, 2, 3, 4] },
  ],
  ...changes,
})
const result = { image_id: 2, category_id: 70, bbox: [1, 2, 3, 4], score: 0.5 }

function failure(gold: unknown, predictions: unknown): unknown {
  try {
    cocoTables(gold, predictions)
    return null
  } catch (error) {
    return error instanceof JustesseError ? { code: error.code, ...error.detail } : error
  }
}

describe("COCO files as tables", () => {
  test("pictures and labels take the places of their ids in ascending order, gaps or not", () => {
    const read = cocoTables(file(), [result])
    expect(read.imageIds).toEqual([2, 9])
    expect(read.imageNames).toEqual(["a.jpg", "b.jpg"])
    expect(read.labelIds).toEqual([3, 70])
    expect(read.labelNames).toEqual(["dog", "cat"])
    expect([...read.tables.gold.image]).toEqual([1, 0])
    expect([...read.tables.gold.label]).toEqual([1, 0])
    expect(read.goldIds).toEqual([0, 1])
    expect([...read.tables.gold.crowd]).toEqual([1, 0])
    expect([...read.tables.gold.area]).toEqual([10, 12])
    expect([...read.tables.found.label]).toEqual([1])
  })

  test("an object whose annotations carry scores is read like a list of results", () => {
    expect(cocoTables(file(), { annotations: [result] }).tables).toEqual(cocoTables(file(), [result]).tables)
  })

  test("with a reader of lines, rows have these, and a row without a bbox the box around its own", () => {
    const triangle = { type: "quad" as const, points: [p(0, 0), p(4, 0), p(4, 2), p(0, 2)] as const }
    const shape: Shape = { ...triangle, points: [...triangle.points] }
    const outlineOf = (segmentation: unknown) => (segmentation === "line" ? shape : null)
    const { bbox: _, ...without } = result
    const lined = file({
      annotations: [{ id: 1, image_id: 2, category_id: 70, bbox: [0, 0, 9, 9], segmentation: "line" }],
    })
    const { tables } = cocoTables(lined, [{ ...without, segmentation: "line" }, result], outlineOf)
    expect([...tables.gold.box, ...tables.found.box]).toEqual([0, 0, 9, 9, 0, 0, 4, 2, 1, 2, 3, 4])
    expect(tables.compared).toEqual({ by: "mixed", goldBoxes: 0, foundBoxes: 1 })
    expect(overlapWithGold(tables, 0, 0)).toBe(1)
    expect(cocoTables(lined, [result]).tables.compared.by).toBe("box")
    expect(() => cocoTables(lined, [{ ...without, segmentation: "mask" }], outlineOf)).toThrow()
  })

  test("rows of categories that the gold does not know are left out and counted", () => {
    const read = cocoTables(file(), [result, { ...result, category_id: 4 }])
    expect(read.leftOut).toEqual({ gold: 0, found: 1 })
    expect(read.foundRowsAt).toEqual([0])
    expect(cocoTables(file(), [{ ...result, category_id: 4 }, result]).foundRowsAt).toEqual([1])
    expect(read.tables.found.score.length).toBe(1)
  })

  test.each([
    { name: "no list of pictures", gold: file({ images: undefined }), found: [], list: "images", index: -1, field: "" },
    { name: "no object at all", gold: "text", found: [], list: "images", index: -1, field: "" },
    {
      name: "a row that is no object",
      gold: file({ annotations: [7] }),
      found: [],
      list: "annotations",
      index: 0,
      field: "",
    },
    { name: "a picture without id", gold: file({ images: [{}] }), found: [], list: "images", index: 0, field: "id" },
    {
      name: "a category with a text id",
      gold: file({ categories: [{ id: "x" }] }),
      found: [],
      list: "categories",
      index: 0,
      field: "id",
    },
    {
      name: "an unknown picture",
      gold: file(),
      found: [{ ...result, image_id: 5 }],
      list: "results",
      index: 0,
      field: "image_id",
    },
    {
      name: "a box of three numbers",
      gold: file(),
      found: [result, { ...result, bbox: [1, 2, 3] }],
      list: "results",
      index: 1,
      field: "bbox",
    },
    {
      name: "a box with a negative side",
      gold: file(),
      found: [{ ...result, bbox: [1, 2, -3, 4] }],
      list: "results",
      index: 0,
      field: "bbox",
    },
    {
      name: "a score that is no number",
      gold: file(),
      found: [{ ...result, score: "0.5" }],
      list: "results",
      index: 0,
      field: "score",
    },
    {
      name: "an area that is no number",
      gold: file({ annotations: [{ ...result, area: "big" }] }),
      found: [],
      list: "annotations",
      index: 0,
      field: "area",
    },
    ...["yes", 2, [1]].map((iscrowd) => ({
      name: `the crowd mark ${JSON.stringify(iscrowd)}`,
      gold: file({ annotations: [{ ...result, iscrowd }] }),
      ...{ found: [], list: "annotations", index: 0, field: "iscrowd" },
    })),
    {
      name: "a category that is no number",
      gold: file(),
      found: [{ ...result, category_id: null }],
      list: "results",
      index: 0,
      field: "category_id",
    },
  ])("$name is refused with its place", ({ gold, found, list, index, field }) => {
    expect(failure(gold, found)).toMatchObject({ code: "file_unreadable", list, index, field })
  })
})
