import type { LeaseRow } from "@justesse/db/hot/operations"
import { listOntologies } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { findAnsweredUnder, findDraftTimes } from "@justesse/db/work/submissions"
import { type FormChange, formChange, KINDS } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/**
 * What is asked in leases of one person otherwise than before, by assignment: against the form in force when a draft was saved, else the
 * one under which this person answered last. Somebody who never answered is told of no change. Nothing is read while a project has one
 * form.
 */
export async function formChangesOf(
  { storage: { db } }: Pick<Deps, "storage">,
  { id, kind }: Pick<Project, "id" | "kind">,
  rows: readonly LeaseRow[],
): Promise<ReadonlyMap<string, FormChange>> {
  const [first] = rows
  if (!KINDS[kind].asksFields || !first || rows.every(({ ontologyVersion }) => ontologyVersion === 1)) return new Map()
  const drafted = rows.filter(({ start }) => start.draftRevision > 0).map(({ taskId }) => taskId)
  const [versions, answered, drafts] = await Promise.all([
    listOntologies(db, id),
    findAnsweredUnder(db, id, first.personId),
    findDraftTimes(db, id, first.personId, drafted),
  ])
  const labelsOf = (version: number | null) => versions.find((one) => one.version === version)?.ontology.labels ?? null
  const found = new Map<string, FormChange>()
  for (const { publicId, taskId, ontologyVersion } of rows) {
    const savedAtMs = drafts.get(taskId)
    const inForce = savedAtMs === undefined ? undefined : versions.find(({ madeAtMs }) => madeAtMs <= savedAtMs)
    const before = inForce ? inForce.version : answered
    const [then, now] = [labelsOf(before), labelsOf(ontologyVersion)]
    const change = then && now && before !== null && before < ontologyVersion ? formChange(then, now) : null
    if (change) found.set(publicId, change)
  }
  return found
}
