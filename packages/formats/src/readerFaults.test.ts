import { expect, test } from "vitest"
import { readDataset } from "./detect.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { gather } from "./testing/sharedData.ts"

/*
 * What readers once left out without a word: parts of a row, texts behind a first bad line, paths from a root.
 */
const read = (format: string, files: Record<string, string>) => gather(readDataset(memoryFiles(files), { format }))
const codes = (
  report: readonly { level: string; code: string; line?: number | undefined; field?: string | undefined }[],
) => report.map(({ level, code, line, field }) => [level, code, line, field].filter((x) => x !== undefined).join(" "))

test("cells of a table that cannot be read are named by line and column, the box stays", async () => {
  const header = "image,label,x,y,width,height,points,rotation,crowd,attributes,level,text,marks"
  const rows =
    'a.jpg,cat,1,2,3,4,1 2,turned,maybe,{,page,hello,bold\nb.jpg,cat,1,2,3,4,1 2 3 4 5 7,0,1,"{""k"":[1]}",word,,\n'
  const { records, report } = await read("csv", { "a.csv": `${header}\n${rows}` })
  expect(records.map(({ body }) => body?.regions.length)).toEqual([1, 1])
  expect(codes(report)).toEqual([
    "changed cell_unreadable 2 marks",
    ...["points", "rotation", "crowd", "attributes", "level"].map((field) => `lost cell_unreadable 2 ${field}`),
    "changed box_of_outline 3",
  ])
  // What a region cannot hold travels with it.
  expect(records[1]?.body?.regions[0]?.foreign).toEqual({ csv: { attributes: { k: [1] } } })
})

test("members of a JSON line that cannot be read are named, the box stays", async () => {
  const odd = {
    points: [[1, 2]],
    turned: { x: 1 },
    flags: { crowd: "yes" },
    level: "page",
    attributes: 7,
    marks: ["bold"],
  }
  const one = { label: "cat", x: 1, y: 2, width: 3, height: 4, text: "hi", ...odd }
  const { records, report } = await read("jsonl", {
    "a.jsonl": `${JSON.stringify({ image: "a.jpg", split: 1, regions: [one] })}\n`,
  })
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(codes(report)).toEqual([
    "changed field_unreadable 1 marks",
    ...["points", "turned", "flags", "level", "attributes", "split"].map((field) => `lost field_unreadable 1 ${field}`),
  ])
})

test("a number that is none in a JSON line is told", async () => {
  const { report } = await read("jsonl", { "a.jsonl": '{"image":"a.jpg","score":NaN}\n' })
  expect(codes(report)).toEqual(["changed not_a_number 1"])
})

test.each([
  ["icdar", "gt_a.txt", "@@@\n1,1,5,1,5,8,1,8,hello\n", 1],
  ["paddleocr", "labels.txt", 'damaged\na.jpg\t[{"transcription":"x","points":[[1,2],[9,2],[9,8],[1,8]]}]\n', 1],
  ["mmocr", "a.jsonl", '{"file_name\n{"file_name":"a.jpg","annotations":[{"box":[0,0,4,0,4,3,0,3],"text":"a"}]}\n', 1],
  ["jsonl", "a.jsonl", '{"ima\n{"image":"a.jpg","regions":[{"label":"cat","x":1,"y":2,"width":3,"height":4}]}\n', 1],
])("%s: one damaged line at the beginning does not hide the others", async (format, file, text, count) => {
  const { records, report } = await read("auto", { [file]: text, "a.jpg": "" })
  expect(records.map(({ body }) => body?.regions.length)).toEqual([count])
  expect(report.filter(({ level }) => level === "lost")).toMatchObject([{ code: "line_unreadable", file, line: 1 }])
  expect(format).not.toBe("auto")
})

test("a table with a header is no list of words", async () => {
  const { records } = await read("auto", { "a.csv": "image,xmin,ymin,xmax,ymax,label\na.jpg,1,2,3,4,cat\n" })
  expect(records[0]?.body?.regions).toMatchObject([{ label: "cat", geometry: { type: "box", width: 2, height: 2 } }])
})

test("a list of words with paths from a root keeps what comes below it", async () => {
  const { records, report } = await read("paddleocr", {
    "rec_gt.txt": "D:\\crops\\1.png\tone\n/srv/2.png\ttwo\n",
    "1.png": "",
  })
  expect(records.map(({ name, text }) => [name, text])).toEqual([
    ["crops/1.png", "one"],
    ["srv/2.png", "two"],
  ])
  expect(codes(report)).toEqual(["changed name_folders 1", "changed name_folders 2", "note picture_missing 2"])
})

test("a file called as our provenance is read where no manifest of ours lies beside it", async () => {
  const line = '{"image":"a.jpg","regions":[{"label":"cat","x":1,"y":2,"width":3,"height":4}]}\n'
  const { records, report } = await read("auto", { "labels.jsonl": line })
  expect([records.map(({ name }) => name), report]).toEqual([["a.jpg"], []])
})

