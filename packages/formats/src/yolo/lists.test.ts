import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { gather } from "../testing/sharedData.ts"
import { yolo } from "./index.ts"
import { yoloLine } from "./line.ts"
import { joined, listedPictures } from "./lists.ts"

const sizeOf = () => ({ width: 200, height: 100 })
const { reader } = yolo
if (!reader) throw new Error("YOLO is read")
const read = (files: Record<string, string>) => gather(reader.read(memoryFiles(files), { sizeOf }))
const line = "0 0.5 0.5 0.1 0.2\n"
const list = (...names: string[]) => ({
  file: "train.txt",
  split: "train",
  listed: names.map((name, i) => ({ name, line: i + 1 })),
})

test.each([
  { parts: ["./images//a.jpg"], is: "images/a.jpg" },
  { parts: ["C:\\data\\x\\..\\a.jpg"], is: "data/a.jpg" },
  { parts: ["../../a", "b/./c"], is: "a/b/c" },
])("$parts together are $is", ({ parts, is }) => expect(joined(...parts)).toBe(is))

describe("what a list of another machine speaks of", () => {
  test.each([
    { listed: "images/train/a.jpg", stems: ["images/train/a"], is: "images/train/a" },
    { listed: "home/me/ds/images/train/a.jpg", stems: ["images/train/a", "images/val/a"], is: "images/train/a" },
    {
      listed: "images/train/a.jpg",
      stems: ["my set/images/train/a", "my set/images/val/a"],
      is: "my set/images/train/a",
    },
    { listed: "elsewhere/a.jpg", stems: ["images/a"], is: "images/a" },
    { listed: "elsewhere/a.jpg", stems: ["images/x/a", "images/y/a"], is: undefined },
    { listed: "cafe\u0301.jpg", stems: ["caf\u00e9"], is: "caf\u00e9" },
    { listed: "b.jpg", stems: ["a"], is: undefined },
  ])("$listed among $stems is $is", ({ listed, stems, is }) => {
    const { found, report } = listedPictures([list(listed)], stems)
    expect([...found.keys()]).toEqual(is === undefined ? [] : [is])
    expect(report.map(({ code, count }) => [code, count])).toEqual(is === undefined ? [["picture_unknown", 1]] : [])
  })

  test("pictures that are nowhere are one line with the first of them", () => {
    const { report } = listedPictures([list("a.jpg", "b.jpg", "c.jpg")], ["a"])
    const place = { file: "train.txt", line: 2, found: "b.jpg", count: 2 }
    expect(report).toEqual([{ level: "note", code: "picture_unknown", ...place }])
  })
})

describe("lists", () => {
  test("with paths from another machine say the parts, of labels alone too", async () => {
    const { records, report } = await read({
      "data.yaml": "names: [dog]\ntrain: train.txt\nval: val.txt\n",
      "train.txt": "D:\\sets\\street\\images\\a.jpg\r\nD:\\sets\\street\\images\\x\\b.png\r\n",
      "val.txt": "/home/me/street/images/c.jpg\n",
      ...{ "labels/a.txt": line, "labels/x/b.txt": line, "labels/c.txt": line },
    })
    expect(report).toEqual([])
    expect(records.map(({ name, split }) => `${name} ${split}`).sort()).toEqual([
      "a.jpg train",
      "c.jpg val",
      "x/b.png train",
    ])
  })

  test("with a bad line are lists all the same, and the line is named", async () => {
    const { records, report } = await read({
      ...{ "classes.txt": "dog\n", "images/a.jpg": "", "labels/a.txt": line },
      "train.txt": "images/a.jpg\nwhat is this?\n\u0001\u0002\n",
    })
    expect(records.map(({ name, split }) => [name, split])).toEqual([["a.jpg", "train"]])
    const place = { file: "train.txt", line: 2, found: "what is this?", count: 2 }
    expect(report).toEqual([{ level: "lost", code: "line_unreadable", ...place }])
  })

  test("without a line are no pictures; a label file called so stays one", async () => {
    const empty = await read({ "classes.txt": "dog\n", "images/a.jpg": "", "labels/a.txt": line, "train.txt": "" })
    expect(empty.records.map(({ name }) => name)).toEqual(["a.jpg"])
    expect(empty.report).toEqual([{ level: "note", code: "file_empty", file: "train.txt" }])
    const labels = await read({ "classes.txt": "dog\n", "images/train.jpg": "", "labels/train.txt": line })
    expect(labels.records.map(({ name, body }) => [name, body?.regions.length])).toEqual([["train.jpg", 1]])
  })
})

