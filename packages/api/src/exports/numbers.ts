import { findPictureNumbers, givePictureNumbers } from "@justesse/db/assets/numbers"
import { listOntologies } from "@justesse/db/labels"
import { stableCategories } from "@justesse/formats/coco/ids"
import type { Numbers } from "@justesse/formats/contract"
import type { AssetNumber } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Deps } from "../core/deps.ts"

type Reading = Pick<Deps, "storage">

/** Gives pictures that have none the number that exports call them by: before files of this project are written or read. */
export async function giveNumbers({ storage }: Reading, projectId: number): Promise<void> {
  await givePictureNumbers(storage.db, projectId)
}

/** Categories by number in every export of a project: a label keeps the number it had when the project first knew it. */
export async function categoryNumbers({ storage }: Reading, projectId: number): Promise<Map<string, string>> {
  const versions = await listOntologies(storage.db, projectId)
  return stableCategories(versions.reverse().flatMap(({ ontology }) => ontology.labels))
}

/** The numbers of a project for a writer, and how it is told which picture a record is of. */
export interface ExportNumbers extends Numbers {
  readonly tell: (record: DatasetRecord, assetId: AssetNumber) => void
}

/** What {@link giveNumbers} gave, for writing: reads only. */
export async function exportNumbers(deps: Reading, projectId: number): Promise<ExportNumbers> {
  const [given, categories] = await Promise.all([
    findPictureNumbers(deps.storage.db, projectId),
    categoryNumbers(deps, projectId),
  ])
  const pictures = new WeakMap<DatasetRecord, number>()
  return {
    tell: (record, assetId) => void pictures.set(record, given.get(assetId) ?? assetId),
    picture: (record) => pictures.get(record)?.toString(),
    categories,
  }
}
