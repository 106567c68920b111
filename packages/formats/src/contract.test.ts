import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import type { ReadEvent } from "./contract.ts"
import { readDataset } from "./detect.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS } from "./list.ts"
import { manifest, source, written } from "./testing/records.ts"
import { expected, folder, gather, present, real } from "./testing/sharedData.ts"

const samples: Record<string, Record<string, string>> = {
  justesse: {
    "manifest.json": JSON.stringify(manifest),
    "records.jsonl": '{"body":null,"name":"a.jpg","sha256":null,"size":null}\n',
  },
  coco: {
    "a.json": '{"annotations": [{"image_id": 1}], "images": [{"id": 1, "file_name": "a.jpg"}], "categories": []}',
  },
  "coco-results": {
    "image_info.json": '{"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [{"id": 1, "name": "cat"}]}',
    "r.json": '[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}, 3, {"image_id": 2}]',
  },
  createml: {
    "train/_annotations.createml.json":
      '[{"image": "a.jpg", "annotations": [{"label": "cat", "coordinates": {"x": 5, "y": 5, "width": 2, "height": 2}}, 3]}, 4]',
  },
  openimages: {
    "class-descriptions.csv": "/m/1,cat\n",
    "images.meta": "a 10 20\n",
    "train-annotations-bbox.csv":
      'ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/1,0,0.5,0,1\nb,/m/2,0,1,x,1\na,/m/1,0,"0,5",0,1\n',
  },
  jsonl: {
    "a.jsonl":
      '{"image": "a.jpg", "regions": [{"label": "cat", "bbox": [1, 2, 3, 4]}, 3]}\n{"filename": "b.jpg", "text": "x"}\nbad',
  },
  csv: { "a.csv": "image,label,xmin,ymin,xmax,ymax\na.jpg,cat,1,2,3,4\nb.jpg,,,,,\na.jpg,dog,x,2,3,4\n" },
  voc: { "a.xml": "<annotation><filename>a.jpg</filename></annotation>", "b.xml": "<" },
  funsd: { "a.json": '{"form": [{"id": 0, "text": "x", "box": [0, 0, 9, 9], "label": "other", "words": []}, 3]}' },
  paddleocr: {
    "Label.txt": 'a.jpg\t[{"transcription":"x","points":[[0,0],[9,0],[9,9],[0,9]]}]\nbad\n',
    "rec_gt.txt": "b.jpg\tone\n",
  },
  page: {
    "a.xml":
      '<PcGts><Page imageFilename="a.jpg"><TextRegion id="r"><Coords points="0,0 9,0 9,9 0,9"/></TextRegion></Page></PcGts>',
    "b.xml": "<",
  },
  alto: {
    "a.xml":
      '<alto><Layout><Page WIDTH="9" HEIGHT="9"><PrintSpace><TextBlock ID="b" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"/></PrintSpace></Page></Layout></alto>',
    "b.xml": "<",
  },
  hocr: {
    "a.html": '<p class="ocr_page" title="bbox 0 0 9 9"><b class=ocr_line title="bbox 0 0 1 1">x</b><b class=ocr_line>',
  },
  "coco-text": {
    "a.json":
      '{"imgs": {"1": {"id": 1, "file_name": "a.jpg"}}, "anns": {"2": {"image_id": 1, "bbox": [0, 0, 5, 5]}, "3": 4}}',
  },
  mmocr: { "a.json": '{"data_list": [{"img_path": "a.jpg", "instances": [{"bbox": [0, 0, 5, 5]}, 3]}, 4]}' },
  icdar: { "a.txt": "0,0,9,0,9,9,0,9,x\nbad" },
  cvat: { "a.xml": '<annotations><image name="a.jpg"><box/></image></annotations>', "b.xml": "<" },
  yolo: { "classes.txt": "dog", "labels/a.txt": "0 0.5 0.5 0.1 0.2\nbad", "labels/b.txt": "" },
  "yolo-obb": { "classes.txt": "dog", "labels/a.txt": "0 0 0 1 0 1 1 0 1" },
  darknet: { "obj.data": "names = obj.names", "obj.names": "dog", "obj_train_data/a.txt": "0 0.5 0.5 0.1 0.2" },
  "label-studio": {
    "a.json":
      '[{"data":{"image":"a.jpg"},"annotations":[{"result":[{"id":"r","type":"labels","from_name":"l","to_name":"i","value":{}}]}]}, 3]',
    "c.xml": '<View><Labels name="l" toName="i"><Label value="cat"/></Labels></View>',
  },
  datumaro: {
    "t.json":
      '{"items": [{"id": "a", "annotations": [{"type": "bbox", "bbox": [1, 2, 3, 4]}, 3]}, 5], "categories": {"label": {"labels": [{"name": "cat"}]}}}',
  },
  labelme: {
    "a.json":
      '{"shapes": [{"label": "cat", "points": [[1, 2], [3, 4]], "shape_type": "rectangle"}, 3], "imagePath": "a.jpg"}',
    "b.xml": "<annotation><object><name>cat</name><polygon/></object></annotation>",
  },
  via: {
    "a.json":
      '{"k": {"filename": "a.jpg", "size": 1, "regions": [{"shape_attributes": {"name": "rect"}}], "file_attributes": {}}, "l": 3}',
    "b.csv":
      'filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\nb.jpg,1,{},0,0,{},"{""a"": ""b""}"\n',
  },
  supervisely: {
    "meta.json": '{"classes": [{"title": "cat"}, 3], "tags": []}',
    "ds/ann/a.jpg.json":
      '{"size": {"height": 9, "width": 9}, "objects": [{"classTitle": "cat", "geometryType": "rectangle", "points": {"exterior": [[0, 0], [5, 5]]}}, 3]}',
  },
  pictures: { "a.jpg": "" },
}

