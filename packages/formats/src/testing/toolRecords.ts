import { boxOf, type Region, type RegionFlags } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import type { Writer } from "../index.ts"
import type { FileSet } from "../io/fileSet.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { rotateRegion, toShape } from "../regions/rotated.ts"
import { dataset, manifest, source, writtenBytes } from "./records.ts"

const flags: fc.Arbitrary<RegionFlags> = fc.record(
  {
    crowd: fc.boolean(),
    occluded: fc.boolean(),
    truncated: fc.boolean(),
    difficult: fc.boolean(),
    ignore: fc.boolean(),
  },
  { requiredKeys: [] },
)

const extra = fc.record(
  {
    rotation: fc.oneof(
      fc.constantFrom(90, 180, 270, 359, 326.75, -45),
      fc.double({ min: -359, max: 359, noNaN: true }),
    ),
    flags: flags.filter((own) => Object.keys(own).length > 0),
    id: fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }).map(String),
  },
  { requiredKeys: [] },
)

/**
 * The drawn datasets with what annotation tools hold besides: turned boxes, flags, ids beyond 2^53, parts of the dataset.
 */
export const toolDataset: fc.Arbitrary<DatasetRecord[]> = fc
  .tuple(
    dataset,
    fc.array(extra, { minLength: 24, maxLength: 24 }),
    fc.array(fc.constantFrom("", "train", "val", "é t"), { minLength: 6, maxLength: 6 }),
  )
  .map(([records, extras, splits]) => {
    const left = [...extras]
    return records.map((record, i) => ({
      ...record,
      ...(splits[i] ? { split: splits[i] } : {}),
      body: record.body && {
        ...record.body,
        regions: record.body.regions.map((own) => withExtra(own, left.pop() ?? {})),
      },
    }))
  })

function withExtra(region: Region, parts: { rotation?: number; flags?: RegionFlags; id?: string }): Region {
  const rotated = parts.rotation === undefined ? null : rotateRegion(boxOf(region), parts.rotation)
  return {
    ...region,
    ...(rotated ? { geometry: toShape(rotated, region.transcript !== undefined) } : {}),
    ...(parts.flags ? { flags: parts.flags } : {}),
    // Ids are branded texts.
    ...(parts.id === undefined ? {} : { id: `${parts.id}${region.id}` as Region["id"] }),
  }
}

/** An export of `records` as a set of files, its files as bytes and as texts, and what it reported. */
export async function exportOf(writer: Writer, records: readonly DatasetRecord[]) {
  const report: { level: string; code: string; field?: string | undefined; count?: number | undefined }[] = []
  const bytes = await writtenBytes(writer.write(source(records), manifest, { report: (line) => report.push(line) }))
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  const texts = Object.fromEntries(Object.entries(bytes).map(([name, body]) => [name, decoder.decode(body)]))
  const files: FileSet = memoryFiles(bytes, 1_000)
  return { texts, bytes, files, report, losses: await writer.losses(source(records)) }
}

/** A record without where it came from: what a round trip gives back. */
export function withoutSource(record: DatasetRecord): DatasetRecord {
  const { source: _source, ...rest } = record
  return rest
}
