import { describe, expect, test } from "vitest"
import { readResults, resultFiles, resultNames } from "./cocoResults.ts"
import { memoryFiles } from "./fileSet.ts"

const row = (more: object = {}) => ({ image_id: 7, category_id: 1, bbox: [1, 2, 3, 4], score: 0.5, ...more })
const filesOf = (results: unknown, more: Record<string, string> = {}) =>
  memoryFiles({ "results.json": JSON.stringify(results), ...more })

async function rowsOf(results: unknown) {
  const rows = []
  for await (const one of readResults(filesOf(results), "results.json")) rows.push(one)
  return rows
}

describe("COCO lists of results", () => {
  test("rows come in the order of the file with ids as texts", async () => {
    expect(await rowsOf([row(), row({ image_id: "a.jpg", category_id: "car", score: 1 })])).toEqual([
      { image: "7", category: "1", box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5, line: 1 },
      { image: "a.jpg", category: "car", box: { x: 1, y: 2, width: 3, height: 4 }, score: 1, line: 1 },
    ])
    expect(await rowsOf([])).toEqual([])
  })

  test("only JSON files with a list of results at the top are results", async () => {
    const files = filesOf([row()], {
      "gold.json": JSON.stringify({ images: [], annotations: [] }),
      "notes.txt": "[]",
      "other.json": "[1, 2]",
    })
    expect(await resultFiles(files)).toEqual(["results.json"])
  })

  test.each([
    ["image_id", { image_id: null }],
    ["category_id", { category_id: {} }],
    ["score", { score: "high" }],
    ["bbox", { bbox: [1, 2, 3] }],
    ["bbox", { bbox: [1, 2, -3, 4] }],
    ["bbox", { bbox: [1, 2, "3", 4] }],
  ])("a row without a usable %s is refused with its line", async (field, change) => {
    await expect(rowsOf([row(), row(change)])).rejects.toMatchObject({
      code: "file_unreadable",
      detail: { file: "results.json", line: 1, field },
    })
  })

  test("a file that is cut off or no list is refused", async () => {
    const cut = memoryFiles({ "results.json": `[${JSON.stringify(row())}, {"image_id"` })
    const read = async () => {
      for await (const _ of readResults(cut, "results.json"));
    }
    await expect(read()).rejects.toMatchObject({ code: "file_unreadable" })
    await expect(rowsOf([3])).rejects.toMatchObject({ code: "file_unreadable", detail: { field: "" } })
  })

  test("names of pictures and categories come from the COCO file beside the results", async () => {
    const gold = { images: [{ id: 7, file_name: "a.jpg" }, { id: 8 }], categories: [{ id: 1, name: "car" }] }
    const names = await resultNames(filesOf([row()], { "gold.json": JSON.stringify(gold) }))
    expect([...names.imageOf]).toEqual([["7", "a.jpg"]])
    expect([...names.categoryOf]).toEqual([["1", "car"]])
  })
})
