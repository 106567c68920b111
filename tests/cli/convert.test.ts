import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ROOT } from "../support/places.ts"
import { openShell } from "./shell.ts"

const FORMATS = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data/formats")
const here = existsSync(FORMATS)

/** A COCO file of two pictures, one of them empty. */
function coco(more: Record<string, unknown> = {}): string {
  const annotation = {
    id: 7,
    image_id: 1,
    category_id: 1,
    bbox: [10, 20, 30.25, 40],
    area: 1210,
    iscrowd: 0,
    ...more,
  }
  const images = [
    { id: 1, file_name: "a.jpg", width: 200, height: 100 },
    { id: 2, file_name: "b.jpg", width: 200, height: 100 },
  ]
  return JSON.stringify({ images, categories: [{ id: 1, name: "sack" }], annotations: [annotation] })
}

interface Report {
  readonly pictures: number
  readonly regions: number
  readonly read: readonly { level: string; code: string }[]
  readonly beyond: number
  readonly written: readonly { level: string; code: string; count?: number }[]
}

describe("convert", () => {
  test("a format that nobody knows, or that is not written, ends with 2 and names those there are", async () => {
    const shell = openShell("convert")
    const from = shell.file("in.json", coco())
    for (const name of ["cocoa", "", "pictures"]) {
      const { code, error } = await shell.call("convert", from, shell.path("out"), "--to", name)
      expect([code, error.split("\n").length]).toEqual([2, 1])
      expect(error).toMatch(/--to .*: it must be one of justesse, coco, /)
    }
    const { error } = await shell.call("convert", from, shell.path("out"), "--to", "coco", "--from", "no-such")
    expect(error).toMatch(/--from no-such: it must be one of/)
    expect(shell.names()).toEqual(["in.json"])
  })

  test("the report holds what came in and what was lost; --strict writes nothing and ends with 1", async () => {
    const shell = openShell("convert")
    const from = shell.file("in.json", coco({ segmentation: [[10, 20, 40, 20, 40, 60, 10, 55]] }))
    const lossy = await shell.json(
      0,
      "convert",
      from,
      shell.path("out"),
      "--to",
      "yolo",
      "--report",
      shell.path("r.json"),
    )
    const report: Report = JSON.parse(shell.read("r.json"))
    expect(report).toEqual(lossy["report"])
    expect([report.pictures, report.regions, report.beyond, report.read]).toEqual([2, 1, 0, []])
    expect(report.written).toContainEqual(expect.objectContaining({ level: "lost", code: "outline", count: 1 }))
    const strict = await shell.json(1, "convert", from, shell.path("strict"), "--to", "yolo", "--strict")
    expect([strict["out"], shell.names()]).toEqual([null, ["in.json", "out", "r.json"]])
    expect((await shell.call("convert", from, shell.path("strict"), "--to", "yolo", "--strict")).out).toMatch(
      /nothing is written[^\n]*\n(.*\n)*.*outline.*; left out/,
    )
    // What can be held goes through, and a second run takes the place of the first.
    const plain = shell.file("plain.json", coco())
    await shell.json(0, "convert", plain, shell.path("out"), "--to", "coco", "--strict")
    expect(readdirSync(shell.path("out")).some((name) => name.endsWith(".json"))).toBe(true)
    expect(readdirSync(shell.path("out"))).not.toContain("data.yaml")
  })

  test("a name that ends in .zip makes a zip, and it reads back to the same boxes", async () => {
    const shell = openShell("convert")
    const from = shell.file("in.json", coco())
    await shell.json(0, "convert", from, shell.path("native.zip"), "--to", "justesse")
    await shell.json(0, "convert", shell.path("native.zip"), shell.path("back"), "--to", "coco")
    const name = readdirSync(shell.path("back"), { recursive: true, encoding: "utf8" }).find((file) =>
      /instances.*\.json$/.test(file),
    )
    const back = JSON.parse(shell.read(`back/${name}`))
    expect(back.annotations.map((one: { bbox: number[] }) => one.bbox)).toEqual([[10, 20, 30.25, 40]])
    expect(back.images.map((image: { file_name: string }) => image.file_name)).toEqual(["a.jpg", "b.jpg"])
  })

  test("--images brings the sizes that shares of a picture need", async () => {
    const shell = openShell("convert")
    shell.file("labels/train/a.txt", "0 0.5 0.5 0.25 0.5\n")
    shell.file("labels/data.yaml", "train: images/train\nnames: [sack]\n")
    shell.file("pictures/images/train/a.png", png(400, 200))
    await shell.json(
      0,
      "convert",
      shell.path("labels"),
      shell.path("o"),
      "--from",
      "yolo",
      "--to",
      "coco",
      "--images",
      shell.path("pictures"),
    )
    const name = readdirSync(shell.path("o"), { recursive: true, encoding: "utf8" }).find((file) =>
      /instances.*\.json$/.test(file),
    )
    expect(JSON.parse(shell.read(`o/${name}`)).annotations[0].bbox).toEqual([150, 50, 100, 100])
  })

  test("what would be replaced must not hold the input or the folder one stands in", async () => {
    const shell = openShell("convert")
    const from = shell.file("set/in.json", coco())
    for (const out of [shell.path("set"), shell.folder, from, process.cwd(), "/"]) {
      const { code, error } = await shell.call("convert", from, out, "--to", "coco")
      expect([code, error]).toEqual([2, expect.stringMatching(/would be replaced/)])
    }
    expect(shell.read("set/in.json")).toBe(coco())
  })
})

/** The beginning of a PNG of that size: enough to be measured. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

interface Answer {
  readonly images?: readonly unknown[]
}

/** Every folder made for one format. */
const OWN = here
  ? readdirSync(FORMATS)
      .filter((name) => existsSync(join(FORMATS, name, "own-basics")))
      .sort()
  : []
/** Crops of a recognition list are pictures of their own beside the pages that the answer names. */
const MORE: Readonly<Record<string, number>> = { paddleocr: 8 }

describe.runIf(here)("real folders, there and back through the lossless form (../shared/data/formats)", () => {
  test("there are more than twenty of them", () => expect(OWN.length).toBeGreaterThan(20))

  test.each(OWN)("%s", async (name) => {
    const shell = openShell("convert")
    const path = join(FORMATS, name, "own-basics")
    const { images }: Answer = JSON.parse(readFileSync(`${path}.expected.json`, "utf8"))
    const into = await shell.json(0, "convert", path, shell.path("native"), "--to", "justesse")
    const back = await shell.json(0, "convert", shell.path("native"), shell.path("again"), "--to", "justesse")
    const counts = ({ pictures, regions }: Report) => [pictures, regions]
    if (images) expect(counts(into["report"] as Report)[0]).toBe(images.length + (MORE[name] ?? 0))
    expect(counts(back["report"] as Report)).toEqual(counts(into["report"] as Report))
    const lines = (folder: string) =>
      readdirSync(shell.path(folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".jsonl"))
        .map((file) => shell.read(`${folder}/${file}`))
    expect(lines("again")).toEqual(lines("native"))
    expect(lines("native").length).toBeGreaterThan(0)
  })
})
