import { type Box, boxOf, type Region, type Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { ReadOptions } from "../contract.ts"
import { detectFormat } from "../detect.ts"
import { memoryFiles, withoutExtension } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { findLine, findRotation, rotateRegion } from "../regions/rotated.ts"
import { dataset, manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { pictureStem, toYoloPath } from "./layout.ts"
import { yoloLine } from "./line.ts"

const size = { width: 200, height: 100 }
const sized: ReadOptions = { sizeOf: () => size }

function reader(name: string) {
  const { reader: found } = formatNamed(name)
  if (!found) throw new Error(`no reader ${name}`)
  return found
}

const read = (files: Record<string, string>, options: ReadOptions = sized, name = "yolo") =>
  gather(reader(name).read(memoryFiles(files), options))

const boxes = (record: DatasetRecord | undefined) =>
  record?.body?.regions.map((r) => [r.label, ...Object.values(boxOf(r))].join(" "))
const codes = (report: readonly { level: string; code: string; line?: number | undefined }[]) =>
  report.map(({ level, code, line }) => [level, code, line].filter((x) => x !== undefined).join(" "))

describe("a line", () => {
  test.each([
    { line: "3 0.5 0.5 0.1 0.2", is: { kind: "box", label: 3, values: [0.5, 0.5, 0.1, 0.2] } },
    { line: "\t3.0  5e-1 .5 1. +0.2\r", is: { kind: "box", label: 3, values: [0.5, 0.5, 1, 0.2] } },
    { line: "3 0.5 0.5 0.1 0.2 0.93", is: { kind: "box", label: 3, values: [0.5, 0.5, 0.1, 0.2], score: 0.93 } },
    {
      line: "0 0 0 1 0 1 1",
      is: {
        kind: "corners",
        label: 0,
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    },
    { line: "", is: null },
    { line: "0 0.5 0.5 0.1", is: null },
    { line: "-1 0.5 0.5 0.1 0.2", is: null },
    { line: "0.5 0.5 0.5 0.1 0.2", is: null },
    { line: "dog 0.5 0.5 0.1 0.2", is: null },
    { line: "0 0x1 0.5 0.1 0.2", is: null },
    { line: "0 nan 0.5 0.1 0.2", is: null },
    { line: "0 1e999 0.5 0.1 0.2", is: null },
    { line: `0 ${"9".repeat(600_000)}`, is: null },
  ])("$line", ({ line, is }) => expect(yoloLine(line)).toEqual(is))

  test("of eight pixels, a name and a difficulty is DOTA's", () => {
    expect(yoloLine("1 2 5 2 5 9 1 9 small-vehicle 1")).toMatchObject({
      kind: "named",
      label: "small-vehicle",
      difficult: true,
    })
    expect(yoloLine("1 2 5 2 5 9 1 9 ship")).toMatchObject({ kind: "named", label: "ship", difficult: null })
  })
})

describe("folders", () => {
  test.each([
    { path: "images/train/a/b.jpg", rest: "a/b.jpg", split: "train" },
    { path: "x/valid/images/b.jpg", rest: "b.jpg", split: "val" },
    { path: "images/b.jpg", rest: "b.jpg", split: null },
    { path: "labels/test/b.txt", rest: "b.txt", split: "test" },
    { path: "data/obj_train_data/c/b.jpg", rest: "c/b.jpg", split: null },
    { path: "c/b.jpg", rest: "c/b.jpg", split: null },
  ])("$path is $rest of $split", ({ path, rest, split }) => {
    expect(toYoloPath({ folders: [] }, path)).toMatchObject({ rest, split })
  })

  test("of labels are those of pictures with images for the last labels", () => {
    expect(pictureStem("labels/x/labels/train/a.b.txt")).toBe("labels/x/images/train/a.b")
    expect(pictureStem("obj_train_data/a.txt")).toBe("obj_train_data/a")
  })
})

describe("reading", () => {
  test("names in a map come in the order of their numbers and stay texts", async () => {
    const yaml = "names:\n  2: no\n  0: 'dog'\n  1: 1e3\ntrain: images/train\n"
    const { ontology, report } = await read({ "data.yaml": yaml, "labels/train/a.txt": "2 0.5 0.5 0.1 0.2" })
    expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual(["dog", "1e3", "no"])
    expect(codes(report)).toEqual(["note folder_missing"])
  })

  test("one stem in two folders and two parts stays two pictures, each with its own boxes", async () => {
    const { records } = await read({
      "data.yaml": "names: [dog]\ntrain: images/train\nval: [images/val]\n",
      "images/train/a.jpg": "",
      "images/val/a.jpg": "",
      "images/train/x/a.png": "",
      "labels/train/a.txt": "0 0.5 0.5 0.1 0.2",
      "labels/val/a.txt": "0 0.5 0.5 0.2 0.2",
      "labels/train/x/a.txt": "0 0.5 0.5 0.3 0.2",
    })
    expect(records.map((r) => [r.name, r.split, r.body?.regions.map((one) => boxOf(one).width)[0]])).toEqual([
      ["train/a.jpg", "train", 20],
      ["x/a.png", "train", 60],
      ["val/a.jpg", "val", 40],
    ])
  })

  test("pictures without label files are pictures where nothing is; label files without pictures are kept", async () => {
    const { records, report } = await read({
      "data.yaml": "names: [dog]\nnc: 1\ntrain: ../train/images\nval: ../valid/images\n",
      "train/images/a.jpg": "",
      "train/images/none.jpg": "",
      "train/labels/a.txt": "",
      "train/labels/gone.txt": "0 0.5 0.5 0.1 0.2\n",
    })
    expect(records.map((r) => [r.name, r.body?.regions.length, r.split])).toEqual([
      ["a.jpg", 0, "train"],
      ["gone", 1, "train"],
      ["none.jpg", 0, "train"],
    ])
    expect(codes(report)).toEqual(["note folder_missing"])
  })

  test("a label file never takes the picture that another one stands beside", async () => {
    const { records, pictures } = await read({
      "classes.txt": "dog\n",
      "labels/train/a.txt": "0 0.5 0.5 0.1 0.2",
      "labels/val/a.txt": "0 0.5 0.5 0.2 0.2",
      "images/val/a.jpg": "",
    })
    expect(records.map((r, i) => [r.split, pictures[i]])).toEqual([
      ["train", null],
      ["val", "images/val/a.jpg"],
    ])
  })

  test("bad lines are named by file and line, the others go in", async () => {
    const { records, report } = await read({
      "classes.txt": "\uFEFFdog\r\n\r\ncat\r\n",
      "a.txt": "0 0.5 0.5 0.1 0.2\r\nhello\r\n7 0.5 0.5 0.1 0.2\r\n2 0.5 0.5 0 0.2\r\n2\t0.5\t0.5\t0.1\t0.2",
    })
    expect(boxes(records[0])).toEqual(["dog 90 40 20 20", "cat 90 40 20 20"])
    expect(report[0]).toMatchObject({ code: "name_from_id", file: "classes.txt", field: "1", found: "1" })
    const told = ["lost line_unreadable 2", "lost category_unknown 3", "lost box_of_no_size 4"]
    expect(codes(report.slice(1))).toEqual([...told, "note names_short"])
    expect(report.at(-1)).toMatchObject({ file: "classes.txt", found: "7", count: 1 })
  })

  test("without any names the numbers are the names, and that is said", async () => {
    const { ontology, report } = await read({ "a.txt": "7 0.5 0.5 0.1 0.2\n3 0.5 0.5 0.1 0.2" })
    expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual(["3", "7"])
    expect(codes(report)).toEqual(["changed name_from_id"])
  })

  test("boxes of a picture whose size nobody knows are counted as lost, not guessed", async () => {
    const { records, report } = await read({ "a.txt": "0 0.5 0.5 0.1 0.2\n0 0.5 0.5 0.1 0.2", "b.txt": "" }, {})
    expect(records.map((r) => [r.name, r.body])).toEqual([
      ["a", null],
      ["b", { regions: [], nothingHere: false }],
    ])
    expect(report.find((line) => line.code === "size_needed")).toMatchObject({ file: "a.txt", count: 2 })
  })

  test("a score is carried, a polygon is an outline, four corners are a turned box", async () => {
    const { records, report } = await read({
      "a.txt": "0 0.5 0.5 0.1 0.2 0.75\n0 0.1 0.1 0.2 0.1 0.2 0.4\n0 0.25 0.1 0.5 0.6 0.25 1.1 0 0.6",
    })
    const [scored, polygon, rotated] = records[0]?.body?.regions ?? []
    expect(scored?.foreign).toEqual({ yolo: { confidence: 0.75 } })
    expect([polygon?.geometry.type, polygon && findLine(polygon)?.length]).toEqual(["polygon", 3])
    expect(rotated && findRotation(rotated)?.rotation).toBeCloseTo(45, 9)
    expect(codes(report)).toContain("note score_carried")
  })

  test("a data.yaml that is none is named with its line; a README is not a label file", async () => {
    const { report, records } = await read({
      "data.yaml": "names: [dog\ntrain: a: b",
      "README.txt": "this is how",
      "labels/a.txt": "0 0.5 0.5 0.1 0.2",
    })
    expect(report[0]).toMatchObject({ level: "lost", code: "yaml_malformed", file: "data.yaml" })
    expect(codes(report)).toContain("note file_not_read")
    expect(records.map((r) => r.name)).toEqual(["a"])
  })

  test("Darknet's lists say the parts and the endings of names", async () => {
    const files = {
      "obj.data": "classes = 1\ntrain = data/train.txt\nvalid = data/valid.txt\nnames = data/obj.names\n",
      "obj.names": "dog\n",
      "train.txt": "data/obj_train_data/a.jpg\n",
      "valid.txt": "data/obj_train_data/b.png\n",
      "obj_train_data/a.txt": "0 0.5 0.5 0.1 0.2",
      "obj_train_data/b.txt": "",
    }
    expect((await detectFormat(memoryFiles(files))).name).toBe("darknet")
    const { records } = await read(files, sized, "darknet")
    expect(records.map((r) => [r.name, r.split])).toEqual([
      ["a.jpg", "train"],
      ["b.png", "val"],
    ])
  })
})

describe.each(["yolo", "yolo-obb", "darknet"])("%s", (name) => {
  const { writer } = formatNamed(name)
  if (!writer?.layout) throw new Error("no writer")
  const { layout } = writer

  const below = (path: string) =>
    path
      .split("/")
      .slice(name === "darknet" ? 1 : 2)
      .join("/")

  /** The dataset out and in again, with its pictures where the writer wants them. */
  async function again(records: readonly DatasetRecord[]) {
    const report: string[] = []
    const files = await written(
      writer?.write(source(records), manifest, {
        report: (line) => void report.push(...Array<string>(line.count ?? 1).fill(line.code)),
      }) ?? (async function* () {})(),
    )
    const place = await layout(source(records))
    const sizes = new Map(records.map((r) => [place(r.name), r.size]))
    for (const path of sizes.keys()) if (path !== null) files[path] = ""
    const sizeOf = (found: string): Size | null => {
      for (const [path, known] of sizes) if (path !== null && below(path) === found) return known
      return null
    }
    return { ...(await gather(reader(name).read(memoryFiles(files), { sizeOf }))), out: report, place, files }
  }

  test("what goes out comes in again: labels in order, boxes to 1e-9 px, or exactly the losses that were told", async () => {
    await fc.assert(
      fc.asyncProperty(dataset, async (drawn) => {
        const { records, ontology, report, out, place } = await again(drawn)
        expect(ontology[0]).toEqual(manifest.ontology)
        expect(report.filter((line) => line.level === "lost")).toEqual([])
        const kept = drawn.filter((r) => place(r.name) !== null)
        expect(kept).toHaveLength(drawn.length)
        const nameOf = (r: DatasetRecord) => below(place(r.name) ?? "")
        expect(records.map((r) => r.name).sort()).toEqual(drawn.map(nameOf).sort())
        let missing = 0
        for (const record of drawn) {
          const back = records.find((r) => r.name === nameOf(record))?.body?.regions ?? []
          const wanted = record.body?.regions.flatMap((r) => wantedBox(r, record.size)) ?? []
          missing += (record.body?.regions.length ?? 0) - wanted.length
          expect(back.map((r) => r.label)).toEqual(wanted.map((r) => r.label))
          for (const [i, region] of back.entries()) expect(farthest(boxOf(region), wanted[i])).toBeLessThan(1e-9)
        }
        expect(missing).toBe(out.filter((code) => code === "box_outside").length)
        expect(out.filter((code) => code === "picture_renamed")).toHaveLength(renamed(drawn))
      }),
      { numRuns: 60 },
    )

    function wantedBox(region: Region, size: Size | null) {
      const box = boxOf(region)
      if (!size) return [{ label: region.label, ...box }]
      const inside = (from: number, length: number, side: number) =>
        from + length / 2 >= 0 && from + length / 2 <= side && length <= side
      if (inside(box.x, box.width, size.width) && inside(box.y, box.height, size.height))
        return [{ label: region.label, ...box }]
      const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)]
      const width = Math.min(size.width, box.x + box.width) - x
      const height = Math.min(size.height, box.y + box.height) - y
      return width > 0 && height > 0 ? [{ label: region.label, x, y, width, height }] : []
    }

    function renamed(drawn: readonly DatasetRecord[]): number {
      const stems = drawn.map((r) => withoutExtension(r.name))
      return stems.filter((stem, i) => stems.indexOf(stem) < i).length
    }

    function farthest(a: Box, b: Box | undefined): number {
      return Math.max(
        ...(["x", "y", "width", "height"] as const).map((key) => Math.abs(a[key] - (b?.[key] ?? Infinity))),
      )
    }
  })

  test("a picture of unknown size and one that nobody answered stay out, and both are told", async () => {
    const one = { id: "1", geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 }, label: "zebra" }
    const body = { regions: [one], nothingHere: false } as unknown as DatasetRecord["body"] // branded ids
    const records: DatasetRecord[] = [
      { name: "a.jpg", size: null, sha256: null, body },
      { name: "b.jpg", size, sha256: null, body: null },
    ]
    expect((await again(records)).out).toEqual(["ids", "size_unknown", "picture_without_answer"])
    expect((await writer.losses(source(records))).map((line) => line.code)).toEqual([
      "ids",
      "size_unknown",
      "picture_without_answer",
    ])
  })

  test("a turned box is kept as its corners where the format has them, otherwise told and written upright", async () => {
    const { box, rotated } = rotateRegion({ x: 50, y: 20, width: 60, height: 30 }, 30)
    const region = { id: "1", geometry: rotated, label: "zebra" }
    const body = { regions: [region], nothingHere: false } as unknown as DatasetRecord["body"] // branded ids
    const { records, out } = await again([{ name: "a.jpg", size, sha256: null, body, split: "val" }])
    const back = records[0]?.body?.regions[0]
    expect(records[0]?.split).toBe("val")
    if (name === "yolo-obb") {
      expect(out).toEqual(["ids"])
      for (const key of ["x", "y", "width", "height", "rotation"] as const)
        expect(back && findRotation(back)?.[key]).toBeCloseTo(rotated?.[key] ?? 0, 9)
    } else {
      expect(out).toEqual(["ids", "rotation"])
      expect(back && boxOf(back).width).toBeCloseTo(box.width, 9)
      expect(back?.geometry.type).toBe("box")
    }
  })
})

test("data.yaml has relative folders, a val and quoted names, as training code wants it", async () => {
  const { writer } = formatNamed("yolo")
  const files = writer ? await written(writer.write(source([]), manifest)) : {}
  expect(files["data.yaml"]).toBe(
    'train: images/train\nval: images/train\nnc: 4\nnames:\n  0: "zebra"\n  1: "bird house"\n  2: "text"\n  3: "Émile ß"\n',
  )
})
