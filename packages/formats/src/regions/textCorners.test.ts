import { cornersOf } from "@justesse/types"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"

const SIZE = { width: 100, height: 80 }
const corners = [
  [30, 10],
  [30, 60],
  [20, 60],
  [20, 10],
]
const points = corners.map(([x, y]) => `${x},${y}`).join(" ")
const FILES: Readonly<Record<string, Record<string, string>>> = {
  paddleocr: { "Label.txt": `a.jpg\t${JSON.stringify([{ transcription: "down", points: corners }])}\n` },
  mmocr: {
    "a.json": JSON.stringify({
      metainfo: { dataset_type: "TextDetDataset", task_name: "textdet", category: [{ id: 0, name: "text" }] },
      data_list: [
        { img_path: "a.jpg", ...SIZE, instances: [{ polygon: corners.flat(), bbox_label: 0, ignore: false }] },
      ],
    }),
  },
  page: {
    "a.xml": `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="a.jpg" imageWidth="100" imageHeight="80"><TextRegion id="r"><Coords points="${points}"/></TextRegion></Page></PcGts>`,
  },
  "yolo-obb": {
    "data.yaml": "names: [text]\ntrain: images\n",
    "labels/a.txt": `0 ${corners.map(([x = 0, y = 0]) => `${x / SIZE.width} ${y / SIZE.height}`).join(" ")}\n`,
    "images/a.jpg": "",
  },
}

test.each(Object.entries(FILES))(
  "%s: a text that runs downwards begins where its first corner is, both ways",
  async (format, files) => {
    const { reader, writer } = formatNamed(format)
    if (!reader || !writer) throw new TypeError(format)
    const read = await gather(reader.read(memoryFiles({ "a.jpg": "", ...files }), { sizeOf: () => SIZE }))
    const [record] = read.records
    const geometry = record?.body?.regions[0]?.geometry
    if (geometry?.type !== "rotatedBox" || !record) throw new TypeError(JSON.stringify(geometry))
    expect(cornersOf(geometry).map(({ x, y }) => [Math.round(x), Math.round(y)])).toEqual(corners)
    const ontology = read.ontology[0] ?? expect.fail()
    const told: string[] = []
    const out = writer.write(
      source([{ ...record, size: SIZE }]),
      { ...manifest, ontology },
      { report: ({ code }) => told.push(code) },
    )
    const back = await gather(
      reader.read(memoryFiles({ "a.jpg": "", "images/a.jpg": "", ...(await written(out)) }), { sizeOf: () => SIZE }),
    )
    expect(told).not.toContain("rotation")
    expect(back.records.flatMap(({ body }) => body?.regions ?? []).map((one) => one.geometry.type)).toEqual([
      "rotatedBox",
    ])
  },
)
