import { AnnotationBody, Ontology } from "@justesse/types"
import { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Reader } from "./contract.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS } from "./list.ts"
import { parquetWriter } from "./parquet/write.ts"
import { manifest, source, writtenBytes } from "./testing/records.ts"
import { gather } from "./testing/sharedData.ts"

const box = {
  id: 9,
  image_id: 1,
  category_id: 3,
  bbox: [1, 2, 3.5, 4.25],
  area: 1,
  iscrowd: 0,
  segmentation: [[1, 2, 3, 4, 5, 7]],
}
const cocoText = JSON.stringify(
  {
    info: { year: 2014 },
    images: [{ id: 1, file_name: "a.jpg", width: 9, height: 9 }],
    annotations: [box, { ...box, id: 9007199254740991, attributes: { transcription: "é\n", pose: "x" } }],
    categories: [{ id: 3, name: "cat" }],
  },
  null,
  1,
)
const vocText = `<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size>
<object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3.5</xmax><ymax>4</ymax></bndbox></object></annotation>`
const record = `{"body":{"nothingHere":false,"regions":[{"id":"1","geometry":{"type":"box","x":0,"y":0,"width":1,"height":1},"label":"zebra"}]},"name":"a.jpg","sha256":null,"size":null}`

const parquetRecords = ["a.jpg", "b.jpg"].map((name) => ({
  ...DatasetRecord.parse(JSON.parse(record)),
  name,
  split: "test",
}))