/** Those that can be read; one that is only written has nothing to try. */
const READ = FORMATS.filter(({ reader }) => reader !== null).map((format) => format.name)

test.each(READ)("%s says its labels once, before its first record", async (name) => {
  const kinds: ReadEvent["kind"][] = []
  for await (const event of readDataset(memoryFiles({ ...samples[name], "pictures/z.jpg": "" }))) kinds.push(event.kind)
  expect(kinds.filter((kind) => kind === "ontology")).toHaveLength(1)
  expect(kinds.indexOf("ontology")).toBeLessThan(kinds.indexOf("record"))
})

test.each(READ)("%s gives the same events however the files are cut and listed", async (name) => {
  const sample = samples[name] ?? {}
  const reversed = Object.fromEntries(Object.entries(sample).reverse())
  const whole = await gather(readDataset(memoryFiles(sample), { format: name }))
  const cut = await gather(readDataset(memoryFiles(reversed, 3), { format: name }))
  expect(cut.all).toEqual(whole.all)
})

test.each(READ)("%s of an empty folder is an empty dataset, not an exception", async (name) => {
  const { records } = await gather(readDataset(memoryFiles({}), { format: name }))
  expect(records).toEqual([])
})

test.each(FORMATS.flatMap((format) => (format.writer ? [format.writer] : [])))(
  "$name writes its labels first and an empty dataset too",
  async (writer) => {
    const roles: string[] = []
    for await (const file of writer.write(source([]), manifest)) {
      roles.push(file.role)
      for await (const chunk of file.body) expect(chunk.length).toBeGreaterThan(0)
    }
    expect(roles.lastIndexOf("labels")).toBeLessThan(roles.indexOf("manifest"))
    expect(roles.filter((role) => role === "manifest")).toHaveLength(1)
    expect(Object.keys(await written(writer.write(source([]), manifest)))).toHaveLength(roles.length)
  },
)

interface CrossFormat {
  images: { file: string; objects: { label: string; xywh: number[] }[] }[]
}

test.each(real(["voc", "imagenet-xml", "labelme"]))(
  "40 real pictures in the form %s (10 in LabelMe's) agree with the other forms to 0.001 px",
  async (form) => {
    if (!present) return
    const want = expected<CrossFormat>("formats/crossformat/voc2012-subset")
    const { records } = await gather(readDataset(folder(`formats/crossformat/voc2012-subset/${form}`)))
    const images = want.images.filter(({ file }) => form !== "labelme" || records.some(({ name }) => name === file))
    expect([records.length, images.length]).toEqual(form === "labelme" ? [10, 10] : [40, 40])
    for (const picture of images) {
      const regions = records.find((record) => record.name === picture.file)?.body?.regions
      const found = regions?.map((region) => [region.label, ...Object.values(boxOf(region)).map((v) => v.toFixed(3))])
      expect(found?.sort()).toEqual(
        picture.objects.map((object) => [object.label, ...object.xywh.map((v) => v.toFixed(3))]).sort(),
      )
    }
  },
)
