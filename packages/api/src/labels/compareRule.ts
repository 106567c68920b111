import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { KINDS, type Label, type ResolveRule } from "@justesse/types"

/** How answers of a project are compared: its rule, and in a form what each question says of its own answers. */
export async function compareRuleOf(
  db: Parameters<typeof findOntology>[0],
  { id, kind, settings, ontologyVersion }: Pick<Project, "id" | "kind" | "settings" | "ontologyVersion">,
): Promise<ResolveRule & { readonly fields?: readonly Label[] }> {
  if (!KINDS[kind].asksFields) return settings.settle
  const found = await findOntology(db, id, ontologyVersion)
  return { ...settings.settle, fields: found?.ontology.labels ?? [] }
}