const samples: Record<string, Record<string, string | Uint8Array>> = {
  coco: { "a.json": cocoText },
  "coco-results": {
    "gold.json": '{"images":[{"id":1,"file_name":"a.jpg","width":9,"height":9}],"categories":[{"id":3,"name":"cat"}]}',
    "r.json":
      '[{"image_id":1,"category_id":3,"bbox":[1,2,3,4],"score":0.5},\n{"image_id":"b","category_id":4,"bbox":[0,0,1.5,1],"score":1}]',
  },
  createml: {
    "train/_annotations.createml.json":
      '[{"image":"a.jpg","annotations":[{"label":"cat","coordinates":{"x":5,"y":5.5,"width":2,"height":2},"by":1}]},\n{"image":"b.jpg","annotations":[]}]',
  },
  openimages: {
    "class-descriptions.csv": "/m/1,cat\n",
    "ids.csv": "ImageID,Subset\na,test\nc,train\n",
    "train-annotations-bbox.csv":
      'ImageID,LabelName,XMin,XMax,YMin,YMax,IsOccluded,IsDepiction\na,/m/1,0,0.5,0,1,1,-1\n"b """,/m/2,0,"0,5",0.25,1,,1\n',
  },
  jsonl: {
    "a.jsonl":
      '{"image":"a.jpg","id":3,"width":9,"height":9,"split":"val","regions":[{"id":"1","label":"cat","x":1,"y":2,"width":3,"height":4,"turned":{"x":1,"y":2,"width":3,"height":4,"rotation":30},"points":[[1,2],[3,4],[5,7]],"text":"x","language":"fr","marks":["unsure"],"attributes":{"a":1,"b":[]},"flags":{"crowd":true},"level":"word","parent":"2"}]}\n{"filename":"b.jpg","text":"x y"}\n',
  },
  csv: {
    "a.csv":
      'image,image_width,image_height,split,id,label,x,y,width,height,rotation,points,text,language,marks,attributes,crowd,level,parent,more\r\na.jpg,9,9,val,1,cat,1,"2,5",3,4,90,1 2 4 2 4 6 1 6,"x ""y""",fr,unsure,"{""a"":1}",1,word,2,z\r\nb.jpg\r\n',
  },
  voc: { "a.xml": vocText },
  funsd: {
    "a.json":
      '{"form":[{"id":1,"text":"x y","box":[1,2,9,8],"label":"other","words":[{"text":"x","box":[1,2,4,8]}],"linking":[[1,2]]},\n{"id":2,"text":"","box":[0,0,5,5],"words":[],"linking":[]}],"lang":"fr"}',
  },
  paddleocr: {
    "Label.txt":
      'i/a.jpg\t[{"transcription":"x","points":[[1,2],[9,2],[9,8],[1,8]],"difficult":true,"key_cls":"sum"}]\ni/b.jpg\t[]\n',
    "rec_gt.txt": "i/c.jpg\tone two\ni/d.jpg\t\n",
  },
  page: {
    "a.xml": `<?xml version="1.0"?>\n<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Metadata><Creator>x</Creator></Metadata><Page imageFilename="a.png" imageWidth="9" imageHeight="9"><ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="r"/></OrderedGroup></ReadingOrder>
<TextRegion id="r" type="heading" custom="structure {type:a\\u0020b;}"><Coords points="0,0 9,0 9,9 0,9"/><UserDefined><UserAttribute name="ok" type="xsd:float" value="1.5"/></UserDefined><TextLine id="l" primaryLanguage="French"><Coords><Point x="1" y="1"/><Point x="5" y="2"/><Point x="4" y="6"/></Coords><Word id="w"><Coords points="1,1 2,2 3,5"/></Word><TextEquiv index="1" conf="0.5"><Unicode>a &amp; b</Unicode></TextEquiv><TextEquiv index="0"><Unicode>c</Unicode></TextEquiv></TextLine></TextRegion><TableRegion id="t"/></Page></PcGts>`,
  },
  alto: {
    "a.xml": `<?xml version="1.0"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description><MeasurementUnit>mm10</MeasurementUnit><sourceImageInformation><fileName>a.png</fileName></sourceImageInformation></Description><Styles><TextStyle ID="s"/></Styles><Tags><OtherTag ID="t" LABEL="a b"/></Tags>
<Layout><Page ID="p" WIDTH="90" HEIGHT="60"><PrintSpace><ComposedBlock ID="c" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"><TextBlock ID="b" TAGREFS="t" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"><Shape><Polygon POINTS="0,0 9,1 8,9"/></Shape><TextLine ID="l" BASELINE="4"><String CONTENT="x &amp; y" HPOS="1" VPOS="1" WIDTH="2" HEIGHT="3.5" WC="0.5" SUBS_TYPE="HypPart1"/><SP/><String CONTENT="z" HPOS="4" VPOS="1" WIDTH="2" HEIGHT="3"/><HYP CONTENT="-"/></TextLine></TextBlock></ComposedBlock></PrintSpace></Page></Layout></alto>`,
  },
  hocr: {
    "a.hocr": `<!DOCTYPE html>\n<html><body><div class="ocr_page" id="p" title='image "a.png"; bbox 0 0 90 60; ppageno 0'><div class="ocr_carea" title="bbox 1 1 80 50"><p class='ocr_par'>
<span class="ocr_line" id="l" title="bbox 1 2 60 12; baseline 0.01 -5; poly 1 2 60 3 55 12"><span class='ocrx_word' title='bbox 1 2 20 12; x_wconf 96' lang="en">a&amp;b</span> <b>c</span><span class=ocr_header data-text="x" title="bbox 1 20 60 30">y</span></p></div></div></body></html>`,
  },
  "coco-text": {
    "a.json":
      '{"cats":{},"anns":{"7":{"id":7,"image_id":1,"bbox":[1.5,2,3,4],"mask":[1.5,2,4.5,3,4,6],"utf8_string":"a b","legibility":"illegible","language":"english","class":"x"},\n"b":{"image_id":"1","bbox":[0,0,1,1],"points":[0,0,1,0,1,1,0,1],"utf8_string":"."}},\n"imgs":{"1":{"id":1,"file_name":"a.jpg","width":9,"height":8,"set":"val"}},"imgToAnns":{"1":[7]}}',
  },
  mmocr: {
    "a.json":
      '{"metainfo":{"category":[{"id":0,"name":"x"}]},"data_list":[{"img_path":"a.jpg","height":9,"width":9,"instances":[{"polygon":[1,1,5,2,4,8,1,7],"bbox":[1,1,5,8],"bbox_label":0,"ignore":true,"text":"t"}]},\n{"img_path":"b.jpg","instances":[{"text":"b"}]}]}',
    "b.jsonl":
      '{"file_name":"c.jpg","height":9,"width":9,"annotations":[{"box":[0,0,4,0,4,3,0,3],"text":"a b","label":7}]}\n',
  },
  icdar: { "a.csv": '72,25,326,25,326,64,72,64,TAN, "WOON"\r\n0 0 9 9 "RED"\n' },
  justesse: {
    "manifest.json": JSON.stringify(manifest),
    "records.jsonl": `${record}\n${record.replace("a.jpg", "b.jpg")}\n`,
  },
  cvat: {
    "a.xml": `<?xml version="1.0"?>\n<annotations><version>1.1</version><meta><task><labels><label><name>cat</name><color>#ffffff</color><attributes><attribute><name>ok</name><input_type>checkbox</input_type><values/></attribute></attributes></label></labels></task></meta>
<image id="0" name="a.jpg" subset="val" width="9" height="9"><box label="cat" occluded="1" xtl="1" ytl="2.5" xbr="3" ybr="4" rotation="30.5"><attribute name="ok">true</attribute><attribute name="text">x &amp; y</attribute></box>
<polygon label="cat" points="1,2;3,4;6,5"/><mask label="cat" rle="1,2" left="1" top="1" width="2" height="2"/><tag label="day"/></image><track id="1" label="cat"><box frame="3" outside="0" xtl="1" ytl="1" xbr="2" ybr="2"/></track></annotations>`,
  },
  yolo: {
    "data.yaml": "train: images/train\nnames:\n  0: dog\n  1: cat\n",
    "labels/train/a.txt": "0 0.5 0.5 0.1 0.2\n1 0.1 0.1 0.2 0.1 0.2 0.3 0.9\n",
  },
  "yolo-obb": {
    "classes.txt": "dog\ncat\n",
    "labels/a.txt": "0 0.1 0.1 0.2 0.1 0.2 0.3 0.1 0.3\n1 2 5 2 5 9 1 9 ship 1\n",
  },
  darknet: {
    "obj.data": "classes = 1\ntrain = data/train.txt\nnames = data/obj.names\n",
    "obj.names": "dog\n",
    "train.txt": "data/obj_train_data/a.jpg\n",
    "obj_train_data/a.txt": "0 0.5 0.5 0.1 0.2\n",
  },
  vtt: {
    "a.vtt":
      "WEBVTT - x\nKind: captions\n\nNOTE two\nlines\n\nid 1\n00:00.500 --> 01:00:01.500 align:start\n<v Ana>x &amp; <c.y>y</c>\n \nz\n\n00:01.000 --> 00:02.000\n",
  },
  srt: {
    "a.srt": "1\r\n00:00:00,500 --> 00:00:01,5 X1:5\r\none\r\n2\r\n00:00:02.000 --> 00:00:03,000\r\n<i>x</i>\r\n",
  },
  "label-studio": {
    "a.json": `[{"id":1,"data":{"image":"/data/local-files/?d=a%20b.jpg"},"annotations":[{"id":2,"was_cancelled":false,"result":[
{"id":"r","type":"rectanglelabels","from_name":"l","to_name":"i","original_width":90,"original_height":60,"value":{"x":1.5,"y":2,"width":30,"height":40,"rotation":12.5,"rectanglelabels":["cat","dog"]}},
{"id":"r","type":"textarea","from_name":"t","to_name":"i","value":{"x":1,"y":2,"text":["x y"]}},{"id":"r","type":"choices","from_name":"c","to_name":"i","value":{"choices":["a"]}},
{"id":"p","type":"polygonlabels","from_name":"l","to_name":"i","value":{"points":[[1,2],[3,4],[6,5]],"polygonlabels":["cat"]}},{"type":"relation","from_id":"r","to_id":"p"}]}],
"predictions":[{"score":0.5,"result":[]}],"meta":{"split":"val","width":9}},\n{"id":2,"data":{"audio":"a.wav"},"completions":[{"result":[{"id":"s","type":"labels","from_name":"l","to_name":"a","value":{"start":0.5,"end":3.25,"labels":["Ana"]}}]}]}]`,
    "d.csv":
      'image,id,label,said,annotator,annotation_id\na.jpg,1,"[{""x"":1,""y"":2,""width"":3,""height"":4,""original_width"":90,""original_height"":60,""rectanglelabels"":[""cat""]}]","[""x""]",1,2\n',
    "c.xml":
      '<View><Image name="i" value="$image"/><RectangleLabels name="l" toName="i"><Label value="cat" category="1" background="rgba(1,2,3,1)"/></RectangleLabels><Choices name="c" toName="i" perRegion="true"><Choice value="a"/></Choices></View>',
  },
  textgrid: {
    "a.TextGrid":
      'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 3\ntiers? <exists>\nsize = 2\nitem []:\n item [1]:\n class = "IntervalTier"\n name = "w"\n xmin = 0\n xmax = 3\n intervals: size = 2\n intervals [1]:\n xmin = 0\n xmax = 1.5\n text = "say ""a"""\n intervals [2]:\n xmin = 1.5\n xmax = 3\n text = ""\n"TextTier" "b" 0 3 1 0.25 "x"',
  },
  datumaro: {
    "val.json": `{"info":{},"categories":{"label":{"labels":[{"name":"cat","parent":""}]},"mask":{"colormap":[{"label_id":0,"r":1,"g":2,"b":3}]}},
"items":[{"id":"d/a","annotations":[{"id":1,"type":"bbox","attributes":{"occluded":true,"rotation":12.5,"text":"x y","n":[1]},"group":1,"label_id":0,"bbox":[1,2,3.5,4]},
{"type":"polygon","label_id":null,"points":[1,2,3,4,6,5]},{"type":"rotated_bbox","label_id":0,"cx":5,"cy":5,"w":3,"h":2,"r":30},{"type":"caption","caption":"z"},{"type":"label","label_id":0}],
"attr":{"id":7},"image":{"path":"d/a.jpg","size":[60,90]}},{"id":"b","annotations":[]}]}`,
  },
  eaf: {
    "a.eaf": `<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///a%20b.wav"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2"/></TIME_ORDER><TIER TIER_ID="t" PARTICIPANT="P" LINGUISTIC_TYPE_REF="x"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>x &amp; y</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a2" ANNOTATION_REF="a1" PREVIOUS_ANNOTATION="a1"><ANNOTATION_VALUE/></REF_ANNOTATION></ANNOTATION></TIER><LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="x" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>`,
  },
  labelme: {
    "a.json": `{"version":"5.5.0","flags":{"day":true},"shapes":[{"label":"cat","points":[[1,2],[3.5,4]],"group_id":1,"description":"x y","shape_type":"rectangle","flags":{"ok":true},"mask":null},
{"label":"dog","points":[[1,2],[3,4],[6,5]]},{"label":"dog","points":[[5,5],[6,5]],"shape_type":"circle"},{"label":"dog","points":[[5,5]],"shape_type":"point"}],
"imagePath":"..\\\\p\\\\a.jpg","imageData":"R0lGODlhZAAyAA==","imageHeight":60,"imageWidth":90}`,
    "b.xml":
      "<annotation><filename>b.png</filename><object><name>cat</name><deleted>0</deleted><occluded>yes</occluded><attributes>a, b=c</attributes><polygon><pt><x>1</x><y>2</y></pt><pt><x>3</x><y>4</y></pt><pt><x>6</x><y>5</y></pt></polygon></object>\n<object><name>m</name><segm><box><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></box></segm></object><imagesize><nrows>60</nrows><ncols>90</ncols></imagesize></annotation>",
  },
  huggingface: {
    "train/metadata.jsonl":
      '{"file_name":"d/a.jpg","width":9,"height":9,"text":"x","objects":{"id":["1"],"bbox":[[1,2,3,4.5]],"categories":[0],"labels":["cat"],"text":["é"],"details":["{\\"flags\\":{\\"crowd\\":true}}"],"score":[0.5]},"more":[1]}\n{"file_name":"b.jpg","objects":[{"bbox":[1,2,3,4],"category":"dog"}]}\n',
    "test/metadata.csv": 'file_name,text,objects\nc.jpg,"a ""b""","{""bbox"":[[1,2,3,4]],""category"":[1]}"\n',
  },
  parquet: await writtenBytes(parquetWriter.write(source(parquetRecords), manifest)),
  via: {
    "a.json": `{"_via_settings":{},"_via_attributes":{"region":{"type":{"type":"dropdown","options":{"cat":"","dog":""}}}},"_via_img_metadata":{"a.jpg9":{"filename":"a.jpg","size":"9","regions":[
{"shape_attributes":{"name":"rect","x":1,"y":2.5,"width":3,"height":"4"},"region_attributes":{"type":"cat","text":"x y","n":1}},{"shape_attributes":{"name":"polygon","all_points_x":[1,3,6],"all_points_y":[2,4,5]},"region_attributes":{}},
{"shape_attributes":{"name":"ellipse","cx":5,"cy":5,"rx":2,"ry":1}}],"file_attributes":{"caption":"z"}}}}`,
    "b.json": `{"project":{"vid_list":["1"]},"attribute":{"1":{"aname":"class","type":4,"options":{"0":"cat"}}},"file":{"1":{"fname":"b.wav","type":8}},"view":{"1":{"fid_list":[1]}},
"metadata":{"1_a":{"vid":"1","z":[0.5,2],"xy":[],"av":{"1":"0"}},"1_b":{"vid":"1","z":[],"xy":[2,1,2,3,4],"av":{}}}}`,
    "c.csv":
      '#filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\nc.jpg,1,{},1,0,"{""name"":""circle"",""cx"":5,""cy"":5,""r"":2}","{""type"":""dog""}"\nd.jpg,1,{},0,0,{},{}\n',
  },
  supervisely: {
    "meta.json":
      '{"classes":[{"title":"cat","shape":"any","color":"#20A0F0","id":1}],"tags":[{"name":"wet","value_type":"oneof_string","values":["true","false"]}],"projectType":"images"}',
    "ds/ann/a.jpg.json": `{"description":"z","tags":[{"name":"split","value":"val"}],"size":{"height":60,"width":90},"objects":[{"id":1,"classId":1,"classTitle":"cat","geometryType":"rectangle","tags":[{"name":"text","value":"x y"},{"name":"wet","value":"true"},{"name":"n"}],"points":{"exterior":[[1,2],[3.5,4]],"interior":[]}},
{"classId":1,"geometryType":"polygon","points":{"exterior":[[1,2],[3,4],[6,5]],"interior":[[[2,3],[3,3],[3,4]]]}},{"geometryType":"bitmap"}],"customBigData":{"name":"q/a.jpg"}}`,
  },
  pictures: { "a.jpg": "" },
}