describe("names", () => {
  const labels = { "labels/a.txt": "0 0.5 0.5 0.1 0.2\n1 0.5 0.5 0.1 0.2\n" }
  const codes = (report: readonly { code: string; file: string }[]) => report.map(({ code, file }) => `${code} ${file}`)

  test("that are none leave the numbers as names", async () => {
    for (const [file, text] of Object.entries({ "classes.txt": "", "data.yaml": "names: []\ntrain: labels\n" })) {
      const { records, report } = await read({ ...labels, [file]: text })
      expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual(["0", "1"])
      expect(codes(report)).toEqual([`names_missing ${file}`, "name_from_id *.txt"])
    }
  })

  test("of two classes alike are one label, and that is said", async () => {
    const { records, report } = await read({ ...labels, "classes.txt": "dog\ndog\n" })
    expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual(["dog", "dog"])
    expect(report).toMatchObject([
      { level: "changed", code: "label_twice", file: "classes.txt", field: "1", found: "dog" },
    ])
  })

  test("come from the first file that has some; another list is named unless it says the same", async () => {
    const data = "nc: 3\nnames:\n  0: dog\n  1: cat\n  x: what\n"
    const { records, report } = await read({
      ...labels,
      "data.yaml": data,
      "classes.txt": "dog\ncat\n",
      "old.names": "a\n",
    })
    expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual(["dog", "cat"])
    expect(report.map(({ code, file, line: at, found }) => [code, file, at, found])).toEqual([
      ["field_unreadable", "data.yaml", 5, "x"],
      ["count_differs", "data.yaml", 1, "3"],
      ["file_not_read", "old.names", undefined, "data.yaml"],
    ])
  })

  test("fewer than the labels use are told by the file that should say them", async () => {
    const { report } = await read({ ...labels, "classes.txt": "dog\n" })
    expect(codes(report)).toEqual(["category_unknown labels/a.txt", "names_short classes.txt"])
  })
})

describe("poses", () => {
  test("are boxes with the keypoints that data.yaml announces, not polygons", async () => {
    const { records, report } = await read({
      "data.yaml": "names: [person]\nkpt_shape: [2, 3]\ntrain: labels\n",
      "labels/a.txt": "0 0.5 0.5 0.1 0.2 0.4 0.4 2 0.6 0.6 1\n",
    })
    const [region] = records[0]?.body?.regions ?? []
    expect(region).toMatchObject({ geometry: { type: "box", x: 90, y: 40, width: 20, height: 20 } })
    expect(region?.foreign).toEqual({ yolo: { keypoints: [0.4, 0.4, 2, 0.6, 0.6, 1] } })
    expect(report).toEqual([{ level: "note", code: "shape_carried", file: "*.txt", field: "keypoints", count: 1 }])
  })

  test("a line of another length is read as before", () => {
    expect(yoloLine("0 0.5 0.5 0.1 0.2", 6)).toMatchObject({ kind: "box" })
    expect(yoloLine("0 0 0 1 0 1 1 0 1", 6)).toMatchObject({ kind: "corners" })
  })
})

describe("Darknet's obj.data", () => {
  test("names files that are not there, and another count than there are names", async () => {
    const data = "classes = 3\ntrain = data/train.txt\nnames = data/obj.names\nbackup = b/\n"
    const { report } = await read({ "obj.data": data, "obj.names": "dog\n", "obj_train_data/a.txt": line })
    expect(report.map(({ code, line: at, found, count }) => [code, at, found, count])).toEqual([
      ["count_differs", 1, "3", 1],
      ["reference_unknown", 2, "data/train.txt", undefined],
    ])
  })
})
