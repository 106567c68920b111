import { expect, test } from "vitest"
import { readDataset } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { watchedFiles } from "../io/watchedFiles.ts"
import { manifest } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"

const coco = '{"images":[{"id":1,"file_name":"a.jpg","width":9,"height":9}],"annotations":[],"categories":[]}'
const said = async (files: Record<string, string | Uint8Array>, format = "coco", chunkBytes = 65_536) => {
  const { report } = await gather(readDataset(memoryFiles(files, chunkBytes), { format }))
  return report.map((line) =>
    [line.level, line.code, line.file, line.count].filter((part) => part !== undefined).join(" "),
  )
}

test("files that nobody spoke of are named, and so are empty ones", async () => {
  const files = {
    "a.json": coco,
    "a.jpg": "",
    "b/notes.txt": "hello",
    "b/none.txt": "",
    "b/talk.wav": "",
    "c.pdf": "%",
  }
  expect(await said(files)).toEqual(["note file_empty b/none.txt", "note file_not_read b/notes.txt"])
})

test("many files of one folder and ending are one line with their count", async () => {
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x/${i}.cfg`, "?"]))
  expect(await said({ "a.json": coco, ...many, "y/1.cfg": "?" })).toEqual([
    "note file_not_read x/*.cfg 21",
    "note file_not_read y/1.cfg",
  ])
})

test("what a reader says of files is not said again", async () => {
  const files = { "a.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nx\n", "x/a.doc": "1", "x/b.doc": "2", "x/c.rtf": "3" }
  const each = ["a.doc", "b.doc", "c.rtf"].map((name) => `note file_not_read x/${name}`)
  expect(await said(files, "vtt")).toEqual(each)
})

test.each([
  ["{", "lost not_json justesse-manifest.json"],
  ["", "lost not_json justesse-manifest.json"],
  [`${"[".repeat(300)}`, "lost not_json justesse-manifest.json"],
  ["[1]", "lost manifest_invalid justesse-manifest.json"],
])(
  "a manifest of ours that is %s is told, since the labels' order and colours are lost with it",
  async (text, line) => {
    expect(await said({ "a.json": coco, "justesse-manifest.json": text })).toEqual([line])
  },
)

test("what our own exports have beside their labels is passed over without a word", async () => {
  const own = { "README.md": "# x", SHA256SUMS: "0", "labels.jsonl": "{}", "metadata.json": "{}" }
  const whole = { "justesse-manifest.json": JSON.stringify(manifest), ...own }
  // The reader of COCO itself names every other JSON.
  expect(await said({ "a.json": coco, ...whole })).toEqual(["note file_not_read metadata.json"])
  expect(await said({ "a.json": coco, "labels.jsonl": "{}" })).toEqual(["note file_not_read labels.jsonl"])
})

const latin = Uint8Array.from(
  [...new TextEncoder().encode(coco.replace("a.jpg", "é.jpg"))].filter((byte) => byte !== 0xc3),
)

test.each([1, 2, 3, 65_536])("bytes that are no UTF-8 are told once, however they are cut (%d)", async (chunkBytes) => {
  expect(await said({ "a.json": latin }, "coco", chunkBytes)).toEqual(["changed characters_replaced a.json"])
  const own = coco.replace("a.jpg", "a\ufffd.jpg")
  expect(await said({ "a.json": own }, "coco", chunkBytes)).toEqual([])
})

test("a text that was read as windows-1252 is told where its reader does not", async () => {
  const voc = "<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size></annotation>"
  const bytes = Uint8Array.from(
    [...voc].map((sign) => (sign === "a" ? 0x61 : sign.charCodeAt(0))),
    (byte) => byte,
  )
  bytes[voc.indexOf("a.jpg")] = 0xe9
  expect(await said({ "a.xml": bytes }, "voc")).toEqual(["changed read_as_windows_1252 a.xml"])
})

test.each(["utf-16le", "utf-16be"] as const)("JSON in %s with a BOM is read", async (encoding) => {
  const bytes = new Uint8Array(2 * coco.length + 2)
  const view = new DataView(bytes.buffer)
  for (const [i, sign] of [...`\ufeff${coco}`].entries())
    view.setUint16(2 * i, sign.charCodeAt(0), encoding === "utf-16le")
  for (const chunkBytes of [1, 3, 65_536]) {
    const { records, report } = await gather(readDataset(memoryFiles({ "a.json": bytes }, chunkBytes), {}))
    expect([records.map(({ name }) => name), report]).toEqual([["a.jpg"], []])
  }
})

test("a set is watched once: what readers keep by set is found again", async () => {
  const files = memoryFiles({ "a.txt": "x", "b.txt": "y" })
  const watched = watchedFiles(files)
  expect(watchedFiles(files)).toBe(watched)
  for await (const _ of watched.open("a.txt", { start: 0, end: 1 })) continue
  expect([...watched.opened]).toEqual([])
  for await (const _ of watched.open("a.txt")) continue
  for await (const _ of watched.open("b.txt", { start: 1, end: 1 })) continue
  expect([...watched.opened]).toEqual(["a.txt", "b.txt"])
})
