import type { Point, Region, Shape } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS } from "./list.ts"
import { isSameLocation, ringPolygons } from "./testing/shapes.ts"
import { gather } from "./testing/sharedData.ts"
import { exportOf } from "./testing/toolRecords.ts"

const square = (x: number, y: number, side: number): Point[] => [
  { x, y },
  { x: x + side, y: y + 1 },
  { x: x + side, y: y + side },
  { x: x + side / 2, y: y + side + 2 },
  { x, y: y + side },
]

/** A part with two holes, in one of them an island; a part beside it; a part over that one. Whole pixels. */
const WHOLE: Shape = {
  type: "polygon",
  rings: [
    square(10, 10, 100),
    square(20, 20, 30).reverse(),
    square(26, 26, 12),
    square(70, 70, 20),
    square(130, 10, 40),
    square(150, 30, 40),
  ],
}

const recordOf = (geometry: Shape): DatasetRecord => {
  // Ids are branded texts.
  const region = { id: "1", geometry, label: "text", transcript: { value: "x" } } as unknown as Region
  return {
    ...{ name: "a.jpg", size: { width: 333, height: 251 }, sha256: null, foreignId: "1" },
    body: { regions: [region], nothingHere: false },
  }
}

const BOTH = FORMATS.flatMap(({ name, reader, writer }) =>
  reader && writer && !["form", "comparisons"].includes(name) ? [{ name, reader, writer }] : [],
)
const RECORDINGS = ["vtt", "srt", "textgrid", "eaf"]
/** Forms of boxes, of corners, or of four of them. Whoever has an outline is told before it is written. */
const WITHOUT_OUTLINES = [
  ...["coco-results", "createml", "darknet", "funsd", "icdar", "openimages", "voc", "yolo", "yolo-obb"],
]
const WITH_OUTLINES = BOTH.filter(({ name }) => ![...RECORDINGS, ...WITHOUT_OUTLINES].includes(name))

/** The geometry of the only region, out and in again, and what was said on the way. */
async function again({ reader, writer }: (typeof BOTH)[number], record: DatasetRecord) {
  const { bytes, report } = await exportOf(writer, [record])
  const layout = await writer.layout?.(async function* () {
    yield record
  })
  const files = memoryFiles({ [layout?.(record.name) ?? record.name]: "", ...bytes }, 1_000)
  const back = await gather(reader.read(files, { sizeOf: () => record.size }))
  const regions = back.records.flatMap(({ body }) => body?.regions ?? [])
  return { geometry: regions[0]?.geometry, count: regions.length, out: report, in: back.report }
}

describe("polygons of several rings", () => {
  test.each(WITH_OUTLINES)(
    "$name gives back every ring: parts, holes, islands, parts over one another",
    async (format) => {
      const found = await again(format, recordOf(WHOLE))
      expect(found.count).toBe(1)
      expect(found.geometry && isSameLocation(WHOLE, found.geometry)).toBe(true)
      const codes = [...found.out, ...found.in].filter(({ level }) => level !== "note").map(({ code }) => code)
      expect(codes.filter((code) => /outline|box|rounded|clipped|rotation/.test(code))).toEqual([])
    },
  )

  test.each(WITH_OUTLINES)("$name gives back any of them, or says that it rounds", async (format) => {
    const numbers = { min: 0, max: 90, noNaN: true }
    const drawn = ringPolygons({ coordinate: fc.double(numbers), side: fc.double({ ...numbers, min: 20 }) })
    await fc.assert(
      fc.asyncProperty(drawn, async (shape) => {
        const found = await again(format, recordOf(shape))
        if (found.out.some(({ code }) => code === "coordinates_rounded")) return
        expect(found.geometry && isSameLocation(shape, found.geometry)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test.each(BOTH.filter(({ name }) => WITHOUT_OUTLINES.includes(name)))(
    "$name has no outlines: that is told, and the box goes out",
    async (format) => {
      const { out, geometry } = await again(format, recordOf(WHOLE))
      expect(out).toContainEqual(expect.objectContaining({ level: "lost", code: "outline", count: 1 }))
      expect(geometry?.type).toBe("box")
    },
  )
})
