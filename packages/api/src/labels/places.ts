import { findKindsIn } from "@justesse/db/assets/counts"
import { findOntology } from "@justesse/db/labels"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { ASSET_KINDS, type AssetKind, assetsTaken, KINDS, type Ontology, placeAsked } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

type Reading = Pick<Deps, "storage">
type OfProject = Pick<ProjectAccess, "id" | "kind">

/** Everything that has no place to point at. */
const PLACELESS = ASSET_KINDS.filter((kind) => kind !== "image")

/** Which files a project takes as it asks now: while a form asks for a place, pictures alone. */
export async function takenNow({ storage }: Reading, { id, kind }: OfProject): Promise<readonly AssetKind[]> {
  if (!KINDS[kind].asksFields) return KINDS[kind].assets
  const project = await findProject(storage.db, id)
  const stored = project && (await findOntology(storage.db, id, project.ontologyVersion))
  return assetsTaken(kind, stored?.ontology.labels ?? [])
}

/**
 * The number of the first question for a place in a picture where people see none beside the form: it is about rows or nothing, or the
 * project holds something that is no picture, be it in the trash. Null where there is none such.
 */
export async function placeWithoutPicture(
  deps: Reading,
  project: Pick<ProjectAccess, "id" | "settings">,
  { labels }: Ontology,
): Promise<number | null> {
  const at = placeAsked(labels)
  return at !== null && (await hasPlaceless(deps, project)) ? at : null
}

/** Whether people see something else than a picture beside a form. */
export async function hasPlaceless(
  { storage }: Reading,
  { id, settings }: Pick<ProjectAccess, "id" | "settings">,
): Promise<boolean> {
  return settings.about !== undefined || (await findKindsIn(storage.db, id, PLACELESS)).length > 0
}
