import { boxOf, boxShape, cornersOfBox, type Quad, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { rotateRegion, toShape } from "../regions/rotated.ts"
import { dataset } from "./records.ts"

const RANK = { region: 0, line: 1, word: 2 } as const

interface Extra {
  readonly level: "region" | "line" | "word" | undefined
  readonly alone: boolean
  readonly flags: Region["flags"]
  readonly shape: "box" | "rotated" | "quad" | "as it is"
  readonly rotation: number
}

const extra: fc.Arbitrary<Extra> = fc.record({
  level: fc.constantFrom(undefined, "region", "line", "word"),
  alone: fc.boolean(),
  flags: fc.constantFrom(undefined, undefined, { ignore: true }, { difficult: true, occluded: false }),
  shape: fc.constantFrom("box", "rotated", "quad", "as it is"),
  rotation: fc.constantFrom(90, 180, -45, 12.5, 270),
})

/**
 * The drawn datasets as documents: regions of lines of words in the order of their trees, rotated boxes, quads and flags
 * besides all that `dataset` has.
 */
export const documents: fc.Arbitrary<DatasetRecord[]> = dataset.chain((records) =>
  fc.tuple(...records.map((record) => decorated(record))),
)

function decorated(record: DatasetRecord): fc.Arbitrary<DatasetRecord> {
  const regions = record.body?.regions ?? []
  return fc
    .array(extra, { minLength: regions.length, maxLength: regions.length })
    .map((extras) => ({ ...record, body: { regions: levelled(regions, extras), nothingHere: false } }))
}

function levelled(regions: readonly Region[], extras: readonly Extra[]): Region[] {
  const path: Region[] = []
  return regions.map((plain, i) => {
    const { level, alone, flags, shape, rotation } = extras[i] ?? { alone: true, shape: "box", rotation: 0 }
    const rank = RANK[level ?? "line"]
    while (path.length > 0 && (alone || RANK[path.at(-1)?.level ?? "line"] >= rank)) path.pop()
    const parent = path.at(-1)?.id
    const region: Region = {
      ...shaped(plain, shape, rotation),
      ...(level ? { level } : {}),
      ...(parent === undefined ? {} : { parent }),
      ...(flags ? { flags } : {}),
    }
    path.push(region)
    return region
  })
}

function shaped(region: Region, shape: Extra["shape"], rotation: number): Region {
  if (shape === "as it is") return region
  const box = boxOf(region)
  if (shape === "box") return { ...region, geometry: boxShape(box) }
  if (shape === "rotated") return { ...region, geometry: toShape(rotateRegion(box, rotation), true) }
  const [a, b, c, d] = cornersOfBox(box)
  const points: Quad["points"] = [a, { ...b, y: b.y + box.height / 4 }, c, { ...d, x: d.x + box.width / 4 }]
  return { ...region, geometry: { type: "quad", points } }
}

/** The pictures of a dataset beside its files, as an export with pictures has them: their names are all that readers look at. */
export function withPictures(files: Record<string, string>, records: readonly DatasetRecord[]): Record<string, string> {
  return { ...Object.fromEntries(records.map((record) => [record.name, ""])), ...files }
}