const bytes = new TextEncoder()
const asBytes = (body: string | Uint8Array) => (typeof body === "string" ? bytes.encode(body) : body)
const garbage = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc
    .constantFrom(
      '"',
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "null",
      "NaN",
      "1e999",
      "-1",
      "<",
      ">",
      "&x;",
      "<!DOCTYPE a>",
      '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>',
      "\0",
      "\ud800",
      "../",
      "__proto__",
      "\n",
      "1".repeat(400),
    )
    .map((text) => bytes.encode(text)),
)
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.integer({ min: 0, max: 30 }),
  put: garbage,
})

function mutated(
  original: Uint8Array,
  mutations: readonly { at: number; drop: number; put: Uint8Array }[],
): Uint8Array {
  return mutations.reduce((whole, { at, drop, put }) => {
    const from = Math.floor(at * whole.length)
    return new Uint8Array([...whole.subarray(0, from), ...put, ...whole.subarray(from + drop)])
  }, original)
}

/** What is wrong with what a reader gave; nothing may be, whatever it read. */
async function complaints(reader: Reader, files: Record<string, Uint8Array>): Promise<unknown[]> {
  const set = memoryFiles(files, 37)
  await reader.detect(set)
  const { ontology, records, report } = await gather(reader.read(set, { sizeOf: () => ({ width: 90, height: 60 }) }))
  return [
    ...records.filter(
      (r) => !DatasetRecord.safeParse(r).success || (r.body && !AnnotationBody.safeParse(r.body).success),
    ),
    ...report.filter((line) => !ReportLine.safeParse(line).success),
    ...ontology.filter((o) => !Ontology.safeParse(o).success),
    ...(ontology.length > 1 ? ["two ontologies"] : []),
  ]
}

test.each(FORMATS.flatMap((format) => (format.reader ? [format.name] : [])))(
  "%s: a damaged file never breaks the reader, and what it gives is valid",
  async (name) => {
    const reader = FORMATS.find((format) => format.name === name)?.reader
    const sample = samples[name] ?? {}
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.nat(), async (mutations, pick) => {
        const names = Object.keys(sample)
        const damaged = names[pick % names.length]
        const files = Object.fromEntries(
          names.map((file) => [
            file,
            file === damaged ? mutated(asBytes(sample[file] ?? ""), mutations) : asBytes(sample[file] ?? ""),
          ]),
        )
        expect(reader && (await complaints(reader, files))).toEqual([])
      }),
      { numRuns: 700 },
    )
  },
  60_000,
)
