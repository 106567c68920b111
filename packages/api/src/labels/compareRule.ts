import { listOntologies } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { KINDS, type Label, type ResolveRule } from "@justesse/types"

/** How two answers are compared, and in a form what each of them was asked. */
export interface CompareRule extends ResolveRule {
  readonly fields?: readonly Label[]
  readonly keptFields?: readonly Label[]
}

/** How an answer that was given under a version of the labels, absent for that of today, is compared with a kept one. */
export type CompareRules = (ontologyVersion?: number) => CompareRule

/**
 * How answers of a project are compared: its rule, and in a form what each question says of its own answers. An answer keeps the
 * questions it was given under; the kept answer was asked those of today, a known one those that were in force when it was written.
 */
export async function compareRulesOf(
  db: Parameters<typeof listOntologies>[0],
  { id, kind, settings, ontologyVersion }: Pick<Project, "id" | "kind" | "settings" | "ontologyVersion">,
  known?: { readonly madeAtMs: number },
): Promise<CompareRules> {
  const { settle } = settings
  if (!KINDS[kind].asksFields) return () => settle
  const versions = await listOntologies(db, id)
  const byVersion = new Map(versions.map(({ version, ontology }) => [version, ontology.labels]))
  const today = byVersion.get(ontologyVersion) ?? []
  // Newest first: the last one that was made before, else the first of all.
  const then = known && (versions.find(({ madeAtMs }) => madeAtMs <= known.madeAtMs) ?? versions.at(-1))
  const keptFields = then?.ontology.labels ?? today
  return (version = ontologyVersion) => ({ ...settle, fields: byVersion.get(version) ?? today, keptFields })
}
