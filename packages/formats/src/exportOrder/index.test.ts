import { Ontology, ProjectKind } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { FORMATS } from "../list.ts"
import { KIND_DATA } from "../testing/kinds.ts"
import { source } from "../testing/records.ts"
import { exampleRecords } from "./example.ts"
import { formatsFor, lossCount, orderFormats, WRITTEN } from "./index.ts"

const lossesOf = async (kind: ProjectKind, name: string) => {
  const writer = FORMATS.find((format) => format.name === name)?.writer
  return lossCount(await writer?.losses(source(exampleRecords({ kind }))))
}

describe.each(ProjectKind.options)("%s", (kind) => {
  test("the format offered first loses nothing, and none that drops the answers stands before one that keeps them", async () => {
    const [first = ""] = await formatsFor({ kind })
    expect(await lossesOf(kind, first)).toBe(0)
    const holding = await formatsFor({ kind })
    const all = await orderFormats(kind, {})
    expect([...all.slice(0, holding.length)].sort()).toEqual([...holding].sort())
    expect([...all].sort()).toEqual(WRITTEN.map(({ format }) => format).sort())
  })
})

test("each kind begins with its own forms", async () => {
  const first = async (kind: ProjectKind, count: number) => (await formatsFor({ kind })).slice(0, count)
  expect(await first("boxes", 4)).toEqual(["coco", "yolo", "voc", "cvat"])
  expect(await first("transcription", 3)).toEqual(["page", "alto", "hocr"])
  expect(await first("audio", 4)).toEqual(["vtt", "textgrid", "eaf", "srt"])
  expect((await first("form", 1)).concat(await first("comparison", 1))).toEqual(["form", "comparisons"])
  for (const kind of ["classification", "rating", "verification"] as const)
    expect(await first(kind, 9)).toEqual(expect.arrayContaining(["label-studio", "csv", "jsonl", "justesse"]))
})

test("what labels ask for, or what is in the version, puts a format that loses it behind", async () => {
  const lit = { id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: false }
  const sign = { id: "sign", name: { en: "sign" }, color: "#000000", key: null, hasText: false }
  const ontology = Ontology.parse({ labels: [{ ...sign, attributes: [lit], retired: false }] })
  const order = await formatsFor({ kind: "boxes", ontology })
  expect(order.indexOf("cvat")).toBeLessThan(order.indexOf("yolo"))
  const lost = [{ level: "lost", code: "outline", file: "x", count: 2 } as const]
  expect((await orderFormats("boxes", { coco: lost }))[0]).toBe("yolo")
  // Numbers that a form gives by itself are no loss.
  expect((await orderFormats("boxes", { coco: [{ level: "lost", code: "ids", file: "x" }] }))[0]).toBe("coco")
})

test.each(KIND_DATA)("an example of $kind uses every label", ({ kind, manifest: { ontology } }) => {
  const records = exampleRecords({ kind: kind as ProjectKind, ontology })
  const used = new Set(records.flatMap(({ body }) => body?.regions.map(({ label }) => label) ?? []))
  expect([...used].sort()).toEqual(ontology.labels.map(({ id }) => id).sort())
})