test("numbers of categories that the file does not name stand for names, and that is told", async () => {
  const list =
    '"data_list":[{"img_path":"a.jpg","height":9,"width":9,"instances":[{"bbox":[1,1,5,8],"bbox_label":4,"text":"t"}]}]'
  const { records, report } = await read("mmocr", { "a.json": `{"metainfo":{"category":[{"id":0},7]},${list}}` })
  expect(records[0]?.body?.regions[0]?.label).toBe("4")
  expect(codes(report)).toEqual([
    "lost category_unreadable 1 category",
    "lost category_unreadable 1 category",
    "changed name_from_id bbox_label",
  ])
})

test("an hOCR file that ends inside a page is cut off; one that only lacks the end of its document is whole", async () => {
  const word = '<span class="ocrx_word" title="bbox 1 2 20 12">a</span>'
  const page = `<html><body><div class="ocr_page" title="bbox 0 0 90 60"><span class="ocr_line" title="bbox 1 2 60 12">${word}</span></div>`
  expect((await read("hocr", { "a.hocr": page })).report).toEqual([])
  const { records, report } = await read("hocr", { "a.hocr": `${page.slice(0, page.indexOf(">a<") + 2)}` })
  expect(records[0]?.body?.regions).toHaveLength(2)
  expect(codes(report)).toEqual(["lost cut_off 1"])
})

test("an image_info that holds nothing, and one that is damaged, are named beside results", async () => {
  const rows = '[{"image_id":7,"category_id":1,"bbox":[1,2,3,4],"score":0.5}]'
  for (const [text, code] of [
    ["{}", "note file_not_read"],
    ['{"images":[{"id":7', "lost cut_off 1 images"],
    ['{"images":[5],"categories":[{"name":"dog"}]}', "lost picture_unreadable 1"],
  ] as const) {
    const { records, report } = await read("coco-results", { "r.json": rows, "image_info.json": text })
    expect(records).toHaveLength(1)
    expect(codes(report)[0]).toBe(code)
  }
})

test("classes without a title and lists that are none are named in a meta.json", async () => {
  const meta = '{"classes":[{"title":"cat"},{"shape":"any"},7],"tags":[]}'
  const { report } = await read("supervisely", { "meta.json": meta })
  expect(codes(report)).toEqual(["lost category_unreadable classes.1", "lost category_unreadable classes.2"])
})

test("a picture's list of labels that is none is named in a file of items", async () => {
  const { report } = await read("datumaro", { "a.json": '{"info":{},"categories":{"label":{"labels":5}},"items":[]}' })
  expect(codes(report)).toContain("lost category_unreadable 1 categories.label")
})

test("a task of several pictures is a record for each, with the results that speak of it", async () => {
  const result = (id: string, more: object) => ({
    ...{ id, type: "rectanglelabels", from_name: "l", to_name: "i", original_width: 90, original_height: 60 },
    ...{ value: { x: 10, y: 10, width: 10, height: 10, rotation: 0, rectanglelabels: ["cat"] }, ...more },
  })
  const results = [
    result("a", { item_index: 1 }),
    result("b", {}),
    result("c", { item_index: 1 }),
    result("d", { item_index: 9 }),
  ]
  const task = {
    id: 5,
    data: { pages: ["/data/x/1.png", "/data/x/2.png", "/data/x/3.png"] },
    annotations: [{ result: results }],
  }
  const { records, report } = await read("label-studio", { "a.json": JSON.stringify([task]), "x/2.png": "" })
  expect(records.map(({ name, foreignId, body }) => [name, foreignId, body?.regions.map(({ id }) => id)])).toEqual([
    ["data/x/1.png", "5", ["b"]],
    ["data/x/2.png", "5.2", ["a", "c"]],
    ["data/x/3.png", "5.3", []],
  ])
  expect(JSON.stringify(records[1]?.foreign ?? records[1]?.body)).not.toContain("item_index")
  expect(codes(report)).toEqual([
    "lost result_unreadable 1 result.3",
    "note picture_missing 1",
    "note picture_missing 1",
    "note pages_as_pictures data",
  ])
})

test("a path from a root in CVAT's file is kept below it", async () => {
  const image =
    '<image id="0" name="/data/a.jpg" width="9" height="9"><box label="cat" occluded="0" xtl="1" ytl="2" xbr="3" ybr="4"/></image>'
  const { records, report } = await read("cvat", {
    "a.xml": `<annotations><version>1.1</version>${image}</annotations>`,
  })
  expect(records.map(({ name, body }) => [name, body?.regions.length])).toEqual([["data/a.jpg", 1]])
  expect(codes(report)).toEqual(["changed name_folders 1 name"])
})

test("a COCO file without any list is named beside a whole one", async () => {
  const whole = '{"images":[{"id":1,"file_name":"a.jpg","width":9,"height":9}],"annotations":[],"categories":[]}'
  expect(codes((await read("coco", { "a.json": "{}", "b.txt": "x" })).report)).toEqual([
    "note file_not_read",
    "note file_not_read",
  ])
  expect((await read("coco", { "a.json": whole })).report).toEqual([])
})
