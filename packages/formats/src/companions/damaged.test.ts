import type { ReportLine } from "@justesse/types/dataset"
import { describe, expect, test } from "vitest"
import { readDataset } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"

/*
 * A good set of every format with each file that may lie beside its labels, damaged in turn: the report names that file, and
 * what the good files say comes in all the same.
 */

/** Bytes that are no text of any kind: control characters, what no UTF-8 has, line ends among them. */
const RUBBISH = Uint8Array.from({ length: 400 }, (_, i) => (i % 40 === 39 ? 10 : (i * 89 + 7) % 256))
const encoder = new TextEncoder()

type Damage = "rubbish" | "empty" | "half" | "another"
const DAMAGES: readonly Damage[] = ["rubbish", "empty", "half", "another"]

function damaged(text: string, damage: Damage): string | Uint8Array {
  if (damage === "rubbish") return RUBBISH
  if (damage === "empty") return ""
  if (damage === "half") return encoder.encode(text).subarray(0, Math.ceil(text.length / 2))
  return /^\s*[[{]/.test(text) ? "hello, this is no such file\n" : '{"hello": [1, 2]}\n'
}

interface Case {
  readonly format: string
  readonly files: Readonly<Record<string, string>>
  /** The file that is damaged. */
  readonly beside: string
  /** What comes in at least: pictures with the number of their regions. */
  readonly keeps: Readonly<Record<string, number>>
  /** Damages that nobody can tell from a good file, and why. */
  readonly fair?: Partial<Record<Damage, string>>
}

const WHOLE_LINES = "half of its lines is a whole file too"
const NO_LABELS = "a file without a line is a picture where nothing is"

const ownManifest = JSON.stringify(manifest)
const yolo = { "images/train/a.jpg": "", "images/train/b.jpg": "", "labels/train/a.txt": "0 0.5 0.5 0.1 0.2\n" }
const yaml = "path: .\ntrain: images/train\nval: images/train\nnc: 3\nnames: [dog, cat, bird]\n"
const box = (label: string) =>
  `<object><name>${label}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>`
const voc = (name: string) =>
  `<annotation><filename>${name}</filename><size><width>9</width><height>9</height></size>${box("dog")}${box("cat")}</annotation>`
const coco = (id: number, name: string) =>
  JSON.stringify({
    images: [{ id, file_name: name, width: 9, height: 9 }],
    annotations: [{ id: 1, image_id: id, category_id: 1, bbox: [1, 2, 3, 4], iscrowd: 0, area: 12 }],
    categories: [{ id: 1, name: "dog" }],
  })
const gold = '{"categories":[{"id":1,"name":"dog"}],"images":[{"id":7,"file_name":"a.jpg","width":9,"height":9}]}'
const rows = "ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/1,0,0.5,0,1\nb,/m/2,0,0.5,0,1\n"
const openImages = {
  "train-annotations-bbox.csv": rows,
  "class-descriptions.csv": "/m/1,dog\n/m/2,a cat\n",
  "images.meta": "a 9 9\nb 90 100\n",
  "ids.csv": "ImageID,Subset,OriginalURL\na,train,http://x\nb,train,http://y\n",
}
const task = (name: string) =>
  `{"id":1,"data":{"image":"${name}"},"annotations":[{"result":[{"id":"r","type":"rectanglelabels","from_name":"l","to_name":"i","original_width":90,"original_height":60,"value":{"x":1,"y":2,"width":30,"height":40,"rotation":0,"rectanglelabels":["cat"]}}]}]}`
const config =
  '<View>\n<Image name="i" value="$image"/>\n<RectangleLabels name="l" toName="i"><Label value="dog"/><Label value="cat"/></RectangleLabels>\n</View>'
const hocr = (name: string) =>
  `<!DOCTYPE html>\n<html><body><div class="ocr_page" title='image "${name}"; bbox 0 0 90 60'><p class="ocr_par" title="bbox 0 0 80 20"><span class="ocr_line" title="bbox 1 2 60 12"><span class="ocrx_word" title="bbox 1 2 20 12">a</span> <span class="ocrx_word" title="bbox 21 2 40 12">b</span></span></p></div></body></html>\n`
const page = (name: string) =>
  `<?xml version="1.0"?>\n<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="${name}" imageWidth="9" imageHeight="9"><TextRegion id="r"><Coords points="0,0 9,0 9,9 0,9"/><TextEquiv><Unicode>x</Unicode></TextEquiv></TextRegion></Page></PcGts>\n`
const alto = (name: string) =>
  `<?xml version="1.0"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>${name}</fileName></sourceImageInformation></Description><Layout><Page ID="p" WIDTH="90" HEIGHT="60"><PrintSpace><TextBlock ID="b" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"/></PrintSpace></Page></Layout></alto>\n`
const form = '{"form":[{"id":0,"text":"x","box":[1,2,9,8],"label":"other","words":[],"linking":[]}]}'
const cvat = (name: string) =>
  `<?xml version="1.0"?>\n<annotations><version>1.1</version><meta><task><labels><label><name>cat</name></label></labels></task></meta>\n<image id="0" name="${name}" width="9" height="9"><box label="cat" occluded="0" xtl="1" ytl="2" xbr="3" ybr="4"/></image></annotations>\n`
const sly = (label: string) =>
  `{"description":"","tags":[],"size":{"height":9,"width":9},"objects":[{"classTitle":"${label}","geometryType":"rectangle","tags":[],"points":{"exterior":[[1,1],[3,4]],"interior":[]}}]}`
const items = (id: string) =>
  `{"info":{},"categories":{"label":{"labels":[{"name":"cat","parent":""}]}},"items":[{"id":"${id}","annotations":[{"id":0,"type":"bbox","label_id":0,"bbox":[1,2,3,4]}],"image":{"path":"${id}.jpg","size":[9,9]}}]}`
const labelMe = (name: string) =>
  `{"version":"5.0","flags":{},"shapes":[{"label":"cat","points":[[1,2],[3,4]],"shape_type":"rectangle","flags":{}}],"imagePath":"${name}","imageData":null,"imageHeight":9,"imageWidth":9}`
const via = (name: string) =>
  `{"${name}9":{"filename":"${name}","size":9,"regions":[{"shape_attributes":{"name":"rect","x":1,"y":2,"width":3,"height":4},"region_attributes":{"label":"cat"}}],"file_attributes":{}}}`
const hfRow = (name: string) =>
  `{"file_name":"${name}","objects":{"bbox":[[1,2,3,4]],"categories":[0],"labels":["cat"]}}\n`
const createMl = (name: string) =>
  `[{"image":"${name}","annotations":[{"label":"cat","coordinates":{"x":5,"y":5,"width":2,"height":2}}]}]`
const cocoText = (name: string) =>
  `{"cats":{},"anns":{"7":{"id":7,"image_id":1,"bbox":[1,2,3,4],"utf8_string":"a","legibility":"legible"}},"imgs":{"1":{"id":1,"file_name":"${name}","width":9,"height":8}},"imgToAnns":{"1":[7]}}`
const mmocr = (name: string) =>
  `{"metainfo":{"category":[{"id":0,"name":"text"}]},"data_list":[{"img_path":"${name}","height":9,"width":9,"instances":[{"bbox":[1,1,5,8],"bbox_label":0,"text":"t"}]}]}`
const cues = "1\n00:00:00,500 --> 00:00:01,500\nhello\n\n2\n00:00:02,000 --> 00:00:03,000\nyou\n"
const grid =
  'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n3\n<exists>\n1\n"IntervalTier"\n"w"\n0\n3\n2\n0\n1\n"one"\n1\n3\n"two"\n'
const eaf = `<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="5"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="9"/></TIME_ORDER><TIER TIER_ID="t"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>x</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>\n`

/** The same files for two parts, one of which is damaged. */
function twice(format: string, one: (name: string) => string, path: (part: string) => string, more = {}): Case {
  const files = { [path("a")]: one("a.jpg"), [path("b")]: one("b.jpg"), ...more }
  return { format, files, beside: path("b"), keeps: {} }
}

const cases: readonly Case[] = [
  {
    ...{
      format: "yolo",
      files: { ...yolo, "data.yaml": yaml },
      beside: "data.yaml",
      keeps: { "a.jpg": 1, "b.jpg": 0 },
    },
    fair: { half: "the keys before a whole list of names" },
  },
  {
    ...{ format: "yolo", beside: "classes.txt", keeps: { "a.jpg": 1 } },
    files: {
      ...yolo,
      "labels/train/a.txt": "2 0.5 0.5 0.1 0.2\n0 0.5 0.5 0.1 0.2\n",
      "classes.txt": "dog\ncat\nbird\n",
    },
  },
  {
    ...{ format: "yolo", beside: "classes.txt", keeps: { "a.jpg": 1 } },
    files: { ...yolo, "data.yaml": yaml, "classes.txt": "dog\ncat\nbird\n" },
  },
  {
    ...{ format: "yolo", beside: "train.txt", keeps: { "a.jpg": 1 } },
    files: {
      ...yolo,
      "data.yaml": yaml.replace("images/train", "train.txt"),
      "train.txt": "./images/train/a.jpg\n./images/train/../train/b.jpg\n",
    },
  },
  {
    ...{ format: "yolo", beside: "val.txt", keeps: { "a.jpg": 1 } },
    files: { ...yolo, "classes.txt": "dog\n", "val.txt": "./images/train/a.jpg\n./images/train/../train/b.jpg\n" },
  },
  {
    ...{ format: "yolo", beside: "labels/train/b.txt", keeps: { "a.jpg": 1 }, fair: { empty: NO_LABELS } },
    files: { ...yolo, "data.yaml": yaml, "labels/train/b.txt": "0 0.5 0.5 0.1 0.2\n" },
  },
  ...["obj.data", "obj.names", "train.txt"].map(
    (beside): Case => ({
      ...{ format: "darknet", beside, keeps: { "a.jpg": 1 } },
      files: {
        "obj.data": "classes = 2\ntrain = data/train.txt\nnames = data/obj.names\n",
        "obj.names": "dog\ncat\n",
        "train.txt": "data/obj_train_data/a.jpg\n",
        "obj_train_data/a.jpg": "",
        "obj_train_data/a.txt": "0 0.5 0.5 0.1 0.2\n1 0.5 0.5 0.1 0.2\n",
      },
      ...(beside === "obj.data" ? { fair: { half: "what is left is whole" } } : {}),
    }),
  ),
  {
    ...{ format: "voc", beside: "ImageSets/Main/train.txt", keeps: { "a.jpg": 2 } },
    files: {
      "Annotations/a.xml": voc("a.jpg"),
      "ImageSets/Main/train.txt": "a\nlonger\n",
      "Annotations/longer.xml": voc("longer.jpg"),
    },
  },
  {
    ...{ format: "voc", beside: "labelmap.txt", keeps: { "a.jpg": 2 } },
    files: { "Annotations/a.xml": voc("a.jpg"), "labelmap.txt": "dog:1,2,3::\ncat:3,4,5::\n" },
  },
  twice("voc", voc, (part) => `Annotations/${part}.xml`),
  ...Object.keys(openImages).map(
    (beside): Case => ({
      ...{ format: "openimages", files: { ...openImages, "a.jpg": "", "b.jpg": "" }, beside },
      keeps: beside === "train-annotations-bbox.csv" ? {} : { "a.jpg": 1 },
      ...(beside === "train-annotations-bbox.csv" ? { fair: { half: WHOLE_LINES } } : {}),
      ...(beside === "ids.csv" ? { fair: { half: WHOLE_LINES } } : {}),
    }),
  ),
  twice(
    "label-studio",
    (name) => `[${task(name)}]`,
    (part) => `${part}.json`,
  ),
  {
    ...{ format: "label-studio", beside: "config.xml", keeps: { "a.jpg": 1 } },
    files: { "a.json": `[${task("a.jpg")}]`, "config.xml": config },
  },
  twice("hocr", hocr, (part) => `${part}.hocr`),
  twice("page", page, (part) => `${part}.xml`),
  twice("alto", alto, (part) => `${part}.xml`),
  twice(
    "funsd",
    () => form,
    (part) => `annotations/${part}.json`,
  ),
  twice("cvat", cvat, (part) => `${part}.xml`),
  twice(
    "coco",
    (name) => coco(1, name),
    (part) => `${part}.json`,
  ),
  {
    ...{ format: "coco-results", beside: "gold.json", keeps: { "7": 1 } },
    files: { "r.json": '[{"image_id":7,"category_id":1,"bbox":[1,2,3,4],"score":0.5}]', "gold.json": gold },
  },
  twice("coco-text", cocoText, (part) => `${part}.json`),
  twice("createml", createMl, (part) => `${part}/_annotations.createml.json`),
  {
    ...twice(
      "icdar",
      () => "1,1,5,1,5,8,1,8,hello\n1,1,5,1,5,8,1,8,you\n",
      (part) => `gt_${part}.txt`,
    ),
    fair: { empty: NO_LABELS, half: WHOLE_LINES },
  },
  {
    ...{ format: "paddleocr", beside: "rec_gt.txt", keeps: { "a.jpg": 1 }, fair: { half: WHOLE_LINES } },
    files: {
      "Label.txt": 'a.jpg\t[{"transcription":"x","points":[[1,2],[9,2],[9,8],[1,8]],"difficult":false}]\n',
      "rec_gt.txt": "c.jpg\tone two\n",
    },
  },
  {
    ...{ format: "paddleocr", beside: "Label.txt", keeps: { "c.jpg": 0 } },
    files: {
      "Label.txt": 'a.jpg\t[{"transcription":"x","points":[[1,2],[9,2],[9,8],[1,8]],"difficult":false}]\n',
      "rec_gt.txt": "c.jpg\tone two\n",
    },
  },
  twice("mmocr", mmocr, (part) => `${part}.json`),
  ...["meta.json", "ds/ann/b.jpg.json"].map(
    (beside): Case => ({
      ...{ format: "supervisely", beside, keeps: { "ds/a.jpg": 1 } },
      files: {
        "meta.json":
          '{"classes":[{"title":"cat","shape":"rectangle","color":"#00ff00"}],"tags":[],"projectType":"images"}',
        "ds/ann/a.jpg.json": sly("cat"),
        "ds/ann/b.jpg.json": sly("dog"),
        "ds/img/a.jpg": "",
      },
    }),
  ),
  twice(
    "datumaro",
    (name) => items(name.replace(".jpg", "")),
    (part) => `annotations/${part}.json`,
  ),
  twice("labelme", labelMe, (part) => `${part}.json`),
  {
    ...twice("labelme", labelMe, (part) => `${part}.json`, { "labels.txt": "__ignore__\ncat\n" }),
    beside: "labels.txt",
    keeps: { "a.jpg": 1, "b.jpg": 1 },
  },
  twice("via", via, (part) => `${part}.json`),
  {
    ...twice("huggingface", hfRow, (part) => `${part === "a" ? "train" : "test"}/metadata.jsonl`),
    keeps: { "a.jpg": 1 },
  },
  {
    ...twice(
      "huggingface",
      (name) => `file_name,text\n${name},hello\n`,
      (part) => `${part === "a" ? "train" : "test"}/metadata.csv`,
    ),
    ...{ keeps: { "a.jpg": 0 }, fair: { half: WHOLE_LINES } },
  },
  twice(
    "jsonl",
    (name) => `{"image":"${name}","regions":[{"label":"cat","x":1,"y":2,"width":3,"height":4}]}\n`,
    (part) => `${part}.jsonl`,
  ),
  {
    ...twice(
      "csv",
      (name) => `image,label,x,y,width,height\n${name},cat,1,2,3,4\n`,
      (part) => `${part}.csv`,
    ),
    fair: {},
  },
  ...[
    twice(
      "vtt",
      () => "WEBVTT\n\n00:00.500 --> 00:01.500\nhello\n\n00:02.000 --> 00:03.000\nyou\n",
      (part) => `${part}.vtt`,
    ),
    twice(
      "srt",
      () => cues,
      (part) => `${part}.srt`,
    ),
  ].map((one) => ({ ...one, fair: { half: "half of a text is a text" } })),
  twice(
    "textgrid",
    () => grid,
    (part) => `${part}.TextGrid`,
  ),
  twice(
    "eaf",
    () => eaf,
    (part) => `${part}.eaf`,
  ),
]

const sizeOf = () => ({ width: 90, height: 60 })
const named = (report: readonly ReportLine[], file: string) => report.filter((line) => line.file === file)

async function read({ format, files, beside }: Case, body: string | Uint8Array | null) {
  const all: Record<string, string | Uint8Array> = { ...files }
  if (body === null) delete all[beside]
  else all[beside] = body
  return gather(readDataset(memoryFiles(all, 7), { format, sizeOf }))
}

describe.each(cases.map((one) => [`${one.format}: ${one.beside}`, one] as const))("%s", (_, one) => {
  test.each(DAMAGES.filter((damage) => one.fair?.[damage] === undefined))(
    "%s is named, the rest comes in",
    async (damage) => {
      const { records, report } = await read(one, damaged(one.files[one.beside] ?? "", damage))
      expect([damage, named(report, one.beside).length > 0 ? "named" : report]).toEqual([damage, "named"])
      const counts = new Map(records.map((record) => [record.name, record.body?.regions.length ?? 0]))
      for (const [name, count] of Object.entries(one.keeps))
        expect([name, (counts.get(name) ?? -1) >= count]).toEqual([name, true])
      // What is read without the file comes in with it damaged, too.
      const without = await read(one, null)
      for (const record of without.records)
        if (record.body !== null && !(record.name in one.keeps)) expect([...counts.keys()]).toContain(record.name)
    },
  )

  test("undamaged it is no news", async () => {
    const { report } = await read(one, one.files[one.beside] ?? "")
    const told = named(report, one.beside).filter(
      ({ code }) => !/^(folder_missing|size_unknown|file_not_read|picture_missing)$/.test(code),
    )
    expect(told.map(({ code }) => code)).toEqual([])
  })
})

test("a manifest of ours that is damaged leaves everything but its colours and order", async () => {
  const one: Case = {
    format: "coco",
    files: { "a.json": coco(1, "a.jpg"), "justesse-manifest.json": ownManifest },
    beside: "justesse-manifest.json",
    keeps: {},
  }
  for (const damage of DAMAGES) {
    const { records, report } = await read(one, damaged(ownManifest, damage))
    expect(named(report, one.beside)).toHaveLength(damage === "rubbish" ? 2 : 1)
    expect(records[0]?.body?.regions).toHaveLength(1)
  }
})
